// SPDX-FileCopyrightText: 2026 The Limn authors
// SPDX-License-Identifier: Apache-2.0
#include "limn/cache/folder_contents.h"

#include "record_name.h"

#include <fmt/core.h>

#include <algorithm>
#include <chrono>
#include <map>
#include <system_error>
#include <utility>

namespace limn::cache {
namespace fs = std::filesystem;
namespace {

struct KeptFile {
  fs::path path;
  std::string series;
  std::uint64_t bytes = 0;
  fs::file_time_type lastUsed;
  bool isUnfinished = false;
};

/// Files may appear and disappear meanwhile: other processes use the same folder.
std::vector<KeptFile> filesIn(const fs::path& folder, std::error_code& error) {
  std::vector<KeptFile> files;
  error.clear();
  std::error_code ignored;
  for (fs::directory_iterator series(folder, error), end; !error && series != end;
       series.increment(error)) {
    if (!series->is_directory(ignored) || series->is_symlink(ignored)) continue;
    for (fs::directory_iterator file(series->path(), ignored); !ignored && file != end;
         file.increment(ignored)) {
      const std::string name = file->path().filename();
      if (!isRecordName(name) && !isUnfinishedName(name)) continue;
      std::error_code gone;
      const std::uint64_t bytes = file->file_size(gone);
      const auto lastUsed = file->last_write_time(gone);
      if (!gone) {
        files.push_back(
            {file->path(), series->path().filename(), bytes, lastUsed, isUnfinishedName(name)});
      }
    }
  }
  if (error == std::errc::no_such_file_or_directory) error.clear();
  return files;
}

std::map<std::string, KeptSeries> seriesOf(const std::vector<KeptFile>& files) {
  std::map<std::string, KeptSeries> all;
  for (const KeptFile& file : files) {
    if (file.isUnfinished) continue;
    KeptSeries& series = all[file.series];
    series.series = file.series;
    ++series.slices;
    series.bytes += file.bytes;
    series.lastUsed = std::max(series.lastUsed, file.lastUsed);
  }
  return all;
}

}  // namespace

Result<std::vector<KeptSeries>> listSeries(const fs::path& folder) {
  std::error_code error;
  const auto files = filesIn(folder, error);
  if (error) {
    return fail(ErrorCode::Unreadable,
                fmt::format("{}: cannot list the cache: {}; check its permissions", folder.string(),
                            error.message()));
  }
  std::vector<KeptSeries> list;
  for (auto& [name, series] : seriesOf(files))
    list.push_back(series);
  std::ranges::sort(list, std::greater(), &KeptSeries::lastUsed);
  return list;
}

Result<KeptSeries> forgetSeries(const fs::path& folder, const std::string& series) {
  std::error_code error;
  KeptSeries gone{series, 0, 0, {}};
  for (const KeptFile& file : filesIn(folder, error)) {
    if (!series.empty() && file.series != series) continue;
    std::error_code refused;
    if (fs::remove(file.path, refused) && !file.isUnfinished) {
      ++gone.slices;
      gone.bytes += file.bytes;
    }
    if (refused) error = refused;
    fs::remove(file.path.parent_path(), refused);  // once it is empty
  }
  if (error) {
    return fail(ErrorCode::WriteFailed,
                fmt::format("{}: the cache was not cleared completely: {}; check its permissions",
                            folder.string(), error.message()));
  }
  return gone;
}

std::uint64_t trimFolder(const fs::path& folder, std::uint64_t limitBytes) {
  constexpr auto kLongestWrite = std::chrono::minutes(10);
  std::error_code ignored;
  std::vector<KeptFile> files = filesIn(folder, ignored);
  const auto series = seriesOf(files);
  const auto abandoned = fs::file_time_type::clock::now() - kLongestWrite;
  std::uint64_t left = 0;
  for (const auto& [name, kept] : series)
    left += kept.bytes;
  const auto age = [&](const KeptFile& file) {
    const auto used = file.isUnfinished ? file.lastUsed : series.at(file.series).lastUsed;
    return std::pair(used, file.lastUsed);
  };
  std::ranges::sort(files, {}, age);
  const std::uint64_t aim = left > limitBytes ? limitBytes / 10 * 9 : limitBytes;
  for (const KeptFile& file : files) {
    const bool goes = file.isUnfinished ? file.lastUsed < abandoned : left > aim;
    if (!goes) continue;
    fs::remove(file.path, ignored);
    fs::remove(file.path.parent_path(), ignored);  // once it is empty
    if (!file.isUnfinished) left -= file.bytes;
  }
  return left;
}

}  // namespace limn::cache
