// SPDX-FileCopyrightText: 2026 The Limn authors
// SPDX-License-Identifier: Apache-2.0
#include "device.h"
#include "limn/nn/training.h"
#include "train/run_files.h"
#include "train/team.h"
#include "train/training_task.h"

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
  if (s.recipe == Recipe::Focus) {
    require(s.side >= 32 && s.side <= 512 && s.side % 32 == 0,
            "the side of a view is a multiple of 32 from 32 to 512 pixels");
    require(!plan.fresh, "the focus network has one shape: leave the shape out");
    return;
  }
  require(plan.resume || plan.init.has_value() != plan.fresh.has_value(),
          "begin with a checkpoint or with random weights of a shape, one of the two");
}

/// Weights and settings at the beginning of this call: from the run's state, or new.
TrainState beginning(const TrainPlan& plan, const RunFiles& files) {
  const bool focus = plan.settings.recipe == Recipe::Focus;
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
    state = focus ? newFocusState(plan) : newSamState(plan);
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
        task_(plan.settings.recipe == Recipe::Focus ? makeFocusTask(plan, state_, team_, device_)
                                                    : makeSamTask(plan, state_, team_, device_)) {
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
  void learn(TrainProgress& progress);
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
  std::unique_ptr<TrainingTask> task_;
  Curves curves_;
};

void Run::learn(TrainProgress& progress) {
  const std::int64_t step = state_.step + 1;
  progress.learningRate = learningRateAt(plan_.settings, step);
  const StepOutcome outcome = task_->teach(step, progress.learningRate);
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
  progress.skippedUpdates = task_->skippedUpdates();
  progress.heldOut = std::nullopt;
}

void Run::record(const TrainProgress& progress, double minutes) {
  constexpr std::int64_t kMostRows = 4000;
  const std::int64_t every = 1 + plan_.settings.steps / kMostRows;
  if (progress.step % every != 0 && !progress.heldOut) return;
  curves_.points.push_back({progress.step, progress.loss, progress.dice, progress.learningRate,
                            minutes, progress.heldOut});
}

void Run::save() {
  if (!team_.leads()) return;
  files_.write(state_, curves_);
}

TrainResult Run::go(const std::function<void(const TrainProgress&)>& onStep,
                    const std::function<bool()>& stop) {
  const std::int64_t before = state_.step;
  const double minutesBefore = curves_.points.empty() ? 0 : curves_.points.back().minutes;
  const auto start = Clock::now();
  TrainProgress progress;
  progress.steps = plan_.settings.steps;
  bool stopped = false;
  std::int64_t saved = state_.step;
  while (state_.step < plan_.settings.steps && !stopped) {
    learn(progress);
    if (due(plan_.validateEvery)) progress.heldOut = task_->validate();
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
