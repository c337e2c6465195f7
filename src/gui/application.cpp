// SPDX-FileCopyrightText: 2026 The Limn authors
// SPDX-License-Identifier: Apache-2.0
#include "application.h"

#include "error_text.h"
#include "limn/base/log.h"
#include "limn/base/trace.h"

#include <QMetaEnum>
#include <QMetaObject>
#include <chrono>
#include <string>

namespace limn::gui {

namespace {

/// "MetaCall to limn::gui::MainWindow": what an event is for a reader of a trace.
std::string eventName(const QObject& receiver, const QEvent& event) {
  const char* type = QMetaEnum::fromType<QEvent::Type>().valueToKey(event.type());
  return std::string(type != nullptr ? type : "event") + " to " +
         receiver.metaObject()->className();
}

/// Notes an event that held the window's thread for long.
class Hold {
 public:
  Hold(const QObject& receiver, const QEvent& event) {
    if (trace::isOn()) name_ = eventName(receiver, event);  // the receiver may be gone later
  }
  Hold(const Hold&) = delete;
  Hold& operator=(const Hold&) = delete;
  ~Hold() {
    const auto now = trace::Clock::now();
    if (!name_.empty() && now - from_ >= kLong) trace::record("hold: " + name_, from_, now);
  }

 private:
  static constexpr std::chrono::milliseconds kLong{2};
  std::string name_;
  trace::Clock::time_point from_ = trace::Clock::now();
};

}  // namespace

bool Application::notify(QObject* receiver, QEvent* event) {
  const Hold hold(*receiver, *event);
  try {
    return QApplication::notify(receiver, event);
  } catch (...) {
    const Error error = errorOfCurrentException();
    // The receiver may be gone; the text may name a path, which is patient data.
    log::error("an exception left an event handler (event type {})",
               static_cast<int>(event->type()));
    log::debug("the exception: {}", error.message());
    QMetaObject::invokeMethod(
        this, [this, error] { Q_EMIT exceptionCaught(error); }, Qt::QueuedConnection);
    return true;
  }
}

}  // namespace limn::gui
