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
  const Arguments arguments(
      words, {.options = {"--golden", "--device", "--threads"}, .switches = {"--json"}});
  if (const auto threads = arguments.count("--threads")) setThreadCount(*threads);
  SelfcheckOptions options;
  options.folder = arguments.text("--golden").value_or(defaultGoldenFolder().string());
  options.device = arguments.text("--device").value_or("cpu");
  if (!arguments.has("--json")) {
    options.onRow = [](const SelfcheckRow& row) { std::cout << toText(row) << std::endl; };
  }
  const std::vector<SelfcheckRow> rows = selfcheck(options);
  if (arguments.has("--json")) std::cout << toJson(rows);
  return std::ranges::all_of(rows, &SelfcheckRow::passed) ? 0 : 1;
}

}  // namespace limn::nn::app
