// SPDX-FileCopyrightText: 2026 The Limn authors
// SPDX-License-Identifier: Apache-2.0
#include "cache_actions.h"

#include "main_menu.h"
#include "settings_store.h"

#include <utility>

namespace limn::gui {

CacheActions::CacheActions(const ActionContext& context, SettingsStore& settings,
                           const MainMenu& menu,
                           std::function<void(const DiskCacheRequest&)> setDiskCache,
                           QObject* parent)
    : QObject(parent),
      context_(context),
      settings_(settings),
      setDiskCache_(std::move(setDiskCache)) {
  remember(ActionId::EncodeAllPlanes, false, &CacheActions::applyScope);
  remember(ActionId::EncodeWholeSeries, false, &CacheActions::applyScope);
  remember(ActionId::KeepOnDisk, true, &CacheActions::applyDiskCache);
  if (!setDiskCache_) {
    context_.actions.action(ActionId::KeepOnDisk)->setChecked(false);
    context_.actions.action(ActionId::KeepOnDisk)->setEnabled(false);
  }
  connect(&menu, &MainMenu::diskLimitChosen, this, [this](int gigabytes) {
    settings_.setDiskLimit(gigabytes);
    applyDiskCache();
  });
  applyScope();
  applyDiskCache();
}

void CacheActions::remember(ActionId id, bool byDefault, void (CacheActions::*apply)()) {
  QAction* action = context_.actions.action(id);
  const QString key = action->objectName();
  action->setChecked(settings_.isOn(key, byDefault));
  connect(action, &QAction::triggered, this, [this, key, byDefault, apply](bool on) {
    settings_.setOn(key, on, byDefault);
    (this->*apply)();
  });
}

bool CacheActions::isOn(ActionId id) const {
  return context_.actions.action(id)->isChecked();
}

void CacheActions::applyScope() {
  context_.session.setEncodeScope(
      {isOn(ActionId::EncodeAllPlanes), isOn(ActionId::EncodeWholeSeries)});
}

void CacheActions::applyDiskCache() {
  if (setDiskCache_) {
    setDiskCache_({isOn(ActionId::KeepOnDisk), static_cast<double>(settings_.diskLimit())});
  }
}

}  // namespace limn::gui
