// SPDX-FileCopyrightText: 2026 The Limn authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "train/team.h"

namespace limn::nn {

/// The connection between the processes: c10d's Gloo backend over TCP.
class TeamLink {
 public:
  virtual ~TeamLink() = default;
  /// Replaces `tensor` (CPU, contiguous) by the sum over the processes.
  virtual void sum(at::Tensor& tensor) = 0;
  virtual void barrier() = 0;
};

/// Throws c10::Error when the others do not come, TrainError when this build cannot.
[[nodiscard]] std::unique_ptr<TeamLink> connect(const Launch& launch);

}  // namespace limn::nn
