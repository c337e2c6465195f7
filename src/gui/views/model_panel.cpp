// SPDX-FileCopyrightText: 2026 The Limn authors
// SPDX-License-Identifier: Apache-2.0
#include "model_panel.h"

#include "icons.h"
#include "session_signals.h"
#include "text.h"
#include "theme.h"
#include "viewer_state.h"

#include <QAction>
#include <QHBoxLayout>
#include <QLabel>
#include <QLocale>
#include <QPainter>
#include <QTimer>
#include <QToolButton>
#include <QVBoxLayout>
#include <algorithm>
#include <utility>

namespace limn::gui {
namespace {

constexpr int kDelayMs = 60;  // no picture is made for slices that are only passed

QString focusText(const core::Session& session) {
  if (session.model()->focusHash.empty()) return {};
  return session.focusUse() == core::FocusUse::On
             ? ModelPanel::tr("; masks are refined by the focus network")
             : ModelPanel::tr("; the focus network is off");
}

QString modelText(const core::Session& session) {
  const core::ModelInfo* model = session.model();
  if (model == nullptr) return ModelPanel::tr("No model is open.");
  return ModelPanel::tr("%1%2, %3 × %3 input, %4 M parameters")
             .arg(toQString(model->family),
                  model->adapters ? ModelPanel::tr(" with adapters") : QString())
             .arg(model->inputSide)
             .arg(QLocale::c().toString(static_cast<double>(model->parameters) / 1e6, 'f', 1)) +
         focusText(session);
}

QString inputText(const core::InputMapping& mapping) {
  const auto number = [](double value) { return QString::number(value, 'g', 6); };
  if (mapping.kind == core::InputMapping::Kind::VolumeRange) {
    return ModelPanel::tr("Input: all values of the volume, %1 to %2")
        .arg(number(mapping.low), number(mapping.high));
  }
  return ModelPanel::tr("Input: window %1, level %2")
      .arg(number(mapping.high - mapping.low), number((mapping.low + mapping.high) / 2));
}

}  // namespace

PictureLabel::PictureLabel(QWidget* parent) : QWidget(parent) {
  setMinimumHeight(60);
}

void PictureLabel::setPicture(QImage picture, double aspect) {
  picture_ = std::move(picture);
  aspect_ = aspect;
  update();
}

void PictureLabel::setFrame(std::optional<QRectF> frame) {
  if (std::exchange(frame_, frame) != frame) update();
}

void PictureLabel::paintEvent(QPaintEvent*) {
  QPainter painter(this);
  painter.setRenderHint(QPainter::Antialiasing);
  painter.setRenderHint(QPainter::SmoothPixmapTransform);
  painter.setPen(Qt::NoPen);
  painter.setBrush(colors::viewBackground);
  painter.drawRoundedRect(rect(), 5, 5);
  if (picture_.isNull()) return;
  const double wide = std::min<double>(width() - 8, (height() - 8) * aspect_);
  const QSizeF size(wide, wide / aspect_);
  const QRectF place(QPointF((width() - size.width()) / 2, (height() - size.height()) / 2), size);
  painter.drawImage(place, picture_);
  if (!frame_) return;
  const double across = size.width() / picture_.width(), down = size.height() / picture_.height();
  const QRectF framed(place.left() + frame_->left() * across, place.top() + frame_->top() * down,
                      frame_->width() * across, frame_->height() * down);
  painter.setPen(QPen(colors::accent, 1.5));
  painter.setBrush(Qt::NoBrush);
  painter.drawRect(framed.intersected(place));
}

ModelPanel::ModelPanel(core::Session& session, const SessionSignals& signals, ViewerState& state,
                       const QList<QAction*>& choices, QWidget* parent)
    : QWidget(parent), session_(session), state_(state) {
  picture_ = new PictureLabel(this);
  picture_->setObjectName(QStringLiteral("modelInput"));
  mapping_ = new QLabel(this);
  mapping_->setObjectName(QStringLiteral("modelMapping"));
  model_ = new QLabel(this);
  for (QLabel* label : {mapping_, model_})
    label->setWordWrap(true);
  model_->setForegroundRole(QPalette::PlaceholderText);
  auto* box = new QVBoxLayout(this);
  box->setContentsMargins(8, 0, 8, 8);
  box->setSpacing(5);
  box->addWidget(picture_, 1);
  auto* choose = new QToolButton(this);
  choose->setIcon(icon(QStringLiteral("contrast")));
  choose->setIconSize({16, 16});
  choose->setFocusPolicy(Qt::NoFocus);
  choose->setPopupMode(QToolButton::InstantPopup);
  choose->setToolTip(tr("Choose how values become the model's input"));
  choose->addActions(choices);
  auto* row = new QHBoxLayout;
  row->addWidget(mapping_, 1);
  row->addWidget(choose, 0, Qt::AlignTop);
  box->addLayout(row);
  box->addWidget(model_);

  delay_ = new QTimer(this);
  delay_->setSingleShot(true);
  delay_->setInterval(kDelayMs);
  connect(delay_, &QTimer::timeout, this, &ModelPanel::refresh);
  const auto later = [this] { delay_->start(); };
  for (const auto signal : {&SessionSignals::volumeOpened, &SessionSignals::modelChanged,
                            &SessionSignals::promptsChanged}) {
    connect(&signals, signal, this, later);
  }
  connect(&signals, &SessionSignals::previewChanged, this, &ModelPanel::refreshFrame);
  connect(&state, &ViewerState::crosshairChanged, this, later);
  connect(&state, &ViewerState::activeAxisChanged, this, later);
  refresh();
}

void ModelPanel::refresh() {
  model_->setText(modelText(session_));
  if (!session_.hasVolume()) {
    picture_->setPicture({}, 1);
    mapping_->clear();
    return;
  }
  const core::SliceRef slice = state_.activeSlice();
  const core::SlicePicture input = session_.modelInput(slice);
  const QImage image(input.rgb.data(), static_cast<int>(input.width),
                     static_cast<int>(input.height), static_cast<qsizetype>(3 * input.width),
                     QImage::Format_RGB888);
  const SliceLayout layout = session_.layout(slice.axis);
  picture_->setPicture(image.convertToFormat(QImage::Format_RGB32),  // a copy of its own
                       static_cast<double>(layout.width) * layout.columnSpacing /
                           (static_cast<double>(layout.height) * layout.rowSpacing));
  mapping_->setText(inputText(session_.inputMapping()));
  refreshFrame();
}

void ModelPanel::refreshFrame() {
  const core::Preview& preview = session_.preview();
  const core::Candidate* shown = preview.current();
  const bool isHere = session_.hasVolume() && preview.slice == state_.activeSlice();
  if (!isHere || shown == nullptr || !shown->view) return picture_->setFrame({});
  picture_->setFrame(
      QRectF(shown->view->left, shown->view->top, shown->view->span, shown->view->span));
}

}  // namespace limn::gui
