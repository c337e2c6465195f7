// SPDX-FileCopyrightText: 2026 The Limn authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "limn/base/geometry.h"
#include "limn/base/slice_layout.h"
#include "limn/base/volume.h"
#include "limn/core/prompt.h"
#include "mouse_preset.h"

#include <QObject>
#include <optional>

namespace limn::gui {

/// How the open study is looked at: what all views share and no file keeps. Changing it never
/// changes a mask.
class ViewerState : public QObject {
  Q_OBJECT

 public:
  explicit ViewerState(QObject* parent = nullptr);

  /// Starts anew in the middle of the volume with its own window.
  void reset(const Volume& volume);

  /// The voxel where the three planes meet; always inside.
  [[nodiscard]] VoxelIndex crosshair() const { return crosshair_; }
  void setCrosshair(VoxelIndex index);
  [[nodiscard]] std::int64_t slice(Axis axis) const { return crosshair_[static_cast<int>(axis)]; }
  void setSlice(Axis axis, std::int64_t slice);
  /// Moves by slices; up is towards the head, the front or the left of the patient.
  void stepSlice(Axis axis, std::int64_t upwards);
  /// Where that would lead; never out of the volume.
  [[nodiscard]] std::int64_t steppedSlice(Axis axis, std::int64_t upwards) const;

  /// The plane that keys act on, and its slice.
  [[nodiscard]] Axis activeAxis() const { return activeAxis_; }
  void setActiveAxis(Axis axis);
  [[nodiscard]] core::SliceRef activeSlice() const { return {activeAxis_, slice(activeAxis_)}; }

  /// The only plane that is shown; none: all three are.
  void setOnlyAxis(std::optional<Axis> axis);
  /// Whether one of the shown planes is this slice.
  [[nodiscard]] bool isInView(core::SliceRef slice) const;

  [[nodiscard]] Window window() const { return window_; }
  void setWindow(Window window);
  [[nodiscard]] bool isInverted() const { return inverted_; }
  void setInverted(bool inverted);
  [[nodiscard]] bool isSmooth() const { return smooth_; }
  void setSmooth(bool smooth);

  /// Labels and preview are drawn unless hidden, or peeked under for as long as a key is held.
  [[nodiscard]] bool showsOverlay() const { return overlayShown_ && !peeking_; }
  [[nodiscard]] bool isOverlayHidden() const { return !overlayShown_; }
  void setOverlayShown(bool shown);
  void setPeeking(bool peeking);
  /// The mask under the resting cursor, unless masks are hidden.
  [[nodiscard]] bool showsHover() const { return hoverOn_ && showsOverlay(); }
  [[nodiscard]] bool isHoverOn() const { return hoverOn_; }
  void setHoverOn(bool on);
  /// Texts that name the patient and the study.
  [[nodiscard]] bool showsPatient() const { return patientShown_; }
  void setPatientShown(bool shown);
  [[nodiscard]] double opacity() const { return opacity_; }
  void setOpacity(double opacity);

  [[nodiscard]] const MousePreset& mouse() const { return *mouse_; }
  void setMouse(const MousePreset& preset) { mouse_ = &preset; }

 Q_SIGNALS:
  void crosshairChanged();
  void activeAxisChanged();
  void windowChanged();
  void overlayChanged();
  void patientShownChanged();

 private:
  Grid grid_;
  VoxelIndex crosshair_;
  Axis activeAxis_ = Axis::Z;
  std::optional<Axis> onlyAxis_;
  Window window_;
  bool inverted_ = false, smooth_ = true, overlayShown_ = true, peeking_ = false, hoverOn_ = true,
       patientShown_ = true;
  double opacity_ = 0.3;
  const MousePreset* mouse_ = &kMousePresets.front();
};

}  // namespace limn::gui
