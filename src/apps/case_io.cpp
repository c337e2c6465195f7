// SPDX-FileCopyrightText: 2026 The Limn authors
// SPDX-License-Identifier: Apache-2.0
#include "case_io.h"

#include "limn/imaging/pixel_hash.h"
#include "limn/imaging/study_reader.h"
#include "limn/store/case_file.h"
#include "limn/store/case_lock.h"

#include <fmt/core.h>
#include <pwd.h>
#include <unistd.h>

#include <cctype>
#include <cstdlib>
#include <map>
#include <mutex>
#include <system_error>
#include <utility>

namespace limn::apps {
namespace fs = std::filesystem;
namespace {

constexpr double kSamePlaceMm = 0.01;  // corners of the same grid

/// One case file behind core's port. A case that does not exist yet begins with its first action.
class FileCase final : public core::CaseStore {
 public:
  FileCase(fs::path path, CaseSource source) : path_(std::move(path)), source_(std::move(source)) {}

  [[nodiscard]] const fs::path& path() const override { return path_; }
  [[nodiscard]] std::optional<Error> readOnly() const override { return readOnly_; }

  /// Takes the lock for writing if no other program has it, and reads the file.
  [[nodiscard]] Result<CaseData> openFile() {
    const std::lock_guard guard(mutex_);
    auto lock = store::CaseLock::take(path_);
    if (lock) {
      lock_ = std::move(*lock);
    } else {
      readOnly_ = std::move(lock.error());
    }
    std::error_code ignored;
    if (!fs::exists(path_, ignored)) return CaseData{source_, core::firstLabels(), {}, {}};
    auto opened = store::CaseFile::open(path_, readOnly_ ? Access::ReadOnly : Access::ReadWrite);
    if (!opened && opened.error().code == ErrorCode::WriteFailed && !readOnly_) {
      readOnly_ = opened.error();
      opened = store::CaseFile::open(path_, Access::ReadOnly);
    }
    if (!opened) return passOn(opened);
    file_ = std::move(*opened);
    return file_->load();
  }

  [[nodiscard]] Result<void> append(const std::vector<CaseAction>& actions) override {
    const std::lock_guard guard(mutex_);
    if (readOnly_) return tl::unexpected<Error>(*readOnly_);
    if (!file_) {
      auto made = store::CaseFile::create(path_, source_, core::firstLabels());
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
    if (!file_) return CaseData{source_, core::firstLabels(), {}, {}};
    return file_->load();
  }

  [[nodiscard]] Result<void> copyTo(const fs::path& file) override {
    const std::lock_guard guard(mutex_);
    if (file_) return file_->copyTo(file);
    return store::writeCase(file, CaseData{source_, core::firstLabels(), {}, {}});
  }

 private:
  using Access = store::CaseFile::Access;
  std::mutex mutex_;  // a study may be opened again while its case is still being written
  fs::path path_;
  CaseSource source_;
  std::string reader_ = readerName();
  std::optional<Error> readOnly_;
  std::optional<store::CaseLock> lock_;
  std::optional<store::CaseFile> file_;  // after the lock: closed before it is given back
};

/// The cases that are open in this program: who opens one again gets the same.
class OpenCases {
 public:
  Result<core::OpenedCase> open(const fs::path& file, CaseSource source) {
    const std::lock_guard guard(mutex_);
    std::error_code ignored;
    const fs::path key = fs::weakly_canonical(file, ignored);
    auto store = open_[key].lock();
    const bool isNew = store == nullptr;
    if (isNew) store = std::make_shared<FileCase>(file, std::move(source));
    auto data = isNew ? store->openFile() : store->load();
    if (!data) return passOn(data);
    open_[key] = store;
    auto document = core::replay(*data);  // here, so that the window's thread does not wait
    if (!document) return passOn(document);
    return core::OpenedCase{std::move(store), std::move(*data), std::move(*document)};
  }

