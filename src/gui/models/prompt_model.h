// SPDX-FileCopyrightText: 2026 The Limn authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "limn/core/session.h"

#include <QAbstractListModel>

namespace limn::gui {

class SessionSignals;

/// What the reader did for the current object, oldest first; for that of a past moment while one
/// is shown.
class PromptModel : public QAbstractListModel {
  Q_OBJECT

 public:
  PromptModel(core::Session& session, const SessionSignals& signals, QObject* parent = nullptr);

  [[nodiscard]] int rowCount(const QModelIndex& parent = {}) const override;
  [[nodiscard]] QVariant data(const QModelIndex& index, int role) const override;

 private:
  void reload();
  [[nodiscard]] QString text(const core::Prompt& prompt) const;

  core::Session& session_;
  std::vector<core::Prompt> prompts_;
  std::optional<core::SliceRef> slice_;
};

}  // namespace limn::gui
