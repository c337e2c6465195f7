// SPDX-FileCopyrightText: 2026 The Limn authors
// SPDX-License-Identifier: Apache-2.0
#include "limn/batch/input_hash.h"

#include "limn/base/file_hash.h"
#include "limn/imaging/study_reader.h"

#include <sys/stat.h>

#include <algorithm>
#include <array>
#include <system_error>
#include <utility>
#include <vector>

namespace limn::batch {
namespace fs = std::filesystem;
namespace {

/// Formats whose header may name further files that hold the voxels.
bool mayNameOtherFiles(const fs::path& file) {
  constexpr std::array kSuffixes{".nhdr", ".nrrd", ".mhd", ".mha", ".hdr", ".img"};
  return std::ranges::find(kSuffixes, file.extension()) != kSuffixes.end();
}

/// The files of an input in a fixed order. Links to folders are not followed, as in reading.
std::vector<fs::path> filesOf(const fs::path& input) {
  std::vector<fs::path> files;
  std::error_code error;
  if (!fs::is_directory(input, error)) {
    files.push_back(input);
    if (!mayNameOtherFiles(input)) return files;
    const auto scan = imaging::scanStudy(input);
    if (scan && !scan->series.empty()) {
      for (const fs::path& file : scan->series.front().files)
        if (file != input) files.push_back(file);
    }
    return files;
  }
  for (fs::recursive_directory_iterator it(input, error), end; !error && it != end;
       it.increment(error)) {
    std::error_code ignored;
    if (it->is_regular_file(ignored)) files.push_back(it->path());
  }
  std::ranges::sort(files);
  return files;
}

bool addState(ContentHash& hash, const fs::path& file) {
  struct stat found {};
  if (::stat(file.c_str(), &found) != 0) return false;
  hash.add(file.native());
  for (const auto number :
       {static_cast<std::uint64_t>(found.st_size), static_cast<std::uint64_t>(found.st_ino),
        static_cast<std::uint64_t>(found.st_mtim.tv_sec),
        static_cast<std::uint64_t>(found.st_mtim.tv_nsec),
        static_cast<std::uint64_t>(found.st_ctim.tv_sec),
        static_cast<std::uint64_t>(found.st_ctim.tv_nsec)})
    hash.add(number);
  return true;
}

}  // namespace

InputHash hashInput(const fs::path& input, const InputHash& known) {
  const InputHash unreadable{"unreadable", {}};
  const std::vector<fs::path> files = filesOf(input);
  ContentHash state, content;
  for (const fs::path& file : files) {
    if (!addState(state, file)) return unreadable;
  }
  if (!known.state.empty() && known.state == state.hex()) return known;
  for (const fs::path& file : files) {
    const auto hash = fileHash(file);
    if (!hash) return unreadable;
    content.add(file == input ? std::string() : file.lexically_relative(input).generic_string());
    content.add((*hash)[0]).add((*hash)[1]);
  }
  return {content.hex(), state.hex()};
}

}  // namespace limn::batch
