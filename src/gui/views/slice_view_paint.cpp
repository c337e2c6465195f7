// SPDX-FileCopyrightText: 2026 The Limn authors
// SPDX-License-Identifier: Apache-2.0
// How a SliceView is drawn.

#include "limn/base/trace.h"
#include "mask_outline.h"
#include "plane_text.h"
#include "prompt_panel.h"
#include "slice_view.h"
#include "text.h"
#include "theme.h"
#include "view_painter.h"

#include <QAction>
#include <QElapsedTimer>
#include <QPainter>
#include <QStringList>
#include <algorithm>
#include <cmath>
#include <iterator>
#include <variant>

namespace limn::gui {
namespace {

QColor planeColor(Anatomical plane) {
  switch (plane) {
    case Anatomical::Axial:
      return colors::axial;
    case Anatomical::Coronal:
      return colors::coronal;
    case Anatomical::Sagittal:
      return colors::sagittal;
  }
  return colors::axial;
}

QString shortNumber(double value) {
  return QString::number(value, 'g', 4);
}

/// 0..1 once a second, from the program's own clock.
double turningPhase() {
  static const QElapsedTimer clock = [] {
    QElapsedTimer started;
    started.start();
    return started;
  }();
  return static_cast<double>(clock.elapsed() % 1000) / 1000;
}

}  // namespace

void SliceView::refreshPicture() {
  const GreyScale scale{state_.window(), state_.isInverted()};
  const std::pair key{slice().slice, scale};
  if (pictureKey_ == key) return;
  picture_ = renderer_.render(sliceView(session_.volume(), layout_, slice().slice), scale);
  pictureKey_ = key;
}

void SliceView::refreshOverlay() {
  const core::BrushStroke* stroke = strokeHere();
  if (overlaySlice_ != slice().slice) {
    overlay_ = makeLabelOverlay(session_.shown(), slice(), layout_);
    overlaySlice_ = slice().slice;
    if (stroke != nullptr) showStroke(overlay_, *stroke, {0, 0, layout_.width, layout_.height});
    outlinesAreFresh_ = stroke == nullptr;
  }
  if (stroke != nullptr && !outlinesAreFresh_) outlineStroke(overlay_, *stroke);
  outlinesAreFresh_ = true;
}

void SliceView::refreshPreview() {
  if (previewIsFresh_) return;
  previewIsFresh_ = true;
  previewPath_ = {};
  const core::Preview& preview = session_.preview();
  const core::Candidate* candidate = preview.current();
  if (candidate != nullptr && preview.slice == slice()) previewPath_ = maskOutline(candidate->mask);
}

void SliceView::refreshHover() {
  if (hoverIsFresh_) return;
  hoverIsFresh_ = true;
  const core::HoverMask* hover = session_.hoverMask();
  hoverPath_ = hover != nullptr && hover->slice == slice() ? maskOutline(hover->candidate().mask)
                                                           : QPainterPath();
}

void SliceView::refreshProposal() {
  if (proposalIsFresh_) return;
  proposalIsFresh_ = true;
  const core::PropagatedSlice* proposal = session_.proposalOn(slice());
  proposalPath_ = proposal != nullptr ? maskOutline(proposal->answer.mask) : QPainterPath();
}

void SliceView::paintEvent(QPaintEvent*) {
  {
    const trace::Span span("paint view");
    QPainter painter(this);
    painter.fillRect(rect(), colors::viewBackground);
    if (!isReady()) return;
    paintPicture(painter);
    painter.setRenderHint(QPainter::Antialiasing);
    if (state_.showsOverlay()) {
      paintLabels(painter);
      if (!session_.past()) {
        paintHover(painter);
        paintProposal(painter);
        paintPreview(painter);
      }
    }
    paintDecorations(painter);
  }
  endWaits();
  Q_EMIT painted();
}

/// What somebody waited for is in the view now.
void SliceView::endWaits() {
  if (!trace::isOn()) return;
  trace::endWait("open to first picture");
  if (strokeHere() != nullptr) trace::endWait("stroke to painted frame");
  if (state_.activeAxis() == layout_.normal) trace::endWait("wheel to painted frame");
  const auto past = session_.past();
  if (past && past->actions() == session_.lookingAt()) trace::endWait("history to painted moment");
  const core::Preview& preview = session_.preview();
  if (preview.slice != slice() || preview.candidates.empty()) return;
  trace::endWait("click to first answer");
  if (preview.state == core::Preview::State::Ready) trace::endWait("click to painted mask");
}

void SliceView::paintPicture(QPainter& painter) {
  refreshPicture();
  painter.setRenderHint(QPainter::SmoothPixmapTransform, state_.isSmooth());
  painter.drawImage(transform_.pictureRect(), picture_);
}

void SliceView::paintLabels(QPainter& painter) {
  refreshOverlay();
  if (overlay_.outlines.empty()) return;
  painter.setRenderHint(QPainter::SmoothPixmapTransform, false);
  painter.setOpacity(state_.opacity());
  painter.drawImage(transform_.pictureRect(), overlay_.tint);
  painter.setOpacity(1);
  const QTransform matrix = transform_.matrix();
  for (const LabelOverlay::Outline& outline : overlay_.outlines) {
    const bool active = outline.label == session_.activeLabel();
    painter.strokePath(matrix.map(outline.path), QPen(outline.color, active ? 1.8 : 1.2));
  }
}

void SliceView::paintPreview(QPainter& painter) {
  refreshPreview();
  if (previewPath_.isEmpty()) return;
  const core::Preview& preview = session_.preview();
  const bool stale = preview.state != core::Preview::State::Ready;
  const QPainterPath path = transform_.matrix().map(previewPath_);
  QColor fill = colors::accent;
  fill.setAlphaF(stale ? 0.06F : 0.16F);
  painter.fillPath(path, fill);
  painter.strokePath(path, QPen(QColor(0, 0, 0, stale ? 70 : 150), 3.6));
  QPen pen(colors::accent.lighter(118), 1.9, Qt::CustomDashLine, Qt::FlatCap, Qt::RoundJoin);
  pen.setDashPattern({4, 1.6});
  painter.setOpacity(stale ? 0.5 : 1);
  painter.strokePath(path, pen);
  painter.setOpacity(1);
  if (stale) return;
  const QString text =
      fittingText({answerText(preview), shortAnswerText(preview)}, width(), painter.font());
  const QPointF at = placeTag(path.boundingRect(), tagSize(painter.font(), text), size(),
                              placeTexts(cornerTexts(), size(), cornerFont()));
  paintTag(painter, at, text, colors::accent.lighter(125));
}

/// Lighter than the preview of a click, so that one is not taken for the other.
void SliceView::paintHover(QPainter& painter) {
  refreshHover();
  if (hoverPath_.isEmpty()) return;
  const QPainterPath path = transform_.matrix().map(hoverPath_);
  QColor fill = colors::accent, line = colors::accent.lighter(130);
  fill.setAlphaF(0.07F);
  line.setAlphaF(0.75F);
  painter.fillPath(path, fill);
  painter.strokePath(path, QPen(QColor(0, 0, 0, 80), 2.6));
  painter.strokePath(path, QPen(line, 1.1));
}

/// Dotted, so that it is not taken for the preview of a click; an open object takes its place.
void SliceView::paintProposal(QPainter& painter) {
  // The session is ahead of its signals: the mask may be accepted or discarded already.
  const core::PropagatedSlice* proposal = session_.proposalOn(slice());
  if (proposal == nullptr || session_.promptSlice() == slice()) return;
  refreshProposal();
  const QPainterPath path = transform_.matrix().map(proposalPath_);
  QColor fill = colors::caution;
  fill.setAlphaF(0.1F);
  painter.fillPath(path, fill);
  painter.strokePath(path, QPen(QColor(0, 0, 0, 130), 3.2));
  painter.strokePath(path, QPen(colors::caution, 1.8, Qt::DotLine, Qt::FlatCap, Qt::RoundJoin));
  const QString text = tr("proposed · model's own estimate %1 %")
                           .arg(std::lround(100 * proposal->answer.predictedIou));
  const QPointF at = placeTag(path.boundingRect(), tagSize(painter.font(), text), size(),
                              placeTexts(cornerTexts(), size(), cornerFont()));
  paintTag(painter, at, text, colors::caution);
}

QPointF SliceView::busyPosition() const {
  const auto& prompts = session_.prompts();
  if (!prompts.empty()) {
    if (const auto* point = std::get_if<core::PointPrompt>(&prompts.back())) {
      return transform_.toWidget(point->at);
    }
    if (const auto* box = std::get_if<core::BoxPrompt>(&prompts.back())) {
      return transform_.toWidget({(box->min.x + box->max.x) / 2, (box->min.y + box->max.y) / 2});
    }
  }
  return transform_.pictureRect().center();
}

void SliceView::paintDecorations(QPainter& painter) {
  const QSizeF view = size();
  const VoxelIndex cross = state_.crosshair();
  if (layout_.slices > 1) {
    // The line across the picture belongs to the plane across the picture's rows.
    const PixelPoint at = layout_.toPixel(
        {static_cast<double>(cross.x), static_cast<double>(cross.y), static_cast<double>(cross.z)});
    paintCrosshair(painter, transform_, view,
                   {at, planeColor(session_.layout(layout_.column).anatomical),
                    planeColor(session_.layout(layout_.row).anatomical)});
  }
  if (session_.shownPromptSlice() == slice() && state_.showsOverlay()) {
    paintPrompts(painter, transform_, session_.shownPrompts());
  }
  if (tool_ != nullptr) tool_->paint(painter, transform_, slice());
  const auto past = session_.past();
  if (!past && session_.promptSlice() == slice() &&
      session_.preview().state == core::Preview::State::Encoding) {
    paintBusy(painter, busyPosition(), turningPhase(), tr("encoding this slice…"));
  }

  painter.setFont(cornerFont());
  paintTexts(painter, placeTexts(cornerTexts(), view, painter.font()));
  const Calibration calibration = session_.volume().grid.calibration;
  if (hasDirections(calibration)) paintLetters(painter, view, layout_);
  const bool isPixelPlane = layout_.normal == Axis::Z;
  if (hasVolume(calibration) || (hasMillimetres(calibration) && isPixelPlane)) {
    paintScaleBar(painter, view, transform_.pixelsPerMm());
  }
  const bool isActive = state_.activeAxis() == layout_.normal;
  if (isActive && !past) paintOpenObjectElsewhere(painter);
  if (isActive || past) {
    QColor edge = past ? colors::caution : colors::accent;
    edge.setAlpha(isActive ? 150 : 80);
    painter.setPen(QPen(edge, 1));
    painter.setBrush(Qt::NoBrush);
    painter.drawRect(QRectF(rect()).adjusted(0.5, 0.5, -0.5, -0.5));
  }
}

/// The reader looks at another slice than that of the object he has begun.
void SliceView::paintOpenObjectElsewhere(QPainter& painter) {
  const auto open = session_.promptSlice();
  if (!open || state_.isInView(*open) || openObjectAction_ == nullptr) return;
  const SliceLayout layout = session_.layout(open->axis);
  const QString key = openObjectAction_->shortcut().toString(QKeySequence::NativeText);
  const QString whole = tr("The open object is on slice %1 (%2). %3 goes there.")
                            .arg(open->slice + 1)
                            .arg(planeTitle(session_.volume(), layout).toLower(), key);
  const QString brief = tr("Open object: slice %1 (%2)").arg(open->slice + 1).arg(key);
  const QString text = fittingText({whole, brief}, width(), painter.font());
  const QSizeF plate = tagSize(painter.font(), text);
  paintTag(painter, {(width() - plate.width()) / 2, height() - plate.height() - 34.0}, text,
           colors::caution);
}

QFont SliceView::cornerFont() const {
  QFont small = font();
  small.setPointSizeF(small.pointSizeF() * 0.94);
  return small;
}

ViewTexts SliceView::cornerTexts() const {
  const Volume& volume = session_.volume();
  const StudyText& study = volume.source.text;
  const QString separator = QStringLiteral("  ·  ");
  const auto joined = [&separator](const QStringList& parts) {
    QStringList filled;
    std::ranges::copy_if(parts, std::back_inserter(filled),
                         [](const QString& part) { return !part.isEmpty(); });
    return filled.join(separator);
  };
  const auto plain = [](const QString& text) { return CornerLine{text, colors::viewText}; };
  const auto name = [](const QString& text) {
    return CornerLine{text, colors::viewText, false, true};
  };
  const QString number = layout_.slices > 1
                             ? tr("%1 / %2").arg(slice().slice + 1).arg(layout_.slices)
                             : tr("%1 × %2").arg(layout_.width).arg(layout_.height);
  const bool isAcquired = layout_.normal == Axis::Z && study.sliceThickness > 0;
  const auto past = session_.past();
  ViewTexts texts;
  texts.topLeft = {
      {planeTitle(volume, layout_),
       state_.activeAxis() == layout_.normal ? colors::accent : colors::viewText, true, true},
      plain(number),
      {past ? tr("as of action %1").arg(past->actions()) : QString(), colors::caution, false, true},
      {calibrationText(volume.grid.calibration), colors::caution, false, true},
      plain(slicePosition(volume, layout_, slice().slice)),
      plain(isAcquired ? tr("thickness %1 mm").arg(shortNumber(study.sliceThickness)) : QString())};
  if (state_.showsPatient()) {
    texts.topRight = {name(toQString(study.patientName)), name(toQString(study.patientId)),
                      plain(toQString(study.studyDate)),
                      name(joined({toQString(volume.source.modality), toQString(study.seriesNumber),
                                   toQString(study.seriesDescription)}))};
  }
  texts.bottomRight = {
      plain(tr("%1 %").arg(std::lround(transform_.pixelsPerMm() *
                                       std::min(layout_.columnSpacing, layout_.rowSpacing) * 100))),
      plain(tr("W %1  L %2")
                .arg(shortNumber(state_.window().width), shortNumber(state_.window().centre)))};
  return texts;
}

}  // namespace limn::gui
