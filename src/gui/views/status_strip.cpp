// SPDX-FileCopyrightText: 2026 The Limn authors
// SPDX-License-Identifier: Apache-2.0
#include "status_strip.h"

#include "error_text.h"
#include "moment_text.h"
#include "plane_text.h"
#include "session_signals.h"
#include "text.h"
#include "theme.h"

#include <QFrame>
#include <QHBoxLayout>
#include <QLabel>
#include <QProgressBar>
#include <QStringList>
#include <algorithm>
#include <array>
#include <cmath>
#include <initializer_list>
#include <vector>

namespace limn::gui {
namespace {

QString valueText(const Volume& volume, VoxelIndex voxel) {
  if (volume.channels == 1) {
    const QString value = QString::number(volume.value(voxel), 'g', 6);
    const QString unit = toQString(volume.source.text.valueUnit);
    return unit.isEmpty() ? value : QStringLiteral("%1 %2").arg(value, unit);
  }
  return QStringLiteral("%1 %2 %3")
      .arg(volume.value(voxel, 0))
      .arg(volume.value(voxel, 1))
      .arg(volume.value(voxel, 2));
}

QString latencyText(std::optional<double> ms) {
  if (!ms) return QStringLiteral("–");
  return *ms < 1000 ? StatusStrip::tr("%1 ms").arg(*ms, 0, 'f', 0)
                    : StatusStrip::tr("%1 s").arg(*ms / 1000, 0, 'f', 1);
}

QWidget* divider(QWidget* parent) {
  auto* line = new QFrame(parent);
  line->setFixedSize(1, 14);
  line->setAutoFillBackground(true);
  line->setBackgroundRole(QPalette::Light);
  return line;
}

}  // namespace

QString cursorText(const Volume& volume, VoxelIndex voxel) {
  const QString index = StatusStrip::tr("voxel %1, %2, %3").arg(voxel.x).arg(voxel.y).arg(voxel.z);
  const QString value = StatusStrip::tr("value %1").arg(valueText(volume, voxel));
  const QString gap = QStringLiteral("    ");
  if (!hasDirections(volume.grid.calibration)) return index + gap + value;
  const WorldPoint w = volume.grid.toWorld(
      {static_cast<double>(voxel.x), static_cast<double>(voxel.y), static_cast<double>(voxel.z)});
  const QString place =
      StatusStrip::tr("%1   %2   %3 mm")
          .arg(millimetres(w.x, 'L', 'R'), millimetres(w.y, 'P', 'A'), millimetres(w.z, 'S', 'I'));
  return index + gap + place + gap + value;
}

StatusStrip::StatusStrip(core::Session& session, const SessionSignals& signals, QWidget* parent)
    : QWidget(parent), session_(session) {
  auto* box = new QHBoxLayout(this);
  box->setContentsMargins(10, 3, 10, 4);
  box->setSpacing(12);
  const auto label = [&](const char* name) {
    auto* made = new QLabel(this);
    made->setObjectName(QString::fromLatin1(name));
    made->setMinimumWidth(1);  // a long text must not make the window wider than the screen
    return made;
  };
  cursor_ = label("statusCursor");
  remarks_ = label("statusRemarks");
  model_ = label("statusModel");
  latency_ = label("statusLatency");
  cacheText_ = label("statusCache");
  saved_ = label("statusSaved");
  latency_->setToolTip(tr("Latest measurement: encoding a slice, and answering a click"));
  cache_ = new QProgressBar(this);
  cache_->setTextVisible(false);
  cache_->setFixedSize(64, 5);
  box->addWidget(cursor_, 1);
  box->addWidget(remarks_);
  const auto add = [&](std::initializer_list<QWidget*> parts) {
    for (QWidget* part : parts)
      box->addWidget(part);
    QWidget* line = divider(this);
    box->addWidget(line);
    return line;
  };
  modelDivider_ = add({model_});
  latencyDivider_ = add({latency_});
  cacheDivider_ = add({cache_, cacheText_});
  box->addWidget(saved_);

  connect(&signals, &SessionSignals::volumeOpened, this, &StatusStrip::refreshAll);
  connect(&signals, &SessionSignals::modelChanged, this, &StatusStrip::refreshAll);
  connect(&signals, &SessionSignals::cacheChanged, this, &StatusStrip::refreshWork);
  connect(&signals, &SessionSignals::previewChanged, this, &StatusStrip::refreshWork);
  connect(&signals, &SessionSignals::savedStateChanged, this, &StatusStrip::refreshSaved);
  connect(&signals, &SessionSignals::masksChanged, this, &StatusStrip::refreshSaved);
  connect(&signals, &SessionSignals::labelsChanged, this, &StatusStrip::refreshSaved);
  connect(&signals, &SessionSignals::promptsChanged, this, &StatusStrip::refreshSaved);
  connect(&signals, &SessionSignals::pastChanged, this, &StatusStrip::refreshSaved);
  refreshAll();
}

void StatusStrip::resizeEvent(QResizeEvent* event) {
  QWidget::resizeEvent(event);
  fit();
}

/// A part for which there is no room is left out as a whole, the least important first.
void StatusStrip::fit() {
  const bool encodes = session_.hasVolume() && session_.model() != nullptr;
  const std::array<std::vector<QWidget*>, 3> optional{
      {{latency_, latencyDivider_}, {cache_, cacheText_, cacheDivider_}, {model_, modelDivider_}}};
  for (const auto& parts : optional)
    for (QWidget* part : parts)
      part->setVisible(encodes || &parts != &optional[1]);
  cursorWidth_ = std::max(cursorWidth_, cursor_->sizeHint().width());
  const auto needed = [this] {
    layout()->invalidate();
    return layout()->sizeHint().width() - cursor_->sizeHint().width() + cursorWidth_;
  };
  for (const auto& parts : optional) {
    if (needed() <= width()) break;
    for (QWidget* part : parts)
      part->hide();
  }
}

void StatusStrip::refreshAll() {
  cursorWidth_ = 0;
  setCursorVoxel(std::nullopt);
  refreshModel();
  refreshWork();
  refreshSaved();
  refreshRemarks();
}

/// Their message closes by itself; here they can be read again.
void StatusStrip::refreshRemarks() {
  QStringList lines;
  if (session_.hasVolume()) {
    for (const std::string& warning : session_.volume().warnings)
      lines.append(toQString(warning));
  }
  remarks_->setVisible(!lines.isEmpty());
  remarks_->setText(tr("⚠ Remarks: %1").arg(lines.size()));
  remarks_->setToolTip(lines.join(QLatin1Char('\n')));
  fit();
}

void StatusStrip::setCursorVoxel(std::optional<VoxelIndex> voxel) {
  cursor_->setText(voxel && session_.hasVolume() ? cursorText(session_.volume(), *voxel)
                                                 : QString());
  if (cursor_->sizeHint().width() > cursorWidth_) fit();
}

void StatusStrip::refreshModel() {
  const core::ModelInfo* model = session_.model();
  model_->setText(
      model == nullptr ? tr("no model")
      : session_.focusUse() == core::FocusUse::On
          ? tr("%1 + focus  ·  %2").arg(toQString(model->name), toQString(model->device))
          : QStringLiteral("%1  ·  %2").arg(toQString(model->name), toQString(model->device)));
  fit();
}

void StatusStrip::refreshWork() {
  const core::Latency latency = session_.latency();
  latency_->setText(
      tr("encode %1   click %2").arg(latencyText(latency.encodeMs), latencyText(latency.clickMs)));
  const core::CacheStatus cache = session_.cacheStatus();
  cache_->setRange(0, static_cast<int>(std::max<std::size_t>(cache.wanted, 1)));
  cache_->setValue(static_cast<int>(cache.ready));
  cacheText_->setText(tr("%1/%2 slices encoded").arg(cache.ready).arg(cache.wanted));
  cacheText_->setToolTip(tr("%1 MiB in memory").arg(cache.bytes >> 20U));
  fit();
}

void StatusStrip::refreshSaved() {
  using State = core::Saving::State;
  const core::Saving saving = session_.saving();
  const bool isKept = saving.state == State::Saved || saving.state == State::Writing;
  const bool modified = session_.hasVolume() && session_.document().isModified() && !isKept;
  const bool isPast = session_.past() != nullptr;
  saved_->setText(!session_.hasVolume()             ? tr("no study")
                  : isPast                          ? tr("● %1").arg(momentText(session_))
                  : saving.state == State::Saved    ? tr("saved")
                  : saving.state == State::Writing  ? tr("saving…")
                  : saving.state == State::Failed   ? tr("● not saved")
                  : saving.state == State::ReadOnly ? tr("● read-only")
                  : modified                        ? tr("● not exported")
                                                    : tr("nothing unsaved"));
  const auto store = session_.caseStore();
  saved_->setToolTip(saving.error ? toQString(saving.error->message())
                     : store      ? tr("On the disk, in %1").arg(toQString(store->path()))
                                  : QString());
  QPalette palette = saved_->palette();
  palette.setColor(QPalette::WindowText, modified || isPast
                                             ? colors::caution
                                             : this->palette().color(QPalette::WindowText));
  saved_->setPalette(palette);
  fit();
}

}  // namespace limn::gui
