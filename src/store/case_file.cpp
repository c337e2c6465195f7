// SPDX-FileCopyrightText: 2026 The Limn authors
// SPDX-License-Identifier: Apache-2.0
#include "limn/store/case_file.h"

#include "case_check.h"
#include "case_probe.h"
#include "case_rows.h"
#include "case_schema.h"
#include "label_slices.h"
#include "limn/store/case_lock.h"
#include "sqlite_errors.h"

#include <SQLiteCpp/Backup.h>
#include <SQLiteCpp/Database.h>
#include <SQLiteCpp/Transaction.h>
#include <fcntl.h>
#include <fmt/core.h>
#include <unistd.h>

#include <cerrno>
#include <functional>
#include <system_error>
#include <utility>

namespace limn::store {
namespace fs = std::filesystem;
namespace {

constexpr int kBusyMs = 2000;  // another connection may lock the log for a moment

tl::unexpected<Error> cannotWrite(const fs::path& file, int error) {
  return fail(ErrorCode::WriteFailed, fmt::format("cannot write {}: {}", file.string(),
                                                  std::generic_category().message(error)));
}

/// Syncs the folder, so that the new name of a file survives a power failure, too.
void syncFolderOf(const fs::path& file) {
  const fs::path folder = file.has_parent_path() ? file.parent_path() : fs::path(".");
  const int descriptor = ::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (descriptor < 0) return;
  ::fsync(descriptor);
  ::close(descriptor);
}

/// Fills a database under a temporary name and renames it: it appears complete or not at all.
Result<void> makeDatabase(const fs::path& file,
                          const std::function<void(SQLite::Database&)>& fill) {
  const fs::path temporary = fmt::format("{}.{}.tmp", file.string(), ::getpid());
  std::error_code ignored;
  fs::remove(temporary, ignored);
  auto made = translateExceptions(file, [&]() -> Result<void> {
    SQLite::Database database(temporary.string(), SQLite::OPEN_READWRITE | SQLite::OPEN_CREATE);
    database.exec("PRAGMA journal_mode = MEMORY");  // an unfinished file is deleted, not repaired
    database.exec("PRAGMA synchronous = FULL");
    SQLite::Transaction transaction(database);
    fill(database);
    transaction.commit();
    database.exec("PRAGMA journal_mode = WAL");  // stored in the file, for all later connections
    return {};
  });
  if (made) {
    removeCompanions(file);
    if (::rename(temporary.c_str(), file.c_str()) != 0) made = cannotWrite(file, errno);
  }
  if (!made) {
    fs::remove(temporary, ignored);
    fs::remove(temporary.string() + "-journal", ignored);
    removeCompanions(temporary);
    return made;
  }
  syncFolderOf(file);
  return {};
}

/// A file that no program has open is opened as immutable, so that SQLite makes no files beside it.
/// A file with a log is opened with SQLite's locking.
std::string readOnlyUri(const fs::path& file) {
  std::string uri = "file:";
  for (const char c : fs::absolute(file).string()) {
    const bool isPlain = std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '/' || c == '.' ||
                         c == '-' || c == '_';
    uri += isPlain ? std::string(1, c)
                   : fmt::format("%{:02X}", static_cast<unsigned>(static_cast<unsigned char>(c)));
  }
  std::error_code ignored;
  return uri + (fs::exists(walOf(file), ignored) ? "?mode=ro" : "?immutable=1");
}

}  // namespace

struct CaseFile::Impl {
  fs::path path;
  std::unique_ptr<SQLite::Database> database;
  Grid grid;
  std::int64_t actions = 0;

  void apply(const CaseAction& action) {
    writeAction(*database, ++actions, action);
    if (!action.runs.empty()) applyToSlices(*database, grid, action.runs);
    if (action.labels) writeLabels(*database, *action.labels);
  }

