// SPDX-FileCopyrightText: 2026 The Limn authors
// SPDX-License-Identifier: Apache-2.0
#include "settings_store.h"

#include <QDir>
#include <QStandardPaths>
#include <utility>

namespace limn::gui {
namespace {

const QString kRecent = QStringLiteral("study/recent");
const QString kTheme = QStringLiteral("window/theme");
const QString kMouse = QStringLiteral("input/mousePreset");
const QString kHover = QStringLiteral("input/hoverPreview");
const QString kModelFile = QStringLiteral("model/start");
const QString kFamily = QStringLiteral("model/startFamily");
const QString kDiskLimit = QStringLiteral("cache/diskLimitGb");
const QString kGeometry = QStringLiteral("window/geometry");
const QString kState = QStringLiteral("window/state");

QString shortcutKey(const QString& actionKey) {
  return QStringLiteral("shortcuts/") + actionKey;
}

QString switchKey(const QString& actionKey) {
  return QStringLiteral("switches/") + actionKey;
}

constexpr int kDefaultDiskLimit = 4;

}  // namespace

QString SettingsStore::defaultFile() {
  const QString named = qEnvironmentVariable("LIMN_SETTINGS");
  if (!named.isEmpty()) return named;
  return QDir(QStandardPaths::writableLocation(QStandardPaths::GenericConfigLocation))
      .filePath(QStringLiteral("limn/studio.ini"));
}

SettingsStore::SettingsStore(const QString& file) : settings_(file, QSettings::IniFormat) {}

QStringList SettingsStore::recentPaths() const {
  return settings_.value(kRecent).toStringList();
}

void SettingsStore::addRecentPath(const QString& path) {
  QStringList paths = recentPaths();
  paths.removeAll(path);
  paths.prepend(path);
  while (paths.size() > kRecentPaths)
    paths.removeLast();
  settings_.setValue(kRecent, paths);
}

void SettingsStore::clearRecentPaths() {
  settings_.remove(kRecent);
}

Theme SettingsStore::theme() const {
  return settings_.value(kTheme).toString() == QLatin1String("system") ? Theme::System
                                                                       : Theme::Dark;
}

void SettingsStore::setTheme(Theme theme) {
  if (theme == Theme::Dark) {
    settings_.remove(kTheme);
  } else {
    settings_.setValue(kTheme, QStringLiteral("system"));
  }
}

QString SettingsStore::mousePreset() const {
  return settings_.value(kMouse).toString();
}

void SettingsStore::setMousePreset(const QString& id) {
  settings_.setValue(kMouse, id);
}

bool SettingsStore::hoverPreview() const {
  return settings_.value(kHover, true).toBool();
}

void SettingsStore::setHoverPreview(bool on) {
  if (on) {
    settings_.remove(kHover);
  } else {
    settings_.setValue(kHover, false);
  }
}

QString SettingsStore::startModel() const {
  return settings_.value(kModelFile).toString();
}

QString SettingsStore::startModelFamily() const {
  return settings_.value(kFamily).toString();
}

void SettingsStore::setStartModel(const QString& file, const QString& family) {
  for (const auto& [key, value] : {std::pair(kModelFile, file), std::pair(kFamily, family)}) {
    if (value.isEmpty()) {
      settings_.remove(key);
    } else {
      settings_.setValue(key, value);
    }
  }
}

bool SettingsStore::isOn(const QString& actionKey, bool byDefault) const {
  return settings_.value(switchKey(actionKey), byDefault).toBool();
}

void SettingsStore::setOn(const QString& actionKey, bool on, bool byDefault) {
  if (on == byDefault) {
    settings_.remove(switchKey(actionKey));
  } else {
    settings_.setValue(switchKey(actionKey), on);
  }
}

int SettingsStore::diskLimit() const {
  const int gigabytes = settings_.value(kDiskLimit, kDefaultDiskLimit).toInt();
  return gigabytes > 0 ? gigabytes : kDefaultDiskLimit;
}

void SettingsStore::setDiskLimit(int gigabytes) {
  if (gigabytes == kDefaultDiskLimit) {
    settings_.remove(kDiskLimit);
  } else {
    settings_.setValue(kDiskLimit, gigabytes);
  }
}

std::optional<QList<QKeySequence>> SettingsStore::shortcuts(const QString& actionKey) const {
  const QString key = shortcutKey(actionKey);
  if (!settings_.contains(key)) return std::nullopt;
  if (settings_.value(key).toString().isEmpty()) return QList<QKeySequence>();
  return QKeySequence::listFromString(settings_.value(key).toString(), QKeySequence::PortableText);
}

void SettingsStore::setShortcuts(const QString& actionKey,
                                 const std::optional<QList<QKeySequence>>& keys) {
  if (keys) {
    settings_.setValue(shortcutKey(actionKey),
                       QKeySequence::listToString(*keys, QKeySequence::PortableText));
  } else {
    settings_.remove(shortcutKey(actionKey));
  }
}

QByteArray SettingsStore::windowGeometry() const {
  return settings_.value(kGeometry).toByteArray();
}

QByteArray SettingsStore::windowState() const {
  return settings_.value(kState).toByteArray();
}

void SettingsStore::setWindow(const QByteArray& geometry, const QByteArray& state) {
  settings_.setValue(kGeometry, geometry);
  settings_.setValue(kState, state);
}

}  // namespace limn::gui
