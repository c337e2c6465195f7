// SPDX-FileCopyrightText: 2026 The Limn authors
// SPDX-License-Identifier: Apache-2.0
#include "prompt_groups.h"

#include "preprocess.h"

#include <ATen/ops/cat.h>

#include <map>
#include <tuple>
#include <utility>

namespace limn::nn {

namespace {

/// Number of points, box, mask.
using Parts = std::tuple<std::size_t, bool, bool>;

Parts partsOf(const Prompts& prompts) {
  return {prompts.points.size(), prompts.box.has_value(), prompts.maskLogits.defined()};
}

at::Tensor stacked(const std::vector<PromptTensors>& all, at::Tensor PromptTensors::*part) {
  if (!(all.front().*part).defined()) return {};
  std::vector<at::Tensor> tensors;
  for (const PromptTensors& one : all)
    tensors.push_back(one.*part);
  return tensors.size() == 1 ? tensors.front() : at::cat(tensors);
}

}  // namespace

std::vector<PromptGroup> groupPrompts(std::span<const Prompts> prompts, const InputFrame& frame,
                                      const SamConfig& config) {
  std::map<Parts, std::vector<std::size_t>> alike;
  for (std::size_t i = 0; i < prompts.size(); ++i)
    alike[partsOf(prompts[i])].push_back(i);

  std::vector<PromptGroup> groups;
  for (auto& [parts, members] : alike) {
    std::vector<PromptTensors> each;
    for (const std::size_t member : members)
      each.push_back(preparePrompts(prompts[member], frame, config));
    groups.push_back({{stacked(each, &PromptTensors::coords), stacked(each, &PromptTensors::labels),
                       stacked(each, &PromptTensors::boxes), stacked(each, &PromptTensors::masks)},
                      std::move(members)});
  }
  return groups;
}

}  // namespace limn::nn
