// SPDX-FileCopyrightText: 2026 The Limn authors
// SPDX-License-Identifier: Apache-2.0
#include "gpu/replay.h"

#include "limn/nn/predictor.h"

#include <algorithm>
#include <utility>

namespace limn::nn::gpu {

namespace {

std::string keyOf(const std::vector<at::Tensor>& inputs) {
  std::string key;
  for (const at::Tensor& input : inputs) {
    if (!input.defined()) {
      key += "-;";
      continue;
    }
    key += c10::toString(input.scalar_type());
    for (const std::int64_t side : input.sizes()) {
      key += ' ';
      key += std::to_string(side);
    }
    key += ';';
  }
  return key;
}

}  // namespace

Replay::Replay(TensorWork work, Recorder recorder, std::size_t most)
    : work_(std::move(work)), recorder_(std::move(recorder)), most_(most) {}

Replay::Shape* Replay::find(const std::string& key) {
  const auto found = std::ranges::find(shapes_, key, &Shape::key);
  if (found == shapes_.end()) return nullptr;
  shapes_.splice(shapes_.begin(), shapes_, found);
  return &shapes_.front();
}

void Replay::record(Shape& shape, const std::vector<at::Tensor>& inputs) {
  shape.refused = true;
  try {
    shape.recording = recorder_(work_, inputs);
  } catch (const std::exception& error) {
    if (isOutOfMemory(error)) throw;
  }
  shape.refused = shape.recording == nullptr;
}

std::vector<at::Tensor> Replay::operator()(const std::vector<at::Tensor>& inputs) {
  std::string key = keyOf(inputs);
  Shape* shape = find(key);
  if (shape == nullptr) {
    auto outputs = work_(inputs);
    shapes_.push_front({std::move(key), nullptr, false});
    if (shapes_.size() > most_) shapes_.pop_back();
    return outputs;
  }
  if (!shape->recording && !shape->refused) record(*shape, inputs);
  return shape->recording ? shape->recording->replay(inputs) : work_(inputs);
}

}  // namespace limn::nn::gpu
