// SPDX-FileCopyrightText: 2026 The Limn authors
// SPDX-License-Identifier: Apache-2.0
#include "device.h"

#include "limn/nn/predictor.h"

#include <ATen/Context.h>
#include <ATen/Parallel.h>
#include <torch/version.h>

#include <algorithm>
#include <charconv>
#include <stdexcept>

// Whatever differs between LibTorch 1.13 and 2.x belongs in this file.

namespace limn::nn {

namespace {

[[noreturn]] void refuse(std::string_view name, const std::string& why) {
  throw std::invalid_argument("device '" + std::string(name) + "': " + why);
}

c10::DeviceIndex parseIndex(std::string_view name) {
  if (name == "cuda") return 0;
  int index = -1;
  const std::string_view digits = name.substr(std::string_view("cuda:").size());
  const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), index);
  const bool whole = error == std::errc{} && end == digits.data() + digits.size();
  if (!whole || index < 0 || index > 63) refuse(name, "expected cuda:N with N from 0");
  return static_cast<c10::DeviceIndex>(index);
}

void keepFullPrecision() {
  at::globalContext().setAllowTF32CuBLAS(false);
  at::globalContext().setAllowTF32CuDNN(false);
}

}  // namespace

c10::Device resolveDevice(std::string_view name) {
  const bool hasGpu = at::hasCUDA();
  if (name == "cpu" || (name == "auto" && !hasGpu)) return c10::Device(c10::kCPU);
  if (name != "auto" && name != "cuda" && !name.starts_with("cuda:")) {
    refuse(name, "expected cpu, cuda, cuda:N or auto");
  }
  const c10::DeviceIndex index = name == "auto" ? c10::DeviceIndex{0} : parseIndex(name);
  if (!hasGpu) refuse(name, "this computer or this LibTorch has no CUDA device; use cpu or auto");
  keepFullPrecision();
  return c10::Device(c10::kCUDA, index);
}

std::string describeDevice(const c10::Device& device) {
  if (!device.is_cpu()) return device.str();
  const int threads = at::get_num_threads();
  return "cpu (" + std::to_string(threads) + (threads == 1 ? " thread)" : " threads)");
}

std::string torchVersion() {
  return TORCH_VERSION;
}

void setThreadCount(int threads) {
  at::set_num_threads(std::max(1, threads));
}

}  // namespace limn::nn
