// SPDX-FileCopyrightText: 2026 The Limn authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "limn/core/brush_stroke.h"
#include "limn/core/session.h"

#include <QObject>
#include <QString>
#include <optional>
#include <vector>

namespace limn::gui {

class ViewerState;

/// The brush of the reader, and the way from what the hand tools draw to the document.
class HandEditor : public QObject {
  Q_OBJECT

 public:
  HandEditor(core::Session& session, ViewerState& state, QObject* parent);

  [[nodiscard]] core::Session& session() { return session_; }
  [[nodiscard]] const core::Brush& brush() const { return brush_; }
  /// Radii outside of kSmallestRadius to kLargestRadius become the nearest of these.
  void setBrush(core::Brush brush);
  /// By a seventh for each step, and by a tenth of a millimetre at least.
  void resizeBrush(double steps);
  /// The range of values becomes that under the brush at this place.
  void takeRange(core::SliceRef slice, PixelPoint at);

  /// Whether the active label can be drawn into now; if not, refused() says why.
  [[nodiscard]] bool mayDraw();
  /// Changes the document, or refused() says why it does not.
  void commit(const HandEdit& edit, const std::vector<core::WantedRun>& wanted,
              core::Overlap overlap, const std::vector<LabelInfo>& newLabels = {});

  static constexpr double kSmallestRadius = 0.1, kLargestRadius = 200;  // mm or voxels

 Q_SIGNALS:
  void brushChanged();
  void refused(const QString& why);
  /// A change was made; so many voxels were kept because their label is locked.
  void committed(std::int64_t refusedByLocks);

 private:
  /// Why nothing can be drawn into the active label; empty when it can.
  [[nodiscard]] QString obstacle() const;

  core::Session& session_;
  ViewerState& state_;
  core::Brush brush_;
};

/// "mm", or "voxels" where the grid has no millimetres.
[[nodiscard]] QString lengthUnit(const Grid& grid);

}  // namespace limn::gui
