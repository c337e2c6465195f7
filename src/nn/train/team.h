// SPDX-FileCopyrightText: 2026 The Limn authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <ATen/core/Tensor.h>
#include <c10/core/Device.h>

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace limn::nn {

/// The processes that train one network together, this one among them. Alone unless the launcher
/// said otherwise.
class Team {
 public:
  /// Joins the processes named by the environment: RANK, WORLD_SIZE (torchrun), OMPI_COMM_WORLD_*
  /// or PMI_* (mpirun), SLURM_PROCID, SLURM_NTASKS (srun), with MASTER_ADDR and MASTER_PORT. Waits
  /// for the others. Throws TrainError when they cannot be reached or a variable is missing.
  [[nodiscard]] static Team join();
  Team(Team&&) noexcept;
  ~Team();

  [[nodiscard]] std::int64_t rank() const { return rank_; }
  [[nodiscard]] std::int64_t size() const { return size_; }
  [[nodiscard]] bool leads() const { return rank_ == 0; }
  /// Replaces each tensor, in place, by its mean over the processes. All call it with the same
  /// shapes in the same order. Throws TrainError when another process went away.
  void average(const std::vector<at::Tensor>& tensors) const;
  /// True when any process says so.
  [[nodiscard]] bool any(bool mine) const;

 private:
  Team();

  std::int64_t rank_ = 0, size_ = 1;
  std::unique_ptr<class TeamLink> link_;
};

/// What the environment says of the launch; pure, for Team::join().
struct Launch {
  std::int64_t rank = 0, size = 1;
  std::string host;
  std::int64_t port = 0;
};
/// `lookUp` gives a variable's value or nothing. Throws TrainError.
[[nodiscard]] Launch launchFrom(
    const std::function<std::optional<std::string>(const char*)>& lookUp);

}  // namespace limn::nn
