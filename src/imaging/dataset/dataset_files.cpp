// SPDX-FileCopyrightText: 2026 The Limn authors
// SPDX-License-Identifier: Apache-2.0
#include "dataset_files.h"

#include <fmt/core.h>

#include <algorithm>
#include <array>
#include <cstdint>
#include <fstream>
#include <iterator>
#include <span>
#include <system_error>

namespace limn::imaging {
namespace fs = std::filesystem;
namespace {

constexpr std::array<std::string_view, 9> kVolumeSuffixes{
    ".nii.gz", ".nii", ".nrrd", ".nhdr", ".mha", ".mhd", ".mgz", ".mgh", ".dcm"};
constexpr std::array<std::string_view, 4> kPictureSuffixes{".png", ".jpg", ".jpeg", ".bmp"};

/// The suffix among `suffixes` that the name has; empty when it has none.
std::string_view suffixOf(const fs::path& path, std::span<const std::string_view> suffixes) {
  const std::string name = lowerCase(path.filename().string());
  const auto found = std::ranges::find_if(
      suffixes, [&](std::string_view suffix) { return name.ends_with(suffix); });
  return found == suffixes.end() ? std::string_view() : *found;
}

}  // namespace

Result<std::string> readDatasetText(const fs::path& file) {
  constexpr std::uintmax_t kLongest = std::uintmax_t{1} << 30;
  std::error_code error;
  const auto size = fs::file_size(file, error);
  std::ifstream in(file, std::ios::binary);
  if (error || !in) {
    return fail(ErrorCode::Unreadable, fmt::format("cannot open {}", file.string()));
  }
  if (size > kLongest) {
    return fail(ErrorCode::Unsupported,
                fmt::format("{} has {} bytes; manifests of up to {} are read", file.string(), size,
                            kLongest));
  }
  return std::string(std::istreambuf_iterator<char>(in), {});
}

std::string lowerCase(std::string_view text) {
  std::string lower(text);
  for (char& c : lower)
    c = (c >= 'A' && c <= 'Z') ? static_cast<char>(c - 'A' + 'a') : c;
  return lower;
}

bool isVolumeName(const fs::path& path) {
  return !suffixOf(path, kVolumeSuffixes).empty();
}

bool isPictureName(const fs::path& path) {
  return !suffixOf(path, kPictureSuffixes).empty();
}

std::string imageStem(const fs::path& path) {
  std::string name = path.filename().string();
  const std::string_view volume = suffixOf(path, kVolumeSuffixes);
  const std::string_view suffix = volume.empty() ? suffixOf(path, kPictureSuffixes) : volume;
  name.resize(name.size() - suffix.size());
  return name;
}

}  // namespace limn::imaging
