// SPDX-FileCopyrightText: 2026 The Limn authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "limn/base/segmentation.h"
#include "limn/core/prompt.h"

#include <functional>
#include <utility>
#include <variant>
#include <vector>

namespace limn::core {

struct VolumeOpened {};  // a new volume; everything else is new too
struct MaskChanged {     // voxels of these labels
  std::vector<LabelId> labels;
};
struct LabelsChanged {};  // list, names, colours, locks, visibility
struct ActiveLabelChanged {};
struct PromptsChanged {};
struct PreviewChanged {};  // preview mask, candidate or its state
struct HoverChanged {};    // the mask under the resting cursor came or went
struct SavedStateChanged {};
struct CacheChanged {};  // a slice became ready, or the queue moved
struct ModelChanged {};
struct PropagationChanged {};  // a mask was proposed, or all ended or were dropped
struct PastChanged {};         // another moment is shown, or the present again
struct EditRefused {};         // something was to be changed while the past was looked at
using ChangeEvent =
    std::variant<VolumeOpened, MaskChanged, LabelsChanged, ActiveLabelChanged, PromptsChanged,
                 PreviewChanged, HoverChanged, SavedStateChanged, CacheChanged, ModelChanged,
                 PropagationChanged, PastChanged, EditRefused>;

/// Keeps an observer registered for as long as it lives. May outlive what it observes.
class Subscription {
 public:
  Subscription() = default;
  explicit Subscription(std::function<void()> cancel) : cancel_(std::move(cancel)) {}
  Subscription(Subscription&& other) noexcept : cancel_(std::exchange(other.cancel_, {})) {}
  Subscription& operator=(Subscription&& other) noexcept {
    if (this != &other) {
      reset();
      cancel_ = std::exchange(other.cancel_, {});
    }
    return *this;
  }
  ~Subscription() { reset(); }
  void reset() {
    if (auto cancel = std::exchange(cancel_, {})) cancel();
  }

 private:
  std::function<void()> cancel_;
};

}  // namespace limn::core
