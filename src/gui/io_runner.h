// SPDX-FileCopyrightText: 2026 The Limn authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "limn/base/job_context.h"
#include "limn/base/result.h"
#include "limn/core/file_work.h"

#include <QObject>
#include <QString>
#include <deque>
#include <functional>
#include <memory>
#include <optional>
#include <stop_token>
#include <utility>

namespace limn::gui {

/// Shows the window's file work on the session's thread for files: what is being done, how far it
/// is, and that it can be stopped. Nothing that was asked for is dropped: a cancelled piece reports
/// Cancelled.
class IoRunner : public QObject {
  Q_OBJECT

 public:
  explicit IoRunner(core::FileWork& files, QObject* parent = nullptr);
  ~IoRunner() override;

  /// `work` runs on that thread, `done` here. `what` is shown while it runs ("Reading scan.nii").
  template <class T>
  void run(const QString& what, std::function<Result<T>(const JobContext&)> work,
           std::function<void(Result<T>)> done) {
    auto result = std::make_shared<std::optional<Result<T>>>();
    post(
        what, [work = std::move(work), result](const JobContext& job) { *result = work(job); },
        [done = std::move(done), result](std::optional<Error> broken) {
          if (broken) {
            done(tl::unexpected<Error>(std::move(*broken)));
          } else {
            done(std::move(**result));
          }
        });
  }

  /// Asks the running piece to stop.
  void cancel();
  [[nodiscard]] bool isBusy() const { return !pieces_.empty(); }

 Q_SIGNALS:
  void started(const QString& what);
  void progressed(double fraction, const QString& what);
  void finished();  // nothing is left to do

 private:
  struct Piece {
    QString what;
    std::stop_source stop;
  };
  void post(const QString& what, std::function<void(const JobContext&)> work,
            std::function<void(std::optional<Error>)> done);
  void leave();  // the first piece is done
  void tellProgress();

  struct Progressed;  // shared with the thread, outlives this

  core::FileWork& files_;
  std::deque<Piece> pieces_;  // the first one is running
  std::shared_ptr<Progressed> progressed_;
};

}  // namespace limn::gui
