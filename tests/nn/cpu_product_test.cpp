// SPDX-FileCopyrightText: 2026 The Limn authors
// SPDX-License-Identifier: Apache-2.0
#include "cpu/product.h"
#include "nn_support.h"

#include <ATen/TensorOperators.h>
#include <ATen/ops/empty.h>
#include <ATen/ops/full.h>
#include <ATen/ops/gelu.h>
#include <ATen/ops/linear.h>
#include <gtest/gtest.h>

namespace limn::nn::cpu {
namespace {

using test::largestDifference;
using test::noise;

TEST(CpuProduct, IsALinearLayerForEveryShape) {
  for (const std::int64_t rows : {1, 5, 13, 64, 256}) {
    for (const std::int64_t columns : {1, 31, 32, 33, 160}) {
      const at::Tensor a = noise("a", {rows, 70}), weight = noise("weight", {columns, 70});
      const at::Tensor bias = noise("bias", {columns});
      const at::Tensor out = at::empty({rows, columns}, at::kFloat);

      multiply({a.data_ptr<float>(), rows, 70}, PackedMatrix(weight, bias),
               {out.data_ptr<float>(), columns, Activation::Gelu});

      EXPECT_LT(largestDifference(out, at::gelu(at::linear(a, weight, bias))), 1e-5)
          << rows << " x " << columns;
    }
  }
}

TEST(CpuProduct, AddsToWhatIsThereAndLeavesTheRestAlone) {
  const at::Tensor a = noise("a", {20, 8}), weight = noise("weight", {40, 8});
  const at::Tensor out = noise("out", {20, 50}), before = out.clone();

  multiply({a.data_ptr<float>(), 20, 8}, PackedMatrix(weight),
           {out.data_ptr<float>(), 50, Activation::None, out.data_ptr<float>(), 50});

  const at::Tensor expected = before.slice(1, 0, 40) + at::linear(a, weight);
  EXPECT_LT(largestDifference(out.slice(1, 0, 40), expected), 1e-6);
  EXPECT_TRUE(out.slice(1, 40).equal(before.slice(1, 40)));
}

/// Three rows, each in six pieces of odd length, and a matrix whose columns lie apart in memory.
struct TappedProduct {
  at::Tensor weight = noise("weight", {6, 21, 40}).permute({2, 0, 1});  // [out, tap, in]
  at::Tensor flat = weight.reshape({40, 6 * 21});
  at::Tensor a = noise("a", {3, 6 * 21});
  std::vector<const float*> pieces;

  TappedProduct() {
    for (std::int64_t tap = 0; tap < 6; ++tap) {
      for (std::int64_t row = 0; row < 3; ++row)
        pieces.push_back(a.data_ptr<float>() + row * 6 * 21 + tap * 21);
    }
  }
};

TEST(CpuProduct, PacksMatricesOfAnyLayout) {
  const TappedProduct given;
  const at::Tensor out = at::empty({3, 40}, at::kFloat);

  multiply({given.pieces, 3}, PackedMatrix(given.weight), {out.data_ptr<float>(), 40});

  EXPECT_LT(largestDifference(out, at::linear(given.a, given.flat)), 1e-5);
}

class PairProduct : public ::testing::Test {
 protected:
  void SetUp() override {
    if (pairKernels() == nullptr) GTEST_SKIP() << "this processor does not multiply bf16";
  }
  static at::Tensor rounded(const at::Tensor& numbers) {
    return numbers.to(at::kBFloat16).to(at::kFloat);
  }
};

TEST_F(PairProduct, IsALinearLayerOfRoundedNumbersForEveryShape) {
  for (const std::int64_t rows : {1, 5, 13, 64, 256}) {
    for (const std::int64_t columns : {1, 31, 32, 33, 160}) {
      for (const std::int64_t depth : {1, 2, 15, 37, 70}) {
        const at::Tensor a = noise("a", {rows, depth}), weight = noise("weight", {columns, depth});
        const at::Tensor bias = noise("bias", {columns});
        const at::Tensor out = at::empty({rows, columns}, at::kFloat);

        multiply({a.data_ptr<float>(), rows, depth}, PackedMatrix(weight, bias, Numbers::Bf16),
                 {out.data_ptr<float>(), columns, Activation::Gelu});

        const at::Tensor expected = at::gelu(at::linear(rounded(a), rounded(weight), bias));
        EXPECT_LT(largestDifference(out, expected), 1e-5)
            << rows << ", " << columns << ", " << depth;
      }
    }
  }
}

TEST_F(PairProduct, AddsToWhatIsThereInFullPrecision) {
  const at::Tensor a = noise("a", {20, 9}), weight = noise("weight", {40, 9});
  const at::Tensor out = noise("out", {20, 50}), before = out.clone();

  multiply({a.data_ptr<float>(), 20, 9}, PackedMatrix(weight, {}, Numbers::Bf16),
           {out.data_ptr<float>(), 50, Activation::None, out.data_ptr<float>(), 50});

  const at::Tensor expected = before.slice(1, 0, 40) + at::linear(rounded(a), rounded(weight));
  EXPECT_LT(largestDifference(out.slice(1, 0, 40), expected), 1e-6);
  EXPECT_TRUE(out.slice(1, 40).equal(before.slice(1, 40)));
}

TEST_F(PairProduct, KeepsTapsOfOddDepthApart) {
  const TappedProduct given;
  const at::Tensor out = at::empty({3, 40}, at::kFloat);
  const PackedMatrix matrix(given.weight, {}, Numbers::Bf16);

  multiply({given.pieces, 3}, matrix, {out.data_ptr<float>(), 40});

  EXPECT_EQ(matrix.steps(), 11);
  EXPECT_LT(largestDifference(out, at::linear(rounded(given.a), rounded(given.flat))), 1e-5);
}

TEST_F(PairProduct, RoundsRowsAsLibTorchDoes) {
  at::Tensor numbers = noise("numbers", {40}).mul(1e3);
  numbers[0] = 1 + 1.0 / 256;  // ties
  numbers[1] = 1 + 3.0 / 256;
  for (std::int64_t count = 1; count <= 40; ++count) {
    const at::Tensor pairs = at::full({40}, 7, at::kBFloat16);

    pairKernels()->toPairs(numbers.data_ptr<float>(), count, static_cast<float*>(pairs.data_ptr()));

    EXPECT_TRUE(pairs.slice(0, 0, count).equal(numbers.slice(0, 0, count).to(at::kBFloat16)));
    const std::int64_t end = count + count % 2;
    EXPECT_TRUE(pairs.slice(0, count, end).eq(0).all().item<bool>()) << count;
    EXPECT_TRUE(pairs.slice(0, end).eq(7).all().item<bool>()) << count;
  }
}

TEST(CpuProduct, TilesCoverEveryRowOnce) {
  for (const std::int64_t rows : {1, 2, 11, 12, 13, 25, 196, 256}) {
    const RowTiles tiles(rows);
    std::int64_t next = 0;
    for (std::int64_t i = 0; i < tiles.count(); ++i) {
      EXPECT_EQ(tiles.begin(i), next);
      EXPECT_GE(tiles.size(i), 1);
      EXPECT_LE(tiles.size(i), kernels().tileRows);
      next += tiles.size(i);
    }
    EXPECT_EQ(next, rows);
  }
}

}  // namespace
}  // namespace limn::nn::cpu
