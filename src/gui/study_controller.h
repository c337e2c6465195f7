// SPDX-FileCopyrightText: 2026 The Limn authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "limn/core/case_store.h"
#include "limn/core/session.h"
#include "limn/core/study_io.h"

#include <QObject>
#include <QString>
#include <vector>

namespace limn::gui {

class IoRunner;
class SeriesThumbnails;

/// Opens studies and cases and exports masks: everything between a path and the session. Where
/// cases are kept, a study opens with what was done to it before.
class StudyController : public QObject {
  Q_OBJECT

 public:
  StudyController(core::Session& session, core::StudyIo io, core::CaseIo cases, IoRunner& runner,
                  QObject* parent = nullptr);

  /// Looks what is at `path`; then either reads the only volume or asks which one. A case file
  /// (.limn) opens with its volume.
  void open(const QString& path);
  /// `place` is where the volume is now; empty = where the case says.
  void openCase(const QString& file, const QString& place = {});
  /// Writes the present case to another file too.
  void copyCase(const QString& file);
  void read(const SeriesSummary& series);
  /// Makes small pictures of these series once it is started. Owned by the caller.
  [[nodiscard]] SeriesThumbnails* makeThumbnails(std::vector<SeriesSummary> series);
  /// Writes all labels, of `past` if given. A file name without a known suffix gets ".nii.gz".
  void exportMasks(const QString& file, const core::PastMomentPtr& past = {});

  /// Path beside the source that an export of what is shown would suggest: `<case>_seg.nii.gz`, or
  /// `<case>_seg_action17.nii.gz`.
  [[nodiscard]] QString suggestedExport() const;
  /// True when some label that is shown has a voxel.
  [[nodiscard]] bool hasMasks() const;

 Q_SIGNALS:
  void opened(const QString& path);
  void choiceNeeded(const limn::StudyScan& scan);
  void skipped(const std::vector<limn::SkippedFile>& files);
  void openFailed(const limn::Error& error);
  /// The geometry of this series cannot be read; read() opens it in voxel units if told so.
  void geometryUnknown(const limn::SeriesSummary& series, const limn::Error& error);
  /// The volume of a case is not where the case says, or is another one.
  void sourceNeeded(const QString& file, const limn::Error& error);
  /// The study is open, but its case cannot be.
  void caseFailed(const limn::Error& error);
  void caseCopied(const QString& file);
  /// `past` is the moment whose masks were written, null for the present.
  void exported(const limn::core::ExportReport& report, const limn::core::PastMomentPtr& past);
  void exportFailed(const limn::Error& error);

 private:
  struct Loaded;
  void scanned(const QString& path, Result<StudyScan> scan);
  void adopt(const QString& path, Loaded loaded);

  core::Session& session_;
  core::StudyIo io_;
  core::CaseIo cases_;
  IoRunner& runner_;
  std::size_t changes_ = 0;  // of the document so far, to tell whether it moved on during an export
  core::Subscription subscription_;
};

/// The name of a case for its outputs: the file's or folder's name without known suffixes.
[[nodiscard]] QString caseName(const SourceRef& source);

}  // namespace limn::gui
