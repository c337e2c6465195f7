// SPDX-FileCopyrightText: 2026 The Limn authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QByteArray>
#include <QKeySequence>
#include <QList>
#include <QSettings>
#include <QString>
#include <QStringList>
#include <optional>

namespace limn::gui {

enum class Theme { Dark, System };

/// What the window remembers between runs, in one INI file. Defaults are not written.
class SettingsStore {
 public:
  /// The user's own file, or the one that LIMN_SETTINGS names.
  [[nodiscard]] static QString defaultFile();
  explicit SettingsStore(const QString& file);

  [[nodiscard]] QStringList recentPaths() const;
  void addRecentPath(const QString& path);  // to the front; at most kRecentPaths
  void clearRecentPaths();

  [[nodiscard]] Theme theme() const;
  void setTheme(Theme theme);
  [[nodiscard]] bool hoverPreview() const;  // the mask under the resting cursor; default on
  void setHoverPreview(bool on);
  [[nodiscard]] QString mousePreset() const;  // id of a preset, empty = default
  void setMousePreset(const QString& id);
  [[nodiscard]] QString startModel() const;  // chosen by the reader: checkpoint file or
                                             // name of an installed model; empty = none
  [[nodiscard]] QString startModelFamily() const;
  void setStartModel(const QString& file, const QString& family);

  /// Whether the checkable action of this key was left switched on.
  [[nodiscard]] bool isOn(const QString& actionKey, bool byDefault) const;
  void setOn(const QString& actionKey, bool on, bool byDefault);
  [[nodiscard]] int diskLimit() const;  // GB that encoded slices may take on disk
  void setDiskLimit(int gigabytes);

  /// Keys that the user gave to an action; none when they are the default.
  [[nodiscard]] std::optional<QList<QKeySequence>> shortcuts(const QString& actionKey) const;
  void setShortcuts(const QString& actionKey, const std::optional<QList<QKeySequence>>& keys);

  [[nodiscard]] QByteArray windowGeometry() const;
  [[nodiscard]] QByteArray windowState() const;
  void setWindow(const QByteArray& geometry, const QByteArray& state);

  static constexpr int kRecentPaths = 8;

 private:
  QSettings settings_;
};

}  // namespace limn::gui
