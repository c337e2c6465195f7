// SPDX-FileCopyrightText: 2026 The Limn authors
// SPDX-License-Identifier: Apache-2.0
#include "app/arguments.h"
#include "app/commands.h"
#include "limn/nn/predictor.h"
#include "limn/nn/selfcheck.h"

#include <algorithm>
#include <iostream>

namespace limn::nn::app {

int runSelfcheck(const std::vector<std::string>& words) {
  const Arguments arguments(words, {.options = {"--golden", "--device", "--precision", "--model",
                                                "--shards", "--pictures", "--threads"},
                                    .switches = {"--json"}});
  if (const auto threads = arguments.count("--threads")) prepareCpu(*threads);
  SelfcheckOptions options;
  options.folder = arguments.text("--golden").value_or(defaultGoldenFolder().string());
  options.device = arguments.text("--device").value_or("cpu");
  options.precision = precisionFromName(arguments.text("--precision").value_or("fp32"));
  options.model = arguments.text("--model").value_or("");
  for (const std::string& path : arguments.list("--shards"))
    options.shards.emplace_back(path);
  options.pictures = arguments.count("--pictures").value_or(24);
  if (options.model.empty() && options.precision != Precision::Fp32) {
    throw UsageError("--precision is about the masks of a model; give --model FILE with it");
  }
  if (!arguments.has("--json")) {
    options.onRow = [](const SelfcheckRow& row) { std::cout << toText(row) << std::endl; };
  }
  const std::vector<SelfcheckRow> rows = selfcheck(options);
  if (arguments.has("--json")) std::cout << toJson(rows);
  return std::ranges::all_of(rows, &SelfcheckRow::passed) ? 0 : 1;
}

}  // namespace limn::nn::app
