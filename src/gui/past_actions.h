// SPDX-FileCopyrightText: 2026 The Limn authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "segment_actions.h"
#include "views/message_bar.h"

#include <QObject>
#include <QPointer>
#include <cstddef>

class QKeyEvent;

namespace limn::gui {

/// Going to earlier moments of the case and back: the actions, the banner that says which moment is
/// shown, and the message that nothing can be changed there.
class PastActions : public QObject {
  Q_OBJECT

 public:
  PastActions(const ActionContext& context, QObject* parent);

  /// Shows the case after that many actions, where the last of them was done.
  void lookBack(std::size_t actions);
  /// A key that would change something in the present shows a message; then true.
  bool refuses(const QKeyEvent& key);

 private:
  void step(int actions);
  void refresh();
  void showBanner(MessageItem::Level level);

  ActionContext context_;
  QPointer<MessageItem> banner_;
};

}  // namespace limn::gui
