// SPDX-FileCopyrightText: 2026 The Limn authors
// SPDX-License-Identifier: Apache-2.0
#include "study_controller.h"

#include "io_runner.h"
#include "limn/base/trace.h"
#include "text.h"

#include <QDir>
#include <QFileInfo>
#include <QStringList>
#include <algorithm>
#include <utility>
#include <variant>

namespace limn::gui {
namespace {

const QStringList kImageSuffixes{QStringLiteral(".nii.gz"), QStringLiteral(".nii"),
                                 QStringLiteral(".nrrd"),   QStringLiteral(".mha"),
                                 QStringLiteral(".dcm"),    QStringLiteral(".png"),
                                 QStringLiteral(".jpg"),    QStringLiteral(".jpeg")};

bool hasMaskSuffix(const QString& file) {
  const QStringList suffixes{QStringLiteral(".nii.gz"), QStringLiteral(".nii"),
                             QStringLiteral(".nrrd"), QStringLiteral(".png")};
  return std::any_of(suffixes.begin(), suffixes.end(), [&](const QString& suffix) {
    return file.endsWith(suffix, Qt::CaseInsensitive);
  });
}

}  // namespace

QString caseName(const SourceRef& source) {
  QString name = QFileInfo(toQString(source.path)).fileName();
  for (const QString& suffix : kImageSuffixes) {
    if (name.endsWith(suffix, Qt::CaseInsensitive)) {
      name.chop(suffix.size());
      break;
    }
  }
  return name.isEmpty() ? QStringLiteral("case") : name;
}

StudyController::StudyController(core::Session& session, core::StudyIo io, IoRunner& runner,
                                 QObject* parent)
    : QObject(parent),
      session_(session),
      io_(std::move(io)),
      runner_(runner),
      subscription_(session.subscribe([this](const core::ChangeEvent& event) {
        changes_ += std::holds_alternative<core::MaskChanged>(event) ||
                    std::holds_alternative<core::LabelsChanged>(event) ||
                    std::holds_alternative<core::VolumeOpened>(event);
      })) {}

void StudyController::open(const QString& path) {
  trace::beginWait("open to first picture");
  trace::beginWait("open to full volume");
  runner_.run<StudyScan>(
      tr("Looking into %1").arg(QFileInfo(path).fileName()),
      [scan = io_.scan, where = toPath(path)](const JobContext& job) { return scan(where, job); },
      [this, path](Result<StudyScan> scan) { scanned(path, std::move(scan)); });
}

void StudyController::scanned(const QString& path, Result<StudyScan> scan) {
  if (!scan) {
    Q_EMIT openFailed(scan.error());
  } else if (scan->series.empty()) {
    std::string detail = toStdString(path) + " holds no volume that Limn can open";
    for (const SkippedFile& file : scan->skipped) {
      detail += "; " + file.path.filename().string() + ": " + file.reason;
      if (detail.size() > 400) break;
    }
    Q_EMIT openFailed(Error{ErrorCode::NotFound, detail, {}});
  } else if (scan->series.size() > 1) {
    Q_EMIT choiceNeeded(*scan);
  } else {
    if (!scan->skipped.empty()) Q_EMIT skipped(scan->skipped);
    read(scan->series.front());
  }
}

void StudyController::read(const SeriesSummary& series) {
  runner_.run<Volume>(
      tr("Reading %1").arg(toQString(series.path.filename())),
      [reader = io_.read, series](const JobContext& job) { return reader(series, job); },
      [this, path = toQString(series.path)](Result<Volume> volume) {
        if (!volume) {
          Q_EMIT openFailed(volume.error());
          return;
        }
        trace::endWait("open to full volume");
        session_.open(std::move(*volume));
        Q_EMIT opened(path);
      });
}

QString StudyController::suggestedExport() const {
  if (!session_.hasVolume()) return {};
  const SourceRef& source = session_.volume().source;
  const QFileInfo place(toQString(source.path));
  const QString folder =
      place.isDir() ? QFileInfo(place.absoluteFilePath()).absolutePath() : place.absolutePath();
  return QDir(folder).filePath(caseName(source) + QStringLiteral("_seg.nii.gz"));
}

bool StudyController::hasMasks() const {
  if (!session_.hasVolume()) return false;
  const auto& labels = session_.document().labels();
  return std::any_of(labels.begin(), labels.end(), [this](const LabelInfo& label) {
    return session_.document().voxelCount(label.id) > 0;
  });
}

void StudyController::exportMasks(const QString& file) {
  if (!hasMasks()) {
    Q_EMIT exportFailed(
        Error{ErrorCode::WrongUse, "no label has a voxel yet; accept a mask first", {}});
    return;
  }
  const QString target = hasMaskSuffix(file) ? file : file + QStringLiteral(".nii.gz");
  runner_.run<core::ExportReport>(
      tr("Writing %1").arg(QFileInfo(target).fileName()),
      [write = io_.write, masks = session_.document().snapshot(),
       where = toPath(target)](const JobContext& job) { return write(masks, where, job); },
      [this, then = changes_](Result<core::ExportReport> report) {
        written(then, std::move(report));
      });
}

void StudyController::written(std::size_t changesThen, Result<core::ExportReport> report) {
  if (!report) {
    Q_EMIT exportFailed(report.error());
    return;
  }
  // What was accepted while the file was being written is not in it.
  if (changesThen == changes_) session_.document().markSaved();
  Q_EMIT exported(*report);
}

}  // namespace limn::gui
