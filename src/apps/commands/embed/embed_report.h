// SPDX-FileCopyrightText: 2026 The Limn authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "command.h"
#include "limn/cache/folder_contents.h"
#include "limn/core/mask_predictor.h"

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

namespace limn::apps {

/// What `limn embed` did with one image.
struct EmbeddedImage {
  std::filesystem::path image;
  std::string series;
  std::int64_t slices = 0;
  double seconds = 0;
  std::uint64_t encoded = 0, found = 0;  // slices; found: in the cache
};

[[nodiscard]] CommandOutput describeEmbedded(const std::vector<EmbeddedImage>& images,
                                             const core::ModelInfo& model,
                                             const std::filesystem::path& folder);
[[nodiscard]] CommandOutput describeKept(const std::vector<cache::KeptSeries>& kept,
                                         const std::filesystem::path& folder);
[[nodiscard]] CommandOutput describeForgotten(const cache::KeptSeries& gone,
                                              const std::filesystem::path& folder);

}  // namespace limn::apps
