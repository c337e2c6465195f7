// SPDX-FileCopyrightText: 2026 The Limn authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "limn/nn/predictor.h"

#include <c10/core/Device.h>

#include <functional>
#include <string>
#include <string_view>

namespace limn::nn {

/// "cpu", "cuda", "cuda:N" or "auto" (the first GPU where there is one) to a device that is there.
/// A GPU then multiplies fp32 in full, so that results agree with the CPU, or as TF32 where that is
/// asked for: a setting of the whole process. Throws std::invalid_argument, also for a precision
/// that no such device has.
[[nodiscard]] c10::Device resolveDevice(std::string_view name,
                                        Precision precision = Precision::Fp32);

/// Whether this processor multiplies bf16 (AVX512_BF16).
[[nodiscard]] bool cpuMultipliesBf16();
/// In what a CPU computes that is asked for `asked`, fp32 or bf16: fp32 where it does not multiply
/// bf16, which `notice` is then told in a sentence.
[[nodiscard]] Precision precisionOnCpu(Precision asked, bool multipliesBf16,
                                       const std::function<void(const std::string&)>& notice);

/// In which numbers the image encoder keeps its weights.
[[nodiscard]] at::ScalarType encoderType(Precision precision);

/// "cpu (2 threads)", "cpu bf16 (1 thread)", "cuda:0", "cuda:0 bf16".
[[nodiscard]] std::string describeDevice(const c10::Device& device, Precision precision);

}  // namespace limn::nn
