// SPDX-FileCopyrightText: 2026 The Limn authors
// SPDX-License-Identifier: Apache-2.0

// What `limn refine` knows of each candidate for corrupted drafts, and how much better or worse
// than the draft it is, as CSV: scripts/fit-trust finds the weights of core's TrustRule in it.
//   trust_table POOL/index.csv SPLIT MODEL [CASES [OBJECTS]] > table.csv
// CASES: so many, spread over the split (0 = all); OBJECTS: so many of each slice.

#include "draft/draft_judgement.h"
#include "limn/batch/refine_case.h"
#include "limn/batch/refine_cases.h"
#include "limn/batch/simulated_reader.h"
#include "wiring.h"

#include <fmt/core.h>

#include <charconv>
#include <cstdio>
#include <string>
#include <vector>

namespace limn {
namespace {

struct Table {
  core::MaskPredictor& predictor;
  std::size_t objects;

  void addRow(const batch::RefineCase& item, const Mask& truth, const Mask& draft,
              const batch::Weighed& weighed, const batch::DraftCandidate& candidate) const {
    const double before = batch::overlapOf(truth, draft).dice;
    const double after = batch::overlapOf(truth, weighed.with(candidate)).dice;
    fmt::print("{},{},{},{:.4f},{:.4f},{:.4f},{:.4f},{:.4f},{:.4f},{:.4f},{:.4f},{:.4f}\n", item.id,
               batch::defectName(*item.defect), batch::outcomeName(candidate.outcome),
               candidate.edge, candidate.likeness, candidate.votes, candidate.growth,
               candidate.selfConsistency, weighed.slice.agreement, weighed.slice.predictedIou,
               before, after - before);
  }

  [[nodiscard]] Result<void> addSlice(const batch::RefineCase& item, const batch::OpenCase& open,
                                      const SliceLayout& layout, std::int64_t slice) const {
    const auto picture =
        core::renderModelInput(open.volume, layout, slice, core::volumeRangeMapping(open.volume));
    EmbeddingPtr whole;
    std::size_t taken = 0;
    for (const LabelInfo& label : open.labels) {
      const auto on = [&](const std::vector<LabelId>& voxels, std::int64_t at) {
        return at < 0 || at >= layout.slices
                   ? Mask(layout.width, layout.height)
                   : batch::maskOn(voxels, open.volume.grid, layout, at, label.id);
      };
      const Mask draft = on(open.draft, slice), truth = on(open.reference, slice);
      if (draft.count() == 0) continue;
      if (taken++ == objects) break;
      std::vector<Mask> neighbours;
      for (const std::int64_t at : {slice - 1, slice + 1}) {
        if (Mask mask = on(open.draft, at); mask.count() > 0) neighbours.push_back(std::move(mask));
      }
      auto weighed = batch::weigh(draft, neighbours, predictor, picture, whole, {}, {});
      if (!weighed) return passOn(weighed);
      batch::DraftCandidate
          none;  // a row for the draft itself, so that those without candidates count
      none.mask = batch::cropped(weighed->body, weighed->part);
      addRow(item, truth, weighed->slice.mask, *weighed, none);
      for (const batch::DraftCandidate& candidate : weighed->candidates)
        addRow(item, truth, weighed->slice.mask, *weighed, candidate);
    }
    return {};
  }

  [[nodiscard]] Result<void> addCase(const batch::RefineCase& item) const {
    auto open = batch::openCase(item, {}, {});
    if (!open) return passOn(open);
    const SliceLayout layout = sliceLayout(open->volume.grid, open->axis);
    for (std::int64_t slice = 0; slice < layout.slices; ++slice) {
      if (auto added = addSlice(item, *open, layout, slice); !added) return passOn(added);
    }
    return {};
  }

 private:
  using EmbeddingPtr = core::EmbeddingPtr;
};

std::size_t numberIn(const std::vector<std::string>& words, std::size_t at, std::size_t otherwise) {
  if (at < words.size()) std::from_chars(&words[at].front(), &words[at].back() + 1, otherwise);
  return otherwise;
}

Result<void> run(const std::vector<std::string>& words) {
  apps::ModelChoice choice;
  choice.model = words.at(2);
  choice.threads = 1;
  auto predictor = apps::makePredictor(choice);
  if (!predictor) return passOn(predictor);
  auto cases = batch::listRefineCases({words.at(0),
                                       {},
                                       {},
                                       words.at(1),
                                       numberIn(words, 3, 0),
                                       {batch::kDefects.begin(), batch::kDefects.end()}});
  if (!cases) return passOn(cases);
  fmt::print(
      "case,defect,candidate,edge,likeness,votes,growth,consistency,agreement,predicted,dice,"
      "gain\n");
  const Table table{**predictor, numberIn(words, 4, 2)};
  for (const batch::RefineCase& item : *cases) {
    if (auto added = table.addCase(item); !added) return passOn(added, item.id);
    std::fflush(stdout);
  }
  return {};
}

}  // namespace
}  // namespace limn

int main(int argc, char** argv) {
  const std::vector<std::string> words(argv + 1, argv + argc);
  if (words.size() < 3) {
    fmt::print(stderr, "trust_table POOL/index.csv SPLIT MODEL [CASES [OBJECTS]] > table.csv\n");
    return 2;
  }
  if (auto done = limn::run(words); !done) {
    fmt::print(stderr, "{}\n", done.error().message());
    return 3;
  }
  return 0;
}
