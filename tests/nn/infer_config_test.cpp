// SPDX-FileCopyrightText: 2026 The Limn authors
// SPDX-License-Identifier: Apache-2.0
#include "checkpoint_support.h"
#include "limn/nn/weights.h"

#include <ATen/ATen.h>
#include <gmock/gmock.h>

namespace limn::nn {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;

/// Every tensor of an architecture; no memory behind them.
StateDict shapesOf(const SamConfig& config) {
  StateDict state;
  for (const TensorSpec& spec : expectedTensors(config)) {
    state.tensors[spec.name] = at::zeros({}).expand(spec.shape);
  }
  return state;
}

std::string errorOf(const StateDict& state) {
  return test::checkpointErrorOf([&] { (void)inferConfig(state, {}, "some.pth"); });
}

class InferredTags : public ::testing::TestWithParam<const char*> {};

TEST_P(InferredTags, AreWhatTheTensorsWereMadeFrom) {
  const SamConfig config = SamConfig::fromTag(GetParam());

  EXPECT_EQ(inferConfig(shapesOf(config)), config);
}

INSTANTIATE_TEST_SUITE_P(All, InferredTags,
                         ::testing::Values("vit_b_adapter_256", "vit_b_plain_256",
                                           "vit_b_plain_1024", "vit_l_plain_1024",
                                           "vit_h_adapter_256", "vit_h_plain_1024"));

TEST(InferConfig, TinyModelsHaveFourDecoderHeads) {
  EXPECT_EQ(inferConfig(shapesOf(SamConfig::tinyForTests(true))), SamConfig::tinyForTests(true));
  EXPECT_EQ(inferConfig(shapesOf(SamConfig::tinyForTests(false, 512))),
            SamConfig::tinyForTests(false, 512));
}

TEST(InferConfig, EveryBlockIsGlobalWhereTheTablesSpanTheGrid) {
  SamConfig config = SamConfig::tinyForTests(true);
  config.globalBlocks = {0, 1, 2, 3};

  EXPECT_EQ(inferConfig(shapesOf(config)), config);
}

TEST(InferConfig, UnusualSizesAreFound) {
  SamConfig config = SamConfig::tinyForTests(true);
  config.encoderMlp = 96;
  config.windowSide = 7;
  config.adapterHidden = 24;
  config.decoderMlp = 48;
  config.decoderDepth = 3;
  config.maskInChannels = 32;
  config.multimaskOutputs = 4;
  config.iouHeadDepth = 2;
  config.iouHeadHidden = 40;
  config.patchSize = 8;

  EXPECT_EQ(inferConfig(shapesOf(config)), config);
}

TEST(InferConfig, FamilyComesFromTheCallerThenTheFileThenTheAdapters) {
  StateDict state = shapesOf(SamConfig::tinyForTests(false));

  EXPECT_EQ(inferConfig(state).family, Family::Sam);
  state.metadata["limn.family"] = "medsam";
  EXPECT_EQ(inferConfig(state).family, Family::MedSam);
  EXPECT_EQ(inferConfig(state, Family::SamMed2d).family, Family::SamMed2d);
  state.metadata["limn.family"] = "other";
  EXPECT_THAT(errorOf(state), AllOf(HasSubstr("some.pth"), HasSubstr("'other'")));
}

TEST(InferConfig, MetadataSaysWhatShapesCannot) {
  SamConfig config = SamConfig::tinyForTests(true);
  config.decoderHeads = 2;
  config.globalBlocks = {0, 1, 2, 3};
  config.windowSide = 10;
  config.family = Family::MedSam;
  StateDict state = shapesOf(config);

  state.metadata = configMetadata(config);

  EXPECT_EQ(inferConfig(state), config);
}

TEST(InferConfig, WindowAsWideAsTheGridKeepsTheRecordedGlobalBlocks) {
  const SamConfig config = SamConfig::tinyForTests(false, 224);
  StateDict state = shapesOf(config);

  state.metadata = configMetadata(config);

  EXPECT_EQ(inferConfig(state), config);
}

TEST(InferConfig, MetadataSaysThatPromptsAreSketched) {
  SamConfig config = SamConfig::tinyForTests(true);
  StateDict state = shapesOf(config);
  EXPECT_FALSE(inferConfig(state).sketchedPrompts);

  config.sketchedPrompts = true;
  state.metadata = configMetadata(config);

  EXPECT_EQ(inferConfig(state), config);
}

TEST(InferConfig, MetadataThatContradictsTheTensorsIsAnError) {
  const SamConfig config = SamConfig::tinyForTests(true);
  StateDict state = shapesOf(config);
  const auto withConfig = [&](const std::string& text) {
    state.metadata["limn.config"] = text;
    return errorOf(state);
  };

  EXPECT_THAT(withConfig(R"({"encoder_width":128})"),
              HasSubstr("limn.config says encoder_width 128, the tensors say 64"));
  EXPECT_THAT(withConfig(R"({"adapter":false})"), HasSubstr("disagree on adapter"));
  EXPECT_THAT(withConfig(R"({"global_blocks":[0]})"), HasSubstr("disagree on global_blocks"));
  EXPECT_THAT(withConfig(R"({"decoder_heads":3})"), HasSubstr("heads"));
  EXPECT_THAT(withConfig(R"({"decoder_heads":0})"), HasSubstr("heads"));
  EXPECT_THAT(withConfig(R"({"colour":1})"), HasSubstr("unknown field 'colour'"));
  EXPECT_THAT(withConfig("{"), HasSubstr("limn.config is damaged"));
}

TEST(InferConfig, MissingTensorIsNamed) {
  for (const char* name :
       {"image_encoder.pos_embed", "image_encoder.blocks.0.attn.qkv.weight",
        "image_encoder.blocks.2.attn.rel_pos_w", "image_encoder.neck.0.weight",
        "prompt_encoder.mask_downscaling.3.weight", "mask_decoder.mask_tokens.weight",
        "mask_decoder.iou_prediction_head.layers.0.weight"}) {
    StateDict state = shapesOf(SamConfig::tinyForTests(true));
    state.tensors.erase(name);

    EXPECT_THAT(errorOf(state), AllOf(HasSubstr(name), HasSubstr("is missing"))) << name;
  }
}

TEST(InferConfig, MisshapenTensorIsNamedWithBothShapes) {
  StateDict state = shapesOf(SamConfig::tinyForTests(true));
  state.tensors["image_encoder.blocks.1.mlp.lin1.weight"] = at::zeros({3, 64});

  EXPECT_THAT(errorOf(state), AllOf(HasSubstr("image_encoder.blocks.1.mlp.lin1.weight"),
                                    HasSubstr("[3, 64]"), HasSubstr("expected [256, 64]")));
}

TEST(InferConfig, ThirdWindowSideIsRefused) {
  StateDict state = shapesOf(SamConfig::tinyForTests(true));
  for (const char* axis : {"h", "w"}) {
    state.tensors[std::string("image_encoder.blocks.2.attn.rel_pos_") + axis] = at::zeros({41, 16});
  }

  EXPECT_THAT(errorOf(state), AllOf(HasSubstr("blocks.2.attn.rel_pos_h"), HasSubstr("side 21"),
                                    HasSubstr("expected 14")));
}

TEST(InferConfig, OtherArchitecturesAreCalledByName) {
  const auto errorFor = [](const std::string& tensor) {
    StateDict state;
    state.tensors[tensor] = at::zeros({1});
    return errorOf(state);
  };

  EXPECT_THAT(errorFor("image_encoder.trunk.blocks.0.norm1.weight"), HasSubstr("SAM 2"));
  EXPECT_THAT(errorFor("vision_encoder.neck.conv1.weight"), HasSubstr("Hugging Face"));
  EXPECT_THAT(errorFor("image_encoder.patch_embed.seq.0.c.weight"), HasSubstr("MobileSAM"));
  EXPECT_THAT(errorFor("decoder.seg_layers.0.weight"), HasSubstr("nnU-Net"));
  EXPECT_THAT(errorFor("layer4.0.conv1.weight"), HasSubstr("ResNet"));
  EXPECT_THAT(errorFor("sam.image_encoder.pos_embed"), HasSubstr("begin with 'sam.'"));
  EXPECT_THAT(errorFor("something"), HasSubstr("'something'"));
}

TEST(InferConfig, SharedCheckpointsAreRecognised) {
  const std::filesystem::path golden = test::sharedFolder() / "golden";
  if (!std::filesystem::exists(golden)) GTEST_SKIP() << "the shared folder is not here";
  const auto configOf = [&](const char* name) {
    return inferConfig(readCheckpoint(golden / name));
  };

  for (const char* name : {"tiny_adapter.pth", "tiny_adapter.ddp.pth", "tiny_adapter.fp16.pth",
                           "tiny_adapter.legacy.pth"}) {
    EXPECT_EQ(configOf(name), SamConfig::tinyForTests(true)) << name;
  }
  EXPECT_EQ(configOf("tiny_plain.pth"), SamConfig::tinyForTests(false));
  EXPECT_EQ(configOf("tiny_512.pth"), SamConfig::tinyForTests(false, 512));
}

TEST(InferConfig, InterimWeightsAreRecognised) {
  const auto file = test::sharedFolder() / "weights/interim/interim.pth";
  if (!std::filesystem::exists(file)) GTEST_SKIP() << "the interim weights are not here";

  const SamConfig config = inferConfig(readCheckpoint(file));

  EXPECT_EQ(config.encoderWidth, 160);
  EXPECT_EQ(config.encoderDepth, 6);
  EXPECT_EQ(config.encoderHeads, 5);
  EXPECT_EQ(config.globalBlocks.size(), 6U);
  EXPECT_EQ(config.imageSize, 256);
  EXPECT_TRUE(config.adapter);
  EXPECT_EQ(config.decoderWidth, 128);
  EXPECT_EQ(config.decoderMlp, 512);
  EXPECT_EQ(config.decoderHeads, 4);
  EXPECT_EQ(config.maskInChannels, 16);
  EXPECT_EQ(config.family, Family::SamMed2d);
}

TEST(InferConfig, NetworksOfOthersAreRefused) {
  const auto folder = test::sharedFolder() / "weights";
  if (!std::filesystem::exists(folder)) GTEST_SKIP() << "the shared folder is not here";

  for (const char* name : {"hippodeep.pt", "meshnet.pth", "model.pth"}) {
    EXPECT_THAT(errorOf(readCheckpoint(folder / name)),
                HasSubstr("image_encoder.pos_embed is missing"))
        << name;
  }
}

}  // namespace
}  // namespace limn::nn
