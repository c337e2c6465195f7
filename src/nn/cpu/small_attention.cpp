// SPDX-FileCopyrightText: 2026 The Limn authors
// SPDX-License-Identifier: Apache-2.0
#include "cpu/small_attention.h"

#include "cpu/kernels.h"
#include "cpu/team.h"

#include <algorithm>
#include <cmath>
#include <vector>

namespace limn::nn::cpu {

void attend(const HeadRows& queries, const HeadRows& keys, const HeadRows& values,
            std::int64_t heads, std::int64_t width, float* out, std::int64_t outStride) {
  const std::int64_t each = width / heads;
  const float scale = 1.0F / std::sqrt(static_cast<float>(each));
  const std::int64_t share = std::clamp<std::int64_t>(4096 / (keys.count * each), 1, 64);
  const std::int64_t shares = (queries.count + share - 1) / share;
  forEach(heads * shares, [&](std::int64_t index) {
    const std::int64_t first = index % heads * each, begin = index / heads * share;
    thread_local std::vector<float> weights;
    if (std::ssize(weights) < keys.count) weights.resize(static_cast<std::size_t>(keys.count));
    HeadTask task;
    task.queries = queries.row(begin) + first;
    task.keys = keys.data + first;
    task.values = values.data + first;
    task.out = out + begin * outStride + first;
    task.queryStride = queries.stride;
    task.keyStride = keys.stride;
    task.valueStride = values.stride;
    task.outStride = outStride;
    task.queryCount = std::min(share, queries.count - begin);
    task.keyCount = keys.count;
    task.each = each;
    task.scale = scale;
    task.weights = weights.data();
    kernels().attend(task);
  });
}

}  // namespace limn::nn::cpu
