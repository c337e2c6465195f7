// SPDX-FileCopyrightText: 2026 The Limn authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "limn/nn/sam_config.h"

#include <cstdint>
#include <filesystem>
#include <functional>
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

namespace limn::nn {

/// Which tensors learn. Adapter: adapters, prompt encoder and decoder on the first interaction, the
/// decoder on the others (SAM-Med2D as published). Decoder: the mask decoder alone (FT-SAM). Full:
/// everything, also from nothing.
enum class TrainMode { Adapter, Decoder, Full };

/// How an image is turned into training samples. Published: the simulation and the losses of
/// SAM-Med2D, one optimizer step per interaction. Compact: for a small network that learns
/// everything: losses per mask, so that small structures count, points that accumulate as a
/// reader's do, and the gradients of all interactions in one optimizer step. Focus: for the focus
/// network, which sees a view around an object, its prompts and the previous mask together, and
/// learns to correct that mask.
enum class Recipe { Published, Compact, Focus };

/// Constant, the published halving at 7/12 and 10/12 of the run, or a half cosine down to 1 %; each
/// after a linear warm-up.
enum class Schedule { Constant, Published, Cosine };

/// A network by a word: "small" (the shipped weights' shape: C 160, 6 global blocks, adapters,
/// decoder 128), "tiny" (64 pixels, for tests), or a tag as SamConfig::fromTag() takes. Throws
/// std::invalid_argument.
[[nodiscard]] SamConfig shapeFromName(std::string_view name);

/// The spelling used on the command line and in files. The inverses throw std::invalid_argument.
[[nodiscard]] std::string_view modeName(TrainMode mode);
[[nodiscard]] std::string_view recipeName(Recipe recipe);
[[nodiscard]] std::string_view scheduleName(Schedule schedule);
[[nodiscard]] TrainMode modeFromName(std::string_view name);
[[nodiscard]] Recipe recipeFromName(std::string_view name);
[[nodiscard]] Schedule scheduleFromName(std::string_view name);

/// What defines a run: with the same settings, data and number of processes, the same weights come
/// out on the CPU, however often it was interrupted.
struct TrainSettings {
  TrainMode mode = TrainMode::Adapter;
  Recipe recipe = Recipe::Published;
  std::int64_t steps = 1000;  // optimizer steps; for Published, images batches
  std::int64_t images = 8;    // per step and process
  std::int64_t masksPerImage = 5;
  std::int64_t interactions = 9;  // per batch, the first included
  double syntheticShare = 0;      // of the images; 1 without shards
  double learningRate = 1e-4;
  double weightDecay = 0;  // decoupled (AdamW); 0 is Adam
  std::int64_t warmupSteps = 0;
  Schedule schedule = Schedule::Constant;
  double clipNorm = 0;      // of all gradients together; 0 = none
  double emaDecay = 0;      // of the averaged weights; 0 = none are kept
  std::int64_t side = 128;  // of the views of Focus, pixels
  std::uint64_t seed = 1;
  bool bf16 = false;  // autocast, on a GPU; Focus: also on a CPU that multiplies bf16
};

/// The published values, or what a compact network needs in their place.
[[nodiscard]] TrainSettings defaultSettings(TrainMode mode, Recipe recipe);
/// The recipe that goes with a mode where none is named: compact for Full, else published.
[[nodiscard]] Recipe defaultRecipe(TrainMode mode);

/// Where a run reads and writes, and what may change when it is resumed.
struct TrainPlan {
  TrainSettings settings;
  std::filesystem::path folder;                // state.safetensors, model.safetensors, curves
  std::optional<std::filesystem::path> init;   // checkpoint to begin with
  std::optional<SamConfig> fresh;              // or random weights of this shape
  bool sketchedPrompts = false;                // teach `init` to see its prompts drawn, from now on
  std::vector<std::filesystem::path> shards;   // files or folders
  std::vector<std::filesystem::path> heldOut;  // likewise, for the Dice curves; may be empty
  std::string device = "cpu";                  // as PredictorOptions::device
  int dataThreads = 1;                         // that prepare images ahead
  std::int64_t saveEvery = 100, validateEvery = 200;  // steps; 0 = at the end only
  double stopAfterMinutes = 0;                        // save and return early; 0 = run to the end
  bool resume = false;                                // continue from the folder's state
};

/// Dice on held-out pictures, mean over targets; the optional ones with Recipe::Focus.
struct HeldOutDice {
  double box = 0, point = 0;
  std::optional<double> corrected;  // box and three corrections
  std::optional<double> fivePoints;
  std::optional<double> draftGain;  // over the Dice of the drafts
};

/// "box 0.8012, point 0.5630", and what else was measured.
[[nodiscard]] std::string heldOutText(const HeldOutDice& dice);

/// Told after every step.
struct TrainProgress {
  std::int64_t step = 0, steps = 0;
  double loss = 0, dice = 0;  // of the last interaction of this step's batch
  double learningRate = 0;
  double secondsPerStep = 0, secondsLeft = 0;
  std::int64_t skippedUpdates = 0;     // of this call, because a gradient was not finite
  std::optional<HeldOutDice> heldOut;  // at steps that validated
};

/// A run that cannot start or go on: loss not a number, another shape on resume, settings that
/// differ from the run's. The last state that was saved is whole. Unreadable files are
/// CheckpointError.
struct TrainError : std::runtime_error {
  using std::runtime_error::runtime_error;
};

struct TrainResult {
  std::int64_t step = 0;
  bool finished = false;  // false: stopped by time or by `stop`
  std::filesystem::path model;
};

/// Trains. Files appear atomically in `plan.folder`: `state.safetensors` (everything needed to go
/// on), `model.safetensors` (fp32 weights for use: averaged ones where they are kept),
/// `curves.csv`, `curves.svg`. `stop` is asked after each step. Several processes take part when
/// the variables of torchrun, mpirun or srun are set (docs/training.md). Throws TrainError,
/// CheckpointError, std::invalid_argument.
TrainResult train(const TrainPlan& plan,
                  const std::function<void(const TrainProgress&)>& onStep = {},
                  const std::function<bool()>& stop = {});

}  // namespace limn::nn
