// SPDX-FileCopyrightText: 2026 The Limn authors
// SPDX-License-Identifier: Apache-2.0
#include "checkpoint_info.h"

#include "limn/nn/weights.h"

#include <fmt/core.h>

#include <algorithm>
#include <map>
#include <optional>
#include <stdexcept>
#include <utility>

namespace limn::apps {
namespace {

std::string dtypeName(at::ScalarType type) {
  switch (type) {
    case at::kFloat:
      return "float32";
    case at::kHalf:
      return "float16";
    case at::kBFloat16:
      return "bfloat16";
    case at::kDouble:
      return "float64";
    default:
      return c10::toString(type);
  }
}

void measure(CheckpointInfo& info) {
  std::map<at::ScalarType, std::int64_t> counts;
  for (const auto& [name, tensor] : info.state.tensors) {
    counts[tensor.scalar_type()] += tensor.numel();
    info.parameters += tensor.numel();
  }
  const auto most =
      std::ranges::max_element(counts, {}, [](const auto& entry) { return entry.second; });
  if (most != counts.end()) info.dtype = dtypeName(most->first);
}

}  // namespace

Result<CheckpointInfo> openCheckpoint(const std::filesystem::path& file,
                                      const std::string& family) {
  std::error_code ignored;
  if (!std::filesystem::exists(file, ignored)) {
    return fail(ErrorCode::NotFound, fmt::format("{}: there is no such file", file.string()));
  }
  CheckpointInfo info;
  try {
    info.state = nn::readCheckpoint(file);
  } catch (const nn::CheckpointError& error) {
    return fail(ErrorCode::Unreadable, error.what());
  }
  try {
    std::optional<nn::Family> wanted;
    if (!family.empty()) wanted = nn::familyFromName(family);
    info.config = nn::inferConfig(info.state, wanted, file);
    nn::checkStateDict(info.state, info.config, file);
  } catch (const nn::CheckpointError& error) {
    return fail(ErrorCode::Mismatch, error.what());
  } catch (const std::invalid_argument& error) {
    return fail(ErrorCode::WrongUse, error.what());
  }
  measure(info);
  return info;
}

}  // namespace limn::apps
