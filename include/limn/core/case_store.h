// SPDX-FileCopyrightText: 2026 The Limn authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "limn/base/case_data.h"
#include "limn/base/job_context.h"
#include "limn/base/result.h"
#include "limn/base/volume.h"
#include "limn/core/segmentation_document.h"

#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <vector>

namespace limn::core {

/// The port to one open case. Filled by wiring from limn::store, by fakes in tests. Calls come from
/// one thread at a time, not always the same one.
class CaseStore {
 public:
  virtual ~CaseStore() = default;
  [[nodiscard]] virtual const std::filesystem::path& path() const = 0;
  /// Why nothing can be written: another program has the case, or the file may only be read.
  [[nodiscard]] virtual std::optional<Error> readOnly() const = 0;
  /// All or none of the actions; on the disk when it returns.
  [[nodiscard]] virtual Result<void> append(const std::vector<CaseAction>& actions) = 0;
  [[nodiscard]] virtual Result<CaseData> load() = 0;
  /// The same case in another file; replaces one that is there.
  [[nodiscard]] virtual Result<void> copyTo(const std::filesystem::path& file) = 0;
};

/// A case with what was in it when it was opened.
struct OpenedCase {
  std::shared_ptr<CaseStore> store;
  CaseData data;
  /// What the actions of `data` make, if replay() made it already; `data` has no actions then.
  std::shared_ptr<SegmentationDocument> document = {};
};
/// Does the actions of a case one after another; takes them out of `data`. Slow, for any thread.
/// Mismatch: the case is damaged.
[[nodiscard]] Result<std::shared_ptr<SegmentationDocument>> replay(CaseData& data);

/// The port to case files. Slow: called on the thread for files.
struct CaseIo {
  /// What a case file is about, to find the volume.
  std::function<Result<CaseSource>(const std::filesystem::path& file)> source;
  /// The volume of a case: found where the case says, or at `place` when that is not empty.
  /// NotFound when there is nothing, Mismatch when the pixels are others.
  std::function<Result<Volume>(const CaseSource& source, const std::filesystem::path& place,
                               const JobContext& job)>
      volume;
  /// Opens a case for the volume that volume() found for it.
  std::function<Result<OpenedCase>(const std::filesystem::path& file, const CaseSource& source)>
      open;
  /// The case that is kept for this volume without being asked for; begins with the first action.
  std::function<Result<OpenedCase>(const Volume& volume, const JobContext& job)> openKept;
};

/// A case that a program prepares for a reader: as if he had written the draft, refined it, then
/// accepted the objects one after another.
struct CaseDraft {
  std::string pixelHash;               // imaging::pixelHash(volume)
  std::vector<LabelInfo> labels = {};  // empty = the list that every study begins with
  std::vector<LabelId> voxels = {};    // draft masks on the volume's grid, x fastest; empty = none
  std::vector<LabelId> refined = {};   // what a program made of them; empty = nothing
  std::vector<CaseObject> objects = {};
  std::vector<CaseBookmark> bookmarks = {};
  std::string reader = {}, utc = {};  // utc: empty = now
};
/// Mismatch or Locked when an object does not fit. store::writeCase() makes a file of it.
[[nodiscard]] Result<CaseData> draftCase(const Volume& volume, const CaseDraft& draft);

/// What a case says of its volume.
[[nodiscard]] CaseSource caseSource(const Volume& volume, std::string pixelHash);
/// The label list that every study begins with.
[[nodiscard]] std::vector<LabelInfo> firstLabels();
/// "2026-11-25T03:36:00.123Z".
[[nodiscard]] std::string utcNow();

}  // namespace limn::core
