// SPDX-FileCopyrightText: 2026 The Limn authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "limn/core/session.h"

#include <QWidget>
#include <optional>

class QLabel;
class QProgressBar;

namespace limn::gui {

class SessionSignals;

/// Always in sight: cursor with value, remarks of the reader of the file, and whether there is work
/// that no file has. Where there is room also model and device, the slices encoded in advance, and
/// the latest latencies.
class StatusStrip : public QWidget {
  Q_OBJECT

 public:
  StatusStrip(core::Session& session, const SessionSignals& signals, QWidget* parent = nullptr);

  void setCursorVoxel(std::optional<VoxelIndex> voxel);

 protected:
  void resizeEvent(QResizeEvent* event) override;

 private:
  void fit();
  void refreshModel();
  void refreshWork();
  void refreshSaved();
  void refreshRemarks();
  void refreshAll();

  core::Session& session_;
  QLabel *cursor_, *remarks_, *model_, *latency_, *cacheText_, *saved_;
  QProgressBar* cache_;
  QWidget *modelDivider_, *latencyDivider_, *cacheDivider_;
  int cursorWidth_ = 0;  // of the widest text since the study was opened
};

/// "voxel 12, 40, 7   L 31.5  P 12.0  S 80.0 mm   value 42 HU": a voxel for people. LPS millimetres
/// are written with the letter of the side they lie on instead of a sign, and only where positions
/// in the patient are known.
[[nodiscard]] QString cursorText(const Volume& volume, VoxelIndex voxel);

}  // namespace limn::gui
