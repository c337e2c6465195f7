// SPDX-FileCopyrightText: 2026 The Limn authors
// SPDX-License-Identifier: Apache-2.0
#include "viewer_state.h"

#include "window_presets.h"

#include <algorithm>

namespace limn::gui {
namespace {

/// +1 when the voxel index grows towards the head, the front or the left.
int upwardSign(const Grid& grid, Axis axis) {
  const Vec3 direction = grid.axes[static_cast<std::size_t>(axis)];
  if (axis == axisOf(grid, Anatomical::Axial)) return direction.z >= 0 ? 1 : -1;
  if (axis == axisOf(grid, Anatomical::Coronal)) return direction.y <= 0 ? 1 : -1;
  return direction.x >= 0 ? 1 : -1;
}

}  // namespace

ViewerState::ViewerState(QObject* parent) : QObject(parent) {}

void ViewerState::reset(const Volume& volume) {
  grid_ = volume.grid;
  crosshair_ = {grid_.size.x / 2, grid_.size.y / 2, grid_.size.z / 2};
  window_ = initialWindow(volume);
  inverted_ = false;
  overlayShown_ = true;
  peeking_ = false;
  Q_EMIT windowChanged();
  Q_EMIT overlayChanged();
  Q_EMIT crosshairChanged();
}

void ViewerState::setCrosshair(VoxelIndex index) {
  const auto inside = [](std::int64_t i, std::int64_t size) {
    return std::clamp<std::int64_t>(i, 0, std::max<std::int64_t>(size - 1, 0));
  };
  const VoxelIndex clamped{inside(index.x, grid_.size.x), inside(index.y, grid_.size.y),
                           inside(index.z, grid_.size.z)};
  if (clamped == crosshair_) return;
  crosshair_ = clamped;
  Q_EMIT crosshairChanged();
}

void ViewerState::setSlice(Axis axis, std::int64_t slice) {
  VoxelIndex index = crosshair_;
  (axis == Axis::X ? index.x : axis == Axis::Y ? index.y : index.z) = slice;
  setCrosshair(index);
}

void ViewerState::stepSlice(Axis axis, std::int64_t upwards) {
  setSlice(axis, steppedSlice(axis, upwards));
}

std::int64_t ViewerState::steppedSlice(Axis axis, std::int64_t upwards) const {
  const std::int64_t last = std::max<std::int64_t>(grid_.size[static_cast<int>(axis)] - 1, 0);
  return std::clamp<std::int64_t>(slice(axis) + upwards * upwardSign(grid_, axis), 0, last);
}

void ViewerState::setActiveAxis(Axis axis) {
  if (axis == activeAxis_) return;
  activeAxis_ = axis;
  Q_EMIT activeAxisChanged();
}

void ViewerState::setOnlyAxis(std::optional<Axis> axis) {
  if (axis == onlyAxis_) return;
  onlyAxis_ = axis;
  Q_EMIT activeAxisChanged();
}

bool ViewerState::isInView(core::SliceRef slice) const {
  return this->slice(slice.axis) == slice.slice && (!onlyAxis_ || *onlyAxis_ == slice.axis);
}

void ViewerState::setPatientShown(bool shown) {
  if (shown == patientShown_) return;
  patientShown_ = shown;
  Q_EMIT patientShownChanged();
}

void ViewerState::setWindow(Window window) {
  if (window == window_) return;
  window_ = window;
  Q_EMIT windowChanged();
}

void ViewerState::setInverted(bool inverted) {
  if (inverted == inverted_) return;
  inverted_ = inverted;
  Q_EMIT windowChanged();
}

void ViewerState::setSmooth(bool smooth) {
  if (smooth == smooth_) return;
  smooth_ = smooth;
  Q_EMIT windowChanged();
}

void ViewerState::setOverlayShown(bool shown) {
  if (shown == overlayShown_) return;
  overlayShown_ = shown;
  Q_EMIT overlayChanged();
}

void ViewerState::setPeeking(bool peeking) {
  if (peeking == peeking_) return;
  peeking_ = peeking;
  Q_EMIT overlayChanged();
}

void ViewerState::setHoverOn(bool on) {
  if (on == hoverOn_) return;
  hoverOn_ = on;
  Q_EMIT overlayChanged();
}

void ViewerState::setOpacity(double opacity) {
  opacity = std::clamp(opacity, 0.0, 1.0);
  if (opacity == opacity_) return;
  opacity_ = opacity;
  Q_EMIT overlayChanged();
}

}  // namespace limn::gui
