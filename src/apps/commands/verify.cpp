// SPDX-FileCopyrightText: 2026 The Limn authors
// SPDX-License-Identifier: Apache-2.0

// limn verify: repeats the checks of the certificates beside exported masks.

#include "command.h"
#include "limn/batch/json_forms.h"
#include "limn/imaging/mask_verification.h"

#include <CLI/CLI.hpp>
#include <fmt/core.h>

#include <algorithm>
#include <memory>
#include <string>
#include <vector>

namespace limn::apps {
namespace {

CommandOutput run(const std::vector<std::string>& files, const JobContext& job) {
  CommandOutput output;
  output.document = {{"files", nlohmann::ordered_json::array()}};
  for (const std::string& file : files) {
    auto verified = imaging::verifyMaskFile(file, job);
    auto& entry = output.document["files"].emplace_back();
    entry = {{"file", file}, {"holds", verified.has_value()}};
    if (verified) {
      entry["checks"] = verified->held;
      output.answer += fmt::format("{}: holds\n", file);
      for (const std::string& check : verified->held)
        output.answer += fmt::format("    {}\n", check);
    } else {
      entry["error"] = batch::toJson(verified.error());
      output.answer += fmt::format("{}: DOES NOT HOLD\n    {}\n", file, verified.error().message());
      output.exitCode = std::max(output.exitCode, exitCode(verified.error().code));
      output.problem = "not every file is what its certificate describes";
    }
  }
  return output;
}

}  // namespace

void addVerify(CLI::App& app, CommandLine& line) {
  auto files = std::make_shared<std::vector<std::string>>();
  auto* command = app.add_subcommand(
      "verify", "Check exported masks against the certificates beside them (FILE.json)");
  command->add_option("FILE", *files, "masks that Limn exported")->required();
  command->callback([files, &line] {
    line.chosen = [files](const JobContext& job) -> Result<CommandOutput> {
      return run(*files, job);
    };
  });
}

}  // namespace limn::apps
