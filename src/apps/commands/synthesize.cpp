// SPDX-FileCopyrightText: 2026 The Limn authors
// SPDX-License-Identifier: Apache-2.0

// limn synthesize: writes a picture with samples of the training data.

#include "command.h"
#include "limn/base/atomic_file.h"
#include "limn/imaging/png_bytes.h"
#include "limn/nn/checkpoint.h"
#include "limn/nn/contact_sheet.h"

#include <CLI/CLI.hpp>
#include <fmt/core.h>

#include <memory>
#include <span>
#include <stdexcept>
#include <utility>

namespace limn::apps {
namespace fs = std::filesystem;
namespace {

struct SynthesizeOptions {
  nn::ContactSheetOptions sheet;
  fs::path out;
};

Result<CommandOutput> run(const SynthesizeOptions& options, const JobContext& job) {
  job.report(0, "drawing");
  nn::ContactSheet sheet;
  try {
    sheet = nn::contactSheet(options.sheet);
  } catch (const nn::CheckpointError& error) {
    return fail(ErrorCode::Unreadable, error.what());
  } catch (const std::invalid_argument& error) {
    return fail(ErrorCode::WrongUse, error.what());
  }
  const std::string png = imaging::pngBytes(sheet.rgb, sheet.width, sheet.height);
  if (auto written = writeFileAtomically(options.out, std::as_bytes(std::span(png))); !written) {
    return passOn(written);
  }

  CommandOutput output;
  output.document = {{"file", options.out.string()},
                     {"pictures", options.sheet.count},
                     {"width", sheet.width},
                     {"height", sheet.height}};
  output.summary = fmt::format("{}: {} pictures, each with its masks beside it\n",
                               options.out.string(), options.sheet.count);
  return output;
}

}  // namespace

void addSynthesize(CLI::App& app, CommandLine& line) {
  auto options = std::make_shared<SynthesizeOptions>();
  nn::ContactSheetOptions& sheet = options->sheet;
  auto* command = app.add_subcommand(
      "synthesize", "Write a picture that shows samples of the training images with their masks");
  command->add_option("--out", options->out, "PNG file to write")->required();
  command->add_option("--seed", sheet.seed, "seed of the random choice")->capture_default_str();
  command->add_option("--count", sheet.count, "number of pictures")
      ->check(CLI::Range(1, 1000))
      ->capture_default_str();
  command->add_option("--side", sheet.side, "side of each picture in pixels")
      ->check(CLI::Range(32, 1024))
      ->capture_default_str();
  command->add_option(
      "--shards", sheet.shards,
      "files or folders written by limn pack: show augmented pictures from them instead of "
      "synthetic ones");
  command->callback([options, &line] {
    line.chosen = [options](const JobContext& job) { return run(*options, job); };
  });
}

}  // namespace limn::apps
