// SPDX-FileCopyrightText: 2026 The Limn authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <c10/core/ScalarType.h>

#include <optional>
#include <string_view>

namespace limn::nn {

/// What calling a global would make, as far as it matters for weights. Names are "module.name".
enum class GlobalKind { Inert, Dict, OrderedDict, Tensor, FirstArgument };
[[nodiscard]] GlobalKind globalKind(std::string_view name);

/// dtype of a storage class such as torch.FloatStorage; nothing for dtypes we do not hold.
[[nodiscard]] std::optional<at::ScalarType> storageType(std::string_view name);

/// Whether only an attack would name this global in a checkpoint: one that starts programs, opens
/// connections or runs source text. Not needed for safety (nothing is ever called) but worth
/// telling.
[[nodiscard]] bool isAttack(std::string_view name);

}  // namespace limn::nn
