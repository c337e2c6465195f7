// SPDX-FileCopyrightText: 2026 The Limn authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "limn/core/session.h"
#include "limn/core/study_io.h"

#include <QObject>
#include <QString>

namespace limn::gui {

class IoRunner;

/// Opens studies and exports masks: everything between a path and the session.
class StudyController : public QObject {
  Q_OBJECT

 public:
  StudyController(core::Session& session, core::StudyIo io, IoRunner& runner,
                  QObject* parent = nullptr);

  /// Looks what is at `path`; then either reads the only volume or asks which one.
  void open(const QString& path);
  void read(const SeriesSummary& series);
  /// Writes all labels. A file name without a known suffix gets ".nii.gz".
  void exportMasks(const QString& file);

  /// Path beside the source that an export would suggest: `<case>_seg.nii.gz`.
  [[nodiscard]] QString suggestedExport() const;
  /// True when some label has a voxel.
  [[nodiscard]] bool hasMasks() const;

 Q_SIGNALS:
  void opened(const QString& path);
  void choiceNeeded(const limn::StudyScan& scan);
  void skipped(const std::vector<limn::SkippedFile>& files);
  void openFailed(const limn::Error& error);
  void exported(const limn::core::ExportReport& report);
  void exportFailed(const limn::Error& error);

 private:
  void scanned(const QString& path, Result<StudyScan> scan);
  void written(std::size_t changesThen, Result<core::ExportReport> report);

  core::Session& session_;
  core::StudyIo io_;
  IoRunner& runner_;
  std::size_t changes_ = 0;  // of the document so far, to tell whether it moved on during an export
  core::Subscription subscription_;
};

/// The name of a case for its outputs: the file's or folder's name without known suffixes.
[[nodiscard]] QString caseName(const SourceRef& source);

}  // namespace limn::gui
