// SPDX-FileCopyrightText: 2026 The Limn authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "limn/base/log.h"
#include "limn/gui/studio.h"

#include <QString>
#include <QStringList>
#include <cstddef>
#include <optional>

namespace limn::gui {

/// What the command line of limn-studio says.
struct StudioOptions {
  QString path;
  ModelRequest model;
  bool noDiskCache = false;
  std::optional<double> diskLimitGigabytes;
  std::optional<std::size_t> hostBudgetBytes, deviceBudgetBytes;
  bool exitAfterStartup = false;
  QString screenshot, script, trace;
  std::optional<QString> answer;  // print this and leave: help or version
  std::optional<log::Level> logLevel;
};

/// The text of --help.
[[nodiscard]] QString helpText();

/// WrongUse when an option is unknown or its value makes no sense.
[[nodiscard]] Result<StudioOptions> parseOptions(const QStringList& arguments,
                                                 const QString& version);

}  // namespace limn::gui
