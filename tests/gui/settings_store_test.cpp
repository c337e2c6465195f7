// SPDX-FileCopyrightText: 2026 The Limn authors
// SPDX-License-Identifier: Apache-2.0
#include "settings_store.h"

#include <gtest/gtest.h>

#include <QTemporaryDir>

namespace limn::gui {
namespace {

TEST(SettingsStore, KeepsRecentPathsNewestFirstWithoutRepeats) {
  const QTemporaryDir folder;
  SettingsStore settings(folder.filePath(QStringLiteral("s.ini")));
  for (int i = 0; i < 12; ++i)
    settings.addRecentPath(QString::number(i));

  settings.addRecentPath(QStringLiteral("9"));

  const QStringList paths = settings.recentPaths();
  EXPECT_EQ(paths.size(), SettingsStore::kRecentPaths);
  EXPECT_EQ(paths.front(), QStringLiteral("9"));
  EXPECT_EQ(paths.count(QStringLiteral("9")), 1);
}

TEST(SettingsStore, SurvivesARestart) {
  const QTemporaryDir folder;
  const QString file = folder.filePath(QStringLiteral("s.ini"));
  {
    SettingsStore settings(file);
    settings.setTheme(Theme::System);
    settings.setMousePreset(QStringLiteral("slicer"));
    settings.setStartModel(QStringLiteral("/m.pth"), QStringLiteral("sam"));
  }

  const SettingsStore again(file);

  EXPECT_EQ(again.theme(), Theme::System);
  EXPECT_EQ(again.mousePreset(), QStringLiteral("slicer"));
  EXPECT_EQ(again.startModel(), QStringLiteral("/m.pth"));
  EXPECT_EQ(again.startModelFamily(), QStringLiteral("sam"));
}

TEST(SettingsStore, IsDarkUnlessToldOtherwise) {
  const QTemporaryDir folder;
  const SettingsStore settings(folder.filePath(QStringLiteral("s.ini")));

  EXPECT_EQ(settings.theme(), Theme::Dark);
  EXPECT_TRUE(settings.mousePreset().isEmpty());
}

TEST(SettingsStore, ShowsTheMaskUnderTheCursorUnlessToldOtherwise) {
  const QTemporaryDir folder;
  const QString file = folder.filePath(QStringLiteral("s.ini"));
  EXPECT_TRUE(SettingsStore(file).hoverPreview());

  SettingsStore(file).setHoverPreview(false);
  EXPECT_FALSE(SettingsStore(file).hoverPreview());
  SettingsStore(file).setHoverPreview(true);
  EXPECT_TRUE(SettingsStore(file).hoverPreview());
}

TEST(SettingsStore, TellsNoKeyFromDefaultKeys) {
  const QTemporaryDir folder;
  SettingsStore settings(folder.filePath(QStringLiteral("s.ini")));
  EXPECT_FALSE(settings.shortcuts(QStringLiteral("accept")).has_value());

  settings.setShortcuts(QStringLiteral("accept"), QList<QKeySequence>());

  ASSERT_TRUE(settings.shortcuts(QStringLiteral("accept")).has_value());
  EXPECT_TRUE(settings.shortcuts(QStringLiteral("accept"))->isEmpty());
}

}  // namespace
}  // namespace limn::gui
