// SPDX-FileCopyrightText: 2026 The Limn authors
// SPDX-License-Identifier: Apache-2.0
#include "history_text.h"

#include "text.h"

#include <QLatin1StringView>

#include <QCoreApplication>
#include <QStringList>
#include <array>
#include <optional>

namespace limn::gui {
namespace {

/// The forms that actions are written in; the first one that fits is taken. `%1`, `%2` stand for
/// names and numbers.
constexpr std::array<const char*, 27> kForms{
    QT_TRANSLATE_NOOP("History", "Undo %1"),
    QT_TRANSLATE_NOOP("History", "Redo %1"),
    QT_TRANSLATE_NOOP("History", "Add include click"),
    QT_TRANSLATE_NOOP("History", "Add exclude click"),
    QT_TRANSLATE_NOOP("History", "Draw box"),
    QT_TRANSLATE_NOOP("History", "Use mask as prompt"),
    QT_TRANSLATE_NOOP("History", "Move click"),
    QT_TRANSLATE_NOOP("History", "Remove include click"),
    QT_TRANSLATE_NOOP("History", "Remove exclude click"),
    QT_TRANSLATE_NOOP("History", "Remove box"),
    QT_TRANSLATE_NOOP("History", "Remove mask prompt"),
    QT_TRANSLATE_NOOP("History", "Clear prompts"),
    QT_TRANSLATE_NOOP("History", "Edit mask"),
    QT_TRANSLATE_NOOP("History", "Choose candidate %1"),
    QT_TRANSLATE_NOOP("History", "Accept %1, slice %2"),
    QT_TRANSLATE_NOOP("History", "Add label %1"),
    QT_TRANSLATE_NOOP("History", "Rename label to %1"),
    QT_TRANSLATE_NOOP("History", "Change label colour"),
    QT_TRANSLATE_NOOP("History", "Lock label"),
    QT_TRANSLATE_NOOP("History", "Unlock label"),
    QT_TRANSLATE_NOOP("History", "Remove label %1"),
    QT_TRANSLATE_NOOP("History", "Show the model volume %1"),
    QT_TRANSLATE_NOOP("History", "Show the model window %1"),
    QT_TRANSLATE_NOOP("History", "Show %1"),
    QT_TRANSLATE_NOOP("History", "Hide %1"),
    QT_TRANSLATE_NOOP("History", "Load draft masks"),
    QT_TRANSLATE_NOOP("History", "Refine draft masks"),
};
constexpr std::size_t kNested = 2;  // the first forms are about another action

/// What stands in the places of the form, if the text has that form.
std::optional<QStringList> partsOf(const QString& text, QLatin1StringView form) {
  const qsizetype first = form.indexOf(QLatin1StringView("%1"));
  if (first < 0) return text == form ? std::optional(QStringList()) : std::nullopt;
  if (!text.startsWith(form.first(first))) return std::nullopt;
  const QString rest = text.sliced(first);
  const qsizetype second = form.indexOf(QLatin1StringView("%2"));
  if (second < 0) return QStringList{rest};
  const QLatin1StringView between = form.sliced(first + 2, second - first - 2);
  const qsizetype at = rest.lastIndexOf(between);
  if (at < 0) return std::nullopt;
  return QStringList{rest.first(at), rest.sliced(at + between.size())};
}

}  // namespace

QString historyText(const std::string& what) {
  const QString text = toQString(what);
  for (std::size_t i = 0; i < kForms.size(); ++i) {
    const auto parts = partsOf(text, QLatin1StringView(kForms[i]));
    if (!parts) continue;
    const QString shown = QCoreApplication::translate("History", kForms[i]);
    if (i < kNested) return shown.arg(historyText(toStdString(parts->front())));
    if (parts->size() == 2) return shown.arg(parts->front(), parts->back());
    return parts->isEmpty() ? shown : shown.arg(parts->front());
  }
  return text;
}

}  // namespace limn::gui
