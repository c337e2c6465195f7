// SPDX-FileCopyrightText: 2026 The Limn authors
// SPDX-License-Identifier: Apache-2.0
#include "studio_options.h"
#include "window_fixture.h"

#include <QMenu>
#include <QMenuBar>

namespace limn::gui {
namespace {

class CacheActionsTest : public WindowTest {
 protected:
  CacheActionsTest() {
    parts_.setDiskCache = [this](const DiskCacheRequest& request) { asked_.push_back(request); };
  }
  QAction* action(ActionId id) { return window_->actions().action(id); }

  std::vector<DiskCacheRequest> asked_;
};

TEST_F(CacheActionsTest, TheWholeSeriesOfAllPlanesIsEncodedOnRequest) {
  openWith(test::rampVolume(Size3{12, 10, 8}));
  ASSERT_TRUE(waitUntil([this] { return session_.cacheStatus().ready == 1; }));

  trigger(ActionId::EncodeAllPlanes);
  ASSERT_TRUE(waitUntil([this] { return session_.cacheStatus().ready == 3; }));
  trigger(ActionId::EncodeWholeSeries);
  EXPECT_TRUE(waitUntil([this] { return session_.cacheStatus().ready == 12U + 10 + 8; }));
}

TEST_F(CacheActionsTest, WhatWasChosenIsThereAfterARestart) {
  openWindow();
  ASSERT_EQ(asked_.size(), 1U);
  EXPECT_TRUE(asked_.back().isOn);
  trigger(ActionId::EncodeAllPlanes);
  trigger(ActionId::KeepOnDisk);
  EXPECT_FALSE(asked_.back().isOn);
  settings_.setDiskLimit(16);

  window_.reset();
  openWindow();

  EXPECT_TRUE(action(ActionId::EncodeAllPlanes)->isChecked());
  EXPECT_FALSE(action(ActionId::EncodeWholeSeries)->isChecked());
  EXPECT_EQ(session_.encodeScope(), (core::EncodeScope{true, false}));
  EXPECT_FALSE(action(ActionId::KeepOnDisk)->isChecked());
  EXPECT_FALSE(asked_.back().isOn);
  EXPECT_EQ(asked_.back().limitGigabytes, 16);
}

TEST_F(CacheActionsTest, TheLimitIsChosenInTheMenu) {
  openWindow();
  for (QAction* choice : window_->findChildren<QAction*>()) {
    if (choice->text() == QStringLiteral("64 GB")) choice->trigger();
  }
  EXPECT_EQ(asked_.back().limitGigabytes, 64);
  EXPECT_EQ(settings_.diskLimit(), 64);
}

TEST_F(CacheActionsTest, WithoutAPlaceToKeepSlicesTheActionIsDisabled) {
  parts_.setDiskCache = nullptr;
  openWindow();
  EXPECT_FALSE(action(ActionId::KeepOnDisk)->isEnabled());
  EXPECT_FALSE(action(ActionId::KeepOnDisk)->isChecked());
}

TEST(StudioCacheOptions, AreReadAndChecked) {
  const auto read = [](const QStringList& words) {
    return parseOptions(QStringList{QStringLiteral("limn-studio")} + words, {});
  };
  const auto options =
      read({QStringLiteral("--no-disk-cache"), QStringLiteral("--cache-limit"),
            QStringLiteral("2.5"), QStringLiteral("--cache-memory"), QStringLiteral("100"),
            QStringLiteral("--cache-device-memory"), QStringLiteral("7")});
  ASSERT_TRUE(options);
  EXPECT_TRUE(options->noDiskCache);
  EXPECT_EQ(options->diskLimitGigabytes, 2.5);
  EXPECT_EQ(options->hostBudgetBytes, std::size_t{100'000'000});
  EXPECT_EQ(options->deviceBudgetBytes, std::size_t{7'000'000});
  EXPECT_FALSE(read({}).value().hostBudgetBytes);
  for (const char* name : {"--cache-limit", "--cache-memory", "--cache-device-memory"}) {
    for (const char* value : {"0", "-1", "many", ""})
      EXPECT_FALSE(read({QString::fromLatin1(name), QString::fromLatin1(value)})) << name << value;
  }
}

}  // namespace
}  // namespace limn::gui
