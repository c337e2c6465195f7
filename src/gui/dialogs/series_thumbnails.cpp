// SPDX-FileCopyrightText: 2026 The Limn authors
// SPDX-License-Identifier: Apache-2.0
#include "series_thumbnails.h"

#include "limn/base/slice_layout.h"
#include "views/slice_renderer.h"
#include "window_presets.h"

#include <QPointer>
#include <algorithm>
#include <cmath>
#include <memory>
#include <utility>

namespace limn::gui {
namespace {

constexpr int kPixelRatio = 2;  // sharp on a display of 200 %

/// The middle slice in its proportions, as large as fits.
QImage smallPicture(const Volume& volume) {
  const SliceLayout layout = sliceLayout(volume.grid, Axis::Z);
  const QImage slice = SliceRenderer().render(sliceView(volume, layout, layout.slices / 2),
                                              {initialWindow(volume), false});
  const QSizeF shape(static_cast<double>(layout.width) * layout.columnSpacing,
                     static_cast<double>(layout.height) * layout.rowSpacing);
  const QSize size = shape.scaled(kThumbnailSize * kPixelRatio, Qt::KeepAspectRatio).toSize();
  return slice.scaled(size.expandedTo({1, 1}), Qt::IgnoreAspectRatio, Qt::SmoothTransformation);
}

}  // namespace

SeriesThumbnails::SeriesThumbnails(core::FileWork& files, ReadSlice read,
                                   std::vector<SeriesSummary> series, QObject* parent)
    : QObject(parent), files_(files), read_(std::move(read)), series_(std::move(series)) {}

SeriesThumbnails::~SeriesThumbnails() {
  stop();
}

void SeriesThumbnails::makeNext() {
  if (!read_ || next_ == series_.size() || stop_.stop_requested()) return;
  auto picture = std::make_shared<QImage>();
  files_.run(
      [read = read_, series = series_[next_], stop = stop_,
       picture](const JobContext& job) mutable {
        const std::stop_callback passOnStop(job.stop, [&stop] { stop.request_stop(); });
        if (stop.stop_requested()) return;
        if (const auto volume = read(series, JobContext{stop.get_token(), {}})) {
          *picture = smallPicture(*volume);
        }
      },
      [self = QPointer(this), picture] {
        if (!self.isNull()) self->take(*picture);
      });
}

void SeriesThumbnails::take(const QImage& picture) {
  if (stop_.stop_requested()) return;
  if (!picture.isNull()) Q_EMIT made(static_cast<int>(next_), picture);
  ++next_;
  makeNext();
}

}  // namespace limn::gui
