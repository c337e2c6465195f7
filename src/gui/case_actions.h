// SPDX-FileCopyrightText: 2026 The Limn authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "segment_actions.h"

#include <QObject>
#include <cstddef>

class QWidget;

namespace limn::gui {

class StudyController;

/// What the reader does with cases: open one, copy it, edit an accepted mask, visit the
/// bookmarked slices. Says when work is not being kept.
class CaseActions : public QObject {
  Q_OBJECT

 public:
  CaseActions(const ActionContext& context, StudyController& study, QWidget* window);

 Q_SIGNALS:
  /// A case is to be opened instead of what is there; `place` as StudyController::openCase().
  void openRequested(const QString& file, const QString& place);

 private:
  void refresh();
  void showSaving();
  void continueMask();
  /// Where the case was left.
  void goToLatestAction();
  void goToBookmark(std::size_t index);
  void chooseCase();
  void chooseCopy();
  void askForSource(const QString& file);

  ActionContext context_;
  StudyController& study_;
  QWidget* window_;
  std::size_t nextBookmark_ = 0;
};

}  // namespace limn::gui
