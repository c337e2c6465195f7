// SPDX-FileCopyrightText: 2026 The Limn authors
// SPDX-License-Identifier: Apache-2.0

// limn refine: draft masks of whole folders become prompts, are decoded and corrected.

#include "command.h"
#include "number_list.h"
#include "reader_cost.h"
#include "refine_cases.h"
#include "refine_report.h"
#include "refine_run.h"

#include <CLI/CLI.hpp>
#include <fmt/core.h>

#include <chrono>
#include <filesystem>
#include <map>
#include <memory>
#include <optional>
#include <utility>

namespace limn::apps {
namespace {

namespace fs = std::filesystem;

struct RefineRequest {
  RefineSource source;
  RefineOptions options;
  std::string out, shard, spoil, window;
  bool onlyMeasures = false, rehashes = false;
  int workers = 0;
  std::size_t limit = 0;
  std::optional<ReaderCostOptions> simulation;
};

/// "eroded,shifted" or "all".
Result<std::vector<core::Defect>> parseDefects(const std::string& text) {
  if (text == "all") return std::vector(core::kDefects.begin(), core::kDefects.end());
  std::vector<core::Defect> defects;
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t end = std::min(text.find(',', at), text.size());
    auto defect = core::defectNamed(std::string_view(text).substr(at, end - at));
    if (!defect) return passOn(defect, "--spoil");
    defects.push_back(*defect);
    at = end + 1;
  }
  return defects;
}

Result<std::optional<Window>> parseWindow(const std::string& text) {
  if (text.empty()) return std::nullopt;
  auto numbers = parseNumbers("--input-window", "CENTRE,WIDTH", text, {2});
  if (!numbers) return passOn(numbers);
  if ((*numbers)[1] <= 0) {
    return fail(ErrorCode::WrongUse,
                fmt::format("--input-window expects a width above 0, found '{}'", text));
  }
  return Window{(*numbers)[0], (*numbers)[1]};
}

void listProblems(const std::vector<Error>& problems, CommandOutput& output) {
  if (problems.empty()) return;
  constexpr std::size_t kMost = 20;
  for (std::size_t i = 0; i < problems.size() && i < kMost; ++i)
    output.problem += fmt::format("skipped {}\n      ", problems[i].message());
  output.problem += fmt::format("{} case{} could not be refined", problems.size(),
                                problems.size() == 1 ? "" : "s");
  output.exitCode = exitCode(ErrorCode::CheckFailed);
}

/// The network, the workers' shares of the machine, and the factory of their networks.
struct Crew {
  core::ModelInfo model;
  std::size_t workers = 1;
  PredictorFactory makePredictor;
};
Result<Crew> assemble(const GlobalOptions& global, int workers, const JobContext& job) {
  job.report(0, "loading the model");
  ModelChoice choice = global.model;
  choice.threads = 1;
  auto first = makePredictor(choice);
  if (!first) return passOn(first);
  Crew crew;
  crew.model = (*first)->info();
  const Workforce force = workforceFor(workers, global.model.threads, crew.model);
  crew.workers = static_cast<std::size_t>(force.workers);
  crew.makePredictor = predictorsLike(std::move(*first), choice, force.threadsEach);
  return crew;
}

Result<CommandOutput> simulate(const RefineRequest& request, const GlobalOptions& global,
                               const JobContext& job) {
  auto crew = assemble(global, request.workers, job);
  if (!crew) return passOn(crew);
  ReaderCostOptions options = *request.simulation;
  options.dataset = request.source.path;
  options.split = request.source.split;
  options.limit = request.limit;
  options.workers = crew->workers;
  options.seed = request.options.seed;
  return reportReaderCost(options, request.out, crew->model, crew->makePredictor, job);
}

Result<CommandOutput> run(RefineRequest request, const GlobalOptions& global,
                          const JobContext& job) {
  using Clock = std::chrono::steady_clock;
  if (request.simulation) return simulate(request, global, job);
  auto defects = parseDefects(request.spoil);
  if (!defects) return passOn(defects);
  request.source.defects = std::move(*defects);
  auto window = parseWindow(request.window);
  if (!window) return passOn(window);
  request.options.window = *window;
  request.options.usesReference = !request.onlyMeasures && request.source.defects.empty();
  RefineRun work;
  if (!request.shard.empty()) {
    auto shard = parseShard(request.shard);
    if (!shard) return passOn(shard);
    work.shard = *shard;
  }
  request.source.limit = request.limit;
  auto cases = listRefineCases(request.source);
  if (!cases) return passOn(cases);
  auto folder = RefineFolder::create(request.out);
  if (!folder) return passOn(folder);
  auto crew = assemble(global, request.workers, job);
  if (!crew) return passOn(crew);
  work.options = request.options;
  work.model = crew->model;
  work.workers = crew->workers;
  work.rehashes = request.rehashes;

  const auto start = Clock::now();
  auto tally = refineCases(*cases, work, *folder, crew->makePredictor, job);
  if (!tally) return passOn(tally);
  const double seconds = std::chrono::duration<double>(Clock::now() - start).count();
  CommandOutput output;
  output.document = {{"out", request.out},        {"cases", cases->size()},
                     {"refined", tally->refined}, {"finished_before", tally->before},
                     {"broken", tally->broken},   {"seconds", seconds}};
  if (work.shard.count == 1) {
    auto summary = writeRefineReport({*folder}, folder->path(), job);
    if (!summary) return passOn(summary);
    output.document["summary"] = toJson(*summary);
    output.answer = refineTable(*summary);
  }
  output.summary = fmt::format(
      "{} refined, {} finished before, {} broken, in {:.0f} s with {} on {} ({} at once); {}\n",
      tally->refined, tally->before, tally->broken, seconds, work.model.name, work.model.device,
      work.workers,
      work.shard.count == 1 ? fmt::format("see {}", (folder->path() / "report.html").string())
                            : "limn merge-reports makes the report of all shards");
  listProblems(tally->problems, output);
  return output;
}

void addSimulation(CLI::App& command, RefineRequest& request,
                   const std::shared_ptr<ReaderCostOptions>& simulation) {
  command.add_flag_callback(
      "--simulate", [&request, simulation] { request.simulation = *simulation; },
      "instead: what a data set would cost a reader. Dice after 0, 1, 3, 5 and 9 clicks");
  command
      .add_option(
          "--clicks-at", simulation->placement,
          "simulated clicks: a random pixel of the error, or the centre of its largest part")
      ->transform(CLI::CheckedTransformer(std::map<std::string, core::ClickPlacement>{
          {"random", core::ClickPlacement::Random}, {"centre", core::ClickPlacement::Centre}}))
      ->type_name("random|centre")
      ->default_str("random");
  command
      .add_option("--box-jitter", simulation->jitter,
                  "simulated box: each side off by up to this share of the box's own")
      ->check(CLI::Range(0.0, 0.5))
      ->capture_default_str();
}

}  // namespace

