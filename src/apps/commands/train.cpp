// SPDX-FileCopyrightText: 2026 The Limn authors
// SPDX-License-Identifier: Apache-2.0

// limn train: fine-tunes a checkpoint as published, or trains a network from nothing.

#include "command.h"
#include "limn/engine/sam_predictor.h"
#include "limn/nn/checkpoint.h"
#include "limn/nn/training.h"

#include <CLI/CLI.hpp>
#include <fmt/core.h>

#include <memory>
#include <optional>

namespace limn::apps {
namespace {

/// What was typed; settings that were not keep the recipe's values.
struct TrainOptions {
  std::string folder, init, shape, mode = "adapter", recipe, schedule;
  std::vector<std::string> shards, heldOut;
  std::optional<std::int64_t> steps, images, masks, interactions, warmup, side;
  std::optional<double> synthetic, learningRate, weightDecay, clipNorm, ema;
  std::uint64_t seed = 1;
  std::int64_t saveEvery = 100, validateEvery = 200;
  int dataThreads = 1;
  double minutes = 0;
  bool sketchedPrompts = false, resume = false, bf16 = false;
};

template <typename Value>
void take(const std::optional<Value>& given, Value& setting) {
  if (given) setting = *given;
}

nn::TrainSettings settingsFrom(const TrainOptions& options) {
  const nn::TrainMode mode = nn::modeFromName(options.mode);
  const nn::Recipe recipe =
      options.recipe.empty() ? nn::defaultRecipe(mode) : nn::recipeFromName(options.recipe);
  nn::TrainSettings settings = nn::defaultSettings(mode, recipe);
  take(options.steps, settings.steps);
  take(options.images, settings.images);
  take(options.masks, settings.masksPerImage);
  take(options.interactions, settings.interactions);
  take(options.warmup, settings.warmupSteps);
  take(options.synthetic, settings.syntheticShare);
  take(options.learningRate, settings.learningRate);
  take(options.weightDecay, settings.weightDecay);
  take(options.clipNorm, settings.clipNorm);
  take(options.ema, settings.emaDecay);
  take(options.side, settings.side);
  if (!options.schedule.empty()) settings.schedule = nn::scheduleFromName(options.schedule);
  if (options.shards.empty()) settings.syntheticShare = 1;
  settings.seed = options.seed;
  settings.bf16 = options.bf16;
  return settings;
}

nn::TrainPlan planFrom(const TrainOptions& options, const std::string& device) {
  nn::TrainPlan plan;
  plan.settings = settingsFrom(options);
  plan.folder = options.folder;
  if (!options.init.empty()) plan.init = options.init;
  if (!options.shape.empty()) plan.fresh = nn::shapeFromName(options.shape);
  plan.sketchedPrompts = options.sketchedPrompts;
  plan.shards.assign(options.shards.begin(), options.shards.end());
  plan.heldOut.assign(options.heldOut.begin(), options.heldOut.end());
  plan.device = device;
  plan.dataThreads = options.dataThreads;
  plan.saveEvery = options.saveEvery;
  plan.validateEvery = options.validateEvery;
  plan.stopAfterMinutes = options.minutes;
  plan.resume = options.resume;
  return plan;
}

/// "step 120 of 2000, loss 0.71, Dice 0.58, 1:12:30 left"
std::string progressText(const nn::TrainProgress& p) {
  const auto left = static_cast<long>(p.secondsLeft);
  return fmt::format("step {} of {}, loss {:.3f}, Dice {:.3f}, {}:{:02}:{:02} left", p.step,
                     p.steps, p.loss, p.dice, left / 3600, left / 60 % 60, left % 60);
}

CommandOutput describe(const nn::TrainResult& result, const nn::TrainProgress& last) {
  CommandOutput output;
  output.document = {{"step", result.step},
                     {"finished", result.finished},
                     {"model", result.model.string()},
                     {"loss", last.loss},
                     {"skipped_updates", last.skippedUpdates},
                     {"dice", last.dice}};
  output.answer = fmt::format("{}\n", result.model.string());
  output.summary = result.finished
                       ? fmt::format("finished after {} steps\n", result.step)
                       : fmt::format("stopped at step {}; go on with --resume\n", result.step);
  if (last.skippedUpdates > 0) {
    output.summary += fmt::format("{} updates were left out because a gradient was not finite\n",
                                  last.skippedUpdates);
  }
  return output;
}

Result<CommandOutput> run(const TrainOptions& options, const GlobalOptions& global,
                          const JobContext& job) {
  if (global.model.precision != "fp32") {
    return fail(ErrorCode::WrongUse,
                "--precision is for answers, not for training; use --bf16 or leave it out");
  }
  engine::prepareCpu(global.model.threads);
  nn::TrainProgress last;
  const auto onStep = [&](const nn::TrainProgress& progress) {
    last = progress;
    const double share = static_cast<double>(progress.step) / static_cast<double>(progress.steps);
    job.report(share, progressText(progress));
  };
  try {
    const nn::TrainPlan plan = planFrom(options, global.model.device);
    return describe(nn::train(plan, onStep, [&job] { return job.isCancelled(); }), last);
  } catch (const nn::TrainError& error) {
    return fail(ErrorCode::Mismatch, error.what());
  } catch (const nn::CheckpointError& error) {
    return fail(ErrorCode::Unreadable, error.what());
  } catch (const std::invalid_argument& error) {
    return fail(ErrorCode::WrongUse, error.what());
  }
}

void addOptions(CLI::App& command, TrainOptions& o) {
  command.add_option("-o,--output", o.folder, "folder of the run")->required();
  command.add_option("--init", o.init, "checkpoint to begin with");
  command.add_option("--shape", o.shape, "or random weights: small, tiny, vit_b_adapter_256, ...");
  command.add_flag("--sketched-prompts", o.sketchedPrompts,
                   "from now on the network is also shown its prompts drawn");
  command.add_flag("--resume", o.resume, "go on with the run in the folder");
  command.add_option("--shards", o.shards, "what `limn pack` wrote; else invented images only");
  command.add_option("--held-out", o.heldOut, "shards for the Dice curves");
  command.add_option("--mode", o.mode, "what learns: adapter, decoder or full")
      ->capture_default_str();
  command.add_option("--recipe", o.recipe, "published, compact or focus; follows from the mode");
  command.add_option("--steps", o.steps, "batches to learn from");
  command.add_option("--images", o.images, "images in a batch, per process");
  command.add_option("--masks", o.masks, "masks of each image");
  command.add_option("--interactions", o.interactions, "prompts for each mask, one after another");
  command.add_option("--synthetic", o.synthetic, "share of invented images, 0 to 1");
  command.add_option("--lr", o.learningRate, "learning rate");
  command.add_option("--weight-decay", o.weightDecay, "decoupled weight decay");
  command.add_option("--warmup", o.warmup, "steps of linear warm-up");
  command.add_option("--schedule", o.schedule, "constant, published or cosine");
  command.add_option("--clip-norm", o.clipNorm, "largest norm of the gradients; 0 = any");
  command.add_option("--ema", o.ema, "decay of averaged weights; 0 = none");
  command.add_option("--side", o.side, "pixels of a view, with --recipe focus");
  command.add_option("--seed", o.seed, "of everything random")->capture_default_str();
  command.add_flag("--bf16", o.bf16,
                   "bfloat16 where it is safe: on a GPU; with --recipe focus on a CPU too");
  command.add_option("--save-every", o.saveEvery, "steps")->capture_default_str();
  command.add_option("--validate-every", o.validateEvery, "steps")->capture_default_str();
  command.add_option("--minutes", o.minutes, "save and stop after so long; 0 = never");
  command.add_option("--data-threads", o.dataThreads, "that prepare images ahead")
      ->check(CLI::Range(1, 256))
      ->capture_default_str();
}

}  // namespace

void addTrain(CLI::App& app, CommandLine& line) {
  auto options = std::make_shared<TrainOptions>();
  auto* command = app.add_subcommand(
      "train", "Fine-tune a checkpoint on packed data as published, or train a new network");
  addOptions(*command, *options);
  command->callback([options, &line] {
    line.chosen = [options, &line](const JobContext& job) {
      return run(*options, line.options, job);
    };
  });
}

}  // namespace limn::apps
