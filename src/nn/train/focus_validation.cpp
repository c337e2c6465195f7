// SPDX-FileCopyrightText: 2026 The Limn authors
// SPDX-License-Identifier: Apache-2.0
#include "train/focus_validation.h"

#include "picture_view.h"

#include <ATen/TensorOperators.h>

#include <algorithm>
#include <map>
#include <span>

namespace limn::nn {

namespace {

constexpr std::size_t kAtOnce = 16;

double diceOf(const at::Tensor& logits, const at::Tensor& mask) {
  const at::Tensor inside = logits.gt(0), truth = mask.to(at::kBool);
  const auto sum = [](const at::Tensor& t) { return t.sum().item<double>(); };
  return 2 * sum(inside.logical_and(truth)) / (sum(inside) + sum(truth));
}

void answerAll(const FocusNetwork& network, std::vector<FocusSession>& sessions,
               c10::Device device) {
  std::vector<FocusSession*> all;
  for (FocusSession& session : sessions)
    all.push_back(&session);
  for (std::size_t from = 0; from < all.size(); from += kAtOnce) {
    const std::size_t count = std::min(kAtOnce, all.size() - from);
    answerSessions(network, std::span(all).subspan(from, count), device);
  }
}

}  // namespace

FocusValidation::FocusValidation(const std::vector<std::filesystem::path>& shards,
                                 std::int64_t side, c10::Device device, std::int64_t pictures)
    : device_(device) {
  if (shards.empty()) return;
  const ShardSet set(shards);
  const std::int64_t step = std::max<std::int64_t>(1, set.size() / pictures);
  for (std::int64_t i = 0; i < set.size(); i += step) {
    Random random(mixSeed(0, static_cast<std::uint64_t>(i)));
    if (auto sample = plainView(set.read(i), random, side)) {
      items_.push_back({set.entry(i).modality + "/" + set.entry(i).target, std::move(*sample)});
    }
  }
}

std::vector<FocusSession> FocusValidation::sessionsFrom(FocusStart start) const {
  std::vector<FocusSession> sessions;
  for (std::size_t i = 0; i < items_.size(); ++i)
    sessions.push_back(startedSession(items_[i].sample, mixSeed(1, i), start));
  return sessions;
}

double FocusValidation::diceAfter(std::vector<FocusSession>& sessions) const {
  std::map<std::string, std::pair<double, double>> byTarget;  // sum, count
  for (std::size_t i = 0; i < sessions.size(); ++i) {
    auto& [sum, count] = byTarget[items_[i].target];
    sum += diceOf(sessions[i].prompts.previous, items_[i].sample.mask);
    count += 1;
  }
  double total = 0;
  for (const auto& [target, sums] : byTarget)
    total += sums.first / sums.second;
  return byTarget.empty() ? 0 : total / static_cast<double>(byTarget.size());
}

HeldOutDice FocusValidation::measure(const FocusNetwork& network) const {
  constexpr int kCorrections = 3, kPoints = 5;
  HeldOutDice found;
  std::vector<FocusSession> boxes = sessionsFrom(FocusStart::Box);
  for (int i = 0; i <= kCorrections; ++i) {
    answerAll(network, boxes, device_);
    if (i == 0) found.box = diceAfter(boxes);
    if (i == kCorrections) break;
    for (FocusSession& session : boxes)
      correctSession(session);
  }
  found.corrected = diceAfter(boxes);
  std::vector<FocusSession> clicks = sessionsFrom(FocusStart::Click);
  for (int i = 1; i <= kPoints; ++i) {
    answerAll(network, clicks, device_);
    if (i == 1) found.point = diceAfter(clicks);
    if (i == kPoints) break;
    for (FocusSession& session : clicks)
      correctSession(session);
  }
  found.fivePoints = diceAfter(clicks);
  std::vector<FocusSession> drafts = sessionsFrom(FocusStart::Draft);
  const double before = diceAfter(drafts);
  answerAll(network, drafts, device_);
  found.draftGain = diceAfter(drafts) - before;
  return found;
}

}  // namespace limn::nn
