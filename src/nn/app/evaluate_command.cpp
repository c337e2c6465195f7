// SPDX-FileCopyrightText: 2026 The Limn authors
// SPDX-License-Identifier: Apache-2.0
#include "app/arguments.h"
#include "app/commands.h"
#include "focus/focus_evaluation.h"

#include <algorithm>
#include <array>
#include <cstdio>
#include <iostream>
#include <optional>
#include <set>

namespace limn::nn::app {

namespace {

constexpr std::array<const char*, 15> kMeasures{
    "box",     "box+1", "box+3",  "box+5",   "1 point", "3 points",     "5 points", "obeyed",
    "harmful", "right", "eroded", "dilated", "shifted", "half-missing", "island"};

void printRow(const std::string& name, std::int64_t masks, const Measures& measures) {
  std::printf("| %s | %lld |", name.c_str(), static_cast<long long>(masks));
  for (const char* measure : kMeasures) {
    const auto found = measures.find(measure);
    if (found == measures.end()) {
      std::printf(" |");
    } else {
      std::printf(" %.3f |", found->second);
    }
  }
  std::printf("\n");
}

/// Mean over the targets that have the measure.
Measures meanOver(const std::vector<TargetMeasures>& targets, const std::string& method,
                  const std::function<bool(const TargetMeasures&)>& counts, std::int64_t& masks) {
  std::map<std::string, std::pair<double, double>> sums;
  masks = 0;
  for (const TargetMeasures& target : targets) {
    if (!counts(target)) continue;
    masks += target.masks;
    for (const auto& [name, value] : target.byMethod.at(method)) {
      sums[name].first += value;
      sums[name].second += 1;
    }
  }
  Measures out;
  for (const auto& [name, sum] : sums)
    out[name] = sum.first / sum.second;
  return out;
}

void printTables(const std::vector<TargetMeasures>& targets, const std::set<std::string>& thin) {
  if (targets.empty()) return;
  for (const auto& [method, unused] : targets.front().byMethod) {
    std::printf("\n%s\n\n| target | masks |", method.c_str());
    for (const char* measure : kMeasures)
      std::printf(" %s |", measure);
    std::printf("\n| --- | --- |");
    for (std::size_t i = 0; i < kMeasures.size(); ++i)
      std::printf(" --- |");
    std::printf("\n");
    std::int64_t masks = 0;
    const auto all = [](const TargetMeasures&) { return true; };
    const auto notThin = [&](const TargetMeasures& t) { return !thin.contains(t.target); };
    const Measures thick = meanOver(targets, method, notThin, masks);
    printRow("mean over targets without thin structures", masks, thick);
    const Measures every = meanOver(targets, method, all, masks);
    printRow("mean over targets", masks, every);
    for (const TargetMeasures& target : targets)
      printRow(target.modality + ", " + target.target, target.masks, target.byMethod.at(method));
  }
}

}  // namespace

int runEvaluate(const std::vector<std::string>& words) {
  const Arguments arguments(words, {.options = {"--shards", "--focus", "--model", "--thin",
                                                "--masks", "--seed", "--threads", "--device"},
                                    .switches = {}});
  if (const auto threads = arguments.count("--threads")) prepareCpu(*threads);
  if (!arguments.has("--shards")) throw UsageError("--shards PATH,... is missing");
  const std::vector<std::string> paths = arguments.list("--shards");
  const ShardSet shards({paths.begin(), paths.end()});
  PredictorOptions options;
  options.device = arguments.text("--device").value_or("cpu");
  std::optional<Predictor> sam;
  std::optional<FocusPredictor> focus;
  std::vector<ComparedMethod> methods{ellipseMethod()};
  if (const auto model = arguments.text("--model")) {
    sam = Predictor::load(*model, options);
    methods.push_back(samMethod(*sam));
  }
  if (const auto file = arguments.text("--focus")) {
    focus = FocusPredictor::load(*file, options);
    methods.push_back(focusMethod(*focus));
    if (sam) methods.push_back(focusMethod(*focus, samMethod(*sam)));
  }
  FocusEvaluationOptions how;
  how.masksPerTarget = arguments.count("--masks").value_or(static_cast<int>(how.masksPerTarget));
  how.seed = static_cast<std::uint64_t>(arguments.count("--seed").value_or(1));
  const std::vector<std::string> thin = arguments.list("--thin");
  const auto onMask = [](std::int64_t done, std::int64_t all) {
    std::fprintf(stderr, "\r%lld of %lld masks", static_cast<long long>(done),
                 static_cast<long long>(all));
  };
  const auto found = evaluateMasks(shards, methods, how, onMask);
  std::fprintf(stderr, "\n");
  printTables(found, {thin.begin(), thin.end()});
  return 0;
}

}  // namespace limn::nn::app