 private:
  std::mutex mutex_;
  std::map<fs::path, std::weak_ptr<FileCase>> open_;
};

/// FNV-1a: the same on every machine.
std::uint32_t shortHash(std::string_view text) {
  std::uint32_t hash = 2166136261U;
  for (const char c : text)
    hash = (hash ^ static_cast<unsigned char>(c)) * 16777619U;
  return hash;
}

/// A name that people know again, and that the same pixels on the same grid always get.
std::string keptName(const Volume& volume, const std::string& pixelHash) {
  std::string name;
  for (const char c : volume.source.path.filename().string().substr(0, 40)) {
    const bool isPlain = std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '-' || c == '_';
    name += isPlain ? c : '_';
  }
  const Grid& grid = volume.grid;
  const std::string place =
      fmt::format("{:.3f} {:.3f} {:.3f} {:.3f} {:.3f} {:.3f} {}", grid.spacing.x, grid.spacing.y,
                  grid.spacing.z, grid.origin.x, grid.origin.y, grid.origin.z, grid.axisCodes());
  return fmt::format("{}-{}-{:08x}{}", name.empty() ? "case" : name, pixelHash.substr(0, 16),
                     shortHash(place), store::kCaseSuffix);
}

Result<core::OpenedCase> openKept(OpenCases& cases, const Volume& volume, const JobContext& job) {
  job.report(-1, "looking for earlier work");
  const std::string hash = imaging::pixelHash(volume);
  const fs::path folder = caseFolder();
  std::error_code error;
  fs::create_directories(folder, error);
  if (error) {
    return fail(ErrorCode::WriteFailed,
                fmt::format("cannot make the folder {}: {}", folder.string(), error.message()));
  }
  return cases.open(folder / keptName(volume, hash), core::caseSource(volume, hash));
}

}  // namespace

fs::path caseFolder() {
  if (const char* data = std::getenv("XDG_DATA_HOME"); data != nullptr && *data == '/') {
    return fs::path(data) / "limn" / "cases";
  }
  const char* home = std::getenv("HOME");
  return fs::path(home != nullptr ? home : ".") / ".local" / "share" / "limn" / "cases";
}

std::string readerName() {
  if (const char* reader = std::getenv("LIMN_READER"); reader != nullptr && *reader != '\0') {
    return reader;
  }
  const passwd* user = ::getpwuid(::getuid());
  return user != nullptr ? user->pw_name : fmt::format("user {}", ::getuid());
}

Result<void> checkSource(const CaseSource& source, const Volume& volume,
                         const std::string& pixelHash) {
  if (source.pixelHash != pixelHash) {
    return fail(ErrorCode::Mismatch,
                fmt::format("{} is not what the case is about: expected pixels with SHA-256 {}…, "
                            "found {}…; name the volume it was made on",
                            volume.source.path.string(), source.pixelHash.substr(0, 12),
                            pixelHash.substr(0, 12)));
  }
  if (const double mm = largestCornerDistance(source.grid, volume.grid); !(mm <= kSamePlaceMm)) {
    return fail(ErrorCode::Mismatch,
                fmt::format("{} has the pixels that the case is about, but lies {:.2f} mm away in "
                            "the patient; name the volume it was made on",
                            volume.source.path.string(), mm));
  }
  return {};
}

Result<Volume> findVolume(const CaseSource& source, const fs::path& place, const JobContext& job) {
  const fs::path path = place.empty() ? source.source.path : place;
  std::error_code ignored;
  if (!fs::exists(path, ignored)) {
    return fail(ErrorCode::NotFound,
                fmt::format("the case is about {}, which is not there; say where it is now with "
                            "--source PATH",
                            path.string()));
  }
  auto scan = imaging::scanStudy(path, job);
  if (!scan) return passOn(scan);
  Result<Volume> found = fail(ErrorCode::Mismatch,
                              fmt::format("{} does not hold the volume that the case is about; say "
                                          "where it is now with --source PATH",
                                          path.string()));
  for (SeriesSummary& series : scan->series) {
    if (series.size != source.grid.size) continue;
    series.inVoxelUnits = source.grid.calibration == Calibration::None;
    auto volume = imaging::readSeries(series, job);
    if (!volume) return passOn(volume);
    auto same = checkSource(source, *volume, imaging::pixelHash(*volume));
    if (same) return volume;
    found = passOn(same);
  }
  return found;
}

core::CaseIo makeCaseIo() {
  core::CaseIo io;
  const auto cases = std::make_shared<OpenCases>();
  io.source = [](const fs::path& file) -> Result<CaseSource> {
    auto opened = store::CaseFile::open(file, store::CaseFile::Access::ReadOnly);
    if (!opened) return passOn(opened);
    auto summary = opened->summary();
    if (!summary) return passOn(summary);
    return std::move(summary->source);
  };
  io.open = [cases](const fs::path& file, const CaseSource& source) {
    return cases->open(file, source);
  };
  io.volume = findVolume;
  io.openKept = [cases](const Volume& volume, const JobContext& job) {
    return openKept(*cases, volume, job);
  };
  return io;
}

}  // namespace limn::apps
