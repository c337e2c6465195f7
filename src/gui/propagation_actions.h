// SPDX-FileCopyrightText: 2026 The Limn authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "segment_actions.h"

#include <QObject>
#include <QPointer>
#include <cstdint>

namespace limn::gui {

class MessageItem;

/// Proposes masks on the slices around one, shows how far that is, and accepts or discards them.
class PropagationActions : public QObject {
  Q_OBJECT

 public:
  PropagationActions(const ActionContext& context, QWidget* window);

 private:
  void ask();
  void start(core::SliceRange range);
  void accept(std::optional<core::SliceRef> only);
  void refresh();
  void tell();

  ActionContext context_;
  QWidget* window_;
  std::int64_t reach_ = 15;        // slices on each side, as last chosen
  QPointer<MessageItem> running_;  // one for a run: a button that is replaced loses its click
};

}  // namespace limn::gui
