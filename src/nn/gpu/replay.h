// SPDX-FileCopyrightText: 2026 The Limn authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "gpu/recording.h"

#include <cstddef>
#include <list>
#include <string>

namespace limn::nn::gpu {

/// Work that is recorded for the shapes it is asked for again and again: done plainly the first
/// time, recorded the second, replayed from then on; what cannot be recorded is done plainly. Keeps
/// the recordings used last. Throws what the work does, and that memory ran out.
class Replay {
 public:
  Replay(TensorWork work, Recorder recorder, std::size_t most);

  [[nodiscard]] std::vector<at::Tensor> operator()(const std::vector<at::Tensor>& inputs);
  /// Drops all recordings and the memory they hold.
  void clear() { shapes_.clear(); }

 private:
  struct Shape {
    std::string key;
    std::unique_ptr<Recording> recording;  // null: seen once, or cannot be recorded
    bool refused = false;
  };
  [[nodiscard]] Shape* find(const std::string& key);
  void record(Shape& shape, const std::vector<at::Tensor>& inputs);

  TensorWork work_;
  Recorder recorder_;
  std::size_t most_;
  std::list<Shape> shapes_;  // used last first
};

}  // namespace limn::nn::gpu
