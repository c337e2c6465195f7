// SPDX-FileCopyrightText: 2026 The Limn authors
// SPDX-License-Identifier: Apache-2.0
#include "draw_actions.h"

#include "session_signals.h"
#include "viewer_state.h"
#include "views/message_bar.h"
#include "views/plane_grid.h"

namespace limn::gui {
namespace {

const QString kDrawMessage = QStringLiteral("draw");

}  // namespace

DrawActions::DrawActions(const ActionContext& context, HandEditor& editor, const PlaneGrid& planes,
                         QObject* parent)
    : QObject(parent), context_(context), editor_(editor), planes_(planes) {
  const auto on = [this](ActionId id, auto act) {
    connect(context_.actions.action(id), &QAction::triggered, this, act);
  };
  on(ActionId::BrushSmaller, [this] { editor_.resizeBrush(-1); });
  on(ActionId::BrushLarger, [this] { editor_.resizeBrush(+1); });
  on(ActionId::BrushSphere, [this](bool isSphere) {
    core::Brush brush = editor_.brush();
    brush.shape = isSphere ? core::Brush::Shape::Sphere : core::Brush::Shape::Disc;
    editor_.setBrush(brush);
  });
  on(ActionId::KeepOtherLabels, [this](bool keeps) {
    core::Brush brush = editor_.brush();
    brush.overlap = keeps ? core::Overlap::KeepOthers : core::Overlap::TakeUnlocked;
    editor_.setBrush(brush);
  });
  on(ActionId::BrushRange, [this](bool used) { setRangeUsed(used); });
  on(ActionId::RangeFromCursor, [this] { takeRange(); });
  connect(&editor_, &HandEditor::brushChanged, this, &DrawActions::refresh);
  connect(&editor_, &HandEditor::refused, this, [this](const QString& why) {
    context_.messages.show(kDrawMessage, MessageItem::Level::Problem, why);
  });
  connect(&editor_, &HandEditor::committed, this, &DrawActions::tell);
  connect(&context_.signals, &SessionSignals::volumeOpened, this, [this] {
    lastRange_.reset();
    setRangeUsed(false);
  });
  refresh();
}

void DrawActions::refresh() {
  const core::Brush& brush = editor_.brush();
  const auto check = [this](ActionId id, bool on) { context_.actions.action(id)->setChecked(on); };
  check(ActionId::BrushSphere, brush.shape == core::Brush::Shape::Sphere);
  check(ActionId::BrushRange, brush.range.has_value());
  check(ActionId::KeepOtherLabels, brush.overlap == core::Overlap::KeepOthers);
  if (brush.range) lastRange_ = brush.range;
}

/// From under the cursor, else from under the crosshair.
void DrawActions::takeRange() {
  if (!context_.session.hasVolume()) return;
  for (const SliceView* view : planes_.views()) {
    if (const auto at = view->cursorPixel()) {
      editor_.takeRange(view->slice(), *at);
      return;
    }
  }
  const core::SliceRef slice = context_.state.activeSlice();
  const VoxelIndex cross = context_.state.crosshair();
  editor_.takeRange(slice, context_.session.layout(slice.axis)
                               .toPixel({static_cast<double>(cross.x), static_cast<double>(cross.y),
                                         static_cast<double>(cross.z)}));
}

void DrawActions::setRangeUsed(bool used) {
  core::Brush brush = editor_.brush();
  brush.range.reset();
  if (used && context_.session.hasVolume()) {
    const Volume& volume = context_.session.volume();
    brush.range = lastRange_.value_or(ValueRange{volume.minimum, volume.maximum});
  }
  editor_.setBrush(brush);
  refresh();
}

void DrawActions::tell(std::int64_t refusedByLocks) {
  if (refusedByLocks == 0) {
    context_.messages.dismiss(kDrawMessage);
    return;
  }
  context_.messages.show(
      kDrawMessage, MessageItem::Level::Info,
      tr("Locked labels kept their voxels where the edit met them: %1.").arg(refusedByLocks));
}

}  // namespace limn::gui
