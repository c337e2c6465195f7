// SPDX-FileCopyrightText: 2026 The Limn authors
// SPDX-License-Identifier: Apache-2.0
#include "cli_support.h"
#include "limn/imaging/png_bytes.h"

#include <fmt/core.h>

#include <algorithm>
#include <functional>

namespace limn::test {
namespace {

constexpr int kWidth = 40, kHeight = 30;

std::string png(int width, int height, const std::function<int(int x, int y)>& grey) {
  std::vector<std::uint8_t> rgb;
  for (int y = 0; y < height; ++y) {
    for (int x = 0; x < width; ++x)
      rgb.insert(rgb.end(), 3, static_cast<std::uint8_t>(grey(x, y)));
  }
  return imaging::pngBytes(rgb, width, height);
}

/// A data set of four pictures with two discs each (ids 1 and 2) and a network of random weights.
class EvaluateTest : public CliTest {
 protected:
  void SetUp() override {
    std::string csv = "id,image,mask,split,modality,target,set\n";
    for (int i = 0; i < 4; ++i) {
      const auto label = [i](int x, int y) {
        const int a = (x - 10) * (x - 10) + (y - 10) * (y - 10);
        const int b = (x - 28) * (x - 28) + (y - 18) * (y - 18);
        return a < 30 + 5 * i ? 1 : b < 60 ? 2 : 0;
      };
      write(fmt::format("i{}.png", i),
            png(kWidth, kHeight, [&](int x, int y) { return 40 + 70 * label(x, y) + x; }));
      write(fmt::format("m{}.png", i), png(kWidth, kHeight, label));
      csv += fmt::format("p{0},i{0}.png,m{0}.png,{1},{2},{3},made\n", i, i == 0 ? "train" : "val",
                         i < 3 ? "CT" : "MR", i < 2 ? "liver" : "vessels");
    }
    write("index.csv", csv);
  }

