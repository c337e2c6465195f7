// SPDX-FileCopyrightText: 2026 The Limn authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "limn/core/file_work.h"
#include "limn/core/study_io.h"

#include <QImage>
#include <QObject>
#include <QSize>
#include <stop_token>
#include <vector>

namespace limn::gui {

constexpr QSize kThumbnailSize(80, 60);  // in device-independent pixels

/// Makes a small picture of each series, one after another and never on the window's thread, until
/// stop() or its end. A series that cannot be read gets none.
class SeriesThumbnails : public QObject {
  Q_OBJECT

 public:
  using ReadSlice = decltype(core::StudyIo::middleSlice);
  SeriesThumbnails(core::FileWork& files, ReadSlice read, std::vector<SeriesSummary> series,
                   QObject* parent = nullptr);
  ~SeriesThumbnails() override;

  void start() { makeNext(); }
  void stop() { stop_.request_stop(); }

 Q_SIGNALS:
  void made(int row, const QImage& picture);

 private:
  void makeNext();
  void take(const QImage& picture);

  core::FileWork& files_;
  ReadSlice read_;
  std::vector<SeriesSummary> series_;
  std::size_t next_ = 0;
  std::stop_source stop_;
};

}  // namespace limn::gui
