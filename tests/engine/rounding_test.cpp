// SPDX-FileCopyrightText: 2026 The Limn authors
// SPDX-License-Identifier: Apache-2.0
// What it does to masks that the network is asked with embeddings rounded to fp16. Prints the table
// of docs/performance.md.

#include "limn/base/slice_layout.h"
#include "limn/core/model_input.h"
#include "limn/imaging/study_reader.h"
#include "limn/nn/predictor.h"
#include "packed_embedding.h"
#include "support/test_paths.h"

#include <ATen/ops/from_blob.h>
#include <fmt/core.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <filesystem>

namespace limn::engine {
namespace {
namespace fs = std::filesystem;

constexpr std::int64_t kSlicesPerVolume = 10, kFewestPixels = 30;

struct Case {
  const char *image, *mask;
};
constexpr Case kCases[] = {
    {"ct_sts_042/CT/image.nii.gz", "ct_sts_042/CT/mask.nii.gz"},
    {"ct_organs/image.nii.gz", "ct_organs/mask.nii.gz"},
    {"petct_sts_025/CT/image.nii.gz", "petct_sts_025/CT/mask.nii.gz"},
    {"petct_sts_025/PET/image.nii.gz", "petct_sts_025/PET/mask.nii.gz"},
    {"petct_sts_025/MR_T1/image.nii.gz", "petct_sts_025/MR_T1/mask.nii.gz"},
    {"mr_cine_heart/ed_image.nii.gz", "mr_cine_heart/ed_mask.nii.gz"},
    {"mr_cine_heart/es_image.nii.gz", "mr_cine_heart/es_mask.nii.gz"},
    {"mr_hippocampus/hippocampus_001/image.nii.gz", "mr_hippocampus/hippocampus_001/mask.nii.gz"},
};

Volume read(const std::string& name) {
  const auto scan = imaging::scanStudy(test::sharedFolder() / "volumes" / name, {}).value();
  return imaging::readSeries(scan.series.front(), {}).value();
}

/// A box around the structure of a slice, and its middle.
struct Target {
  std::int64_t pixels = 0;
  nn::PromptBox box{1e9F, 1e9F, -1, -1};
  nn::PromptPoint middle;
};
Target targetOn(const Volume& mask, const SliceLayout& layout, std::int64_t slice) {
  Target target;
  for (std::int64_t y = 0; y < layout.height; ++y) {
    for (std::int64_t x = 0; x < layout.width; ++x) {
      const VoxelPoint at = layout.toVoxel({static_cast<double>(x), static_cast<double>(y)}, slice);
      const VoxelIndex voxel{std::lround(at.x), std::lround(at.y), std::lround(at.z)};
      if (mask.value(voxel) < 0.5) continue;
      const auto px = static_cast<float>(x), py = static_cast<float>(y);
      ++target.pixels;
      target.box = {std::min(target.box.x0, px), std::min(target.box.y0, py),
                    std::max(target.box.x1, px), std::max(target.box.y1, py)};
    }
  }
  target.middle = {(target.box.x0 + target.box.x1) / 2, (target.box.y0 + target.box.y1) / 2, 1};
  return target;
}

double diceOf(const nn::MaskPrediction& a, const nn::MaskPrediction& b) {
  const at::Tensor p = a.logits.select(0, a.best).gt(0), q = b.logits.select(0, b.best).gt(0);
  const double sum = p.sum().item<double>() + q.sum().item<double>();
  return sum == 0 ? 1 : 2 * p.logical_and(q).sum().item<double>() / sum;
}

TEST(RoundedEmbeddings, GiveTheSameMasksOnRealSlices) {
  if (!fs::exists(test::sharedFolder() / "volumes")) GTEST_SKIP() << "no scans at hand";
  auto network = nn::Predictor::load(test::sourceFolder() / "models" / "limn-small.safetensors");
  std::vector<double> dice;
  for (const Case& one : kCases) {
    const Volume volume = read(one.image), mask = read(one.mask);
    const SliceLayout layout = sliceLayout(volume.grid, Axis::Z);
    const std::int64_t step = std::max<std::int64_t>(1, layout.slices / kSlicesPerVolume);
    for (std::int64_t slice = 0; slice < layout.slices; slice += step) {
      const Target target = targetOn(mask, layout, slice);
      if (target.pixels < kFewestPixels) continue;
      auto picture =
          core::renderModelInput(volume, layout, slice, core::volumeRangeMapping(volume));
      const nn::ImageEmbedding exact = network.encode(
          at::from_blob(picture.rgb.data(), {picture.height, picture.width, 3}, at::kByte));
      const nn::ImageEmbedding rounded{roundedForKeeping(exact.features), exact.frame};
      for (const nn::Prompts& prompts :
           {nn::Prompts{{target.middle}, {}, {}}, nn::Prompts{{}, target.box, {}}}) {
        dice.push_back(diceOf(network.predict(exact, prompts), network.predict(rounded, prompts)));
      }
    }
  }
  ASSERT_GT(dice.size(), 50U);
  std::ranges::sort(dice);
  fmt::print(
      "{} masks: Dice of fp16 and fp32 embeddings: median {:.5f}, 5th percentile {:.5f}, "
      "least {:.5f}\n",
      dice.size(), dice[dice.size() / 2], dice[dice.size() / 20], dice.front());
  EXPECT_GT(dice[dice.size() / 2], 0.999);
  EXPECT_GT(dice[dice.size() / 20], 0.99);
}

}  // namespace
}  // namespace limn::engine
