// SPDX-FileCopyrightText: 2026 The Limn authors
// SPDX-License-Identifier: Apache-2.0
#include "bench/bench_times.h"
#include "cli_support.h"

#include <gmock/gmock.h>

namespace limn::test {
namespace {

using ::testing::HasSubstr;
using Json = nlohmann::ordered_json;

TEST(BenchTimes, PercentilesAreTimesThatWereMeasured) {
  const std::vector<double> times{4, 1, 3, 2};

  EXPECT_EQ(apps::percentile(times, 0.5), 2);
  EXPECT_EQ(apps::percentile(times, 0.95), 4);
  EXPECT_EQ(apps::percentile({7}, 0.5), 7);
}

TEST(BenchTimes, RatiosAreOfMediansThatBothHave) {
  const Json now = apps::timesToJson({{"encode_ms", {10}}, {"click_ms", {4}}, {"hover_ms", {1}}});
  const Json earlier = apps::timesToJson({{"encode_ms", {40}}, {"click_ms", {2}}});

  const auto ratios = apps::ratiosTo(now, earlier);

  ASSERT_TRUE(ratios);
  EXPECT_EQ(*ratios, (Json{{"encode_ms", 0.25}, {"click_ms", 2.0}}));
  EXPECT_FALSE(apps::ratiosTo(now, Json::array()));
  EXPECT_FALSE(apps::ratiosTo(now, {{"encode_ms", "fast"}}));
}

class BenchTest : public CliTest {
 protected:
  [[nodiscard]] static ProcessResult bench(std::vector<std::string> more) {
    std::vector<std::string> words{"bench",  "--model", model(),    "--repeat", "1",
                                   "--size", "64",      "--slices", "2",        "--json"};
    words.insert(words.end(), more.begin(), more.end());
    return limn(words);
  }
};

TEST_F(BenchTest, MeasuresEverythingAReaderWaitsFor) {
  const auto document = parse(bench({}));

  for (const char* stage :
       {"load_ms", "scroll_ms", "encode_ms", "click_ms", "refine_ms", "hover_ms",
        "series_slice_ms", "cache_hit_ms", "disk_hit_ms", "export_ms"}) {
    ASSERT_TRUE(document.contains(stage)) << stage;
    EXPECT_GT(document[stage]["p50"].get<double>(), 0) << stage;
    EXPECT_GE(document[stage]["p95"].get<double>(), document[stage]["p50"].get<double>()) << stage;
  }
  EXPECT_EQ(document["series_slice_ms"]["count"], 2);
  EXPECT_EQ(document["click_ms"]["count"], 10);
  EXPECT_GT(document["peak_memory_mb"].get<double>(), 1);
  EXPECT_EQ(document["model"]["family"], "sam-med2d");
}

TEST_F(BenchTest, PrintsRatiosToAnEarlierRun) {
  const std::string earlier = write("earlier.json", R"({"encode_ms": {"p50": 1e9}})");

  const auto ratios = parse(bench({"--compare", earlier}))["ratios"];

  EXPECT_EQ(ratios.size(), 1U);
  EXPECT_LT(ratios["encode_ms"].get<double>(), 1);
}

TEST_F(BenchTest, RefusesWhatCannotBeCompared) {
  const auto absent = bench({"--compare", path("absent.json")});
  const auto broken = bench({"--compare", write("broken.json", "{")});
  const auto other = bench({"--compare", write("other.json", R"({"a": 1})")});

  EXPECT_NE(absent.exitCode, 0);
  EXPECT_THAT(absent.err, HasSubstr("absent.json"));
  EXPECT_NE(broken.exitCode, 0);
  EXPECT_THAT(broken.err, HasSubstr("broken.json"));
  EXPECT_NE(other.exitCode, 0);
  EXPECT_THAT(other.err, HasSubstr("limn bench --json"));
}

}  // namespace
}  // namespace limn::test
