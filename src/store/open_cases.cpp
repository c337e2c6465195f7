// SPDX-FileCopyrightText: 2026 The Limn authors
// SPDX-License-Identifier: Apache-2.0
#include "limn/store/open_cases.h"

#include "limn/store/case_file.h"
#include "limn/store/case_lock.h"

#include <optional>
#include <system_error>
#include <vector>

namespace limn::store {
namespace fs = std::filesystem;
namespace {

/// One case file behind core's port.
class FileCase final : public core::CaseStore {
 public:
  FileCase(fs::path path, CaseSource source, std::string reader)
      : path_(std::move(path)), source_(std::move(source)), reader_(std::move(reader)) {}

  [[nodiscard]] const fs::path& path() const override { return path_; }
  [[nodiscard]] std::optional<Error> readOnly() const override { return readOnly_; }

  /// Called once, before the case is shared. Takes the lock for writing if no other program has it.
  [[nodiscard]] Result<CaseData> open() {
    auto lock = CaseLock::take(path_);
    if (lock) {
      lock_ = std::move(*lock);
    } else {
      readOnly_ = std::move(lock.error());
    }
    std::error_code ignored;
    if (!fs::exists(path_, ignored)) return newCase();
    auto opened = CaseFile::open(path_, readOnly_ ? Access::ReadOnly : Access::ReadWrite);
    if (!opened && opened.error().code == ErrorCode::WriteFailed && !readOnly_) {
      readOnly_ = opened.error();
      opened = CaseFile::open(path_, Access::ReadOnly);
    }
    if (!opened) return passOn(opened);
    file_ = std::move(*opened);
    return file_->load();
  }

  [[nodiscard]] Result<void> append(const std::vector<CaseAction>& actions) override {
    const std::lock_guard guard(mutex_);
    if (readOnly_) return tl::unexpected<Error>(*readOnly_);
    if (!file_) {
      auto made = CaseFile::create(path_, source_, core::firstLabels());
      if (!made) return passOn(made);
      file_ = std::move(*made);
    }
    std::vector<CaseAction> signedActions = actions;
    for (CaseAction& action : signedActions)
      action.reader = reader_;
    return file_->append(signedActions);
  }

  [[nodiscard]] Result<CaseData> load() override {
    const std::lock_guard guard(mutex_);
    return file_ ? file_->load() : newCase();
  }

  [[nodiscard]] Result<void> copyTo(const fs::path& file) override {
    const std::lock_guard guard(mutex_);
    return file_ ? file_->copyTo(file) : writeCase(file, newCase());
  }

 private:
  using Access = CaseFile::Access;
  [[nodiscard]] CaseData newCase() const { return {source_, core::firstLabels(), {}, {}}; }

  std::mutex mutex_;  // a study may be opened again while its case is still being written
  fs::path path_;
  CaseSource source_;
  std::string reader_;
  std::optional<Error> readOnly_;
  std::optional<CaseLock> lock_;
  std::optional<CaseFile> file_;  // after the lock: closed before it is given back
};

}  // namespace

Result<core::OpenedCase> OpenCases::open(const fs::path& file, CaseSource source) {
  const std::lock_guard guard(mutex_);
  std::error_code ignored;
  const fs::path key = fs::weakly_canonical(file, ignored);
  std::shared_ptr<core::CaseStore> store = open_[key].lock();
  Result<CaseData> data;
  if (store != nullptr) {
    data = store->load();
  } else {
    const auto made = std::make_shared<FileCase>(file, std::move(source), reader_);
    data = made->open();
    store = made;
  }
  if (!data) return passOn(data);
  open_[key] = store;
  auto document = core::replay(*data);  // here, so that the window's thread does not wait
  if (!document) return passOn(document);
  return core::OpenedCase{std::move(store), std::move(*data), std::move(*document)};
}

}  // namespace limn::store
