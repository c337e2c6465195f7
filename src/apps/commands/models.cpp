// SPDX-FileCopyrightText: 2026 The Limn authors
// SPDX-License-Identifier: Apache-2.0

// limn models: the installed models.

#include "../model_catalog.h"
#include "command.h"
#include "limn/nn/checkpoint.h"

#include <CLI/CLI.hpp>
#include <fmt/core.h>

#include <memory>
#include <utility>

namespace limn::apps {
namespace {

enum class Which { All, DefaultOnly };

/// Of the file itself, so that it is equal to that of `limn info`; empty when the file cannot be
/// read.
std::string hashOf(const std::filesystem::path& file) {
  try {
    return nn::hashFile(file);
  } catch (const nn::CheckpointError&) {
    return {};
  }
}

Result<CommandOutput> run(Which which) {
  auto models = installedModels();
  if (!models) return passOn(models);
  CommandOutput output;
  auto list = nlohmann::ordered_json::array();
  for (const InstalledModel& model : *models) {
    if (which == Which::DefaultOnly && !model.isDefault) continue;
    std::error_code ignored;
    const bool present = std::filesystem::is_regular_file(model.file, ignored);
    const std::string found = present ? hashOf(model.file) : std::string();
    const bool isChanged = present && !model.sha256.empty() && found != model.sha256;
    const std::string& sha256 = present ? found : model.sha256;
    list.push_back({{"name", model.name},
                    {"path", model.file.string()},
                    {"present", present},
                    {"default", model.isDefault},
                    {"family", model.family},
                    {"sha256", sha256},
                    {"changed", isChanged},
                    {"licence", model.licence},
                    {"description", model.description}});
    if (!model.with.empty()) list.back()["with"] = model.with;
    output.answer +=
        fmt::format("{}{}  {}\n    {}{}\n    sha256 {}\n    licence {}\n", model.name,
                    model.isDefault ? " (default)" : "", model.description, model.file.string(),
                    present ? "" : " (MISSING)", sha256, model.licence);
    if (isChanged) {
      output.answer += fmt::format(
          "    CHANGED: the manifest expects sha256 {}; install the model again\n", model.sha256);
    }
  }
  if (list.empty() && which == Which::DefaultOnly) {
    auto none = findModel({});  // LIMN_MODEL has priority over the default
    if (!none) return passOn(none);
    list.push_back(
        {{"name", none->filename().string()}, {"path", none->string()}, {"default", true}});
    output.answer = fmt::format("{} (from LIMN_MODEL)\n", none->string());
  }
  if (list.empty()) {
    output.answer =
        "No model is installed. Give a SAM-Med2D, SAM or MedSAM checkpoint with --model FILE, or "
        "name "
        "it in LIMN_MODEL.\n";
  }
  output.document["models"] = std::move(list);
  return output;
}

}  // namespace

void addModels(CLI::App& app, CommandLine& line) {
  auto which = std::make_shared<bool>(false);
  auto* command = app.add_subcommand("models", "List the installed models");
  command->add_flag("--default", *which,
                    "show only the model that is used without --model; an error if there is none");
  command->callback([which, &line] {
    line.chosen = [which](const JobContext&) {
      return run(*which ? Which::DefaultOnly : Which::All);
    };
  });
}

}  // namespace limn::apps