void addRefine(CLI::App& app, CommandLine& line) {
  auto request = std::make_shared<RefineRequest>();
  auto simulation = std::make_shared<ReaderCostOptions>();
  auto* command = app.add_subcommand(
      "refine",
      "Refine draft masks of many images: against a reference where there is one, else where the "
      "network is sure and the draft is not. May be stopped and started again.");
  command
      ->add_option("MANIFEST", request->source.path,
                   "CSV or JSON with image, draft and maybe reference, labels, id; an nnU-Net "
                   "folder; a folder with images and drafts in it; or a folder of images")
      ->required();
  command->add_option("-o,--output", request->out, "folder for masks and reports")->required();
  command->add_option("--drafts", request->source.drafts, "folder of draft masks, by name");
  command->add_option("--references", request->source.references,
                      "folder of reference masks, by name");
  command->add_option("--split", request->source.split, "only rows of this split, e.g. val");
  command->add_option("--limit", request->limit, "a random choice of so many cases");
  command->add_flag("--measure-only", request->onlyMeasures,
                    "references only measure; the drafts are refined without them");
  command
      ->add_option("--max-clicks", request->options.rule.maxClicks,
                   "on one object and slice; also the budget of --simulate")
      ->check(CLI::Range(0, 100))
      ->capture_default_str();
  command
      ->add_option("--axis", request->options.axis,
                   "cut slices across this axis; else the thickest, else head to foot")
      ->transform(CLI::CheckedTransformer(
          std::map<std::string, Axis>{{"x", Axis::X}, {"y", Axis::Y}, {"z", Axis::Z}}))
      ->type_name("x|y|z");
  command->add_option("--input-window", request->window,
                      "CENTRE,WIDTH: show the network this window instead of the whole range");
  command->add_flag("--cases", request->options.writesCases,
                    "also a case file of each, cases/ID.limn, that limn-studio opens at the "
                    "doubtful slices");
  command->add_option("--shard", request->shard,
                      "I/N: only every N-th case from the I-th on, for job arrays");
  command
      ->add_option("--workers", request->workers,
                   "cases at once, each with its own network; 0 = one per CPU thread")
      ->check(CLI::NonNegativeNumber)
      ->capture_default_str();
  command->add_flag("--rehash", request->rehashes,
                    "read every input again to find out whether it changed, even where its size, "
                    "times and inode are those of the last run");
  command->add_option("--spoil", request->spoil,
                      "for research: spoil right drafts first and measure. right, eroded, dilated, "
                      "shifted, half-missing, island, several with commas, or all");
  command->add_option("--seed", request->options.seed, "of spoiling and of simulated clicks")
      ->capture_default_str();
  addSimulation(*command, *request, simulation);
  command->callback([request, simulation, &line] {
    if (request->simulation) {
      request->simulation = *simulation;
      request->simulation->maxClicks = request->options.rule.maxClicks;
    }
    line.chosen = [request, &line](const JobContext& job) {
      return run(*request, line.options, job);
    };
  });
}

}  // namespace limn::apps
