// SPDX-FileCopyrightText: 2026 The Limn authors
// SPDX-License-Identifier: Apache-2.0

// limn selfcheck: compares the network with the published results on this machine and times it.

#include "limn/nn/selfcheck.h"

#include "../model_catalog.h"
#include "command.h"
#include "limn/batch/json_forms.h"
#include "limn/batch/slice_network.h"
#include "limn/engine/sam_predictor.h"

#include <CLI/CLI.hpp>
#include <fmt/core.h>

#include <algorithm>
#include <filesystem>
#include <memory>
#include <utility>

namespace limn::apps {
namespace fs = std::filesystem;
using Json = nlohmann::ordered_json;
namespace {

constexpr const char* kSpeedArchitecture = "vit_b_adapter_256";

/// Vectors beside the installed program, else those of the source tree.
fs::path goldenFolder(const std::string& given) {
  if (!given.empty()) return given;
  const fs::path installed = programFolder().parent_path() / "share" / "limn" / "selfcheck";
  std::error_code ignored;
  return fs::is_directory(installed, ignored) ? installed : nn::defaultGoldenFolder();
}

Result<std::vector<nn::SelfcheckRow>> check(const fs::path& folder, const std::string& device,
                                            const JobContext& job) {
  nn::SelfcheckOptions options{folder, device, {}};
  options.onRow = [&job](const nn::SelfcheckRow& row) {
    job.report(0, row.file + (row.passed ? " is right" : " is WRONG"));
  };
  try {
    return nn::selfcheck(options);
  } catch (const nn::SelfcheckError& error) {
    return fail(ErrorCode::Unreadable, error.what());
  } catch (const std::invalid_argument& error) {
    return fail(ErrorCode::WrongUse, error.what());
  }
}

/// A 512 x 512 slice with a disc, as large as a CT slice usually is.
Result<Volume> speedVolume() {
  constexpr std::int64_t kSide = 512;
  Grid grid;
  grid.size = {kSide, kSide, 1};
  std::vector<std::byte> data(static_cast<std::size_t>(grid.size.voxels()));
  for (std::int64_t y = 0; y < kSide; ++y) {
    for (std::int64_t x = 0; x < kSide; ++x) {
      const bool inside = (x - 256) * (x - 256) + (y - 256) * (y - 256) < 100 * 100;
      data[static_cast<std::size_t>(grid.offset({x, y, 0}))] = std::byte(inside ? 180 : 60);
    }
  }
  return makeVolume(grid, PixelType::UInt8, 1, std::move(data));
}

struct Speed {
  core::ModelInfo model;
  double encodeMs = 0, clickMs = 0;  // medians of three, after one that is not counted
};

Result<Speed> measureSpeed(ModelChoice choice, const JobContext& job) {
  if (choice.model.empty() && choice.arch.empty() && !findModel({}))
    choice.arch = kSpeedArchitecture;
  auto predictor = makePredictor(choice);
  if (!predictor) return passOn(predictor);
  auto volume = speedVolume();
  if (!volume) return passOn(volume);
  const batch::SliceNetwork network{**predictor, *volume, core::volumeRangeMapping(*volume)};
  std::array<double, 3> encodes{}, clicks{};
  for (int round = -1; round < 3; ++round) {
    job.report(static_cast<double>(round + 1) / 4, "measuring speed");
    auto answer = network.ask({Axis::Z, 0}, {core::PointPrompt{{256, 256}, true}}, job);
    if (!answer) return passOn(answer);
    if (round < 0) continue;
    encodes[static_cast<std::size_t>(round)] = answer->encodeMs;
    clicks[static_cast<std::size_t>(round)] = answer->clickMs;
  }
  std::ranges::sort(encodes);
  std::ranges::sort(clicks);
  return Speed{(*predictor)->info(), encodes[1], clicks[1]};
}

Result<CommandOutput> run(const std::string& golden, const GlobalOptions& options,
                          const JobContext& job) {
  engine::prepareCpu(options.model.threads);
  auto rows = check(goldenFolder(golden), options.model.device, job);
  if (!rows) return passOn(rows);
  auto speed = measureSpeed(options.model, job);
  if (!speed) return passOn(speed);

  CommandOutput output;
  output.document = Json::parse(nn::toJson(*rows));
  output.document["model"] = toJson(speed->model);
  output.document["encode_ms"] = speed->encodeMs;
  output.document["click_ms"] = speed->clickMs;
  for (const nn::SelfcheckRow& row : *rows)
    output.answer += nn::toText(row) + "\n";
  output.answer +=
      fmt::format("speed: {} on {}, 512x512 slice: encoded in {:.0f} ms, click {:.1f} ms\n",
                  speed->model.name, speed->model.device, speed->encodeMs, speed->clickMs);
  const auto failed = std::ranges::count(*rows, false, &nn::SelfcheckRow::passed);
  if (failed > 0) {
    output.problem = fmt::format(
        "{} of {} files of golden vectors are not reproduced on this device; "
        "do not trust its masks",
        failed, rows->size());
    output.exitCode = exitCode(ErrorCode::CheckFailed);
  }
  return output;
}

}  // namespace

void addSelfcheck(CLI::App& app, CommandLine& line) {
  auto golden = std::make_shared<std::string>();
  auto* command = app.add_subcommand("selfcheck",
                                     "Check that the network computes the published results on "
                                     "this machine, and measure its speed");
  command->add_option("--golden", *golden,
                      "folder with files of expected results (TAG.expected.safetensors)");
  command->callback([golden, &line] {
    line.chosen = [golden, &line](const JobContext& job) {
      return run(*golden, line.options, job);
    };
  });
}

}  // namespace limn::apps
