// SPDX-FileCopyrightText: 2026 The Limn authors
// SPDX-License-Identifier: Apache-2.0
#include "limn/nn/selfcheck.h"

#include "device.h"
#include "golden.h"
#include "json.h"

#include <c10/core/InferenceMode.h>

#include <algorithm>
#include <chrono>
#include <cmath>
#include <cstdio>

namespace limn::nn {

namespace {

constexpr std::string_view kExpected = ".expected.safetensors";
constexpr double kTinyTolerance = 1e-4;
constexpr double kFullSizeTolerance = 1e-3;
constexpr double kLossTolerance = 1e-5;

std::vector<std::string> goldenFiles(const std::filesystem::path& folder) {
  std::vector<std::string> names;
  std::error_code error;
  for (std::filesystem::directory_iterator it(folder, error), end; !error && it != end;
       it.increment(error)) {
    const std::string name = it->path().filename().string();
    const bool other = name == "pre_post.safetensors" || name == "losses.safetensors";
    if (other || name.ends_with(kExpected)) names.push_back(name);
  }
  if (error) {
    throw SelfcheckError("cannot read the folder of golden vectors " + folder.string() + ": " +
                         error.message());
  }
  if (names.empty()) {
    throw SelfcheckError(folder.string() + " holds no golden vectors; expected files named TAG" +
                         std::string(kExpected));
  }
  std::ranges::sort(names);
  return names;
}

void checkNetwork(const SelfcheckOptions& options, SelfcheckRow& row, const StateDict& expected,
                  ErrorMeter& meter) {
  const std::string tag = row.file.substr(0, row.file.size() - kExpected.size());
  GoldenCase golden = loadGoldenCase(options.folder, tag);
  row.tolerance = golden.formula ? kFullSizeTolerance : kTinyTolerance;
  const c10::Device device = resolveDevice(options.device);
  for (auto& [name, tensor] : golden.weights.tensors)
    tensor = tensor.to(device);
  compareNetwork(Sam(golden.weights, golden.config), tag, expected, meter);
  if (device.is_cpu()) compareFastNetwork(std::move(golden), expected, meter);
}

SelfcheckRow checkFile(const SelfcheckOptions& options, const std::string& name) {
  SelfcheckRow row;
  row.file = name;
  row.tolerance = kTinyTolerance;
  const auto start = std::chrono::steady_clock::now();
  try {
    const StateDict expected = readCheckpoint(options.folder / name);
    ErrorMeter meter;
    if (name == "pre_post.safetensors") {
      comparePrePost(expected, meter);
    } else if (name == "losses.safetensors") {
      row.tolerance = kLossTolerance;
      compareLosses(expected, meter);
    } else {
      checkNetwork(options, row, expected, meter);
    }
    if (meter.largest() < 0) throw std::runtime_error("holds nothing that can be compared");
    row.maxError = meter.largest();
    row.tensor = meter.tensor();
    row.passed = row.maxError <= row.tolerance;
  } catch (const std::exception& error) {
    row.problem = error.what();
  }
  row.milliseconds =
      std::chrono::duration<double, std::milli>(std::chrono::steady_clock::now() - start).count();
  return row;
}

std::string number(double value) {
  if (!std::isfinite(value)) return "null";
  std::array<char, 32> text{};
  std::snprintf(text.data(), text.size(), "%.6g", value);
  return text.data();
}

}  // namespace

std::vector<SelfcheckRow> selfcheck(const SelfcheckOptions& options) {
  const c10::InferenceMode guard;
  (void)resolveDevice(options.device);  // a wrong name is the caller's error, not a failed vector
  std::vector<SelfcheckRow> rows;
  for (const std::string& name : goldenFiles(options.folder)) {
    rows.push_back(checkFile(options, name));
    if (options.onRow) options.onRow(rows.back());
  }
  return rows;
}

std::filesystem::path defaultGoldenFolder() {
  return LIMN_NN_GOLDEN_DIR;
}

std::string toJson(const std::vector<SelfcheckRow>& rows) {
  const bool passed = std::ranges::all_of(rows, &SelfcheckRow::passed);
  std::string out = std::string("{\"passed\": ") + (passed ? "true" : "false") + ", \"rows\": [";
  for (const SelfcheckRow& row : rows) {
    out += (&row == rows.data() ? "\n" : ",\n");
    out += "  {\"file\": " + jsonString(row.file) + ", \"tensor\": " + jsonString(row.tensor) +
           ", \"max_error\": " + number(row.maxError) +
           ", \"tolerance\": " + number(row.tolerance) +
           ", \"passed\": " + (row.passed ? "true" : "false") +
           ", \"milliseconds\": " + number(row.milliseconds) +
           ", \"problem\": " + jsonString(row.problem) + "}";
  }
  return out + "\n]}\n";
}

std::string toText(const SelfcheckRow& row) {
  const std::string name =
      row.file + std::string(row.file.size() < 40 ? 40 - row.file.size() : 1, ' ');
  if (!row.problem.empty()) return "FAIL  " + name + row.problem;
  std::array<char, 160> text{};
  std::snprintf(text.data(), text.size(), "%s  %s%.2e of %.0e  %7.0f ms  ",
                row.passed ? "ok  " : "FAIL", name.c_str(), row.maxError, row.tolerance,
                row.milliseconds);
  return text.data() + row.tensor;
}

}  // namespace limn::nn
