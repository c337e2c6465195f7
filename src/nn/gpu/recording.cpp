// SPDX-FileCopyrightText: 2026 The Limn authors
// SPDX-License-Identifier: Apache-2.0
#include "gpu/recording.h"

#include <ATen/TensorOperators.h>
#include <torch/version.h>

// LIMN_HAS_CUDA is defined where LibTorch is one for CUDA, whose headers are then there.
#if defined(LIMN_HAS_CUDA) && TORCH_VERSION_MAJOR >= 2
#define LIMN_HAS_CUDA_GRAPHS
#include <ATen/cuda/CUDAGraph.h>
#include <c10/cuda/CUDACachingAllocator.h>
#include <c10/cuda/CUDAGuard.h>
#include <c10/cuda/CUDAStream.h>
#endif

namespace limn::nn::gpu {

#ifdef LIMN_HAS_CUDA_GRAPHS

namespace {

std::vector<at::Tensor> copied(const std::vector<at::Tensor>& tensors) {
  std::vector<at::Tensor> out;
  for (const at::Tensor& tensor : tensors)
    out.push_back(tensor.defined() ? tensor.clone() : tensor);
  return out;
}

class CudaGraph final : public Recording {
 public:
  CudaGraph(const TensorWork& work, const std::vector<at::Tensor>& inputs)
      : inputs_(copied(inputs)) {
    // Recording needs a stream of its own; what was asked of the present one comes first.
    const c10::cuda::CUDAStream present = c10::cuda::getCurrentCUDAStream();
    present.synchronize();
    const c10::cuda::CUDAStreamGuard guard(
        c10::cuda::getStreamFromPool(false, present.device_index()));
    graph_.capture_begin();
    try {
      outputs_ = work(inputs_);
    } catch (...) {
      stopRecording();
      throw;
    }
    graph_.capture_end();
  }

  [[nodiscard]] std::vector<at::Tensor> replay(const std::vector<at::Tensor>& inputs) override {
    for (std::size_t i = 0; i < inputs_.size(); ++i) {
      if (inputs_[i].defined()) inputs_[i].copy_(inputs[i], /*non_blocking=*/true);
    }
    graph_.replay();
    return copied(outputs_);
  }

 private:
  /// After a failure inside; its own complaint about the broken recording says nothing new.
  void stopRecording() noexcept {
    try {
      graph_.capture_end();
    } catch (...) {
    }
  }

  std::vector<at::Tensor> inputs_, outputs_;  // what the graph reads and writes
  at::cuda::CUDAGraph graph_;
};

}  // namespace

std::unique_ptr<Recording> recordCudaGraph(const TensorWork& work,
                                           const std::vector<at::Tensor>& inputs) {
  for (const at::Tensor& input : inputs) {
    if (input.defined() && !input.is_cuda()) return nullptr;
  }
  return std::make_unique<CudaGraph>(work, inputs);
}

void releaseCachedMemory() {
  c10::cuda::CUDACachingAllocator::emptyCache();
}

#else

std::unique_ptr<Recording> recordCudaGraph(const TensorWork&, const std::vector<at::Tensor>&) {
  return nullptr;
}

void releaseCachedMemory() {}

#endif

}  // namespace limn::nn::gpu
