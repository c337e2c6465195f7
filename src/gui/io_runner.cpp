// SPDX-FileCopyrightText: 2026 The Limn authors
// SPDX-License-Identifier: Apache-2.0
#include "io_runner.h"

#include "text.h"

#include <QMetaObject>
#include <QPointer>
#include <exception>
#include <mutex>
#include <new>
#include <string>

namespace limn::gui {
namespace {

std::optional<Error> attempt(const std::function<void(const JobContext&)>& work,
                             const JobContext& job) {
  try {
    work(job);
    return std::nullopt;
  } catch (const std::bad_alloc&) {
    return Error{
        ErrorCode::OutOfMemory, "not enough memory; close other programs and try again", {}};
  } catch (const std::exception& error) {
    return Error{ErrorCode::Internal, error.what(), {}};
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

IoRunner::IoRunner(core::Session& session, QObject* parent)
    : QObject(parent), session_(session), progressed_(std::make_shared<Progressed>()) {
  progressed_->home = this;
}

IoRunner::~IoRunner() {
  stop_.request_stop();
  const std::lock_guard lock(progressed_->mutex);
  progressed_->home = nullptr;
}

void IoRunner::enqueue(Piece piece) {
  waiting_.push_back(std::move(piece));
  if (!running_) startNext();
}

void IoRunner::startNext() {
  running_ = !waiting_.empty();
  if (!running_) {
    Q_EMIT finished();
    return;
  }
  Piece piece = std::move(waiting_.front());
  waiting_.pop_front();
  stop_ = {};
  Q_EMIT started(piece.what);
  auto broken = std::make_shared<std::optional<Error>>();
  const auto progress = [latest = progressed_](double fraction, std::string_view what) {
    const std::lock_guard lock(latest->mutex);
    latest->fraction = fraction;
    latest->what = what;
    if (latest->home == nullptr || std::exchange(latest->isPosted, true)) return;
    QMetaObject::invokeMethod(latest->home, &IoRunner::tellProgress, Qt::QueuedConnection);
  };
  session_.runIo(
      [work = std::move(piece.work), stop = stop_, progress,
       broken](const JobContext& lane) mutable {
        const std::stop_callback passOnStop(lane.stop, [&stop] { stop.request_stop(); });
        *broken = attempt(work, JobContext{stop.get_token(), progress});
      },
      [self = QPointer(this), done = std::move(piece.done), broken] {
        if (self.isNull()) return;
        done(std::move(*broken));
        if (!self.isNull()) self->startNext();
      });
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
  stop_.request_stop();
}

}  // namespace limn::gui
