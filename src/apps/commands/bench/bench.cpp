// SPDX-FileCopyrightText: 2026 The Limn authors
// SPDX-License-Identifier: Apache-2.0

// limn bench: measures on this machine the times that a reader waits for.

#include "bench/bench_stages.h"
#include "command.h"
#include "limn/batch/json_file.h"
#include "limn/batch/json_forms.h"

#include <CLI/CLI.hpp>
#include <fmt/core.h>

#include <filesystem>
#include <memory>
#include <utility>

namespace limn::apps {
using Json = nlohmann::ordered_json;
namespace {

struct BenchRequest {
  BenchPlan plan;
  std::string compare;  // an earlier document; empty = none
};

/// Read before the measurement, so that a wrong file name is reported at once.
Result<Json> readEarlier(const std::string& file) {
  std::error_code ignored;
  if (!std::filesystem::exists(file, ignored)) {
    return fail(
        ErrorCode::NotFound,
        fmt::format("{}: there is no such file; give what limn bench --json printed", file));
  }
  Json document = batch::readJsonFile(file);
  if (document.is_discarded()) {
    return fail(ErrorCode::Unreadable, fmt::format("{}: expected a JSON document", file));
  }
  return document;
}

std::string table(const BenchOutcome& outcome, const Json& ratios) {
  std::string text = fmt::format("{} on {}, {} parameters\n{:<16} {:>10} {:>10} {:>7}{}\n",
                                 outcome.model.name, outcome.model.device, outcome.model.parameters,
                                 "", "p50", "p95", "count", ratios.empty() ? "" : "   ratio");
  for (const StageTimes& stage : outcome.stages) {
    text += fmt::format("{:<16} {:>10.2f} {:>10.2f} {:>7}", stage.name,
                        percentile(stage.milliseconds, 0.5), percentile(stage.milliseconds, 0.95),
                        stage.milliseconds.size());
    if (ratios.contains(stage.name))
      text += fmt::format(" {:>7.3f}", ratios[stage.name].get<double>());
    text += '\n';
  }
  return text + fmt::format("peak memory      {:>10.0f} MB\n", outcome.peakMegabytes);
}

Result<CommandOutput> run(BenchRequest request, const GlobalOptions& options,
                          const JobContext& job) {
  Json earlier = Json::object();
  if (!request.compare.empty()) {
    auto read = readEarlier(request.compare);
    if (!read) return passOn(read);
    earlier = std::move(*read);
  }
  request.plan.model = options.model;
  auto outcome = runBenchStages(request.plan, job);
  if (!outcome) return passOn(outcome);

  CommandOutput output;
  output.document["model"] = toJson(outcome->model);
  output.document["size"] = request.plan.side;
  output.document["repeat"] = request.plan.repeats;
  output.document.update(timesToJson(outcome->stages));
  output.document["peak_memory_mb"] = outcome->peakMegabytes;
  Json ratios = Json::object();
  if (!request.compare.empty()) {
    auto compared = ratiosTo(output.document, earlier);
    if (!compared) return passOn(compared);
    ratios = std::move(*compared);
    output.document["ratios"] = ratios;
  }
  output.answer = table(*outcome, ratios);
  return output;
}

}  // namespace

void addBench(CLI::App& app, CommandLine& line) {
  auto request = std::make_shared<BenchRequest>();
  auto* command = app.add_subcommand("bench",
                                     "Measure how long this machine takes to load the model, "
                                     "encode a slice, answer a click, encode "
                                     "a series and export a mask");
  command
      ->add_option("--repeat", request->plan.repeats,
                   "number of encodings to measure; clicks are measured ten times as often")
      ->check(CLI::Range(1, 1000))
      ->capture_default_str();
  command->add_option("--size", request->plan.side, "side of a slice in pixels")
      ->check(CLI::Range(16, 4096))
      ->capture_default_str();
  command->add_option("--slices", request->plan.slices, "number of slices of the series")
      ->check(CLI::Range(1, 1000))
      ->capture_default_str();
  command->add_option("--compare", request->compare,
                      "file with an earlier output of --json; the ratios to it are printed");
  command->callback([request, &line] {
    line.chosen = [request, &line](const JobContext& job) {
      return run(*request, line.options, job);
    };
  });
}

}  // namespace limn::apps
