// SPDX-FileCopyrightText: 2026 The Limn authors
// SPDX-License-Identifier: Apache-2.0
#include "refine/refine_case_file.h"

#include "limn/core/case_store.h"
#include "limn/imaging/pixel_hash.h"
#include "limn/store/case_file.h"

#include <fmt/core.h>

#include <system_error>
#include <utility>

namespace limn::batch {
namespace {

constexpr const char* kReader = "limn refine";

Result<bool> holdsReadersWork(const std::filesystem::path& file) {
  std::error_code ignored;
  if (!std::filesystem::exists(file, ignored)) return false;
  auto opened = store::CaseFile::open(file, store::CaseFile::Access::ReadOnly);
  auto summary = opened ? opened->summary() : Result<store::CaseSummary>(passOn(opened));
  if (!summary) return passOn(summary);
  return !summary->lastReader.empty() && summary->lastReader != kReader;
}

std::vector<CaseBookmark> doubtfulSlices(const OpenCase& open, const std::vector<RefineRow>& rows) {
  std::vector<CaseBookmark> bookmarks;
  for (const RefineRow& row : rows) {
    if (!row.isDoubtful) continue;
    bookmarks.push_back(
        {{open.axis, row.slice},
         row.label,
         fmt::format("{}: the network is sure of another outline (its answers "
                     "agree to {:.2f}), too far from the draft to be taken",
                     row.name.empty() ? fmt::format("label {}", row.label) : row.name,
                     row.agreement)});
  }
  return bookmarks;
}

}  // namespace

Result<bool> writeRefineCase(const std::filesystem::path& file, const OpenCase& open,
                             const Segmentation& refined, const std::vector<RefineRow>& rows) {
  auto stays = holdsReadersWork(file);
  if (!stays) return passOn(stays);
  if (*stays) return false;
  core::CaseDraft draft{imaging::pixelHash(open.volume)};
  draft.labels = refined.labels;
  draft.voxels = open.draft;
  draft.refined = refined.voxels;
  draft.bookmarks = doubtfulSlices(open, rows);
  draft.reader = kReader;
  auto data = core::draftCase(open.volume, draft);
  if (!data) return passOn(data);
  if (auto written = store::writeCase(file, *data); !written) return passOn(written);
  return true;
}

}  // namespace limn::batch
