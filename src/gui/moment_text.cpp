// SPDX-FileCopyrightText: 2026 The Limn authors
// SPDX-License-Identifier: Apache-2.0
#include "moment_text.h"

#include "text.h"

#include <QCoreApplication>
#include <QDateTime>

namespace limn::gui {
namespace {

QString localTime(const std::string& utc) {
  const QDateTime time = QDateTime::fromString(toQString(utc), Qt::ISODateWithMs).toLocalTime();
  if (!time.isValid()) return {};
  return time.toString(time.date() == QDate::currentDate() ? QStringLiteral("HH:mm")
                                                           : QStringLiteral("yyyy-MM-dd HH:mm"));
}

}  // namespace

QString momentText(const core::Session& session) {
  const auto past = session.past();
  if (!past) return {};
  const auto& history = session.history();
  const std::size_t actions = past->actions();
  const QString text = QCoreApplication::translate("MomentText", "as of action %1 of %2")
                           .arg(actions)
                           .arg(history.size());
  const QString time = actions > 0 ? localTime(history[actions - 1].utc) : QString();
  return time.isEmpty() ? text : QStringLiteral("%1, %2").arg(text, time);
}

}  // namespace limn::gui
