// SPDX-FileCopyrightText: 2026 The Limn authors
// SPDX-License-Identifier: Apache-2.0
#include "cli_support.h"
#include "limn/nn/checkpoint.h"

namespace limn::test {
namespace {

class ConvertTest : public CliTest {
 protected:
  std::string mask() const {
    const NiftiShape shape;
    std::vector<std::uint8_t> voxels(shape.voxels(), 0);
    for (std::size_t i = 5000; i < 5300; ++i)
      voxels[i] = static_cast<std::uint8_t>(1 + i % 3);
    return write("mask.nii", niftiBytes(shape, voxels));
  }
};

TEST_F(ConvertTest, MaskGoesToNrrdAndBack) {
  const std::string original = mask();

  const auto there = limn({"convert", original, path("mask.nrrd"), "--json"});
  const auto back = limn({"convert", path("mask.nrrd"), path("back.nii.gz"), "--json"});

  EXPECT_EQ(there.exitCode, 0) << there.err;
  EXPECT_EQ(back.exitCode, 0) << back.err;
  EXPECT_EQ(parse(there)["labels"].size(), 3U);
  const auto compared = parse(limn({"compare", original, path("back.nii.gz"), "--json"}));
  EXPECT_EQ(compared["identical"], true) << compared;
}

TEST_F(ConvertTest, CheckpointBecomesOurFormWithItsFamily) {
  const auto plain = nn::readCheckpoint(model());
  nn::StateDict bare;
  bare.tensors = plain.tensors;
  nn::writeSafetensors(path("bare.safetensors"), bare);

  const auto result =
      limn({"convert", path("bare.safetensors"), path("out.safetensors"), "--json"});

  EXPECT_EQ(result.exitCode, 0) << result.err;
  EXPECT_EQ(parse(result)["family"], "sam-med2d");
  const auto converted = nn::readCheckpoint(path("out.safetensors"));
  EXPECT_EQ(converted.metadata.at("limn.family"), "sam-med2d");
  EXPECT_EQ(converted.tensors.size(), plain.tensors.size());
}

TEST_F(ConvertTest, HalfPrecisionHalvesTheFile) {
  const auto result = limn({"convert", model(), path("half.safetensors"), "--half", "--json"});

  EXPECT_EQ(parse(result)["dtype"], "float16");
  EXPECT_EQ(limn({"convert", model(), path("whole.safetensors")}).exitCode, 0);
  const auto half = std::filesystem::file_size(path("half.safetensors"));
  const auto whole = std::filesystem::file_size(path("whole.safetensors"));
  EXPECT_LT(half, whole * 6 / 10);
  EXPECT_EQ(parse(limn({"info", path("half.safetensors"), "--json"}))["items"][0]["family"],
            "sam-med2d");
}

TEST_F(ConvertTest, FamilyCanBeSaid) {
  const auto result =
      limn({"convert", model(), path("out.safetensors"), "--family", "medsam", "--json"});

  EXPECT_EQ(result.exitCode, 0) << result.err;
  EXPECT_EQ(parse(limn({"info", path("out.safetensors"), "--json"}))["items"][0]["family"],
            "medsam");
}

TEST_F(ConvertTest, PairsThatMakeNoSenseAreRefused) {
  const std::string original = mask();

  const auto maskToWeights = limn({"convert", original, path("x.safetensors"), "--json"});
  const auto weightsToMask = limn({"convert", model(), path("x.nii"), "--json"});
  const auto ontoItself = limn({"convert", original, original, "--json"});

  EXPECT_EQ(maskToWeights.exitCode, 3);
  EXPECT_EQ(parse(maskToWeights)["error"]["code"], "unsupported");
  EXPECT_EQ(weightsToMask.exitCode, 3);
  EXPECT_EQ(parse(weightsToMask)["error"]["code"], "unsupported");
  EXPECT_EQ(ontoItself.exitCode, 2);
}

}  // namespace
}  // namespace limn::test
