// SPDX-FileCopyrightText: 2026 The Limn authors
// SPDX-License-Identifier: Apache-2.0
#include "cpu/kernels.h"
#include "nn_support.h"

#include <ATen/TensorOperators.h>
#include <ATen/ops/gelu.h>
#include <ATen/ops/layer_norm.h>
#include <ATen/ops/linear.h>
#include <ATen/ops/matmul.h>
#include <ATen/ops/upsample_bilinear2d.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace limn::nn::cpu {
namespace {

using test::largestDifference;
using test::noise;

/// Every set of loops that this processor runs.
class CpuKernels : public ::testing::TestWithParam<int> {
 protected:
  void SetUp() override {
    if (kernelsAt(GetParam()) == nullptr) GTEST_SKIP() << "this processor runs fewer sets";
  }
  [[nodiscard]] const Kernels& run() const { return *kernelsAt(GetParam()); }
};

TEST_P(CpuKernels, MultiplyTilesOfEveryHeightAndWidth) {
  for (std::int64_t rows = 1; rows <= run().tileRows; ++rows) {
    for (const std::int64_t columns : {std::int64_t{3}, run().panelColumns}) {
      const at::Tensor a = noise("a", {rows, 37}), b = noise("b", {37, run().panelColumns});
      const at::Tensor bias = noise("bias", {run().panelColumns});
      at::Tensor out = noise("out", {rows, run().panelColumns});
      const at::Tensor before = out.clone();
      std::vector<const float*> pieces;
      for (std::int64_t r = 0; r < rows; ++r)
        pieces.push_back(a[r].data_ptr<float>());

      run().multiply({pieces.data(), rows, rows, 1, 37, b.data_ptr<float>(), bias.data_ptr<float>(),
                      out.data_ptr<float>(), run().panelColumns, columns, out.data_ptr<float>(),
                      run().panelColumns, Activation::None});

      const at::Tensor expected = before + at::matmul(a, b) + bias;
      EXPECT_LT(largestDifference(out.slice(1, 0, columns), expected.slice(1, 0, columns)), 1e-5);
      EXPECT_TRUE(out.slice(1, columns).equal(before.slice(1, columns)));
    }
  }
}

TEST_P(CpuKernels, GatherTheTapsOfARow) {
  const at::Tensor first = noise("first", {5}), second = noise("second", {5});
  const at::Tensor b = noise("b", {10, run().panelColumns});
  at::Tensor out = noise("out", {1, run().panelColumns});
  const std::vector<const float*> pieces{first.data_ptr<float>(), second.data_ptr<float>()};

  run().multiply({pieces.data(), 1, 1, 2, 5, b.data_ptr<float>(), nullptr, out.data_ptr<float>(),
                  run().panelColumns, run().panelColumns, nullptr, 0, Activation::Relu});

  const at::Tensor expected =
      (at::matmul(first, b.slice(0, 0, 5)) + at::matmul(second, b.slice(0, 5))).relu();
  EXPECT_LT(largestDifference(out[0], expected), 1e-6);
}

TEST_P(CpuKernels, GeluIsTheExactOne) {
  const at::Tensor x = noise("x", {4001}).mul(12);
  at::Tensor out = x.clone();

  run().gelu(out.data_ptr<float>(), out.numel());

  EXPECT_LT(largestDifference(out, at::gelu(x)), 1e-6);
}

TEST_P(CpuKernels, SoftmaxHoldsOverTheWholeRangeOfFloats) {
  for (const double range : {0.0, 1.0, 80.0, 1e4, 1e30}) {
    const at::Tensor x = noise("x", {211}).mul(range);
    at::Tensor out = x.clone();

    run().softmax(out.data_ptr<float>(), out.numel());

    EXPECT_LT(largestDifference(out, x.softmax(0)), 1e-6) << range;
  }
}

TEST_P(CpuKernels, LayerNormIsThatOfLibTorch) {
  for (const std::int64_t width : {7, 160, 768}) {
    const at::Tensor x = noise("x", {width}).add(3), weight = noise("weight", {width});
    const at::Tensor bias = noise("bias", {width});
    at::Tensor out = x.clone();

    run().layerNorm(out.data_ptr<float>(), weight.data_ptr<float>(), bias.data_ptr<float>(), 1e-6F,
                    width, out.data_ptr<float>());

    EXPECT_LT(largestDifference(out, at::layer_norm(x, {width}, weight, bias, 1e-6)), 1e-5);
  }
}

TEST_P(CpuKernels, StretchAndBlendAreThoseOfLibTorch) {
  for (const std::int64_t factor : {2, 4}) {
    for (const std::int64_t count : {1, 2, 3, 16, 37}) {
      const at::Tensor line = noise("line", {count});
      at::Tensor out = noise("out", {count * factor});

      run().stretch(line.data_ptr<float>(), count, factor, out.data_ptr<float>());

      const at::Tensor plane = line.view({1, 1, 1, count});
      const at::Tensor expected = at::upsample_bilinear2d(plane, {1, count * factor}, false);
      EXPECT_LT(largestDifference(out, expected.flatten()), 1e-6) << factor << " " << count;
    }
  }
  const at::Tensor upper = noise("upper", {37}), lower = noise("lower", {37});
  at::Tensor out = noise("out", {37});
  run().blend(upper.data_ptr<float>(), lower.data_ptr<float>(), 0.3F, 37, out.data_ptr<float>());
  EXPECT_LT(largestDifference(out, upper * 0.7 + lower * 0.3), 1e-6);
}

INSTANTIATE_TEST_SUITE_P(Sets, CpuKernels, ::testing::Values(0, 1, 2), [](const auto& param) {
  const Kernels* set = kernelsAt(param.param);
  return set == nullptr ? "Absent" + std::to_string(param.param) : std::string(set->name);
});

}  // namespace
}  // namespace limn::nn::cpu
