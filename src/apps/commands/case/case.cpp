// SPDX-FileCopyrightText: 2026 The Limn authors
// SPDX-License-Identifier: Apache-2.0

// limn case: shows and checks case files and exports their masks.

#include "case/case_report.h"
#include "case_io.h"
#include "command.h"
#include "limn/imaging/mask_file.h"
#include "limn/store/case_file.h"

#include <CLI/CLI.hpp>
#include <fmt/core.h>

#include <algorithm>
#include <filesystem>
#include <memory>
#include <optional>
#include <utility>
#include <vector>

namespace limn::apps {
namespace fs = std::filesystem;
namespace {

struct CaseRequest {
  fs::path file, output, reference;
  std::optional<std::size_t> at;
  bool lines = false;
};

/// The case, and the number of its actions to use.
struct LoadedCase {
  CaseData data;
  std::size_t count = 0;
};

Result<LoadedCase> loadCase(const CaseRequest& request) {
  auto data = store::readCase(request.file);
  if (!data) return passOn(data);
  const std::size_t count = request.at.value_or(data->actions.size());
  if (count > data->actions.size()) {
    return fail(ErrorCode::OutOfRange, fmt::format("--at {}: {} has {} actions", count,
                                                   request.file.string(), data->actions.size()));
  }
  return LoadedCase{std::move(*data), count};
}

Result<CommandOutput> list(const CaseRequest& request) {
  const fs::path folder = request.file.empty() ? caseFolder() : request.file;
  std::error_code error;
  if (!request.file.empty() && !fs::is_directory(folder, error)) {
    return fail(ErrorCode::NotFound,
                fmt::format("{} is not a folder; give one with case files", folder.string()));
  }
  std::vector<fs::path> files;
  for (fs::directory_iterator it(folder, error), end; !error && it != end; it.increment(error)) {
    if (it->path().extension() == store::kCaseSuffix) files.push_back(it->path());
  }
  std::ranges::sort(files);
  CommandOutput output;
  output.document = {{"folder", folder.string()}, {"cases", nlohmann::ordered_json::array()}};
  for (const fs::path& file : files) {
    auto opened = store::CaseFile::open(file, store::CaseFile::Access::ReadOnly);
    auto summary = opened ? opened->summary() : Result<store::CaseSummary>(passOn(opened));
    if (!summary) {
      output.document["cases"].push_back(
          {{"file", file.string()}, {"error", summary.error().message()}});
      output.answer +=
          fmt::format("{}\n  NOT READABLE: {}\n", file.string(), summary.error().message());
      continue;
    }
    output.document["cases"].push_back({{"file", file.string()},
                                        {"source", summary->source.source.path.string()},
                                        {"actions", summary->actions},
                                        {"accepted", summary->objects},
                                        {"bookmarks", summary->bookmarks},
                                        {"last_reader", summary->lastReader},
                                        {"last_utc", summary->lastUtc}});
    output.answer +=
        fmt::format("{}\n  {}: {} actions, {} mask(s) accepted, last {} {}\n", file.string(),
                    summary->source.source.path.string(), summary->actions, summary->objects,
                    summary->lastUtc, summary->lastReader);
  }
  if (files.empty()) output.answer = fmt::format("no cases in {}\n", folder.string());
  return output;
}

Result<CommandOutput> show(const CaseRequest& request) {
  auto loaded = loadCase(request);
  if (!loaded) return passOn(loaded);
  auto report = describeCase(request.file, loaded->data, loaded->count);
  if (!report) return passOn(report);
  CommandOutput output;
  output.document = std::move(report->document);
  output.answer = std::move(report->text);
  return output;
}

Result<CommandOutput> exportMasks(const CaseRequest& request, const JobContext& job) {
  auto loaded = loadCase(request);
  if (!loaded) return passOn(loaded);
  auto masks = segmentationAt(loaded->data, loaded->count);
  if (!masks) return passOn(masks, request.file.string());
  auto reports =
      imaging::writeMasks({{*masks}, {}, {}}, request.output, {{}, request.reference}, job);
  if (!reports) return passOn(reports);
  const imaging::WriteReport* report = &reports->front();
  CommandOutput output;
  output.document = {{"file", report->file.string()},
                     {"certificate", report->certificate.string()},
                     {"case", request.file.string()},
                     {"actions", loaded->count},
                     {"notes", report->notes}};
  output.summary = fmt::format("{}: masks after action {} of {}\n", report->file.string(),
                               loaded->count, loaded->data.actions.size());
  for (const std::string& note : report->notes)
    output.summary += fmt::format("note: {}\n", note);
  return output;
}

Result<CommandOutput> journal(const CaseRequest& request) {
  auto loaded = loadCase(request);
  if (!loaded) return passOn(loaded);
  CommandOutput output;
  output.document = {{"file", request.file.string()}, {"actions", nlohmann::ordered_json::array()}};
  for (std::size_t i = 0; i < loaded->count; ++i) {
    const CaseAction& action = loaded->data.actions[i];
    output.answer += request.lines ? toJson(action).dump() + "\n" : journalLine(action);
    output.document["actions"].push_back(toJson(action));
  }
  return output;
}

Result<CommandOutput> check(const CaseRequest& request) {
  auto opened = store::CaseFile::open(request.file, store::CaseFile::Access::ReadOnly);
  if (!opened) return passOn(opened);
  if (auto sound = opened->check(); !sound) return passOn(sound);
  CommandOutput output;
  output.document = {{"file", request.file.string()}, {"sound", true}};
  output.summary = fmt::format("{}: sound; masks and labels are what the journal makes of them\n",
                               request.file.string());
  return output;
}

}  // namespace

void addCase(CLI::App& app, CommandLine& line) {
  auto request = std::make_shared<CaseRequest>();
  auto* command = app.add_subcommand("case", "Show and check case files, and export their masks");
  command->require_subcommand(1);
  const auto add = [&](const char* name, const char* help, auto run) {
    auto* sub = command->add_subcommand(name, help);
    sub->callback([request, run, &line] {
      line.chosen = [request, run](const JobContext& job) { return run(*request, job); };
    });
    return sub;
  };
  const auto addFile = [&](CLI::App* sub) {
    sub->add_option("CASE", request->file, "case file (.limn)")->required();
    return sub;
  };
  const auto addAt = [&](CLI::App* sub) {
    sub->add_option("--at", request->at,
                    "the state after the first N actions instead of the last state")
        ->type_name("N");
    return sub;
  };
  add("list", "List the cases of a folder",
      [](const CaseRequest& r, const JobContext&) { return list(r); })
      ->add_option("FOLDER", request->file,
                   "folder of case files; without it, the folder in which limn-studio saves cases");
  addAt(addFile(add("show", "Show what a case contains",
                    [](const CaseRequest& r, const JobContext&) { return show(r); })));
  auto* exporting = addAt(addFile(add("export", "Write the masks of a case", exportMasks)));
  exporting
      ->add_option("-o,--output", request->output, "mask to write; its suffix selects the format")
      ->required();
  exporting->add_option("--reference", request->reference,
                        "for DICOM: where the series of the case is now, if it was moved");
  addAt(addFile(add("journal", "Print all actions with reader and time",
                    [](const CaseRequest& r, const JobContext&) { return journal(r); })))
      ->add_flag("--lines", request->lines, "print one JSON object for each action, one on a line");
  addFile(add("check", "Check that a case file is not damaged",
              [](const CaseRequest& r, const JobContext&) { return check(r); }));
}

}  // namespace limn::apps
