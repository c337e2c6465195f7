// SPDX-FileCopyrightText: 2026 The Limn authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <ATen/core/Tensor.h>

#include <functional>
#include <memory>
#include <vector>

namespace limn::nn::gpu {

/// Tensors in, tensors out, all on one device. What is done must depend on shapes alone, not on
/// values. An undefined tensor is a part that is not there.
using TensorWork = std::function<std::vector<at::Tensor>(const std::vector<at::Tensor>&)>;

/// Work as it was done once, to be done again on inputs of the same shapes in one call: what costs
/// a program its time is not a small network's arithmetic but the hundreds of calls to the device.
class Recording {
 public:
  virtual ~Recording() = default;
  /// The results are the caller's own.
  [[nodiscard]] virtual std::vector<at::Tensor> replay(const std::vector<at::Tensor>& inputs) = 0;
};

/// Makes a recording of `work` on inputs of these shapes; null where that cannot be done. The work
/// was done before on such inputs, so that libraries are set up.
using Recorder = std::function<std::unique_ptr<Recording>(const TensorWork& work,
                                                          const std::vector<at::Tensor>& inputs)>;

/// A CUDA graph, with LibTorch 2.x for CUDA. Elsewhere it gives null.
[[nodiscard]] std::unique_ptr<Recording> recordCudaGraph(const TensorWork& work,
                                                         const std::vector<at::Tensor>& inputs);

/// Gives memory that LibTorch keeps for later back to the GPU.
void releaseCachedMemory();

}  // namespace limn::nn::gpu
