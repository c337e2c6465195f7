// SPDX-FileCopyrightText: 2026 The Limn authors
// SPDX-License-Identifier: Apache-2.0
#include "device.h"
#include "gpu/buckets.h"
#include "gpu/replay.h"
#include "gpu/transfer.h"
#include "network.h"
#include "sam.h"

#include <ATen/TensorOperators.h>
#include <c10/core/DeviceGuard.h>

namespace limn::nn {

namespace {

constexpr std::size_t kEncoderShapes = 8;  // batches of 1, 2, 4 to 64 slices
constexpr std::size_t kDecoderShapes = 24;

StateDict onDevice(const StateDict& state, const c10::Device& device, at::ScalarType encoderType) {
  StateDict out;
  for (const auto& [name, tensor] : state.tensors) {
    const bool encodes = name.starts_with("image_encoder.");
    out.tensors[name] = tensor.to(device, encodes ? encoderType : at::kFloat);
  }
  return out;
}

/// The reference form, recorded where the device can.
class DeviceNetwork final : public Network {
 public:
  DeviceNetwork(const StateDict& state, const SamConfig& config, const c10::Device& device,
                Precision precision)
      : device_(device),
        type_(encoderType(precision)),
        sam_(onDevice(state, device, type_), config),
        positions_(sam_.promptEncoder.densePositions()),
        encode_([this](const auto& inputs) { return encodeWork(inputs); }, gpu::recordCudaGraph,
                kEncoderShapes),
        decode_([this](const auto& inputs) { return decodeWork(inputs); }, gpu::recordCudaGraph,
                kDecoderShapes) {}

  // A recording cannot be stopped half way, and takes milliseconds.
  [[nodiscard]] at::Tensor encode(const at::Tensor& images, const CancelCheck& cancelled) override {
    if (cancelled && cancelled()) throw Cancelled();
    const c10::DeviceGuard guard(device_);
    return encode_({gpu::toDevice(images, device_)}).front();
  }

  [[nodiscard]] DecodedMasks decode(const at::Tensor& features,
                                    const PromptTensors& prompts) override {
    const c10::DeviceGuard guard(device_);
    const PromptTensors padded = gpu::padToBucket(prompts);
    std::vector<at::Tensor> inputs{features};
    for (const at::Tensor& part : {padded.coords, padded.labels, padded.boxes, padded.masks})
      inputs.push_back(part);
    for (at::Tensor& input : inputs)
      input = gpu::toDevice(input, device_);
    const std::vector<at::Tensor> outputs = decode_(inputs);
    const std::int64_t count = batchOf(prompts);
    return {outputs[0].slice(0, 0, count), outputs[1].slice(0, 0, count)};
  }

  void releaseMemory() override {
    encode_.clear();
    decode_.clear();
    gpu::releaseCachedMemory();
  }

 private:
  [[nodiscard]] std::vector<at::Tensor> encodeWork(const std::vector<at::Tensor>& inputs) const {
    return {sam_.imageEncoder(inputs[0].to(type_)).to(at::kFloat)};
  }

  [[nodiscard]] std::vector<at::Tensor> decodeWork(const std::vector<at::Tensor>& inputs) const {
    const PromptTensors prompts{inputs[1], inputs[2], inputs[3], inputs[4],
                                gpu::mayBePadded(inputs[1])};
    const DecodedMasks masks = sam_.maskDecoder(inputs[0], positions_, sam_.promptEncoder(prompts));
    return {masks.logits, masks.iou};
  }

  c10::Device device_;
  at::ScalarType type_;
  Sam sam_;
  at::Tensor positions_;  // [1, C, g, g]
  gpu::Replay encode_, decode_;
};

}  // namespace

std::unique_ptr<Network> makeDeviceNetwork(const StateDict& state, const SamConfig& config,
                                           const c10::Device& device, Precision precision) {
  return std::make_unique<DeviceNetwork>(state, config, device, precision);
}

}  // namespace limn::nn
