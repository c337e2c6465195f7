// SPDX-FileCopyrightText: 2026 The Limn authors
// SPDX-License-Identifier: Apache-2.0
#include "cpu/resize.h"
#include "nn_support.h"

#include <ATen/ops/upsample_bilinear2d.h>
#include <gtest/gtest.h>

#include <utility>

namespace limn::nn::cpu {
namespace {

TEST(CpuResize, IsThatOfLibTorchUpAndDownAndAskew) {
  for (const auto& [height, width] : {std::pair<std::int64_t, std::int64_t>{256, 192},
                                      {128, 96},
                                      {512, 512},
                                      {77, 300},
                                      {20, 9},
                                      {1, 1}}) {
    const at::Tensor planes = test::noise("planes", {2, 3, 64, 48}).mul(20);

    const at::Tensor out = resizeBilinear(planes, height, width);

    const at::Tensor expected = at::upsample_bilinear2d(planes, {height, width}, false);
    ASSERT_EQ(out.sizes(), expected.sizes());
    // Neighbours differ by up to 40: this is how exactly a float says where between them.
    EXPECT_LT(test::largestDifference(out, expected), 2e-4) << height << " x " << width;
  }
}

TEST(CpuResize, TakesViewsAndSinglePixels) {
  const at::Tensor planes = test::noise("planes", {1, 4, 6, 8});

  const at::Tensor view = resizeBilinear(planes.slice(1, 1, 3).slice(3, 2, 6), 9, 9);
  const at::Tensor pixel = resizeBilinear(planes.slice(2, 0, 1).slice(3, 0, 1), 5, 4);

  const at::Tensor whole = planes.slice(1, 1, 3).slice(3, 2, 6).contiguous();
  EXPECT_TRUE(view.equal(resizeBilinear(whole, 9, 9)));
  const at::Tensor same = planes.slice(2, 0, 1).slice(3, 0, 1).expand({1, 4, 5, 4});
  EXPECT_LT(test::largestDifference(pixel, same), 1e-6);
}

}  // namespace
}  // namespace limn::nn::cpu
