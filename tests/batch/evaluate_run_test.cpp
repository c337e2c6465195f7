// SPDX-FileCopyrightText: 2026 The Limn authors
// SPDX-License-Identifier: Apache-2.0
#include "limn/batch/evaluate_run.h"

#include "limn/batch/evaluate_page.h"
#include "limn/batch/evaluate_tables.h"
#include "limn/batch/worst_cases.h"
#include "support/oracle_predictor.h"

#include <gtest/gtest.h>

#include <atomic>
#include <set>
#include <stop_token>
#include <utility>

namespace limn::batch {
namespace {

/// Pictures of 24x20 with `masks` rectangles each; picture i has id "p<i>".
imaging::LabelledPicture rectangles(std::size_t picture, int masks) {
  imaging::LabelledPicture made;
  made.height = 20;
  made.width = 24;
  made.pixels.assign(480, static_cast<std::uint8_t>(10 * picture));
  for (int id = 1; id <= masks; ++id) {
    std::vector<std::uint8_t> inside(480, 0);
    for (int y = 2; y < 8 + id; ++y) {
      for (int x = id; x < 12 + id; ++x)
        inside[static_cast<std::size_t>(y * 24 + x)] = 1;
    }
    made.objects.push_back({"part " + std::to_string(id), id, std::move(inside)});
  }
  return made;
}

imaging::Dataset datasetOf(std::size_t pictures, int masks) {
  imaging::Dataset dataset;
  dataset.form = "fake";
  for (std::size_t i = 0; i < pictures; ++i) {
    imaging::DatasetItem item;
    item.id = "p" + std::to_string(i);
    item.modality = i % 2 == 0 ? "CT" : "MR";
    item.target = i % 2 == 0 ? "liver" : "heart";
    item.other["source"] = "one, \"two\"";
    dataset.items.push_back(std::move(item));
  }
  dataset.read = [masks](std::size_t i) -> Result<imaging::LabelledPicture> {
    return rectangles(i, masks);
  };
  return dataset;
}

/// Answers with the box, or with the left half of the picture.
Mask boxOrHalf(const core::PromptSet& prompts) {
  Mask mask(24, 20);
  const core::BoxPrompt box = prompts.box.value_or(core::BoxPrompt{{0, 0}, {11, 19}});
  for (auto y = static_cast<std::int64_t>(box.min.y); y <= static_cast<std::int64_t>(box.max.y);
       ++y) {
    for (auto x = static_cast<std::int64_t>(box.min.x); x <= static_cast<std::int64_t>(box.max.x);
         ++x)
      mask.set(x, y);
  }
  return mask;
}

Result<std::shared_ptr<core::MaskPredictor>> makeOracle() {
  return std::make_shared<test::OraclePredictor>(boxOrHalf);
}

std::vector<std::pair<std::string, ReaderPrompts>> promptsOf(const Evaluation& evaluation) {
  std::vector<std::pair<std::string, ReaderPrompts>> list;
  for (const MaskRecord& record : evaluation.masks)
    list.emplace_back(record.mask.item + "/" + record.mask.name, record.prompts);
  return list;
}

RecordedPrompts recordedIn(const Evaluation& evaluation) {
  RecordedPrompts recorded(0);
  for (const MaskRecord& record : evaluation.masks)
    recorded.add({record.mask.item, record.mask.id, record.mask.name}, record.prompts);
  return recorded;
}

TEST(Evaluate, MeasuresEveryMaskInTheOrderOfTheDataSet) {
  const auto evaluation = evaluate(datasetOf(5, 3), {}, makeOracle, {});

  ASSERT_TRUE(evaluation) << evaluation.error().message();
  EXPECT_EQ(evaluation->pictures, 5U);
  ASSERT_EQ(evaluation->masks.size(), 15U);
  EXPECT_EQ(evaluation->masks[4].mask.item, "p1");
  EXPECT_EQ(evaluation->masks[4].mask.id, 2);
  EXPECT_EQ(evaluation->masks[4].mask.target, "heart");
  EXPECT_EQ(evaluation->masks[4].mask.pixels, 96);
  EXPECT_EQ(evaluation->masks[4].mask[Measure::Box].dice, 1);  // a rectangle is its box
  EXPECT_LT(evaluation->masks[4].mask[Measure::Point5].dice, 1);
}

TEST(Evaluate, NumberOfWorkersDoesNotMatter) {
  const imaging::Dataset dataset = datasetOf(9, 4);
  EvaluateOptions options;
  const auto one = evaluate(dataset, options, makeOracle, {});
  options.workers = 4;

  const auto four = evaluate(dataset, options, makeOracle, {});

  ASSERT_TRUE(one && four);
  EXPECT_EQ(promptsOf(*one), promptsOf(*four));
}

TEST(Evaluate, SeedChangesThePoints) {
  const imaging::Dataset dataset = datasetOf(3, 2);

  const auto a = evaluate(dataset, {.seed = 1}, makeOracle, {});
  const auto b = evaluate(dataset, {.seed = 2}, makeOracle, {});

  ASSERT_TRUE(a && b);
  EXPECT_NE(promptsOf(*a), promptsOf(*b));
}

TEST(Evaluate, LimitsPicturesAndMasks) {
  const auto evaluation =
      evaluate(datasetOf(9, 4), {.limit = 3, .maxMasksPerImage = 2}, makeOracle, {});

  ASSERT_TRUE(evaluation);
  EXPECT_EQ(evaluation->pictures, 3U);
  EXPECT_EQ(evaluation->masks.size(), 6U);
}

TEST(Evaluate, TargetIsTheMasksNameWhereTheDataSetSaysNone) {
  imaging::Dataset dataset = datasetOf(1, 2);
  dataset.items[0].target = "";

  const auto evaluation = evaluate(dataset, {}, makeOracle, {});

  ASSERT_TRUE(evaluation);
  EXPECT_EQ(evaluation->masks[1].mask.target, "part 2");
}

TEST(Evaluate, ReplaysTheSamePromptsForAnotherModel) {
  const imaging::Dataset dataset = datasetOf(4, 2);
  const auto first = evaluate(dataset, {.seed = 3}, makeOracle, {});
  ASSERT_TRUE(first);
  const RecordedPrompts recorded = recordedIn(*first);
  const auto emptyAnswers = []() -> Result<std::shared_ptr<core::MaskPredictor>> {
    return std::make_shared<test::OraclePredictor>(
        [](const core::PromptSet&) { return Mask(24, 20); });
  };

  const auto again = evaluate(dataset, {.seed = 99, .replay = &recorded}, emptyAnswers, {});

  ASSERT_TRUE(again) << again.error().message();
  EXPECT_EQ(promptsOf(*again), promptsOf(*first));
  EXPECT_EQ(again->masks[0].mask[Measure::Point5].dice, 0);
}

TEST(Evaluate, ReplayRefusesPromptsThatDoNotFitTheDataSet) {
  const auto first = evaluate(datasetOf(4, 2), {}, makeOracle, {});
  ASSERT_TRUE(first);
  const RecordedPrompts recorded = recordedIn(*first);
  const std::vector<std::pair<imaging::Dataset, std::string>> others{
      {datasetOf(3, 2), "'p3'"},     // a picture less
      {datasetOf(5, 2), "p4"},       // a picture more
      {datasetOf(4, 1), "mask 2"},   // a mask less
      {datasetOf(4, 3), "mask 3"}};  // a mask more
  for (const auto& [dataset, word] : others) {
    const auto evaluation = evaluate(dataset, {.replay = &recorded}, makeOracle, {});

    ASSERT_FALSE(evaluation) << word;
    EXPECT_EQ(evaluation.error().code, ErrorCode::NotFound);
    EXPECT_NE(evaluation.error().message().find(word), std::string::npos)
        << evaluation.error().message();
  }
}

imaging::Dataset withBroken(const std::set<std::size_t>& broken) {
  imaging::Dataset dataset = datasetOf(6, 1);
  dataset.read = [broken](std::size_t i) -> Result<imaging::LabelledPicture> {
    if (broken.contains(i)) return fail(ErrorCode::Mismatch, "the mask has another size");
    return rectangles(i, 1);
  };
  return dataset;
}

TEST(Evaluate, BrokenPictureEndsTheRunAndIsNamed) {
  for (const std::size_t workers : {1U, 3U}) {
    const auto evaluation = evaluate(withBroken({2}), {.workers = workers}, makeOracle, {});

    ASSERT_FALSE(evaluation);
    EXPECT_EQ(evaluation.error().code, ErrorCode::Mismatch);
    EXPECT_EQ(evaluation.error().message(), "p2: the mask has another size");
  }
}

TEST(Evaluate, KeepGoingSkipsBrokenPicturesAndTellsThem) {
  const auto evaluation =
      evaluate(withBroken({1, 4}), {.keepGoing = true, .workers = 2}, makeOracle, {});

  ASSERT_TRUE(evaluation);
  EXPECT_EQ(evaluation->pictures, 4U);
  ASSERT_EQ(evaluation->skipped.size(), 2U);
  EXPECT_EQ(evaluation->skipped[1].message(), "p4: the mask has another size");
}

TEST(Evaluate, StopsOnRequestEvenWhenItKeepsGoing) {
  std::stop_source stop;
  stop.request_stop();

  const auto evaluation =
      evaluate(datasetOf(3, 1), {.keepGoing = true}, makeOracle, {stop.get_token(), {}});

  ASSERT_FALSE(evaluation);
  EXPECT_EQ(evaluation.error().code, ErrorCode::Cancelled);
}

TEST(Evaluate, AModelThatCannotBeLoadedEndsTheRun) {
  const auto refuse = []() -> Result<std::shared_ptr<core::MaskPredictor>> {
    return fail(ErrorCode::NotFound, "no model");
  };

  const auto evaluation = evaluate(datasetOf(3, 1), {.workers = 2}, refuse, {});

  ASSERT_FALSE(evaluation);
  EXPECT_EQ(evaluation.error().detail, "no model");
}

TEST(Evaluate, ReportsProgressThatOnlyGrows) {
  std::vector<double> fractions;  // the calls come one at a time

  const auto evaluation =
      evaluate(datasetOf(8, 1), {.workers = 3}, makeOracle,
               {{}, [&](double fraction, std::string_view) { fractions.push_back(fraction); }});

  ASSERT_TRUE(evaluation);
  EXPECT_EQ(fractions.size(), 8U);
  EXPECT_TRUE(std::ranges::is_sorted(fractions));
  EXPECT_EQ(fractions.back(), 1);
}

EvaluationReport reportOf(const imaging::Dataset& dataset) {
  EvaluationReport report;
  report.datasetPath = "a<b>.csv";
  report.model.name = "tiny";
  report.evaluation = evaluate(dataset, {}, makeOracle, {}).value();
  std::vector<EvaluatedMask> masks;
  for (const MaskRecord& record : report.evaluation.masks)
    masks.push_back(record.mask);
  report.summary = summarise(masks);
  return report;
}

TEST(EvaluateTables, CsvHasARowForEachMaskAndQuotesWhatNeedsIt) {
  const imaging::Dataset dataset = datasetOf(2, 2);

  const std::string csv = perMaskCsv(reportOf(dataset), dataset);

  EXPECT_EQ(std::ranges::count(csv, '\n'), 5);
  EXPECT_TRUE(csv.starts_with("item,case,split,modality,target,mask,name,"));
  EXPECT_NE(csv.find("dice_3pt,iou_3pt,predicted_iou_3pt"), std::string::npos);
  EXPECT_NE(csv.find(",\"one, \"\"two\"\"\"\n"), std::string::npos);
}

TEST(WorstCases, AreTheLowestWithAtMostTwoOfATarget) {
  std::vector<MaskRecord> masks(6);
  for (std::size_t i = 0; i < masks.size(); ++i) {
    masks[i].mask.target = i < 4 ? "a" : i == 4 ? "b" : "thin";
    masks[i].mask.overlaps.fill({0.1 * static_cast<double>(i), 0});
  }
  masks[5].mask.overlaps.fill({0, 0});

  EXPECT_EQ(worstMasks(masks, 10, {"thin"}), (std::vector<std::size_t>{0, 1, 4}));
  EXPECT_EQ(worstMasks(masks, 2, {}), (std::vector<std::size_t>{0, 5}));
}

TEST(EvaluatePage, HoldsEverythingItShows) {
  const imaging::Dataset dataset = datasetOf(4, 2);
  const EvaluationReport report = reportOf(dataset);
  test::OraclePredictor predictor(boxOrHalf);
  const auto worst =
      replayCase(report.evaluation.masks[0], dataset, predictor, Protocol::Published, {});
  ASSERT_TRUE(worst) << worst.error().message();
  EXPECT_EQ(overlapOf(worst->truth, worst->pointsAnswer),
            report.evaluation.masks[0].mask[Measure::Point5]);

  const std::string page = evaluationPage(report, std::vector<WorstCase>{*worst});

  EXPECT_NE(page.find("data:image/png;base64,iVBORw0KGgo"), std::string::npos);
  EXPECT_NE(page.find("a&lt;b&gt;.csv"), std::string::npos);
  EXPECT_EQ(page.find("a<b>"), std::string::npos);
  for (const char* foreign : {"http://", "https://", "<script", "<link", ">nan", "\"nan", " nan"})
    EXPECT_EQ(page.find(foreign), std::string::npos) << foreign;
}

}  // namespace
}  // namespace limn::batch
