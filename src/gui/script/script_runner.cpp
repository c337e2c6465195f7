// SPDX-FileCopyrightText: 2026 The Limn authors
// SPDX-License-Identifier: Apache-2.0
#include "script_runner.h"

#include "error_text.h"
#include "hand_editor.h"
#include "input_driver.h"
#include "main_window.h"
#include "views/message_bar.h"
#include "views/plane_grid.h"

#include <QAction>
#include <QApplication>
#include <QPixmap>
#include <QScreen>
#include <QWindow>
#include <utility>

namespace limn::gui {
namespace {

constexpr int kTickMs = 15;
// Ticks without work before the next command: signals are delivered one turn of the event loop
// late, and some parts of the window wait on purpose; those are to be there in a picture.
constexpr int kTicksToAct = 2, kTicksToSettle = 20;
constexpr qint64 kPatienceMs = 600'000, kFocusMs = 500;

const ActionSpec* findAction(const QString& name) {
  for (const ActionSpec& spec : actionTable()) {
    if (name == QLatin1String(spec.key)) return &spec;
  }
  return nullptr;
}

}  // namespace

ScriptRunner::ScriptRunner(MainWindow& window, std::vector<script::Step> steps, QObject* parent)
    : QObject(parent), window_(window), steps_(std::move(steps)) {
  timer_.setInterval(kTickMs);
  connect(&timer_, &QTimer::timeout, this, &ScriptRunner::tick);
}

void ScriptRunner::start() {
  window_.activateWindow();
  waited_.start();
  timer_.start();
}

QString ScriptRunner::problemShown() const {
  for (const char* key :
       {"exception", "study", "model", "export", "segment", "draw", "case", "past"}) {
    const MessageItem* item = window_.messages().find(QString::fromLatin1(key));
    if (item != nullptr && item->level() == MessageItem::Level::Problem) return item->text();
  }
  return {};
}

bool ScriptRunner::hasFocus() {
  if (window_.isActiveWindow()) return true;
  // Without a window manager nobody gives the keys to a window that asks.
  if (waited_.elapsed() > kFocusMs) QApplication::setActiveWindow(&window_);
  return window_.isActiveWindow();
}

void ScriptRunner::tick() {
  if (!window_.isIdle() || notches_ != 0 || !hasFocus()) {
    idleTicks_ = 0;
    if (waited_.elapsed() > kPatienceMs)
      failStep(QStringLiteral("nothing happened for ten minutes"));
    return;
  }
  waited_.restart();
  if (const QString problem = problemShown(); !problem.isEmpty()) {
    failStep(problem);
    return;
  }
  if (++idleTicks_ < kTicksToAct) return;
  if (std::exchange(isKeyPending_, false)) {
    failStep(QStringLiteral("its key had no effect"));
    return;
  }
  if (next_ == steps_.size()) {
    end({});
    return;
  }
  const auto& next = steps_[next_].command;
  const bool mustSettle = std::holds_alternative<script::Screenshot>(next) ||
                          std::holds_alternative<script::Wait>(next);
  if (mustSettle && idleTicks_ < kTicksToSettle) return;
  idleTicks_ = 0;
  perform(steps_[next_++]);
}

void ScriptRunner::perform(const script::Step& step) {
  std::visit([this](const auto& command) { act(command); }, step.command);
}

void ScriptRunner::failStep(const QString& why) {
  if (next_ == 0) {
    end(why);
    return;
  }
  const script::Step& step = steps_[next_ - 1];
  end(QStringLiteral("script line %1 (%2): %3").arg(step.line).arg(step.text, why));
}

void ScriptRunner::end(const QString& error) {
  if (std::exchange(isOver_, true)) return;
  timer_.stop();
  Q_EMIT finished(error);
}

void ScriptRunner::act(const script::Open& command) {
  window_.openPath(command.path);
}

bool ScriptRunner::goTo(VoxelIndex voxel) {
  if (!window_.session().hasVolume()) {
    failStep(QStringLiteral("no study is open"));
    return false;
  }
  const Size3 size = window_.session().volume().grid.size;
  if (!window_.session().volume().grid.contains(voxel)) {
    failStep(QStringLiteral("voxel %1,%2,%3 is outside of the volume of %4 x %5 x %6 voxels")
                 .arg(voxel.x)
                 .arg(voxel.y)
                 .arg(voxel.z)
                 .arg(size.x)
                 .arg(size.y)
                 .arg(size.z));
    return false;
  }
  window_.state().setCrosshair(voxel);
  return true;
}

void ScriptRunner::act(const script::Goto& command) {
  static_cast<void>(goTo(command.voxel));
}

void ScriptRunner::act(const script::View& command) {
  if (!window_.session().hasVolume()) {
    failStep(QStringLiteral("no study is open"));
    return;
  }
  const Grid& grid = window_.session().volume().grid;
  window_.state().setActiveAxis(
      axisOf(grid, command.plane == QLatin1String("axial")     ? Anatomical::Axial
                   : command.plane == QLatin1String("coronal") ? Anatomical::Coronal
                                                               : Anatomical::Sagittal));
}

std::optional<QPointF> ScriptRunner::show(VoxelIndex voxel) {
  // Only the slice moves: the crosshair of a reader stays where it is when he clicks.
  const Axis axis = window_.state().activeAxis();
  VoxelIndex there = window_.state().crosshair();
  (axis == Axis::X ? there.x : axis == Axis::Y ? there.y : there.z) = voxel[static_cast<int>(axis)];
  if (window_.session().hasVolume() && !window_.session().volume().grid.contains(voxel)) {
    there = voxel;  // goTo() says what is wrong
  }
  if (!goTo(there)) return std::nullopt;
  SliceView& view = window_.planes().activeView();
  const QPointF at = view.widgetAt(voxel);
  if (!QRectF(view.rect()).contains(at)) {
    failStep(QStringLiteral("this voxel is not in view; zoom out first"));
    return std::nullopt;
  }
  return at;
}

void ScriptRunner::act(const script::Click& command) {
  const auto at = show(command.voxel);
  if (!at) return;
  SliceView& view = window_.planes().activeView();
  const auto button = command.include ? Qt::LeftButton : Qt::RightButton;
  script::moveMouse(view, *at, Qt::NoButton);
  script::pressMouse(view, *at, button);
  script::releaseMouse(view, *at, button);
}

void ScriptRunner::act(const script::Hover& command) {
  if (const auto at = show(command.voxel)) {
    script::moveMouse(window_.planes().activeView(), *at, Qt::NoButton);
  }
}

void ScriptRunner::act(const script::Wheel& command) {
  if (!window_.session().hasVolume()) {
    failStep(QStringLiteral("no study is open"));
    return;
  }
  notches_ = command.notches;
  painted_ = connect(&window_.planes().activeView(), &SliceView::painted, this,
                     &ScriptRunner::turnWheel, Qt::QueuedConnection);
  turnWheel();
}

/// A notch; the next one once its picture is on the screen, until the volume ends.
void ScriptRunner::turnWheel() {
  if (notches_ == 0) return;
  const int direction = notches_ > 0 ? 1 : -1;
  notches_ -= direction;
  SliceView& view = window_.planes().activeView();
  const core::SliceRef before = view.slice();
  script::turnWheel(view, QRectF(view.rect()).center(), direction);
  if (view.slice() == before) notches_ = 0;
  if (notches_ == 0) disconnect(painted_);
}

VoxelIndex ScriptRunner::inPlane(std::int64_t u, std::int64_t v, std::int64_t slice) const {
  switch (window_.state().activeAxis()) {
    case Axis::X:
      return {slice, u, v};
    case Axis::Y:
      return {u, slice, v};
    case Axis::Z:
      break;
  }
  return {u, v, slice};
}

void ScriptRunner::drag(const std::vector<QPointF>& way, Qt::MouseButton button) {
  SliceView& view = window_.planes().activeView();
  script::moveMouse(view, way.front(), Qt::NoButton);
  script::pressMouse(view, way.front(), button);
  for (const QPointF& at : way) {
    script::moveMouse(view, at, button);
    QCoreApplication::sendPostedEvents(&window_, QEvent::UpdateRequest);  // a picture each
  }
  script::releaseMouse(view, way.back(), button);
}

void ScriptRunner::act(const script::Box& command) {
  const VoxelIndex from = inPlane(command.x0, command.y0, command.slice),
                   to = inPlane(command.x1, command.y1, command.slice);
  if (!goTo(to) || !goTo(from)) return;
  const SliceView& view = window_.planes().activeView();
  const QPointF start = view.widgetAt(from), end = view.widgetAt(to);
  drag({start, (start + end) / 2, end}, Qt::LeftButton);
}

void ScriptRunner::act(const script::Draw& command) {
  using Tool = script::Draw::Tool;
  std::vector<QPointF> way;
  for (const auto& [u, v] : command.places) {
    const auto at = show(inPlane(u, v, command.slice));
    if (!at) return;
    way.push_back(*at);
  }
  const ActionId tool = command.tool == Tool::Brush    ? ActionId::BrushTool
                        : command.tool == Tool::Eraser ? ActionId::EraserTool
                                                       : ActionId::LassoTool;
  QAction* action = window_.actions().action(tool);
  if (!action->isChecked()) {
    // The settings of the tool move the picture: the places are looked up again.
    action->trigger();
    QCoreApplication::sendPostedEvents(nullptr, QEvent::LayoutRequest);
    act(command);
    return;
  }
  drag(way, command.tool == Tool::LassoCut ? Qt::RightButton : Qt::LeftButton);
}

void ScriptRunner::act(const script::Radius& command) {
  core::Brush brush = window_.editor().brush();
  brush.radius = command.radius;
  window_.editor().setBrush(brush);
}

void ScriptRunner::act(const script::Propagate& command) {
  const auto begun =
      window_.session().propagate(window_.state().activeSlice(), {command.first, command.last});
  if (!begun) failStep(errorText(begun.error()));
}

void ScriptRunner::act(const script::Key& command) {
  const auto keys = QKeySequence::fromString(command.keys, QKeySequence::PortableText);
  if (keys.isEmpty()) {
    failStep(QStringLiteral("this is not a key"));
    return;
  }
  script::typeKeys(window_, keys);
}

void ScriptRunner::act(const script::Action& command) {
  const ActionSpec* spec = findAction(command.name);
  if (spec == nullptr) {
    failStep(QStringLiteral("there is no action of this name"));
    return;
  }
  const QAction* action = window_.actions().action(spec->id);
  if (!action->isEnabled()) {
    failStep(QStringLiteral("“%1” is not possible now").arg(action->text()));
    return;
  }
  // By its key where it has one, as a reader would.
  const auto keys = window_.actions().keys().at(spec->id);
  if (keys.isEmpty()) {
    window_.actions().action(spec->id)->trigger();
    return;
  }
  isKeyPending_ = true;
  connect(
      action, &QAction::triggered, this, [this] { isKeyPending_ = false; },
      Qt::SingleShotConnection);
  script::typeKeys(window_, keys.front());
}

void ScriptRunner::act(const script::Size& command) {
  window_.showNormal();
  window_.resize(command.width, command.height);
}

void ScriptRunner::act(const script::Export& command) {
  window_.study().exportMasks(command.file, window_.session().past());
}

void ScriptRunner::act(const script::Screenshot& command) {
  if (!window_.grab().save(command.file)) {
    failStep(QStringLiteral("the picture cannot be written; does its folder exist?"));
  }
}

void ScriptRunner::act(const script::Quit&) {
  window_.allowLoss();
  end({});
}

}  // namespace limn::gui
