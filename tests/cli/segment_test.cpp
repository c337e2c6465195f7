// SPDX-FileCopyrightText: 2026 The Limn authors
// SPDX-License-Identifier: Apache-2.0
#include "cli_support.h"

#include <algorithm>
#include <cstring>

namespace limn::test {
namespace {

namespace fs = std::filesystem;

class SegmentTest : public CliTest {
 protected:
  /// `limn segment scan -o OUT … --model tiny --json`, which must succeed.
  nlohmann::json segment(const std::string& scan, const std::string& out,
                         std::vector<std::string> more) {
    std::vector<std::string> words{"segment", scan, "-o", path(out), "--model", model(), "--json"};
    words.insert(words.end(), more.begin(), more.end());
    const auto result = limn(words);
    EXPECT_EQ(result.exitCode, 0) << result.err;
    return parse(result);
  }
  /// Voxels of a written .nii of one byte or two per voxel.
  [[nodiscard]] std::vector<int> voxels(const std::string& name) const {
    const std::string bytes = readBytes(path(name));
    std::int16_t bits = 0;
    std::memcpy(&bits, bytes.data() + 72, sizeof bits);
    const auto step = static_cast<std::size_t>(bits / 8);
    std::vector<int> values;
    for (std::size_t at = 352; at + step <= bytes.size(); at += step) {
      int value = static_cast<unsigned char>(bytes[at]);
      if (step == 2) value += 256 * static_cast<unsigned char>(bytes[at + 1]);
      values.push_back(value);
    }
    return values;
  }
};

TEST_F(SegmentTest, WritesAMaskOnTheGridOfTheScan) {
  const std::string scan = image();

  const auto document = segment(scan, "mask.nii", {"--point", "20,16,2"});

  const std::string source = readBytes(scan), mask = readBytes(path("mask.nii"));
  ASSERT_GE(mask.size(), 352 + NiftiShape{}.voxels());
  EXPECT_EQ(mask.substr(40, 16), source.substr(40, 16)) << "dim";
  EXPECT_EQ(mask.substr(76, 32), source.substr(76, 32)) << "pixdim";
  EXPECT_EQ(mask.substr(252, 76), source.substr(252, 76)) << "qform and sform";
  const auto values = voxels("mask.nii");
  EXPECT_GT(document["voxels"].get<int>(), 0);
  EXPECT_EQ(std::ranges::count(values, 1), document["voxels"].get<int>());
  EXPECT_NEAR(document["ml"].get<double>(), document["voxels"].get<double>() * 0.009, 1e-9);
}

TEST_F(SegmentTest, TellsAllThatIsNeededToRepeatIt) {
  const auto document = segment(image(), "mask.nii", {"--point", "20,16,2"});

  EXPECT_EQ(document["file"], path("mask.nii"));
  EXPECT_TRUE(fs::exists(document["certificate"].get<std::string>()));
  EXPECT_EQ(document["slice"]["axis"], "z");
  EXPECT_EQ(document["slice"]["index"], 2);
  EXPECT_EQ(document["candidates"].size(), 3U);
  EXPECT_EQ(document["model"]["weights_sha256"].get<std::string>().size(), 64U);
  EXPECT_EQ(document["input_mapping"], "volume 30..200");
  EXPECT_GT(document["encode_ms"].get<double>(), 0);
  EXPECT_GT(document["click_ms"].get<double>(), 0);
}

TEST_F(SegmentTest, KeepsPromptsInTheOrderTyped) {
  const auto document = segment(
      image(), "mask.nii", {"--point", "20,16,2", "--box", "10,6,30,26,2", "--point=22.5,18,2,-"});

  const auto& prompts = document["prompts"];
  ASSERT_EQ(prompts.size(), 3U);
  EXPECT_EQ(prompts[0],
            (nlohmann::json{{"kind", "point"}, {"voxel", {20, 16, 2}}, {"include", true}}));
  EXPECT_EQ(prompts[1]["kind"], "box");
  EXPECT_EQ(prompts[2],
            (nlohmann::json{{"kind", "point"}, {"voxel", {22.5, 18, 2}}, {"include", false}}));
}

TEST_F(SegmentTest, SamePromptsGiveTheSameFile) {
  const std::string scan = image();

  segment(scan, "a.nii", {"--point", "20,16,2", "--point", "40,30,2,-"});
  segment(scan, "b.nii", {"--point", "20,16,2", "--point", "40,30,2,-"});

  EXPECT_EQ(readBytes(path("a.nii")), readBytes(path("b.nii")));
}

TEST_F(SegmentTest, MillimetresMeanTheSamePlaces) {
  const std::string scan = image();

  // Voxel (20, 16, 2) is RAS (19.75, 52, 11), so LPS (-19.75, -52, 11).
  segment(scan, "voxel.nii", {"--point", "20,16,2", "--box", "10,6,30,26,2"});
  segment(scan, "world.nii",
          {"--world", "--point", "-19.75,-52,11", "--box", "-4.75,-32,11,-34.75,-72,11"});

  EXPECT_EQ(voxels("world.nii"), voxels("voxel.nii"));
}

TEST_F(SegmentTest, OtherOrderOfVoxelsGivesTheSameMaskInThePatient) {
  const std::string scan = image(), twin = image("twin.nii", {.reversed = true});

  segment(scan, "mask.nii", {"--world", "--point", "-19.75,-52,11"});
  segment(twin, "twin_mask.nii", {"--world", "--point", "-19.75,-52,11"});

  const auto compared = parse(limn({"compare", path("mask.nii"), path("twin_mask.nii"), "--json"}));
  EXPECT_EQ(compared["identical"], true) << compared;
  ASSERT_EQ(compared["labels"].size(), 1U);
}

TEST_F(SegmentTest, CutsAcrossAnyAxis) {
  const auto document =
      segment(image(), "mask.nii", {"--axis", "x", "--box", "6,0,26,5,20", "--point", "20,16,2"});

  EXPECT_EQ(document["slice"]["plane"], "sagittal");
  const auto values = voxels("mask.nii");
  ASSERT_GT(std::ranges::count(values, 1), 0);
  for (std::size_t i = 0; i < values.size(); ++i) {
    if (values[i] != 0) {
      ASSERT_EQ(i % 48, 20U);
    }
  }
}

TEST_F(SegmentTest, WritesTheLabelAskedFor) {
  const auto document = segment(image(), "mask.nii",
                                {"--point", "20,16,2", "--label", "300", "--label-name", "Ball"});

  EXPECT_EQ(document["label"], 300);
  EXPECT_EQ(document["name"], "Ball");
  EXPECT_EQ(std::ranges::count(voxels("mask.nii"), 300), document["voxels"].get<int>());
}

TEST_F(SegmentTest, CandidateCanBeChosen) {
  const auto document = segment(image(), "mask.nii", {"--point", "20,16,2", "--candidate", "1"});

  EXPECT_EQ(document["candidate"], 1);
  EXPECT_EQ(document["voxels"], document["candidates"][1]["voxels"]);
}

TEST_F(SegmentTest, InputWindowChangesWhatTheNetworkSees) {
  const auto document =
      segment(image(), "mask.nii", {"--point", "20,16,2", "--input-window", "100,50"});

  EXPECT_EQ(document["input_mapping"], "window 100/50");
}

TEST_F(SegmentTest, DraftMaskOfATwinCountsByItsPlaceInThePatient) {
  const NiftiShape shape, twin{.reversed = true};
  std::vector<std::uint8_t> draft(shape.voxels(), 0);
  for (std::size_t y = 8; y < 24; ++y) {
    std::fill_n(draft.begin() + static_cast<std::ptrdiff_t>((2 * 40 + y) * 48 + 12), 16,
                std::uint8_t{1});
  }
  const auto plain = write("draft.nii", niftiBytes(shape, draft));
  const auto turned = write("turned.nii", niftiBytes(twin, reversedOrder(shape, draft)));
  const std::string scan = image();

  const auto document = segment(scan, "a.nii", {"--mask", plain});
  segment(scan, "b.nii", {"--mask", turned});

  EXPECT_EQ(document["slice"]["index"], 2);
  EXPECT_EQ(document["prompts"][0]["pixels"], 256);
  EXPECT_EQ(voxels("a.nii"), voxels("b.nii"));
}

// The tiny network gives no answer a predicted IoU of 0.5, which each further slice needs.
TEST_F(SegmentTest, PropagationAddsNoSliceOfWhichTheNetworkIsNotCertain) {
  const auto document =
      segment(image(), "mask.nii", {"--box", "10,6,30,26,2", "--propagate", "1..4"});

  ASSERT_LT(document["predicted_iou"].get<double>(), 0.5);
  EXPECT_TRUE(document["propagated"].empty()) << document["propagated"];
  const auto values = voxels("mask.nii");
  for (std::size_t i = 0; i < values.size(); ++i)
    ASSERT_TRUE(values[i] == 0 || i / (48 * 40) == 2) << i;
  EXPECT_GT(std::ranges::count(values, 1), 0);
}

TEST_F(SegmentTest, ChoosesOneOfSeveralTimePoints) {
  const NiftiShape shape;
  const std::vector<std::uint8_t> flat(shape.voxels(), 9);
  std::string bytes = niftiBytes(shape, flat);
  bytes[40] = 4;  // four dimensions, two time points
  bytes[48] = 2;
  const auto ball = ballVoxels(shape);
  const auto scan = write("cine.nii", bytes + std::string(ball.begin(), ball.end()));

  const auto undecided = limn(
      {"segment", scan, "-o", path("m.nii"), "--point", "20,16,2", "--model", model(), "--json"});
  const auto document = segment(scan, "m.nii", {"--point", "20,16,2", "--volume", "2"});

  EXPECT_EQ(undecided.exitCode, 3);
  EXPECT_EQ(parse(undecided)["error"]["code"], "mismatch");
  EXPECT_NE(undecided.err.find("--volume 2"), std::string::npos) << undecided.err;
  EXPECT_EQ(document["input_mapping"], "volume 30..200");
}

TEST_F(SegmentTest, QuietSaysNothing) {
  const auto result = limn({"segment", image(), "-o", path("m.nii"), "--point", "20,16,2",
                            "--model", model(), "--quiet"});

  EXPECT_EQ(result.exitCode, 0);
  EXPECT_EQ(result.out, "");
  EXPECT_EQ(result.err, "");
}

TEST_F(SegmentTest, ModelCanComeFromTheEnvironment) {
  const auto result =
      limn({"segment", image(), "-o", path("m.nii"), "--point", "20,16,2", "--json"},
           {.environment = {{"LIMN_MODEL", model()}}});

  EXPECT_EQ(result.exitCode, 0) << result.err;
  EXPECT_EQ(parse(result)["model"]["name"], "tiny.safetensors");
}

}  // namespace
}  // namespace limn::test