  [[nodiscard]] std::int64_t count(const char* table) const {
    return database->execAndGet(fmt::format("SELECT count(*) FROM {}", table)).getInt64();
  }
};

CaseFile::CaseFile(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}
CaseFile::CaseFile(CaseFile&& other) noexcept = default;
CaseFile& CaseFile::operator=(CaseFile&& other) noexcept = default;
CaseFile::~CaseFile() = default;

const fs::path& CaseFile::path() const {
  return impl_->path;
}

Result<CaseFile> CaseFile::create(const fs::path& file, const CaseSource& source,
                                  const std::vector<LabelInfo>& firstLabels) {
  std::error_code ignored;
  if (fs::exists(file, ignored)) {
    return fail(ErrorCode::WriteFailed,
                fmt::format("cannot write {}: there is such a file already", file.string()));
  }
  auto made = makeDatabase(file, [&](SQLite::Database& database) {
    createTables(database);
    writeSource(database, source, firstLabels);
  });
  if (!made) return passOn(made);
  return open(file, Access::ReadWrite);
}

Result<CaseFile> CaseFile::open(const fs::path& file, Access access) {
  if (auto probed = probeCase(file); !probed) return passOn(probed);
  return translateExceptions(file, [&]() -> Result<CaseFile> {
    auto impl = std::make_unique<Impl>();
    impl->path = file;
    const bool writes = access == Access::ReadWrite;
    impl->database = std::make_unique<SQLite::Database>(
        writes ? file.string() : readOnlyUri(file),
        writes ? SQLite::OPEN_READWRITE : SQLite::OPEN_READONLY | SQLite::OPEN_URI, kBusyMs);
    if (writes) {
      impl->database->exec("PRAGMA journal_mode = WAL");
      impl->database->exec("PRAGMA synchronous = FULL");
    }
    impl->database->exec("PRAGMA foreign_keys = ON");
    if (schemaVersion(*impl->database) != kSchemaVersion && !writes) {
      auto copy = std::make_unique<SQLite::Database>(":memory:", SQLite::OPEN_READWRITE);
      SQLite::Backup(*copy, *impl->database).executeStep();
      impl->database = std::move(copy);
    }
    migrate(*impl->database);
    impl->grid = readSource(*impl->database).grid;
    impl->actions = impl->count("journal");
    return CaseFile(std::move(impl));
  });
}

Result<CaseSummary> CaseFile::summary() const {
  return translateExceptions(impl_->path, [&]() -> Result<CaseSummary> {
    SQLite::Transaction oneMoment(*impl_->database);
    CaseSummary summary;
    summary.source = readSource(*impl_->database);
    summary.labels = readLabels(*impl_->database);
    summary.actions = impl_->count("journal");
    summary.objects = impl_->count("object");
    summary.bookmarks = impl_->count("bookmark");
    SQLite::Statement last(*impl_->database,
                           "SELECT reader, utc FROM journal ORDER BY number DESC LIMIT 1");
    if (last.executeStep()) {
      summary.lastReader = last.getColumn(0).getString();
      summary.lastUtc = last.getColumn(1).getString();
    }
    return summary;
  });
}

Result<CaseData> CaseFile::load() const {
  return translateExceptions(impl_->path, [&]() -> Result<CaseData> {
    SQLite::Transaction oneMoment(*impl_->database);
    CaseData data;
    data.source = readSource(*impl_->database);
    data.firstLabels = readFirstLabels(*impl_->database);
    data.actions = readActions(*impl_->database, data.source.grid);
    data.bookmarks = readBookmarks(*impl_->database, data.source.grid);
    return data;
  });
}

Result<void> CaseFile::append(std::span<const CaseAction> actions) {
  const std::int64_t before = impl_->actions;
  auto appended = translateExceptions(impl_->path, [&]() -> Result<void> {
    SQLite::Transaction transaction(*impl_->database, SQLite::TransactionBehavior::IMMEDIATE);
    for (const CaseAction& action : actions)
      impl_->apply(action);
    transaction.commit();
    return {};
  });
  if (!appended) impl_->actions = before;
  return appended;
}

Result<void> CaseFile::addBookmarks(std::span<const CaseBookmark> bookmarks) {
  return translateExceptions(impl_->path, [&]() -> Result<void> {
    SQLite::Transaction transaction(*impl_->database, SQLite::TransactionBehavior::IMMEDIATE);
    for (const CaseBookmark& bookmark : bookmarks)
      writeBookmark(*impl_->database, bookmark);
    transaction.commit();
    return {};
  });
}

Result<void> CaseFile::copyTo(const fs::path& file) const {
  auto lock = CaseLock::take(file);
  if (!lock) return passOn(lock);
  const fs::path temporary = fmt::format("{}.{}.tmp", file.string(), ::getpid());
  std::error_code ignored;
  auto copied = translateExceptions(file, [&]() -> Result<void> {
    SQLite::Database copy(temporary.string(), SQLite::OPEN_READWRITE | SQLite::OPEN_CREATE);
    SQLite::Backup(copy, *impl_->database).executeStep();
    return {};
  });
  if (copied) {
    removeCompanions(file);
    if (::rename(temporary.c_str(), file.c_str()) != 0) copied = cannotWrite(file, errno);
  }
  removeCompanions(temporary);
  fs::remove(temporary, ignored);
  syncFolderOf(file);
  return copied;
}

Result<void> CaseFile::check() const {
  return translateExceptions(impl_->path, [&]() -> Result<void> {
    SQLite::Transaction oneMoment(*impl_->database);
    checkDatabase(*impl_->database);
    return {};
  });
}

Result<void> writeCase(const fs::path& file, const CaseData& data) {
  auto lock = CaseLock::take(file);
  if (!lock) return passOn(lock);
  return makeDatabase(file, [&](SQLite::Database& database) {
    createTables(database);
    writeSource(database, data.source, data.firstLabels);
    std::int64_t number = 0;
    for (const CaseAction& action : data.actions) {
      writeAction(database, ++number, action);
      applyToSlices(database, data.source.grid, action.runs);
      if (action.labels) writeLabels(database, *action.labels);
    }
    for (const CaseBookmark& bookmark : data.bookmarks)
      writeBookmark(database, bookmark);
  });
}

Result<CaseData> readCase(const fs::path& file) {
  auto opened = CaseFile::open(file, CaseFile::Access::ReadOnly);
  if (!opened) return passOn(opened);
  return opened->load();
}

}  // namespace limn::store
