// SPDX-FileCopyrightText: 2026 The Limn authors
// SPDX-License-Identifier: Apache-2.0
#include "device.h"
#include "limn/nn/training.h"
#include "limn/nn/weights.h"
#include "train/batch_loader.h"
#include "train/initial_weights.h"
#include "train/lesson_plan.h"
#include "train/run_files.h"
#include "train/team.h"
#include "train/validation.h"

#include <ATen/TensorOperators.h>

#include <chrono>
#include <cmath>
#include <utility>

namespace limn::nn {

namespace {

using Clock = std::chrono::steady_clock;

double secondsSince(Clock::time_point start) {
  return std::chrono::duration<double>(Clock::now() - start).count();
}

void checkPlan(const TrainPlan& plan) {
  const TrainSettings& s = plan.settings;
  const auto require = [](bool good, const char* what) {
    if (!good) throw std::invalid_argument(what);
  };
  require(s.steps >= 1 && s.images >= 1 && s.masksPerImage >= 1 && s.interactions >= 1,
          "steps, images, masks per image and interactions must be at least 1");
  require(s.syntheticShare >= 0 && s.syntheticShare <= 1,
          "the share of synthetic images lies in 0..1");
  require(s.learningRate > 0 && s.weightDecay >= 0 && s.clipNorm >= 0,
          "the learning rate must be positive, weight decay and clipping not negative");
  require(s.emaDecay >= 0 && s.emaDecay < 1, "the averaging decay lies in 0..1, 1 excluded");
  require(!plan.shards.empty() || s.syntheticShare > 0,
          "nothing to learn from: give shards, or a share of synthetic images");
  require(plan.resume || plan.init.has_value() != plan.fresh.has_value(),
          "begin with a checkpoint or with random weights of a shape, one of the two");
}

/// Weights and settings at the beginning of this call: from the run's state, or new.
TrainState beginning(const TrainPlan& plan, const RunFiles& files) {
  TrainState state;
  if (plan.resume) {
    state = readTrainState(files.state);
    checkResumable(state, plan.settings, files.state);
    if (plan.fresh && *plan.fresh != state.config) {
      throw TrainError(files.state.string() +
                       ": the run trains a network of another shape than asked for; leave the "
                       "shape out, or begin in another folder");
    }
  } else {
    StateDict weights =
        plan.init ? readCheckpoint(*plan.init) : initialWeights(*plan.fresh, plan.settings.seed);
    state.config = plan.init ? inferConfig(weights, {}, *plan.init) : *plan.fresh;
    checkStateDict(weights, state.config, plan.init.value_or(""));
    state.config.sketchedPrompts |= plan.sketchedPrompts;
    if (state.config.sketchedPrompts && state.config.family != Family::SamMed2d) {
      throw TrainError(
          "sketched prompts are probabilities, as the family sam-med2d takes them; this network is "
          "of the family " +
          std::string(familyName(state.config.family)));
    }
    convertToFloat(weights);
    state.weights = std::move(weights.tensors);
    if (plan.settings.emaDecay > 0) {
      for (const auto& [name, weight] : state.weights)
        state.average[name] = weight.clone();
    }
  }
  state.settings = plan.settings;
  return state;
}

/// One run in progress.
class Run {
 public:
  explicit Run(const TrainPlan& plan)
      : plan_(plan),
        team_(Team::join()),
        device_(resolveDevice(plan.device)),
        files_(plan.folder),
        state_(onDevice(beginning(plan, files_))),
        lessons_(state_, plan.settings, team_),
        data_(plan.settings, plan.shards, state_.config.imageSize),
        validation_(team_.leads() ? plan.heldOut : std::vector<std::filesystem::path>{},
                    state_.config.imageSize, device_) {
    if (plan.resume) curves_ = Curves::readCsv(files_.csv, state_.step);
  }

  TrainResult go(const std::function<void(const TrainProgress&)>& onStep,
                 const std::function<bool()>& stop);

