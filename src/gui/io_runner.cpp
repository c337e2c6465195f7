// SPDX-FileCopyrightText: 2026 The Limn authors
// SPDX-License-Identifier: Apache-2.0
#include "io_runner.h"

#include "error_text.h"
#include "text.h"

#include <QMetaObject>
#include <QPointer>
#include <mutex>
#include <string>

namespace limn::gui {
namespace {

std::optional<Error> attempt(const std::function<void(const JobContext&)>& work,
                             const JobContext& job) {
  try {
    work(job);
    return std::nullopt;
  } catch (...) {
    return errorOfCurrentException();
  }
}

}  // namespace

/// The latest word on progress, handed over at most once per turn of the event loop.
struct IoRunner::Progressed {
  std::mutex mutex;
  IoRunner* home = nullptr;  // null once the runner is gone
  double fraction = 0;
  std::string what;
  bool isPosted = false;
};

IoRunner::IoRunner(core::FileWork& files, QObject* parent)
    : QObject(parent), files_(files), progressed_(std::make_shared<Progressed>()) {
  progressed_->home = this;
}

IoRunner::~IoRunner() {
  for (Piece& piece : pieces_)
    piece.stop.request_stop();
  const std::lock_guard lock(progressed_->mutex);
  progressed_->home = nullptr;
}

void IoRunner::post(const QString& what, std::function<void(const JobContext&)> work,
                    std::function<void(std::optional<Error>)> done) {
  auto broken = std::make_shared<std::optional<Error>>();
  const auto progress = [latest = progressed_](double fraction, std::string_view step) {
    const std::lock_guard lock(latest->mutex);
    latest->fraction = fraction;
    latest->what = step;
    if (latest->home == nullptr || std::exchange(latest->isPosted, true)) return;
    QMetaObject::invokeMethod(latest->home, &IoRunner::tellProgress, Qt::QueuedConnection);
  };
  const std::stop_source stop;
  pieces_.push_back({what, stop});
  files_.run(
      [work = std::move(work), stop, progress, broken](const JobContext& job) mutable {
        const std::stop_callback passOnStop(job.stop, [&stop] { stop.request_stop(); });
        *broken = attempt(work, JobContext{stop.get_token(), progress});
      },
      [self = QPointer(this), done = std::move(done), broken] {
        if (self.isNull()) return;
        done(std::move(*broken));
        if (!self.isNull()) self->leave();
      });
  if (pieces_.size() == 1) Q_EMIT started(what);
}

void IoRunner::leave() {
  pieces_.pop_front();
  if (pieces_.empty()) {
    Q_EMIT finished();
  } else {
    Q_EMIT started(pieces_.front().what);
  }
}

void IoRunner::tellProgress() {
  double fraction = 0;
  QString what;
  {
    const std::lock_guard lock(progressed_->mutex);
    progressed_->isPosted = false;
    fraction = progressed_->fraction;
    what = toQString(progressed_->what);
  }
  Q_EMIT progressed(fraction, what);
}

void IoRunner::cancel() {
  if (!pieces_.empty()) pieces_.front().stop.request_stop();
}

}  // namespace limn::gui
