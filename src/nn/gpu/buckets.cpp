// SPDX-FileCopyrightText: 2026 The Limn authors
// SPDX-License-Identifier: Apache-2.0
#include "gpu/buckets.h"

#include <ATen/TensorOperators.h>
#include <ATen/ops/cat.h>
#include <ATen/ops/constant_pad_nd.h>

#include <bit>

namespace limn::nn::gpu {

namespace {

std::int64_t bucketOf(std::int64_t count) {
  return static_cast<std::int64_t>(std::bit_ceil(static_cast<std::uint64_t>(count)));
}

at::Tensor repeatLast(const at::Tensor& part, std::int64_t count) {
  if (!part.defined() || part.size(0) == count) return part;
  const at::Tensor last = part.slice(0, part.size(0) - 1);
  std::vector<std::int64_t> shape(static_cast<std::size_t>(part.dim()), -1);
  shape[0] = count - part.size(0);
  return at::cat({part, last.expand(shape)});
}

}  // namespace

bool mayBePadded(const at::Tensor& coords) {
  return coords.defined() && coords.size(1) > 2;  // one and two points have buckets of their own
}

PromptTensors padToBucket(const PromptTensors& prompts) {
  PromptTensors out = prompts;
  if (prompts.coords.defined()) {
    const std::int64_t more = bucketOf(prompts.coords.size(1)) - prompts.coords.size(1);
    out.coords = at::constant_pad_nd(prompts.coords, {0, 0, 0, more});
    out.labels = at::constant_pad_nd(prompts.labels, {0, more}, kNoPoint);
  }
  out.maySkipPoints = mayBePadded(out.coords);
  const std::int64_t count = bucketOf(batchOf(prompts));
  for (at::Tensor* part : {&out.coords, &out.labels, &out.boxes, &out.masks})
    *part = repeatLast(*part, count);
  return out;
}

}  // namespace limn::nn::gpu
