// SPDX-FileCopyrightText: 2026 The Limn authors
// SPDX-License-Identifier: Apache-2.0
#include "folder_listing.h"

#include "dataset_files.h"

#include <fmt/core.h>

#include <algorithm>
#include <array>
#include <map>
#include <string_view>
#include <system_error>
#include <utility>

namespace limn::imaging {
namespace fs = std::filesystem;
namespace {

constexpr std::array<std::string_view, 6> kMaskWords{"mask",  "seg",        "dseg",
                                                     "label", "annotation", "gt"};

/// Calls `visit(path)` for each regular file below a folder, without the folders `leftOut`.
template <class Visit>
Result<void> forEachFile(const fs::path& folder, const std::vector<fs::path>& leftOut,
                         const JobContext& job, Visit visit) {
  std::error_code error;
  for (fs::recursive_directory_iterator it(folder, error), end; !error && it != end;
       it.increment(error)) {
    if (job.isCancelled()) return fail(ErrorCode::Cancelled, "listing was stopped");
    std::error_code ignored;
    const fs::path& path = it->path();
    if (it->is_directory(ignored)) {
      const auto isIt = [&](const fs::path& other) { return fs::equivalent(path, other, ignored); };
      if (std::ranges::any_of(leftOut, isIt)) it.disable_recursion_pending();
    } else if (fs::is_regular_file(path, ignored)) {
      visit(path);
    }
  }
  if (!error) return {};
  return fail(ErrorCode::Unreadable,
              fmt::format("{} cannot be listed: {}", folder.string(), error.message()));
}

FolderEntry entryOf(const fs::path& path, const fs::path& folder) {
  std::string place = path.parent_path().lexically_relative(folder).generic_string();
  return {path, place == "." ? "" : std::move(place), imageStem(path)};
}

void sortByPath(std::vector<FolderEntry>& entries) {
  std::ranges::sort(entries, {}, [](const FolderEntry& entry) { return entry.path; });
}

bool isBreak(char c) {
  return c == '_' || c == '-' || c == '.' || c == ' ';
}

/// Where words that mean "mask" begin in a name: at its start or after a separator.
std::vector<std::size_t> maskWordsIn(const std::string& lower) {
  std::vector<std::size_t> found;
  for (std::size_t i = 0; i < lower.size(); ++i) {
    if (i > 0 && !isBreak(lower[i - 1])) continue;
    const std::string_view rest = std::string_view(lower).substr(i);
    const bool isWord = std::ranges::any_of(kMaskWords, [&](std::string_view word) {
      // "gt" must be a word of its own; the others may have an ending: "masks", "segmentation".
      const bool goesOn = rest.size() > word.size() && !isBreak(rest[word.size()]);
      return rest.starts_with(word) && (word != "gt" || !goesOn);
    });
    if (isWord) found.push_back(i);
  }
  return found;
}

}  // namespace

Result<FolderListing> listFolder(const fs::path& folder, const JobContext& job,
                                 const std::vector<fs::path>& leftOut) {
  FolderListing listing;
  std::map<fs::path, bool> holdsImages;  // of folders with files
  auto done = forEachFile(folder, leftOut, job, [&](const fs::path& path) {
    const bool isImage = path.extension() != ".dcm" && (isVolumeName(path) || isPictureName(path));
    bool& holds = holdsImages.emplace(path.parent_path(), false).first->second;
    holds = holds || isImage;
    if (isImage) listing.images.push_back(entryOf(path, folder));
  });
  if (!done) return passOn(done);
  for (const auto& [path, holds] : holdsImages) {
    const fs::path relative = path.lexically_relative(folder);
    if (holds || relative == ".") continue;
    listing.series.push_back(
        {path, relative.parent_path().generic_string(), relative.filename().string()});
  }
  sortByPath(listing.images);
  return listing;
}

Result<std::vector<FolderEntry>> listMaskFiles(const fs::path& folder, const JobContext& job) {
  std::vector<FolderEntry> masks;
  auto done = forEachFile(folder, {}, job, [&](const fs::path& path) {
    if (isVolumeName(path) || isPictureName(path)) masks.push_back(entryOf(path, folder));
  });
  if (!done) return passOn(done);
  sortByPath(masks);
  return masks;
}

bool isMaskName(const std::string& stem) {
  return !maskWordsIn(lowerCase(stem)).empty();
}

std::vector<std::string> imageNames(const std::string& maskStem) {
  const std::string lower = lowerCase(maskStem);
  std::vector<std::string> names{lower};
  for (const std::size_t word : maskWordsIn(lower)) {
    std::string before = lower.substr(0, word);
    names.push_back(before + "image");
    while (!before.empty() && isBreak(before.back()))
      before.pop_back();
    if (!before.empty()) names.push_back(std::move(before));
  }
  return names;
}

}  // namespace limn::imaging
