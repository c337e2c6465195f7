// SPDX-FileCopyrightText: 2026 The Limn authors
// SPDX-License-Identifier: Apache-2.0
#include "hand_editor.h"

#include "error_text.h"
#include "text.h"
#include "viewer_state.h"

#include <algorithm>
#include <cmath>
#include <utility>

namespace limn::gui {

HandEditor::HandEditor(core::Session& session, ViewerState& state, QObject* parent)
    : QObject(parent), session_(session), state_(state) {}

void HandEditor::setBrush(core::Brush brush) {
  brush.radius = std::clamp(brush.radius, kSmallestRadius, kLargestRadius);
  brush_ = brush;
  Q_EMIT brushChanged();
}

void HandEditor::resizeBrush(double steps) {
  constexpr double kFactor = 1.15, kTenth = 0.1;
  core::Brush brush = brush_;
  const double wanted = std::round(brush.radius * std::pow(kFactor, steps) / kTenth) * kTenth;
  brush.radius = wanted == brush.radius ? wanted + std::copysign(kTenth, steps) : wanted;
  setBrush(brush);
}

void HandEditor::takeRange(core::SliceRef slice, PixelPoint at) {
  if (!session_.hasVolume()) return;
  const auto footprint = core::brushFootprint(session_.layout(slice.axis), brush_.radius, at);
  const auto range = core::valuesUnder(session_.volume(), slice, footprint);
  if (!range) return;
  core::Brush brush = brush_;
  brush.range = range;
  setBrush(brush);
}

QString HandEditor::obstacle() const {
  if (!session_.hasVolume()) return tr("No study is open; open one to draw.");
  const core::Saving saving = session_.saving();
  if (saving.state == core::Saving::State::ReadOnly) {
    const QString why = saving.error ? errorText(*saving.error) : QString();
    return tr("This case is open read-only, so nothing can be drawn in it. %1").arg(why);
  }
  const LabelInfo* label = session_.document().findLabel(session_.activeLabel());
  if (label == nullptr) return tr("There is no label to draw into; add one first.");
  const QString name = toQString(label->name);
  if (label->locked) return tr("Label “%1” is locked; unlock it to change it.").arg(name);
  if (!label->visible) return tr("Label “%1” is hidden; show it to draw in it.").arg(name);
  if (!state_.showsOverlay()) return tr("The masks are hidden; show them to draw.");
  return {};
}

bool HandEditor::mayDraw() {
  if (session_.refusesEdit()) return false;  // the banner of the past says why
  const QString why = obstacle();
  if (!why.isEmpty()) Q_EMIT refused(why);
  return why.isEmpty();
}

void HandEditor::commit(const HandEdit& edit, const std::vector<core::WantedRun>& wanted,
                        core::Overlap overlap, const std::vector<LabelInfo>& newLabels) {
  HandEdit named = edit;
  named.inVoxels = !hasMillimetres(session_.volume().grid.calibration);
  const auto done = session_.document().edit(named, wanted, overlap, newLabels);
  if (!done) {
    Q_EMIT refused(errorText(done.error()));
  } else {
    Q_EMIT committed(done->refusedByLocks);
  }
}

QString lengthUnit(const Grid& grid) {
  return hasMillimetres(grid.calibration) ? HandEditor::tr("mm") : HandEditor::tr("voxels");
}

}  // namespace limn::gui
