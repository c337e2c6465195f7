// SPDX-FileCopyrightText: 2026 The Limn authors
// SPDX-License-Identifier: Apache-2.0

// Every wrong input gives a sentence and the correct exit code, and changes no file in the folder.
#include "cli_support.h"
#include "limn/nn/checkpoint.h"
#include "limn/nn/formula.h"

#include <ATen/ops/zeros.h>

#include <string_view>

namespace limn::test {
namespace {

namespace fs = std::filesystem;
using namespace std::string_literals;

class BadInput : public CliTest {
 protected:
  struct Expected {
    int exitCode;
    std::string code, says;
  };

  void expectRefused(const ProcessResult& result, const Expected& expected) {
    EXPECT_EQ(result.exitCode, expected.exitCode) << result.err;
    EXPECT_EQ(result.signal, 0);
    const auto error = parse(result)["error"];
    EXPECT_EQ(error.value("code", ""), expected.code) << result.out;
    EXPECT_NE(error.value("message", "").find(expected.says), std::string::npos) << result.out;
    EXPECT_NE(result.err.find(expected.says), std::string::npos) << result.err;
    EXPECT_EQ(contents(folder()), before_) << "something was written";
  }
  /// Segments `scan` with the given model; no file in the folder may change.
  void expectSegmentRefused(const std::string& scan, std::vector<std::string> more,
                            const Expected& expected, const ProcessOptions& options = {}) {
    before_ = contents(folder());
    std::vector<std::string> words{"segment", scan, "--json"};
    words.insert(words.end(), more.begin(), more.end());
    expectRefused(limn(words, options), expected);
  }
  [[nodiscard]] std::vector<std::string> click(const std::string& weights = model()) const {
    return {"-o", path("out.nii"), "--point", "20,16,2", "--model", weights};
  }
  [[nodiscard]] std::vector<std::string> with(std::vector<std::string> words) const {
    words.insert(words.end(), {"-o", path("out.nii"), "--model", model()});
    return words;
  }

