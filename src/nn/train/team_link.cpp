// SPDX-FileCopyrightText: 2026 The Limn authors
// SPDX-License-Identifier: Apache-2.0
#include "train/team_link.h"

#include "limn/nn/training.h"

#ifdef LIMN_HAS_GLOO

#include <torch/csrc/distributed/c10d/ProcessGroupGloo.hpp>
#include <torch/csrc/distributed/c10d/TCPStore.hpp>

#include <chrono>

namespace limn::nn {

namespace {

constexpr auto kPatience = std::chrono::minutes(10);

class GlooLink final : public TeamLink {
 public:
  explicit GlooLink(const Launch& launch) {
    c10d::TCPStoreOptions options;
    options.port = static_cast<std::uint16_t>(launch.port);
    options.isServer = launch.rank == 0;
    options.numWorkers = static_cast<std::size_t>(launch.size);
    options.timeout = kPatience;
    store_ = c10::make_intrusive<c10d::TCPStore>(launch.host, options);
    auto groupOptions = c10d::ProcessGroupGloo::Options::create();
    groupOptions->timeout = kPatience;
    groupOptions->devices.push_back(c10d::ProcessGroupGloo::createDefaultDevice());
    group_ = c10::make_intrusive<c10d::ProcessGroupGloo>(
        store_, static_cast<int>(launch.rank), static_cast<int>(launch.size), groupOptions);
  }

  void sum(at::Tensor& tensor) override {
    std::vector<at::Tensor> parts{tensor};
    group_->allreduce(parts)->wait();
  }
  void barrier() override { group_->barrier()->wait(); }

 private:
  c10::intrusive_ptr<c10d::Store> store_;
  c10::intrusive_ptr<c10d::ProcessGroupGloo> group_;
};

}  // namespace

std::unique_ptr<TeamLink> connect(const Launch& launch) {
  return std::make_unique<GlooLink>(launch);
}

}  // namespace limn::nn

#else

namespace limn::nn {

std::unique_ptr<TeamLink> connect(const Launch&) {
  throw TrainError(
      "this build trains with one process only: Gloo's headers were not there when it "
      "was made (Debian: libgloo-dev); install them and build again");
}

}  // namespace limn::nn

#endif
