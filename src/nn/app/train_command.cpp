// SPDX-FileCopyrightText: 2026 The Limn authors
// SPDX-License-Identifier: Apache-2.0
#include "app/arguments.h"
#include "app/commands.h"
#include "limn/nn/predictor.h"
#include "limn/nn/training.h"

#include <csignal>
#include <cstdio>
#include <iostream>

namespace limn::nn::app {

namespace {

volatile std::sig_atomic_t interrupted = 0;

std::vector<std::filesystem::path> paths(const std::vector<std::string>& words) {
  return {words.begin(), words.end()};
}

TrainSettings settingsFrom(const Arguments& arguments) {
  const TrainMode mode = modeFromName(arguments.text("--mode").value_or("adapter"));
  const auto named = arguments.text("--recipe");
  const Recipe recipe = named ? recipeFromName(*named) : defaultRecipe(mode);
  TrainSettings s = defaultSettings(mode, recipe);
  s.steps = arguments.count("--steps").value_or(static_cast<int>(s.steps));
  s.images = arguments.count("--images").value_or(static_cast<int>(s.images));
  s.masksPerImage = arguments.count("--masks").value_or(static_cast<int>(s.masksPerImage));
  s.interactions = arguments.count("--interactions").value_or(static_cast<int>(s.interactions));
  s.syntheticShare = arguments.number("--synthetic").value_or(s.syntheticShare);
  s.learningRate = arguments.number("--lr").value_or(s.learningRate);
  s.weightDecay = arguments.number("--weight-decay").value_or(s.weightDecay);
  s.warmupSteps = static_cast<std::int64_t>(
      arguments.number("--warmup").value_or(static_cast<double>(s.warmupSteps)));
  s.schedule =
      arguments.has("--schedule") ? scheduleFromName(*arguments.text("--schedule")) : s.schedule;
  s.clipNorm = arguments.number("--clip-norm").value_or(s.clipNorm);
  s.emaDecay = arguments.number("--ema").value_or(s.emaDecay);
  s.side = arguments.count("--side").value_or(static_cast<int>(s.side));
  s.seed = static_cast<std::uint64_t>(arguments.count("--seed").value_or(1));
  s.bf16 = arguments.has("--bf16");
  return s;
}

TrainPlan planFrom(const Arguments& arguments) {
  TrainPlan plan;
  plan.settings = settingsFrom(arguments);
  if (!arguments.has("--out")) throw UsageError("--out FOLDER is missing");
  plan.folder = *arguments.text("--out");
  if (const auto init = arguments.text("--init")) plan.init = *init;
  if (const auto shape = arguments.text("--shape")) plan.fresh = shapeFromName(*shape);
  plan.sketchedPrompts = arguments.has("--sketched-prompts");
  plan.resume = arguments.has("--resume");
  plan.shards = paths(arguments.list("--shards"));
  plan.heldOut = paths(arguments.list("--held-out"));
  if (plan.shards.empty()) plan.settings.syntheticShare = 1;
  plan.device = arguments.text("--device").value_or("cpu");
  plan.dataThreads = arguments.count("--data-threads").value_or(plan.dataThreads);
  plan.saveEvery = arguments.count("--save-every").value_or(static_cast<int>(plan.saveEvery));
  plan.validateEvery =
      arguments.count("--validate-every").value_or(static_cast<int>(plan.validateEvery));
  plan.stopAfterMinutes = arguments.number("--minutes").value_or(0);
  return plan;
}

void print(const TrainProgress& p) {
  const auto left = static_cast<long>(p.secondsLeft);
  std::printf("step %lld/%lld  loss %.4f  dice %.3f  lr %.2e  %.2f s/step  %ld:%02ld:%02ld left",
              static_cast<long long>(p.step), static_cast<long long>(p.steps), p.loss, p.dice,
              p.learningRate, p.secondsPerStep, left / 3600, left / 60 % 60, left % 60);
  if (p.heldOut) std::printf("  held out: %s", heldOutText(*p.heldOut).c_str());
  if (p.skippedUpdates > 0) {
    std::printf("  %lld updates left out: gradients not finite",
                static_cast<long long>(p.skippedUpdates));
  }
  std::printf("\n");
  std::fflush(stdout);
}

}  // namespace

int runTrain(const std::vector<std::string>& words) {
  const Arguments arguments(words,
                            {.options = {"--out",      "--init",         "--shape",
                                         "--shards",   "--held-out",     "--mode",
                                         "--recipe",   "--steps",        "--images",
                                         "--masks",    "--interactions", "--synthetic",
                                         "--lr",       "--weight-decay", "--warmup",
                                         "--schedule", "--clip-norm",    "--ema",
                                         "--seed",     "--save-every",   "--validate-every",
                                         "--minutes",  "--data-threads", "--threads",
                                         "--device",   "--side"},
                             .switches = {"--resume", "--bf16", "--quiet", "--sketched-prompts"}});
  if (const auto threads = arguments.count("--threads")) prepareCpu(*threads);
  std::signal(SIGINT, [](int) { interrupted = 1; });
  std::signal(SIGTERM, [](int) { interrupted = 1; });
  const bool quiet = arguments.has("--quiet");
  const TrainResult result = train(
      planFrom(arguments),
      [quiet](const TrainProgress& progress) {
        if (!quiet) print(progress);
      },
      [] { return interrupted != 0; });
  std::printf("%s at step %lld: %s\n",
              result.finished ? "finished" : "stopped, resume with --resume",
              static_cast<long long>(result.step), result.model.c_str());
  return 0;
}

}  // namespace limn::nn::app
