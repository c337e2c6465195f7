// SPDX-FileCopyrightText: 2026 The Limn authors
// SPDX-License-Identifier: Apache-2.0

// limn merge-reports: one report of the shards of a batch.

#include "command.h"
#include "limn/batch/refine_report.h"

#include <CLI/CLI.hpp>
#include <fmt/core.h>

#include <algorithm>
#include <filesystem>
#include <memory>
#include <string>
#include <system_error>
#include <utility>
#include <vector>

namespace limn::apps {
namespace {

namespace fs = std::filesystem;

struct MergeRequest {
  std::vector<std::string> folders;
  std::string out;
};

Result<CommandOutput> run(const MergeRequest& request, const JobContext& job) {
  std::vector<batch::RefineFolder> folders;
  for (const std::string& path : request.folders) {
    auto folder = batch::RefineFolder::open(path);
    if (!folder) return passOn(folder);
    folders.push_back(std::move(*folder));
  }
  std::error_code failed;
  fs::create_directories(request.out, failed);
  if (failed) {
    return fail(ErrorCode::WriteFailed,
                fmt::format("{}: the folder cannot be made ({})", request.out, failed.message()));
  }
  auto summary = batch::writeRefineReport(folders, request.out, job);
  if (!summary) return passOn(summary);
  CommandOutput output;
  output.document = toJson(*summary);
  output.answer = batch::refineTable(*summary);
  output.summary = fmt::format("{} of {} cases; see {}\n", summary->cases, summary->total,
                               (fs::path(request.out) / "report.html").string());
  const std::size_t missing = summary->total - std::min(summary->total, summary->cases);
  if (missing > 0 || summary->brokenCount > 0) {
    output.problem = fmt::format(
        "{} cases have no record yet and {} could not be refined; run the "
        "same shards again",
        missing, summary->brokenCount);
    output.exitCode = exitCode(ErrorCode::CheckFailed);
  }
  return output;
}

}  // namespace

void addMergeReports(CLI::App& app, CommandLine& line) {
  auto request = std::make_shared<MergeRequest>();
  auto* command = app.add_subcommand(
      "merge-reports",
      "Write one report of all shards of a limn refine batch, also while some are not finished");
  command
      ->add_option("DIR", request->folders,
                   "output folders of the shards, or the one that they share")
      ->required();
  command
      ->add_option("-o,--output", request->out,
                   "folder for the report; can be one of these folders")
      ->required();
  command->callback([request, &line] {
    line.chosen = [request](const JobContext& job) { return run(*request, job); };
  });
}

}  // namespace limn::apps
