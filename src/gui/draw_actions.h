// SPDX-FileCopyrightText: 2026 The Limn authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "hand_editor.h"
#include "segment_actions.h"

#include <QObject>

namespace limn::gui {

class PlaneGrid;

/// The settings of the hand tools as actions, and what their edits have to say.
class DrawActions : public QObject {
  Q_OBJECT

 public:
  DrawActions(const ActionContext& context, HandEditor& editor, const PlaneGrid& planes,
              QObject* parent);

 private:
  void refresh();
  void takeRange();
  void setRangeUsed(bool used);
  void tell(std::int64_t refusedByLocks);

  ActionContext context_;
  HandEditor& editor_;
  const PlaneGrid& planes_;
  std::optional<ValueRange> lastRange_;  // comes back when the range is used again
};

}  // namespace limn::gui
