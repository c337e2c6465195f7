// SPDX-FileCopyrightText: 2026 The Limn authors
// SPDX-License-Identifier: Apache-2.0
#include "study_controller.h"

#include "dialogs/series_thumbnails.h"
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

const QString kCaseSuffix = QStringLiteral(".limn");
const QStringList kImageSuffixes{QStringLiteral(".nii.gz"), QStringLiteral(".nii"),
                                 QStringLiteral(".nrrd"),   QStringLiteral(".mha"),
                                 QStringLiteral(".dcm"),    QStringLiteral(".png"),
                                 QStringLiteral(".jpg"),    QStringLiteral(".jpeg")};

bool hasMaskSuffix(const QString& file) {
  const QStringList suffixes{QStringLiteral(".nii.gz"), QStringLiteral(".nii"),
                             QStringLiteral(".nrrd"), QStringLiteral(".png"),
                             QStringLiteral(".dcm")};
  return std::any_of(suffixes.begin(), suffixes.end(), [&](const QString& suffix) {
    return file.endsWith(suffix, Qt::CaseInsensitive);
  });
}

bool hasVoxels(const core::LabelView& shown) {
  const auto& labels = shown.labels();
  return std::any_of(labels.begin(), labels.end(),
                     [&shown](const LabelInfo& label) { return shown.voxelCount(label.id) > 0; });
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

/// A volume with what was done to it before.
struct StudyController::Loaded {
  Volume volume;
  std::optional<core::OpenedCase> opened;
  std::optional<Error> caseProblem;    // the volume is there, its case is not
  std::optional<Error> sourceProblem;  // the case is there, its volume is not
};

StudyController::StudyController(core::Session& session, core::StudyIo io, core::CaseIo cases,
                                 IoRunner& runner, QObject* parent)
    : QObject(parent),
      session_(session),
      io_(std::move(io)),
      cases_(std::move(cases)),
      runner_(runner),
      subscription_(session.subscribe([this](const core::ChangeEvent& event) {
        changes_ += std::holds_alternative<core::MaskChanged>(event) ||
                    std::holds_alternative<core::LabelsChanged>(event) ||
                    std::holds_alternative<core::VolumeOpened>(event);
      })) {}

void StudyController::open(const QString& path) {
  if (cases_.source && path.endsWith(kCaseSuffix)) {
    openCase(path);
    return;
  }
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
    std::string detail = toStdString(tr("%1 holds no volume that Limn can open").arg(path));
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
  runner_.run<Loaded>(
      tr("Reading %1").arg(toQString(series.path.filename())),
      [reader = io_.read, openKept = cases_.openKept,
       series](const JobContext& job) -> Result<Loaded> {
        auto volume = reader(series, job);
        if (!volume) return tl::unexpected<Error>(std::move(volume.error()));
        Loaded loaded{std::move(*volume), {}, {}, {}};
        if (!openKept) return loaded;
        if (auto opened = openKept(loaded.volume, job)) {
          loaded.opened = std::move(*opened);
        } else {
          loaded.caseProblem = std::move(opened.error());
        }
        return loaded;
      },
      [this, series, path = toQString(series.path)](Result<Loaded> loaded) {
        if (!loaded) {
          if (loaded.error().code == ErrorCode::Uncalibrated) {
            Q_EMIT geometryUnknown(series, loaded.error());
          } else {
            Q_EMIT openFailed(loaded.error());
          }
          return;
        }
        trace::endWait("open to full volume");
        adopt(path, std::move(*loaded));
      });
}

SeriesThumbnails* StudyController::makeThumbnails(std::vector<SeriesSummary> series) {
  return new SeriesThumbnails(session_.files(), io_.middleSlice, std::move(series));
}

void StudyController::openCase(const QString& file, const QString& place) {
  runner_.run<Loaded>(
      tr("Opening %1").arg(QFileInfo(file).fileName()),
      [cases = cases_, where = toPath(file),
       at = toPath(place)](const JobContext& job) -> Result<Loaded> {
        auto source = cases.source(where);
        if (!source) return tl::unexpected<Error>(std::move(source.error()));
        Loaded loaded;
        auto volume = cases.volume(*source, at, job);
        if (!volume) {
          loaded.sourceProblem = std::move(volume.error());
          return loaded;
        }
        auto opened = cases.open(where, *source);
        if (!opened) return tl::unexpected<Error>(std::move(opened.error()));
        loaded.volume = std::move(*volume);
        loaded.opened = std::move(*opened);
        return loaded;
      },
      [this, file](Result<Loaded> loaded) {
        if (!loaded) {
          Q_EMIT openFailed(loaded.error());
        } else if (loaded->sourceProblem) {
          Q_EMIT sourceNeeded(file, *loaded->sourceProblem);
        } else {
          adopt(file, std::move(*loaded));
        }
      });
}

void StudyController::adopt(const QString& path, Loaded loaded) {
  if (loaded.opened) {
    const auto store = loaded.opened->store;
    if (auto done = session_.open(loaded.volume, std::move(*loaded.opened)); !done) {
      loaded.caseProblem = std::move(done.error()).withContext(store->path().string());
    } else {
      loaded.caseProblem = store->readOnly();
      Q_EMIT opened(path);
      if (loaded.caseProblem) Q_EMIT caseFailed(*loaded.caseProblem);
      return;
    }
  }
  session_.open(std::move(loaded.volume));
  Q_EMIT opened(path);
  if (loaded.caseProblem) Q_EMIT caseFailed(*loaded.caseProblem);
}

void StudyController::copyCase(const QString& file) {
  const auto store = session_.caseStore();
  if (!store) return;
  const QString target = file.endsWith(kCaseSuffix) ? file : file + kCaseSuffix;
  struct Copied {};
  runner_.run<Copied>(
      tr("Copying the case to %1").arg(QFileInfo(target).fileName()),
      [store, save = session_.savingBarrier(),
       where = toPath(target)](const JobContext&) -> Result<Copied> {
        save();
        if (auto copied = store->copyTo(where); !copied) {
          return tl::unexpected<Error>(std::move(copied.error()));
        }
        return Copied{};
      },
      [this, target](const Result<Copied>& copied) {
        if (copied) {
          Q_EMIT caseCopied(target);
        } else {
          Q_EMIT exportFailed(copied.error());
        }
      });
}

QString StudyController::suggestedExport() const {
  if (!session_.hasVolume()) return {};
  const SourceRef& source = session_.volume().source;
  const QFileInfo place(toQString(source.path));
  const QString folder =
      place.isDir() ? QFileInfo(place.absoluteFilePath()).absolutePath() : place.absolutePath();
  const auto past = session_.past();
  const QString moment = past ? QStringLiteral("_action%1").arg(past->actions()) : QString();
  return QDir(folder).filePath(caseName(source) + QStringLiteral("_seg") + moment +
                               QStringLiteral(".nii.gz"));
}

bool StudyController::hasMasks() const {
  return session_.hasVolume() && hasVoxels(session_.shown());
}

void StudyController::exportMasks(const QString& file, const core::PastMomentPtr& past) {
  const core::PastMomentPtr shown =
      past || !session_.hasVolume() ? past : session_.document().moment();
  const bool hasMasks = shown && hasVoxels(*shown);
  if (!hasMasks) {
    Q_EMIT exportFailed(Error{
        ErrorCode::WrongUse, toStdString(tr("no label has a voxel yet; accept a mask first")), {}});
    return;
  }
  const QString target = hasMaskSuffix(file) ? file : file + QStringLiteral(".nii.gz");
  runner_.run<core::ExportReport>(
      tr("Writing %1").arg(QFileInfo(target).fileName()),
      [write = io_.write, shown, where = toPath(target)](const JobContext& job) {
        return write(shown->snapshot(), where, job);
      },
      [this, past, then = changes_](Result<core::ExportReport> report) {
        if (!report) {
          Q_EMIT exportFailed(report.error());
          return;
        }
        // What was accepted while the file was being written is not in it.
        if (!past && then == changes_) session_.document().markSaved();
        Q_EMIT exported(*report, past);
      });
}

}  // namespace limn::gui
