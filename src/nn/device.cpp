// SPDX-FileCopyrightText: 2026 The Limn authors
// SPDX-License-Identifier: Apache-2.0
#include "device.h"

#include "cpu/kernels.h"

#include <ATen/Context.h>
#include <ATen/Parallel.h>

#ifdef __GLIBC__
#include <malloc.h>
#endif

#include <algorithm>
#include <array>
#include <charconv>
#include <stdexcept>

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

constexpr std::array<std::pair<Precision, std::string_view>, 4> kPrecisions{
    {{Precision::Fp32, "fp32"},
     {Precision::Tf32, "tf32"},
     {Precision::Bf16, "bf16"},
     {Precision::Fp16, "fp16"}}};

void setProducts(Precision precision) {
  at::globalContext().setAllowTF32CuBLAS(precision == Precision::Tf32);
  at::globalContext().setAllowTF32CuDNN(precision == Precision::Tf32);
}

c10::Device cpuDevice(Precision precision) {
  if (precision != Precision::Fp32 && precision != Precision::Bf16) {
    throw std::invalid_argument("precision '" + std::string(precisionName(precision)) +
                                "': a CPU computes in fp32 or bf16; choose one of these or a CUDA "
                                "device");
  }
  return c10::Device(c10::kCPU);
}

}  // namespace

std::string_view precisionName(Precision precision) {
  return std::ranges::find(kPrecisions, precision, &std::pair<Precision, std::string_view>::first)
      ->second;
}

Precision precisionFromName(std::string_view name) {
  for (const auto& [precision, known] : kPrecisions) {
    if (name == known) return precision;
  }
  throw std::invalid_argument("precision '" + std::string(name) +
                              "': expected fp32, tf32, bf16 or fp16");
}

bool cpuMultipliesBf16() {
  return cpu::pairKernels() != nullptr;
}

Precision precisionOnCpu(Precision asked, bool multipliesBf16,
                         const std::function<void(const std::string&)>& notice) {
  if (asked == Precision::Fp32 || multipliesBf16) return asked;
  if (notice) notice("this processor does not multiply bf16 (AVX512_BF16); computing in fp32");
  return Precision::Fp32;
}

at::ScalarType encoderType(Precision precision) {
  if (precision == Precision::Bf16) return at::kBFloat16;
  return precision == Precision::Fp16 ? at::kHalf : at::kFloat;
}

c10::Device resolveDevice(std::string_view name, Precision precision) {
  const bool hasGpu = at::hasCUDA();
  if (name == "cpu" || (name == "auto" && !hasGpu)) return cpuDevice(precision);
  if (name != "auto" && name != "cuda" && !name.starts_with("cuda:")) {
    refuse(name, "expected cpu, cuda, cuda:N or auto");
  }
  const c10::DeviceIndex index = name == "auto" ? c10::DeviceIndex{0} : parseIndex(name);
  if (!hasGpu) refuse(name, "this computer or this LibTorch has no CUDA device; use cpu or auto");
  setProducts(precision);
  return c10::Device(c10::kCUDA, index);
}

std::string describeDevice(const c10::Device& device, Precision precision) {
  std::string text = device.str();
  if (precision != Precision::Fp32) text.append(" ").append(precisionName(precision));
  if (!device.is_cpu()) return text;
  const int threads = at::get_num_threads();
  return text + " (" + std::to_string(threads) + (threads == 1 ? " thread)" : " threads)");
}

void prepareCpu(int threads) {
  at::set_num_threads(std::max(1, threads));
#ifdef __GLIBC__
  constexpr int kMegabyte = 1 << 20;
  mallopt(M_MMAP_THRESHOLD, 64 * kMegabyte);
  mallopt(M_TRIM_THRESHOLD, 256 * kMegabyte);
#endif
}

}  // namespace limn::nn
