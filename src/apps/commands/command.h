// SPDX-FileCopyrightText: 2026 The Limn authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "limn/base/job_context.h"
#include "limn/base/result.h"
#include "limn/batch/json_forms.h"
#include "wiring.h"

#include <nlohmann/json.hpp>

#include <functional>
#include <string>

namespace CLI {
class App;
}

namespace limn::apps {

using batch::toJson;

/// Options that every command takes.
struct GlobalOptions {
  ModelChoice model;
  DiskCacheChoice cache;
  bool json = false, quiet = false;
  std::string logLevel;
};

/// The output of a command. main() prints it in one of its forms; commands print nothing
/// themselves.
struct CommandOutput {
  nlohmann::ordered_json document;  // the whole answer, for --json
  std::string answer;               // for people, on stdout
  std::string summary;              // like `answer`, but left out by --quiet: what was done
  std::string problem;              // one sentence for stderr when `exitCode` is not 0
  int exitCode = 0;                 // when the work was done, but the result is not good
};

/// What main() runs after parsing: set by the callback of the command that was named.
struct CommandLine {
  GlobalOptions options;
  std::function<Result<CommandOutput>(const JobContext&)> chosen;
};

// Each adds its command to `app`; `line` outlives the parsing.
void addCase(CLI::App& app, CommandLine& line);
void addBench(CLI::App& app, CommandLine& line);
void addInfo(CLI::App& app, CommandLine& line);
void addSegment(CLI::App& app, CommandLine& line);
void addConvert(CLI::App& app, CommandLine& line);
void addCompare(CLI::App& app, CommandLine& line);
void addEmbed(CLI::App& app, CommandLine& line);
void addEvaluate(CLI::App& app, CommandLine& line);
void addMergeReports(CLI::App& app, CommandLine& line);
void addModels(CLI::App& app, CommandLine& line);
void addPack(CLI::App& app, CommandLine& line);
void addRefine(CLI::App& app, CommandLine& line);
void addReplay(CLI::App& app, CommandLine& line);
void addSelfcheck(CLI::App& app, CommandLine& line);
void addSynthesize(CLI::App& app, CommandLine& line);
void addTrain(CLI::App& app, CommandLine& line);
void addVerify(CLI::App& app, CommandLine& line);

}  // namespace limn::apps
