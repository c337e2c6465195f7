// SPDX-FileCopyrightText: 2026 The Limn authors
// SPDX-License-Identifier: Apache-2.0
#include "limn/nn/weights.h"
#include "train/batch_loader.h"
#include "train/initial_weights.h"
#include "train/sam_learning.h"
#include "train/training_data.h"
#include "train/training_task.h"
#include "train/validation.h"

#include <utility>

namespace limn::nn {

namespace {

class SamTask final : public TrainingTask {
 public:
  SamTask(const TrainPlan& plan, TrainState& state, const Team& team, c10::Device device)
      : device_(device),
        learning_(state, plan.settings, team),
        data_(plan.settings, plan.shards, state.config.imageSize),
        validates_(team.leads() && !plan.heldOut.empty()),
        validation_(validates_ ? plan.heldOut : std::vector<std::filesystem::path>{},
                    state.config.imageSize, device),
        loader_([this, first = team.rank() * plan.settings.images](
                    std::int64_t step) { return data_.batch(step, first); },
                state.step + 1, plan.settings.steps, plan.dataThreads) {}

  StepOutcome teach(std::int64_t step, double learningRate) override {
    Batch batch = loader_.next();
    batch.images = batch.images.to(device_);
    batch.masks = batch.masks.to(device_);
    return learning_.teach(batch, step, learningRate);
  }
  [[nodiscard]] std::int64_t skippedUpdates() const override { return learning_.skippedUpdates(); }
  [[nodiscard]] std::optional<HeldOutDice> validate() const override {
    if (!validates_) return std::nullopt;
    return validation_.measure(learning_.forUse());
  }

 private:
  c10::Device device_;
  SamLearning learning_;
  TrainingData data_;
  bool validates_;
  Validation validation_;
  BatchLoader<Batch> loader_;  // last: ends first
};

}  // namespace

TrainState newSamState(const TrainPlan& plan) {
  TrainState state;
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
  return state;
}

std::unique_ptr<TrainingTask> makeSamTask(const TrainPlan& plan, TrainState& state,
                                          const Team& team, c10::Device device) {
  return std::make_unique<SamTask>(plan, state, team, device);
}

}  // namespace limn::nn
