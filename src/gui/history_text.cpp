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

/// %1: label, %2: where, %3: how much, %4: other label or slice.
const char* editForm(HandEdit::Operation operation) {
  using enum HandEdit::Operation;
  switch (operation) {
    case Paint:
      return QT_TRANSLATE_NOOP("History", "Paint %1, %2");
    case Erase:
      return QT_TRANSLATE_NOOP("History", "Erase %1, %2");
    case LassoAdd:
      return QT_TRANSLATE_NOOP("History", "Add to %1 by lasso, %2");
    case LassoCut:
      return QT_TRANSLATE_NOOP("History", "Cut from %1 by lasso, %2");
    case FillHoles:
      return QT_TRANSLATE_NOOP("History", "Fill holes of %1, %2");
    case KeepLargest:
      return QT_TRANSLATE_NOOP("History", "Keep the largest component of %1, %2");
    case RemoveSmall:
      return QT_TRANSLATE_NOOP("History", "Remove components of %1 smaller than %3, %2");
    case SplitComponents:
      return QT_TRANSLATE_NOOP("History", "Split %1 into its components, %2");
    case Grow:
      return QT_TRANSLATE_NOOP("History", "Grow %1 by %3, %2");
    case Shrink:
      return QT_TRANSLATE_NOOP("History", "Shrink %1 by %3, %2");
    case Smooth:
      return QT_TRANSLATE_NOOP("History", "Smooth %1 by %3, %2");
    case Close:
      return QT_TRANSLATE_NOOP("History", "Close gaps of %1 up to %3, %2");
    case Unite:
      return QT_TRANSLATE_NOOP("History", "Unite %1 with %4, %2");
    case CutNear:
      return QT_TRANSLATE_NOOP("History", "Cut %1 within %3 of %4, %2");
    case KeepNear:
      return QT_TRANSLATE_NOOP("History", "Keep %1 only within %3 of %4, %2");
    case CopySlice:
      return QT_TRANSLATE_NOOP("History", "Copy %1 from slice %4, %2");
    case ClearSlices:
      return QT_TRANSLATE_NOOP("History", "Delete %1, %2");
    case FillBetween:
      return QT_TRANSLATE_NOOP("History", "Fill %1 between slices, %2");
  }
  return "";
}

QString editPlace(const HandEdit& edit) {
  using enum HandEdit::Operation;
  const auto tr = [](const char* text) { return QCoreApplication::translate("History", text); };
  if (!edit.slice) return tr("whole volume");
  const bool isRange = edit.operation == ClearSlices || edit.operation == FillBetween;
  if (isRange && edit.otherSlice != edit.slice->slice) {
    return tr("slices %1 to %2").arg(edit.slice->slice + 1).arg(edit.otherSlice + 1);
  }
  return tr("slice %1").arg(edit.slice->slice + 1);
}

QString editAmount(const HandEdit& edit) {
  const auto tr = [](const char* text) { return QCoreApplication::translate("History", text); };
  const QString form = edit.inVoxels                                        ? tr("%1 voxels")
                       : edit.operation != HandEdit::Operation::RemoveSmall ? tr("%1 mm")
                       : edit.slice                                         ? tr("%1 mm²")
                                                                            : tr("%1 mm³");
  return form.arg(QString::number(edit.amount, 'g', 4));
}

QString editText(const HandEdit& edit) {
  const QString other = edit.operation == HandEdit::Operation::CopySlice
                            ? QString::number(edit.otherSlice + 1)
                            : toQString(edit.otherName);
  const QString form = QCoreApplication::translate("History", editForm(edit.operation));
  const QString how = form.contains(QLatin1String("%3")) ? editAmount(edit) : other;
  const auto places = form.count(QLatin1Char('%'));
  const QString label = toQString(edit.labelName), where = editPlace(edit);
  return places == 2   ? form.arg(label, where)
         : places == 3 ? form.arg(label, where, how)
                       : form.arg(label, where, how, other);
}

}  // namespace

QString historyText(const CaseAction& action) {
  if (!action.edit) return historyText(action.what);
  const QString text = editText(*action.edit);
  if (action.kind == CaseAction::Kind::EditVoxels) return text;
  const bool isUndo = action.kind == CaseAction::Kind::Undo;
  return QCoreApplication::translate("History", isUndo ? kForms[0] : kForms[1]).arg(text);
}

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
