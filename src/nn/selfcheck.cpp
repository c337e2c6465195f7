// SPDX-FileCopyrightText: 2026 The Limn authors
// SPDX-License-Identifier: Apache-2.0
#include "limn/nn/selfcheck.h"

#include "device.h"
#include "golden.h"
#include "json.h"
#include "mask_parity.h"

#include <c10/core/InferenceMode.h>

#include <algorithm>
#include <array>
#include <chrono>
#include <cmath>
#include <cstdio>

namespace limn::nn {

namespace {

constexpr std::string_view kExpected = ".expected.safetensors";
constexpr double kTinyTolerance = 1e-4;
constexpr double kFullSizeTolerance = 1e-3;
constexpr double kLossTolerance = 1e-5;
constexpr double kDiceTolerance = 0.005;  // 1 - Dice

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
  const c10::Device device = resolveDevice(options.device);
  row.tolerance = golden.formula || !device.is_cpu() ? kFullSizeTolerance : kTinyTolerance;
  for (auto& [name, tensor] : golden.weights.tensors)
    tensor = tensor.to(device);
  compareNetwork(Sam(golden.weights, golden.config), tag, expected, meter);
  if (device.is_cpu()) compareFastNetwork(std::move(golden), expected, meter);
}

/// Fills in the row of `name`: what `check` finds, whether it suffices, how long it took.
SelfcheckRow timedRow(const std::string& name, const std::function<void(SelfcheckRow&)>& check) {
  SelfcheckRow row;
  row.file = name;
  row.tolerance = kTinyTolerance;
  const auto start = std::chrono::steady_clock::now();
  try {
    check(row);
    row.passed = row.maxError <= row.tolerance;
  } catch (const std::exception& error) {
    row.problem = error.what();
  }
  row.milliseconds =
      std::chrono::duration<double, std::milli>(std::chrono::steady_clock::now() - start).count();
  return row;
}

void checkFile(const SelfcheckOptions& options, SelfcheckRow& row) {
  const StateDict expected = readCheckpoint(options.folder / row.file);
  ErrorMeter meter;
  if (row.file == "pre_post.safetensors") {
    comparePrePost(expected, meter);
  } else if (row.file == "losses.safetensors") {
    row.tolerance = kLossTolerance;
    compareLosses(expected, meter);
  } else {
    checkNetwork(options, row, expected, meter);
  }
  if (meter.largest() < 0) throw std::runtime_error("holds nothing that can be compared");
  row.maxError = meter.largest();
  row.tensor = meter.tensor();
}

c10::Device deviceOfMasks(const SelfcheckOptions& options) {
  const bool half = encoderType(options.precision) != at::kFloat;
  return resolveDevice(options.device,
                       half && options.device == "cpu" ? Precision::Fp32 : options.precision);
}

/// Bf16 on a CPU is that of its own form. In other half precision, and where it does not multiply
/// bf16, it runs the reference form: slowly, and here alone, to tell what a GPU loses by it.
bool runsOwnForm(const SelfcheckOptions& options) {
  return options.precision == Precision::Bf16 && deviceOfMasks(options).is_cpu() &&
         cpuMultipliesBf16();
}

/// The masks of the model on the device and in the precision asked for, against fp32 on the CPU.
void checkMasks(const SelfcheckOptions& options, SelfcheckRow& row) {
  GoldenCase model = loadCheckpointCase(options.model, row.file);
  const auto pictures = parityPictures(options.shards, options.pictures, model.config.imageSize);
  const auto other = runsOwnForm(options)
                         ? makeCpuNetwork(model.weights, model.config, options.precision)
                         : makeDeviceNetwork(model.weights, model.config, deviceOfMasks(options),
                                             options.precision);
  const auto trusted = makeCpuNetwork(std::move(model.weights), model.config);
  const MaskParity parity = compareMasks(*trusted, *other, pictures);
  if (parity.masks == 0) throw std::runtime_error("no picture has an object to compare");
  row.maxError = 1 - parity.meanDice;
  row.tolerance = kDiceTolerance;
  std::array<char, 160> text{};
  std::snprintf(text.data(), text.size(),
                "1 - Dice, mean of %lld masks in %s%s (Dice: median %.5f, lowest %.4f; embedding "
                "within %.1e)",
                static_cast<long long>(parity.masks), precisionName(options.precision).data(),
                runsOwnForm(options) ? "" : " by the reference form", parity.medianDice,
                parity.lowestDice, parity.largestFeatureError);
  row.tensor = text.data();
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
  (void)deviceOfMasks(options);  // a wrong name is the caller's error, not a failed vector
  std::vector<SelfcheckRow> rows;
  const auto add = [&](const std::string& name, const auto& check) {
    rows.push_back(timedRow(name, [&](SelfcheckRow& row) { check(options, row); }));
    if (options.onRow) options.onRow(rows.back());
  };
  for (const std::string& name : goldenFiles(options.folder))
    add(name, checkFile);
  if (!options.model.empty()) add(options.model.filename().string(), checkMasks);
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
