// SPDX-FileCopyrightText: 2026 The Limn authors
// SPDX-License-Identifier: Apache-2.0
#include "train/team.h"

#include "limn/nn/training.h"
#include "train/team_link.h"

#include <ATen/TensorOperators.h>
#include <ATen/ops/zeros.h>

#include <array>
#include <charconv>
#include <cstdlib>
#include <functional>
#include <string>
#include <utility>

namespace limn::nn {

namespace {

using LookUp = std::function<std::optional<std::string>(const char*)>;

std::int64_t wholeNumber(const char* name, const std::string& text) {
  std::int64_t value = -1;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc{} || end != text.data() + text.size() || value < 0) {
    throw TrainError("the variable " + std::string(name) + " must be a whole number, it is '" +
                     text + "'");
  }
  return value;
}

/// Names of the rank and of the number of processes, by launcher.
constexpr std::array<std::pair<const char*, const char*>, 4> kLaunchers{
    {{"RANK", "WORLD_SIZE"},
     {"OMPI_COMM_WORLD_RANK", "OMPI_COMM_WORLD_SIZE"},
     {"PMI_RANK", "PMI_SIZE"},
     {"SLURM_PROCID", "SLURM_NTASKS"}}};

}  // namespace

Launch launchFrom(const LookUp& lookUp) {
  Launch launch;
  for (const auto& [rankName, sizeName] : kLaunchers) {
    const auto rank = lookUp(rankName), size = lookUp(sizeName);
    if (!rank || !size) continue;
    launch.rank = wholeNumber(rankName, *rank);
    launch.size = wholeNumber(sizeName, *size);
    break;
  }
  if (launch.size <= 1) return {};
  if (launch.rank >= launch.size) {
    throw TrainError("this is process " + std::to_string(launch.rank) + " of " +
                     std::to_string(launch.size) + "; ranks count from 0");
  }
  const auto host = lookUp("MASTER_ADDR"), port = lookUp("MASTER_PORT");
  if (!host || !port) {
    throw TrainError(
        "several processes were started; set MASTER_ADDR (host of the first one) and "
        "MASTER_PORT (a free port there), as docs/training.md shows");
  }
  launch.host = *host;
  launch.port = wholeNumber("MASTER_PORT", *port);
  return launch;
}

Team::Team() = default;
Team::Team(Team&&) noexcept = default;
Team::~Team() = default;

Team Team::join() {
  const Launch launch = launchFrom([](const char* name) -> std::optional<std::string> {
    const char* value = std::getenv(name);
    return value == nullptr ? std::nullopt : std::optional<std::string>(value);
  });
  Team team;
  if (launch.size == 1) return team;
  team.rank_ = launch.rank;
  team.size_ = launch.size;
  try {
    team.link_ = connect(launch);
  } catch (const TrainError&) {
    throw;
  } catch (const std::exception& problem) {
    throw TrainError("the other processes cannot be reached at " + launch.host + ":" +
                     std::to_string(launch.port) + ": " + problem.what());
  }
  return team;
}

void Team::average(const std::vector<at::Tensor>& tensors) const {
  if (!link_) return;
  try {
    for (const at::Tensor& tensor : tensors) {
      // Gloo adds on the CPU; a copy there and back is small beside the step that made it.
      at::Tensor shared = tensor.to(at::kCPU).contiguous();
      link_->sum(shared);
      tensor.copy_(shared.div_(static_cast<double>(size_)));
    }
  } catch (const std::exception& problem) {
    throw TrainError("another process of the run went away: " + std::string(problem.what()));
  }
}

bool Team::any(bool mine) const {
  const at::Tensor share = at::zeros({1}, at::kFloat).fill_(mine ? 1.0 : 0.0);
  average({share});
  return share.item<float>() > 0;
}

}  // namespace limn::nn
