// SPDX-FileCopyrightText: 2026 The Limn authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <c10/core/Device.h>

#include <string>
#include <string_view>

namespace limn::nn {

/// "cpu", "cuda", "cuda:N" or "auto" (the first GPU where there is one) to a device that is there.
/// On a GPU reduced-precision (TF32) products are switched off, so that results agree with the CPU.
/// Throws std::invalid_argument.
[[nodiscard]] c10::Device resolveDevice(std::string_view name);

/// "cpu (2 threads)", "cuda:0".
[[nodiscard]] std::string describeDevice(const c10::Device& device);

/// Version of the LibTorch in use, for reports.
[[nodiscard]] std::string torchVersion();

}  // namespace limn::nn