  /// `limn evaluate index.csv` with the tiny network and further arguments.
  [[nodiscard]] ProcessResult evaluate(std::vector<std::string> more) const {
    std::vector<std::string> arguments{"evaluate", path("index.csv"), "--model", model()};
    arguments.insert(arguments.end(), more.begin(), more.end());
    return limn(arguments);
  }
};

TEST_F(EvaluateTest, WithTheFocusNetworkEveryClickIsObeyed) {
  const auto result = evaluate({"--protocol", "clicks", "--focus", focus(), "--json", "--quiet"});

  ASSERT_EQ(result.exitCode, 0) << result.err;
  const auto document = parse(result);
  EXPECT_EQ(document["protocol"], "clicks");
  EXPECT_TRUE(document["model"].contains("focus_sha256"));
  const auto& clicks = document["means"]["clicks"];
  EXPECT_EQ(clicks["obeyed"], 1.0);
  EXPECT_EQ(clicks["box"]["dice"].size(), 6U);
  EXPECT_EQ(clicks["points"]["surface_dice"].size(), 5U);
  EXPECT_EQ(clicks["box"]["dice"][0], document["means"]["box"]["dice"]);
  EXPECT_TRUE(document["by_modality"]["MR"]["clicks"]["harmful"].is_number());
  RecordProperty("obeyed", clicks["obeyed"].dump());
}

TEST_F(EvaluateTest, ClicksAreShownInTableAndFiles) {
  const auto result = evaluate({"--protocol", "clicks", "--no-focus", "--out", path("report")});

  ASSERT_EQ(result.exitCode, 0) << result.err;
  EXPECT_NE(result.out.find("obeyed"), std::string::npos);
  const std::string csv = readBytes(path("report/per_mask.csv"));
  EXPECT_NE(csv.find(",surface_dice_ellipse,obeyed,harmful,"), std::string::npos);
  const auto first = csv.find('\n');
  EXPECT_EQ(std::count(csv.begin(), csv.begin() + static_cast<std::ptrdiff_t>(first), ','),
            std::count(csv.begin() + static_cast<std::ptrdiff_t>(first) + 1,
                       csv.begin() + static_cast<std::ptrdiff_t>(csv.find('\n', first + 1)), ','));
  EXPECT_NE(readBytes(path("report/report.html")).find("Clicks obeyed"), std::string::npos);
}

TEST_F(EvaluateTest, ThePublishedProtocolRefusesAFocusNetwork) {
  const auto result = evaluate({"--protocol", "published", "--focus", focus()});
  EXPECT_EQ(result.exitCode, 2);
  EXPECT_NE(result.err.find("focus"), std::string::npos) << result.err;
}

TEST_F(EvaluateTest, JsonHasThePromisedForm) {
  const auto result =
      evaluate({"--split", "val", "--thin", "vessels", "--seed", "5", "--json", "--quiet"});

  ASSERT_EQ(result.exitCode, 0) << result.err;
  const auto document = parse(result);
  for (const char* prompts : {"box", "1pt", "3pt", "5pt"}) {
    for (const auto& group :
         {document["means"], document["means_without_thin"], document["by_modality"]["CT"],
          document["by_modality"]["MR"], document["by_target"]["liver"]}) {
      ASSERT_TRUE(group[prompts]["dice"].is_number()) << prompts;
      ASSERT_TRUE(group[prompts]["iou"].is_number()) << prompts;
    }
    EXPECT_TRUE(document["iou_correlation"].contains(prompts));
  }
  for (const char* floor : {"box", "ellipse"}) {
    EXPECT_GT(document["floors"][floor]["means"]["dice"], 0.7);
    EXPECT_TRUE(document["floors"][floor]["by_modality"]["MR"]["iou"].is_number());
    EXPECT_TRUE(document["floors"][floor]["by_target"]["liver"]["dice"].is_number());
  }
  EXPECT_EQ(document["by_modality"]["CT"]["masks"], 4);
  EXPECT_EQ(document["masks"], 6);
  EXPECT_EQ(document["images"], 3);
  EXPECT_EQ(document["seed"], 5);
  EXPECT_EQ(document["model"]["weights_sha256"].get<std::string>().size(), 64U);
  const double mean = (document["by_target"]["liver"]["3pt"]["dice"].get<double>() +
                       document["by_target"]["vessels"]["3pt"]["dice"].get<double>()) /
                      2;
  EXPECT_NEAR(document["means"]["3pt"]["dice"].get<double>(), mean, 1e-12);
  EXPECT_EQ(document["means_without_thin"]["box"], document["by_target"]["liver"]["box"]);
}

TEST_F(EvaluateTest, WorkersAndThreadsDoNotChangeTheResult) {
  auto one = parse(evaluate({"--json", "--quiet", "--workers", "1", "--threads", "1"}));
  auto two = parse(evaluate({"--json", "--quiet", "--threads", "2"}));
  for (auto* document : {&one, &two}) {
    document->erase("seconds");
    document->erase("workers");
  }

  EXPECT_EQ(one, two);
}

TEST_F(EvaluateTest, WritesTableSummaryAndPage) {
  const auto result = evaluate({"--out", path("report"), "--quiet"});

  ASSERT_EQ(result.exitCode, 0) << result.err;
  const std::string csv = readBytes(folder() / "report" / "per_mask.csv");
  EXPECT_EQ(std::ranges::count(csv, '\n'), 9);
  EXPECT_NE(csv.find("\np3,"), std::string::npos);
  const auto summary = nlohmann::json::parse(readBytes(folder() / "report" / "summary.json"));
  EXPECT_EQ(summary["masks"], 8);
  const std::string page = readBytes(folder() / "report" / "report.html");
  EXPECT_TRUE(page.starts_with("<!doctype html>"));
  EXPECT_NE(page.find("data:image/png;base64,"), std::string::npos);
  EXPECT_TRUE(page.ends_with("</html>\n"));
}

TEST_F(EvaluateTest, PromptsAreSavedThenShownAgain) {
  const std::string file = path("prompts.jsonl");
  const auto first = parse(evaluate({"--prompts-file", file, "--json", "--quiet"}));
  const std::string saved = readBytes(file);

  const auto again = parse(evaluate({"--prompts-file", file, "--seed", "77", "--json",
                                     "--quiet"}));  // the seed of the file is used

  EXPECT_EQ(std::ranges::count(saved, '\n'), 9);
  EXPECT_EQ(again["by_target"], first["by_target"]);
  EXPECT_EQ(again["seed"], first["seed"]);
  EXPECT_EQ(readBytes(file), saved);
}

TEST_F(EvaluateTest, PromptsOfAnotherDataSetAreRefused) {
  const std::string file = path("prompts.jsonl");
  ASSERT_EQ(evaluate({"--prompts-file", file, "--quiet"}).exitCode, 0);

  const auto result = evaluate({"--split", "val", "--prompts-file", file, "--json"});

  EXPECT_EQ(result.exitCode, 3);
  EXPECT_EQ(parse(result)["error"]["code"], "not_found");
  EXPECT_NE(result.err.find("'p0'"), std::string::npos) << result.err;
}

TEST_F(EvaluateTest, MaskOfAnotherSizeIsNamed) {
  write("m2.png", png(kWidth + 1, kHeight, [](int x, int) { return x > 5 ? 1 : 0; }));

  const auto result = evaluate({"--json"});

  EXPECT_EQ(result.exitCode, 3);
  EXPECT_EQ(parse(result)["error"]["code"], "mismatch");
  EXPECT_NE(result.err.find("m2.png"), std::string::npos) << result.err;
}

TEST_F(EvaluateTest, KeepGoingReportsTheRestAndExitsWithOne) {
  write("m2.png", "not a picture");

  const auto result = evaluate({"--keep-going", "--json", "--quiet"});

  EXPECT_EQ(result.exitCode, 1);
  const auto document = parse(result);
  EXPECT_EQ(document["images"], 3);
  ASSERT_EQ(document["skipped"].size(), 1U);
  EXPECT_NE(document["skipped"][0]["message"].get<std::string>().find("m2.png"), std::string::npos);
}

TEST_F(EvaluateTest, ManifestWithoutAMaskColumnIsRefused) {
  write("index.csv", "id,image\np0,i0.png\n");

  const auto result = evaluate({"--json"});

  EXPECT_EQ(result.exitCode, 3);
  EXPECT_NE(result.err.find("mask"), std::string::npos) << result.err;
}

TEST_F(EvaluateTest, WrongRequestsAreRefusedWithAReason) {
  const auto split = evaluate({"--split", "test"});
  const auto thin = evaluate({"--thin", "ridge", "--quiet"});
  const auto prompts = evaluate({"--prompts-file", path("no/such/folder/p.jsonl")});

  EXPECT_EQ(split.exitCode, 3);
  EXPECT_NE(split.err.find("test"), std::string::npos);
  EXPECT_EQ(thin.exitCode, 2);
  EXPECT_NE(thin.err.find("'vessels'"), std::string::npos);  // the existing targets are listed
  EXPECT_EQ(prompts.exitCode, 3);
}

TEST_F(EvaluateTest, LimitsAreRandomChoicesThatRepeat) {
  const std::vector<std::string> arguments{"--limit", "2",      "--max-masks-per-image",
                                           "1",       "--json", "--quiet"};

  const auto first = parse(evaluate(arguments)), again = parse(evaluate(arguments));

  EXPECT_EQ(first["images"], 2);
  EXPECT_EQ(first["masks"], 2);
  EXPECT_EQ(first["by_target"], again["by_target"]);
}

}  // namespace
}  // namespace limn::test
