// SPDX-FileCopyrightText: 2026 The Limn authors
// SPDX-License-Identifier: Apache-2.0
#include "plane_grid.h"

#include <QSplitter>
#include <QVBoxLayout>
#include <algorithm>

namespace limn::gui {
namespace {

/// The axis across which the scan was cut first, the other two in the order axial, coronal,
/// sagittal.
std::array<Axis, 3> viewOrder(const Grid& grid) {
  std::array<Axis, 3> order{Axis::Z, Axis::Z, Axis::Z};
  for (const Axis flat : {Axis::X, Axis::Y}) {
    if (grid.size.z > 1 && grid.size[static_cast<int>(flat)] == 1) order[0] = flat;
  }
  std::size_t next = 1;
  for (const auto plane : {Anatomical::Axial, Anatomical::Coronal, Anatomical::Sagittal}) {
    const Axis axis = axisOf(grid, plane);
    if (axis != order[0]) order[next++] = axis;
  }
  return order;
}

QSplitter* makeSplitter(Qt::Orientation orientation, QWidget* parent) {
  auto* splitter = new QSplitter(orientation, parent);
  splitter->setChildrenCollapsible(false);
  splitter->setHandleWidth(3);
  return splitter;
}

}  // namespace

PlaneGrid::PlaneGrid(core::Session& session, const SessionSignals& signals, ViewerState& state,
                     QWidget* parent)
    : QWidget(parent), session_(session), state_(state) {
  auto* box = new QVBoxLayout(this);
  box->setContentsMargins(0, 0, 0, 0);
  auto* whole = makeSplitter(Qt::Horizontal, this);
  box->addWidget(whole);
  side_ = makeSplitter(Qt::Vertical, whole);
  for (std::size_t i = 0; i < views_.size(); ++i) {
    auto* view = new SliceView(session, signals, state);
    view->setObjectName(QStringLiteral("view%1").arg(i));
    connect(view, &SliceView::hovered, this, &PlaneGrid::hovered);
    connect(view, &SliceView::maximiseRequested, this, [this] { setMaximised(!isMaximised()); });
    views_[i] = view;
  }
  whole->insertWidget(0, views_[0]);
  side_->addWidget(views_[1]);
  side_->addWidget(views_[2]);
  for (const int index : {0, 1})
    whole->setStretchFactor(index, 2 - index);
  whole->setSizes({2000, 1000});
  side_->setSizes({1000, 1000});
}

void PlaneGrid::showVolume() {
  const Volume& volume = session_.volume();
  const auto order = viewOrder(volume.grid);
  isFlat_ = volume.grid.size[static_cast<int>(order[0])] == 1;
  maximised_.reset();
  for (std::size_t i = 0; i < views_.size(); ++i) {
    views_[i]->setAxis(order[i]);
  }
  state_.setActiveAxis(order[0]);
  arrange();
  Q_EMIT maximisedChanged(false);
  views_[0]->setFocus();
}

SliceView& PlaneGrid::activeView() const {
  return viewOf(state_.activeAxis());
}

SliceView& PlaneGrid::viewOf(Axis axis) const {
  for (SliceView* view : views_) {
    if (view->layout().normal == axis) return *view;
  }
  return *views_[0];
}

void PlaneGrid::setTool(AbstractTool* tool) {
  for (SliceView* view : views_)
    view->setTool(tool);
}

void PlaneGrid::redrawLabels() {
  for (SliceView* view : views_)
    view->redrawLabels();
}

void PlaneGrid::redrawCursor() {
  for (SliceView* view : views_)
    view->update();
}

void PlaneGrid::endRest() {
  for (SliceView* view : views_)
    view->endRest();
}

bool PlaneGrid::isDwelling() const {
  return std::ranges::any_of(views_, [](const SliceView* view) { return view->isDwelling(); });
}

void PlaneGrid::setMaximised(bool maximised) {
  if (isFlat_ || maximised == isMaximised()) return;
  maximised_ = maximised ? std::optional(state_.activeAxis()) : std::nullopt;
  arrange();
  Q_EMIT maximisedChanged(maximised);
}

void PlaneGrid::arrange() {
  const SliceView* only = isFlat_ ? views_[0] : maximised_ ? &viewOf(*maximised_) : nullptr;
  for (SliceView* view : views_)
    view->setVisible(only == nullptr || view == only);
  state_.setOnlyAxis(only != nullptr ? std::optional(only->layout().normal) : std::nullopt);
  side_->setVisible(only == nullptr || only != views_[0]);
}

}  // namespace limn::gui
