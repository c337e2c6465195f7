// SPDX-FileCopyrightText: 2026 The Limn authors
// SPDX-License-Identifier: Apache-2.0
#include "pickle_globals.h"

#include <algorithm>
#include <array>
#include <utility>

namespace limn::nn {
namespace {

template <typename Rows>
bool contains(const Rows& rows, std::string_view wanted) {
  return std::ranges::find(rows, wanted) != rows.end();
}

}  // namespace

GlobalKind globalKind(std::string_view name) {
  using enum GlobalKind;
  constexpr std::array<std::pair<std::string_view, GlobalKind>, 9> kKinds{{
      {"collections.OrderedDict", OrderedDict},
      {"collections.defaultdict", Dict},
      {"__builtin__.dict", Dict},
      {"builtins.dict", Dict},
      {"torch._utils._rebuild_tensor", Tensor},
      {"torch._utils._rebuild_tensor_v2", Tensor},
      {"torch._utils._rebuild_parameter", FirstArgument},
      {"torch._utils._rebuild_parameter_with_state", FirstArgument},
      {"torch.Size", FirstArgument},
  }};
  const auto* found = std::ranges::find(kKinds, name, [](const auto& row) { return row.first; });
  return found == kKinds.end() ? Inert : found->second;
}

std::optional<at::ScalarType> storageType(std::string_view name) {
  constexpr std::array<std::pair<std::string_view, at::ScalarType>, 10> kStorages{{
      {"torch.DoubleStorage", at::kDouble},
      {"torch.FloatStorage", at::kFloat},
      {"torch.HalfStorage", at::kHalf},
      {"torch.BFloat16Storage", at::kBFloat16},
      {"torch.LongStorage", at::kLong},
      {"torch.IntStorage", at::kInt},
      {"torch.ShortStorage", at::kShort},
      {"torch.CharStorage", at::kChar},
      {"torch.ByteStorage", at::kByte},
      {"torch.BoolStorage", at::kBool},
  }};
  const auto* found = std::ranges::find(kStorages, name, [](const auto& row) { return row.first; });
  if (found == kStorages.end()) return std::nullopt;
  return found->second;
}

bool isAttack(std::string_view name) {
  constexpr std::array<std::string_view, 20> kModules{
      "os",   "posix",  "nt",         "subprocess", "commands", "shutil",  "socket",
      "pty",  "runpy",  "importlib",  "ctypes",     "pickle",   "_pickle", "cPickle",
      "code", "codeop", "webbrowser", "marshal",    "urllib",   "asyncio"};
  constexpr std::array<std::string_view, 7> kBuiltins{"eval",       "exec", "execfile",  "compile",
                                                      "__import__", "open", "breakpoint"};
  const std::string_view package = name.substr(0, name.find('.'));
  if (contains(kModules, package)) return true;
  if (package != "builtins" && package != "__builtin__") return false;
  return contains(kBuiltins, name.substr(std::min(name.size(), package.size() + 1)));
}

}  // namespace limn::nn
