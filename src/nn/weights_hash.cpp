// SPDX-FileCopyrightText: 2026 The Limn authors
// SPDX-License-Identifier: Apache-2.0
#include "weights_hash.h"

#include "parallel.h"
#include "sha256.h"

#include <c10/core/InferenceMode.h>

#include <vector>

namespace limn::nn {

namespace {

std::string describe(const std::string& name, const at::Tensor& tensor) {
  std::string text = name + " " + c10::toString(tensor.scalar_type());
  for (const std::int64_t side : tensor.sizes())
    text.append(" ").append(std::to_string(side));
  return text + "\n";
}

std::string hashBytes(const at::Tensor& tensor) {
  const at::Tensor local = tensor.to(at::kCPU).contiguous();
  Sha256 hash;
  hash.add({static_cast<const std::byte*>(local.data_ptr()), local.nbytes()});
  return hash.hex();
}

}  // namespace

std::string hashWeights(const StateDict& state) {
  std::vector<const at::Tensor*> tensors;
  for (const auto& [name, tensor] : state.tensors)
    tensors.push_back(&tensor);
  std::vector<std::string> hashes(tensors.size());
  parallelFor(static_cast<std::int64_t>(tensors.size()), [&](std::int64_t i) {
    const c10::InferenceMode guard;  // thread-local
    const auto at = static_cast<std::size_t>(i);
    hashes[at] = hashBytes(*tensors[at]);
  });
  Sha256 whole;
  std::size_t next = 0;
  for (const auto& [name, tensor] : state.tensors) {
    whole.add(describe(name, tensor) + hashes[next++] + "\n");
  }
  return whole.hex();
}

}  // namespace limn::nn
