// SPDX-FileCopyrightText: 2026 The Limn authors
// SPDX-License-Identifier: Apache-2.0
#include "cpu/small_attention.h"

#include "nn_support.h"

#include <ATen/TensorOperators.h>
#include <ATen/ops/matmul.h>
#include <gtest/gtest.h>

#include <cmath>

namespace limn::nn::cpu {
namespace {

/// `[batch, count, heads * each]` of wider rows, so that strides matter.
at::Tensor rows(const std::string& name, std::int64_t batch, std::int64_t count,
                std::int64_t width) {
  return test::noise(name, {batch, count, width + 5}).mul(3);
}

HeadRows view(const at::Tensor& tensor, bool shared) {
  return {tensor.data_ptr<float>(), tensor.size(1), tensor.size(2),
          shared ? 0 : tensor.size(1) * tensor.size(2)};
}

at::Tensor splitHeads(const at::Tensor& x, std::int64_t heads, std::int64_t width) {
  const at::Tensor plain = x.slice(2, 0, width);
  return plain.reshape({x.size(0), x.size(1), heads, width / heads}).transpose(1, 2);
}

struct Shape {
  std::int64_t queries, keys, heads, each;
};

class SmallAttention : public ::testing::TestWithParam<Shape> {};

TEST_P(SmallAttention, WeighsTheValuesByTheKeysForEachPrompt) {
  const auto [queryCount, keyCount, heads, each] = GetParam();
  const std::int64_t width = heads * each, batch = 2;
  for (const bool shared : {false, true}) {
    const at::Tensor q = rows("q", batch, queryCount, width);
    const at::Tensor k = rows("k", shared ? 1 : batch, keyCount, width);
    const at::Tensor v = rows("v", shared ? 1 : batch, keyCount, width);
    at::Tensor out = test::noise("out", {batch, queryCount, width + 3});
    const at::Tensor before = out.clone();

    attend(view(q, false), view(k, shared), view(v, shared),
           {out.data_ptr<float>(), width + 3, heads, width, batch});

    const at::Tensor scores =
        at::matmul(splitHeads(q, heads, width), splitHeads(k, heads, width).transpose(2, 3));
    const at::Tensor weights = (scores / std::sqrt(static_cast<double>(each))).softmax(-1);
    const at::Tensor expected = at::matmul(weights, splitHeads(v, heads, width))
                                    .transpose(1, 2)
                                    .reshape({batch, queryCount, width});
    EXPECT_LT(test::largestDifference(out.slice(2, 0, width), expected), 1e-5);
    EXPECT_TRUE(out.slice(2, width).equal(before.slice(2, width)));
  }
}

INSTANTIATE_TEST_SUITE_P(Shapes, SmallAttention,
                         ::testing::Values(Shape{7, 256, 8, 16}, Shape{300, 7, 8, 16},
                                           Shape{7, 7, 8, 32}, Shape{1, 1, 1, 4},
                                           Shape{13, 33, 3, 20}, Shape{5, 40, 2, 64}));

}  // namespace
}  // namespace limn::nn::cpu
