// SPDX-FileCopyrightText: 2026 The Limn authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "limn/base/result.h"

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

namespace limn::apps {

/// One entry of a manifest.json: weights that were installed with the program or added to it.
struct InstalledModel {
  std::string name;
  std::filesystem::path file;  // absolute or relative to the working folder, as found
  std::string sha256;          // of the file, hex
  std::string licence;
  std::string family;  // "sam-med2d", "sam", "medsam", "focus"
  std::string with;    // of a focus network: the model that it was measured with
  std::string description;
  bool isDefault = false;
};

/// Reads the first manifest.json found in: $LIMN_MODELS, ../share/limn/models beside the program,
/// models/ of the source tree. No manifest at all is an empty list. Unreadable when one is damaged.
///
/// {"format": 1, "default": NAME or null, "models": [{"name", "file", "sha256", "licence",
/// "family", "description", "with"}]}; `file` is relative to the manifest.
[[nodiscard]] Result<std::vector<InstalledModel>> installedModels();

/// The first focus network among them.
[[nodiscard]] Result<std::optional<InstalledModel>> installedFocus();

/// The checkpoint that a user means: an existing file, or the name of an installed model; empty =
/// $LIMN_MODEL, else the installed default. NotFound says how to give one.
[[nodiscard]] Result<std::filesystem::path> findModel(const std::string& fileOrName);

/// The folder that holds the running program.
[[nodiscard]] std::filesystem::path programFolder();

}  // namespace limn::apps