 private:
  [[nodiscard]] TrainState onDevice(TrainState state) const {
    for (NamedTensors* part :
         {&state.weights, &state.average, &state.first, &state.second, &state.updates}) {
      for (auto& [name, tensor] : *part)
        tensor = tensor.to(device_).clone();
    }
    return state;
  }
  void learn(BatchLoader& loader, TrainProgress& progress);
  void validate(TrainProgress& progress) const;
  void record(const TrainProgress& progress, double minutes);
  void save();
  [[nodiscard]] bool due(std::int64_t every) const {
    return state_.step == plan_.settings.steps || (every > 0 && state_.step % every == 0);
  }

  TrainPlan plan_;
  Team team_;
  c10::Device device_;
  RunFiles files_;
  TrainState state_;
  LessonPlan lessons_;
  TrainingData data_;
  Validation validation_;
  Curves curves_;
};

void Run::learn(BatchLoader& loader, TrainProgress& progress) {
  const std::int64_t step = state_.step + 1;
  Batch batch = loader.next();
  batch.images = batch.images.to(device_);
  batch.masks = batch.masks.to(device_);
  progress.learningRate = learningRateAt(plan_.settings, step);
  const LessonOutcome outcome = lessons_.teach(batch, step, progress.learningRate);
  if (!std::isfinite(outcome.loss)) {
    throw TrainError("the loss is not a number at step " + std::to_string(step) +
                     " (learning rate " + std::to_string(progress.learningRate) +
                     "); the last good state and weights stay in " + plan_.folder.string() +
                     "; begin another run with --init " + files_.model.string() +
                     " and a lower --lr or --clip-norm");
  }
  state_.step = step;
  progress.step = step;
  progress.loss = outcome.loss;
  progress.dice = outcome.dice;
  progress.skippedUpdates = lessons_.skippedUpdates();
  progress.heldOutBox = progress.heldOutPoint = std::nullopt;
}

void Run::validate(TrainProgress& progress) const {
  if (plan_.heldOut.empty() || !team_.leads()) return;
  const HeldOutDice found = validation_.measure(lessons_.forUse());
  progress.heldOutBox = found.box;
  progress.heldOutPoint = found.point;
}

void Run::record(const TrainProgress& progress, double minutes) {
  constexpr std::int64_t kMostRows = 4000;
  const std::int64_t every = 1 + plan_.settings.steps / kMostRows;
  if (progress.step % every != 0 && !progress.heldOutBox) return;
  curves_.points.push_back({progress.step, progress.loss, progress.dice, progress.learningRate,
                            minutes, progress.heldOutBox, progress.heldOutPoint});
}

void Run::save() {
  if (!team_.leads()) return;
  files_.write(state_, curves_);
}

TrainResult Run::go(const std::function<void(const TrainProgress&)>& onStep,
                    const std::function<bool()>& stop) {
  const auto make = [this](std::int64_t step) {
    return data_.batch(step, team_.rank() * plan_.settings.images);
  };
  BatchLoader loader(make, state_.step + 1, plan_.settings.steps, plan_.dataThreads);
  const std::int64_t before = state_.step;
  const double minutesBefore = curves_.points.empty() ? 0 : curves_.points.back().minutes;
  const auto start = Clock::now();
  TrainProgress progress;
  progress.steps = plan_.settings.steps;
  bool stopped = false;
  std::int64_t saved = state_.step;
  while (state_.step < plan_.settings.steps && !stopped) {
    learn(loader, progress);
    if (due(plan_.validateEvery)) validate(progress);
    const double seconds = secondsSince(start);
    progress.secondsPerStep = seconds / static_cast<double>(state_.step - before);
    progress.secondsLeft =
        progress.secondsPerStep * static_cast<double>(plan_.settings.steps - state_.step);
    record(progress, minutesBefore + seconds / 60);
    const bool late = plan_.stopAfterMinutes > 0 && seconds > plan_.stopAfterMinutes * 60;
    stopped = team_.any(late || (stop && stop()));
    if (due(plan_.saveEvery) || stopped) {
      save();
      saved = state_.step;
    }
    if (onStep && team_.leads()) onStep(progress);
  }
  if (saved != state_.step || before == state_.step) save();
  return {state_.step, state_.step == plan_.settings.steps, files_.model};
}

}  // namespace

TrainResult train(const TrainPlan& plan, const std::function<void(const TrainProgress&)>& onStep,
                  const std::function<bool()>& stop) {
  checkPlan(plan);
  return Run(plan).go(onStep, stop);
}

}  // namespace limn::nn
