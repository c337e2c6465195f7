// SPDX-FileCopyrightText: 2026 The Limn authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "limn/gui/studio.h"
#include "segment_actions.h"

#include <QObject>
#include <functional>

namespace limn::gui {

class MainMenu;
class SettingsStore;

/// What is encoded in advance, and whether and how much of it is kept on disk: connects
/// the actions and remembers what was chosen.
class CacheActions : public QObject {
  Q_OBJECT

 public:
  /// An empty `setDiskCache`: there is nothing to keep slices in, so that action is disabled.
  CacheActions(const ActionContext& context, SettingsStore& settings, const MainMenu& menu,
               std::function<void(const DiskCacheRequest&)> setDiskCache, QObject* parent);

 private:
  void remember(ActionId id, bool byDefault, void (CacheActions::*apply)());
  void applyScope();
  void applyDiskCache();
  [[nodiscard]] bool isOn(ActionId id) const;

  ActionContext context_;
  SettingsStore& settings_;
  std::function<void(const DiskCacheRequest&)> setDiskCache_;
};

}  // namespace limn::gui