  std::map<std::string, std::string> before_;
};

TEST_F(BadInput, MissingImage) {
  expectSegmentRefused(path("none.nii"), click(), {3, "not_found", "none.nii"});
}

TEST_F(BadInput, EmptyImage) {
  expectSegmentRefused(write("empty.nii", ""), click(), {3, "unreadable", "empty.nii"});
}

TEST_F(BadInput, TruncatedImage) {
  const std::string whole = readBytes(image());
  expectSegmentRefused(write("cut.nii", whole.substr(0, whole.size() - 100)), click(),
                       {3, "unreadable", "cut.nii"});
}

TEST_F(BadInput, NotAnImage) {
  const auto file = write("letter.nii", "Dear colleague, thank you for the scan.\n"s);
  before_ = contents(folder());

  const auto result = limn(
      {"segment", file, "--json", "-o", path("out.nii"), "--point", "1,1,1", "--model", model()});

  EXPECT_EQ(result.exitCode, 3) << result.err;
  EXPECT_NE(parse(result)["error"]["message"].get<std::string>().find("letter.nii"),
            std::string::npos);
  EXPECT_EQ(contents(folder()), before_);
}

TEST_F(BadInput, SuffixThatLiesAboutTheContent) {
  // A file with the suffix of a compressed file but plain bytes is read completely or refused.
  const auto lying = write("plain.png", readBytes(image()));
  before_ = contents(folder());

  const auto result = limn({"info", lying, "--json"});

  if (result.exitCode == 0) {
    EXPECT_EQ(parse(result)["items"][0]["series"][0]["size"], (nlohmann::json{48, 40, 6}));
  } else {
    expectRefused(result, {3, parse(result)["error"]["code"], "plain.png"});
  }
}

TEST_F(BadInput, FolderWithSeveralSeriesListsThem) {
  fs::create_directory(folder() / "study");
  image("study/one.nii");
  image("study/two.nii", {.size = {20, 30, 4}});
  expectSegmentRefused(path("study"), click(), {3, "mismatch", "two.nii"});
}

TEST_F(BadInput, FolderWithoutImages) {
  fs::create_directory(folder() / "study");
  write("study/notes.txt", "nothing here");
  expectSegmentRefused(path("study"), click(), {3, "unsupported", "study"});
}

TEST_F(BadInput, ImageWithoutPermission) {
  const std::string scan = image();
  const auto all = contents(folder());
  fs::permissions(scan, fs::perms::none);

  const auto result = limn({"info", scan, "--json"}, {.mindsPermissions = true});

  fs::permissions(scan, fs::perms::owner_all);
  before_ = all;
  if (result.exitCode == 0) GTEST_SKIP() << "this system does not let a test give up its rights";
  expectRefused(result, {3, "unreadable", "scan.nii"});
}

TEST_F(BadInput, OutputFolderWithoutPermission) {
  const std::string scan = image();
  fs::create_directory(folder() / "closed");
  fs::permissions(folder() / "closed", fs::perms::owner_read | fs::perms::owner_exec);
  before_ = contents(folder());

  const auto result = limn({"segment", scan, "--json", "-o", path("closed/m.nii"), "--point",
                            "20,16,2", "--model", model()},
                           {.mindsPermissions = true});

  if (result.exitCode == 0) GTEST_SKIP() << "this system does not let a test give up its rights";
  expectRefused(result, {3, "write_failed", "m.nii"});
}

TEST_F(BadInput, PathInsideAFile) {
  expectSegmentRefused(image() + "/deeper.nii", click(), {3, "not_found", "deeper.nii"});
}

TEST_F(BadInput, OutputThatIsAFolder) {
  fs::create_directory(folder() / "out");
  expectSegmentRefused(image(), {"-o", path("out"), "--point", "20,16,2", "--model", model()},
                       {3, "write_failed", "it is a folder"});
}

TEST_F(BadInput, OutputInAFolderThatIsNotThere) {
  expectSegmentRefused(image(), {"-o", path("no/m.nii"), "--point", "20,16,2", "--model", model()},
                       {3, "write_failed", "does not exist"});
}

TEST_F(BadInput, OutputOfAnUnknownKind) {
  expectSegmentRefused(image(), {"-o", path("m.docx"), "--point", "20,16,2", "--model", model()},
                       {3, "unsupported", "m.docx"});
}

TEST_F(BadInput, FullDisk) {
  expectSegmentRefused(image(), click(), {3, "write_failed", "out.nii"}, {.largestFile = 4096});
}

TEST_F(BadInput, FullDiskLeavesTheOlderFile) {
  const std::string scan = image();
  write("out.nii", "the mask of yesterday");
  expectSegmentRefused(scan, click(), {3, "write_failed", "out.nii"}, {.largestFile = 4096});
}

TEST_F(BadInput, FullDiskWhileConvertingACheckpoint) {
  before_ = contents(folder());
  expectRefused(limn({"convert", model(), path("w.safetensors"), "--json"}, {.largestFile = 4096}),
                {3, "write_failed", "w.safetensors"});
}

TEST_F(BadInput, MissingCheckpoint) {
  expectSegmentRefused(image(), click(path("none.pth")), {3, "not_found", "none.pth"});
}

TEST_F(BadInput, NoCheckpointAtAllSaysHowToGiveOne) {
  write("manifest.json", R"({"format": 1, "default": null, "models": []})");
  expectSegmentRefused(image(), {"-o", path("out.nii"), "--point", "20,16,2"},
                       {3, "not_found", "--model FILE"},
                       {.environment = {{"LIMN_MODELS", folder().string()}}});
}

TEST_F(BadInput, CheckpointOfAnotherArchitecture) {
  nn::StateDict state;
  state.tensors["layer1.conv.weight"] = at::zeros({8, 3, 3, 3});
  nn::writeSafetensors(path("resnet.safetensors"), state);

  expectSegmentRefused(image(), click(path("resnet.safetensors")),
                       {3, "mismatch", "resnet.safetensors"});
  before_ = contents(folder());
  expectRefused(limn({"info", path("resnet.safetensors"), "--json"}),
                {3, "mismatch", "resnet.safetensors"});
  expectRefused(limn({"convert", path("resnet.safetensors"), path("x.safetensors"), "--json"}),
                {3, "mismatch", "resnet.safetensors"});
}

TEST_F(BadInput, CheckpointWithATensorOfAnotherShapeNamesIt) {
  nn::StateDict state = nn::formulaStateDict(nn::SamConfig::tinyForTests(true));
  state.tensors["mask_decoder.iou_token.weight"] = at::zeros({1, 31});
  nn::writeSafetensors(path("odd.safetensors"), state);

  expectSegmentRefused(image(), click(path("odd.safetensors")),
                       {3, "mismatch", "mask_decoder.iou_token.weight"});
}

TEST_F(BadInput, TruncatedCheckpoint) {
  const std::string whole = readBytes(model());
  const auto cut = write("cut.safetensors", whole.substr(0, whole.size() / 2));
  expectSegmentRefused(image(), click(cut), {3, "unreadable", "cut.safetensors"});
}

TEST_F(BadInput, PickleThatCallsTheShellIsNeverRun) {
  const std::string marker = path("it_ran");
  const std::string call =
      "\x80\x02"s
      "cposix\nsystem\nq\x00X"s;
  const std::string command = "touch " + marker;
  const std::string length{static_cast<char>(command.size()), 0, 0, 0};
  const std::string object = call + length + command + "q\x01\x85q\x02Rq\x03."s;
  // The legacy container: magic number, protocol version, system information, then the object.
  const std::string magic = "\x80\x02\x8a\x0a\x6c\xfc\x9c\x46\xf9\x20\x6a\xa8\x50\x19."s;
  const std::string legacy =
      magic + "\x80\x02M\xe9\x03."s + "\x80\x02}q\x00."s + object + "\x80\x02]q\x00."s;
  for (const auto& [name, bytes] :
       {std::pair("legacy.pth"s, legacy), std::pair("bare.pth"s, object)}) {
    const auto weights = write(name, bytes);

    expectSegmentRefused(image(), click(weights), {3, "unreadable", name});
    before_ = contents(folder());
    expectRefused(limn({"info", weights, "--json"}), {3, "unreadable", name});
    EXPECT_FALSE(fs::exists(marker));
  }
}

TEST_F(BadInput, PointOutsideTheVolume) {
  expectSegmentRefused(image(), with({"--point", "48,16,2"}), {3, "out_of_range", "48,16,2"});
  expectSegmentRefused(image(), with({"--point", "20,16,-1"}), {3, "out_of_range", "20,16,-1"});
  expectSegmentRefused(image(), with({"--world", "--point", "500,16,2"}),
                       {3, "out_of_range", "500,16,2"});
}

TEST_F(BadInput, BoxOutsideTheVolume) {
  expectSegmentRefused(image(), with({"--box", "10,10,30,60,2"}),
                       {3, "out_of_range", "10,10,30,60,2"});
}

TEST_F(BadInput, PropagationOutsideTheVolume) {
  expectSegmentRefused(image(), with({"--point", "20,16,2", "--propagate", "0..6"}),
                       {3, "out_of_range", "0..6"});
}

TEST_F(BadInput, DraftMaskOnAnotherGrid) {
  const NiftiShape other{.spacing = {1.5F, 2, 4}};
  const auto draft =
      write("draft.nii", niftiBytes(other, std::vector<std::uint8_t>(other.voxels(), 1)));
  expectSegmentRefused(image(), with({"--mask", draft, "--slice", "2"}),
                       {3, "mismatch", "draft.nii"});
}

TEST_F(BadInput, EmptyDraftMask) {
  const NiftiShape shape;
  const auto draft =
      write("draft.nii", niftiBytes(shape, std::vector<std::uint8_t>(shape.voxels(), 0)));
  expectSegmentRefused(image(), with({"--mask", draft}), {3, "not_found", "draft.nii"});
}

TEST_F(BadInput, WrongUseOfSegment) {
  const std::string scan = image();
  const std::vector<std::pair<std::vector<std::string>, std::string>> uses{
      {{}, "needs a prompt"},
      {{"--point", "20,16"}, "X,Y,Z"},
      {{"--point", "20,16,two"}, "20,16,two"},
      {{"--point", "20,16,nan"}, "20,16,nan"},
      {{"--box", "1,2,3,4"}, "--box"},
      {{"--world", "--box", "1,2,3,4,5"}, "two corners"},
      {{"--point", "20,16,2", "--point", "20,16,3"}, "one slice"},
      {{"--point", "20,16,2", "--propagate", "3..5"}, "not in this range"},
      {{"--point", "20,16,2", "--propagate", "up"}, "A..B"},
      {{"--point", "20,16,2", "--label", "0"}, "--label"},
      {{"--point", "20,16,2", "--label", "70000"}, "--label"},
      {{"--point", "20,16,2", "--axis", "w"}, "--axis"},
      {{"--point", "20,16,2", "--candidate", "7"}, "--candidate"},
      {{"--point", "20,16,2", "--input-window", "40,0"}, "width above 0"},
      {{"--point", "20,16,2", "--device", "quantum"}, "quantum"},
      {{"--point", "20,16,2", "--threads", "-1"}, "--threads"},
      {{"--point", "20,16,2", "--arch", "vit_b_plain_256"}, "not both"},
  };
  for (const auto& [words, says] : uses) {
    SCOPED_TRACE(says);
    expectSegmentRefused(scan, with(words), {2, "wrong_use", says});
  }
}

TEST_F(BadInput, ManifestOfInstalledModelsThatIsDamaged) {
  write("manifest.json", "{\"format\": 1, ");
  before_ = contents(folder());
  expectRefused(limn({"models", "--json"}, {.environment = {{"LIMN_MODELS", folder().string()}}}),
                {3, "unreadable", "manifest.json"});
}

}  // namespace
}  // namespace limn::test
