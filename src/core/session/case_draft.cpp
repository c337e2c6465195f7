// SPDX-FileCopyrightText: 2026 The Limn authors
// SPDX-License-Identifier: Apache-2.0
#include "document/label_palette.h"
#include "limn/core/case_store.h"
#include "limn/core/segmentation_document.h"

#include <fmt/chrono.h>
#include <fmt/core.h>

#include <chrono>
#include <system_error>
#include <utility>

namespace limn::core {
namespace {

/// Stretches that change from one label to another.
std::vector<LabelRun> runsBetween(const std::vector<LabelId>& before,
                                  const std::vector<LabelId>& after) {
  std::vector<LabelRun> runs;
  for (std::size_t i = 0; i < after.size();) {
    std::size_t end = i + 1;
    while (end < after.size() && before[end] == before[i] && after[end] == after[i])
      ++end;
    if (before[i] != after[i]) {
      runs.push_back(
          {static_cast<std::int64_t>(i), static_cast<std::int64_t>(end - i), before[i], after[i]});
    }
    i = end;
  }
  return runs;
}

/// Writes `voxels` as one action, unless they are what is there.
Result<void> writeVoxels(SegmentationDocument& document, const std::vector<LabelId>& voxels,
                         std::string what, CaseData& data) {
  if (voxels.empty()) return {};
  const std::vector<LabelId> before = document.snapshot().voxels;
  if (voxels.size() != before.size()) {
    return fail(ErrorCode::Mismatch, fmt::format("the draft has {} voxels, the volume {}",
                                                 voxels.size(), before.size()));
  }
  CaseAction load;
  load.what = std::move(what);
  load.runs = runsBetween(before, voxels);
  if (load.runs.empty()) return {};
  auto done = document.restore(load);
  if (done) data.actions.push_back(std::move(load));
  return done;
}

Result<void> acceptObject(SegmentationDocument& document, const CaseObject& object) {
  const LabelInfo* label = document.findLabel(object.label);
  using Mode = SegmentationDocument::WriteMode;
  const bool replaces = object.entry == CaseObject::Entry::Replaced;
  auto written =
      document.write(object.slice, object.label, object.mask, replaces ? Mode::Replace : Mode::Add,
                     Overlap::KeepOthers,
                     fmt::format("Accept {}, slice {}", label == nullptr ? "mask" : label->name,
                                 object.slice.slice + 1),
                     std::make_shared<const CaseObject>(object));
  if (!written) return passOn(written, fmt::format("slice {}", object.slice.slice));
  return {};
}

}  // namespace

std::vector<LabelInfo> firstLabels() {
  return {{1, "Label 1", paletteColor(1), true, false}};
}

CaseSource caseSource(const Volume& volume, std::string pixelHash) {
  CaseSource source{volume.source, volume.grid, volume.type, volume.channels, std::move(pixelHash)};
  std::error_code ignored;  // the path stays as it is where it cannot be made whole
  if (auto whole = std::filesystem::absolute(source.source.path, ignored); !ignored) {
    source.source.path = std::move(whole);
  }
  return source;
}

std::string utcNow() {
  const auto now = std::chrono::system_clock::now();
  const auto ms =
      std::chrono::duration_cast<std::chrono::milliseconds>(now.time_since_epoch()).count() % 1000;
  return fmt::format("{:%Y-%m-%dT%H:%M:%S}.{:03}Z",
                     fmt::gmtime(std::chrono::system_clock::to_time_t(now)), ms);
}

Result<CaseData> draftCase(const Volume& volume, const CaseDraft& draft) {
  CaseData data{caseSource(volume, draft.pixelHash),
                draft.labels.empty() ? firstLabels() : draft.labels,
                {},
                draft.bookmarks};
  SegmentationDocument document(volume, data.firstLabels);
  if (auto written = writeVoxels(document, draft.voxels, "Load draft masks", data); !written) {
    return passOn(written);
  }
  if (auto written = writeVoxels(document, draft.refined, "Refine draft masks", data); !written) {
    return passOn(written);
  }
  document.setRecorder([&data](const CaseAction& action) { data.actions.push_back(action); });
  for (CaseObject object : draft.objects) {
    object.number = static_cast<std::int64_t>(data.actions.size()) + 1;
    if (auto accepted = acceptObject(document, object); !accepted) return passOn(accepted);
  }
  const std::string utc = draft.utc.empty() ? utcNow() : draft.utc;
  for (CaseAction& action : data.actions) {
    action.reader = draft.reader;
    action.utc = utc;
    action.activeLabel = action.object ? action.object->label : data.firstLabels.front().id;
    if (action.object) action.model = action.object->model;
  }
  return data;
}

}  // namespace limn::core
