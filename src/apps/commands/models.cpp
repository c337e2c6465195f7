// SPDX-FileCopyrightText: 2026 The Limn authors
// SPDX-License-Identifier: Apache-2.0

// limn models: the weights that are installed.

#include "../model_catalog.h"
#include "command.h"

#include <CLI/CLI.hpp>
#include <fmt/core.h>

#include <memory>
#include <utility>

namespace limn::apps {
namespace {

enum class Which { All, DefaultOnly };

Result<CommandOutput> run(Which which) {
  auto models = installedModels();
  if (!models) return passOn(models);
  CommandOutput output;
  auto list = nlohmann::ordered_json::array();
  for (const InstalledModel& model : *models) {
    if (which == Which::DefaultOnly && !model.isDefault) continue;
    std::error_code ignored;
    const bool present = std::filesystem::is_regular_file(model.file, ignored);
    list.push_back({{"name", model.name},
                    {"path", model.file.string()},
                    {"present", present},
                    {"default", model.isDefault},
                    {"family", model.family},
                    {"sha256", model.sha256},
                    {"licence", model.licence},
                    {"description", model.description}});
    output.answer +=
        fmt::format("{}{}  {}\n    {}{}\n    sha256 {}\n    licence {}\n", model.name,
                    model.isDefault ? " (default)" : "", model.description, model.file.string(),
                    present ? "" : " (MISSING)", model.sha256, model.licence);
  }
  if (list.empty() && which == Which::DefaultOnly) {
    auto none = findModel({});  // LIMN_MODEL counts: it is what would be used
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
  auto* command = app.add_subcommand("models", "List the installed weights");
  command->add_flag("--default", *which,
                    "only the one used when --model is not given; fails if none");
  command->callback([which, &line] {
    line.chosen = [which](const JobContext&) {
      return run(*which ? Which::DefaultOnly : Which::All);
    };
  });
}

}  // namespace limn::apps
