// SPDX-FileCopyrightText: 2026 The Limn authors
// SPDX-License-Identifier: Apache-2.0

// Masks that the focus network had a part in, from the command line.
#include "cli_support.h"

#include <string>
#include <vector>

namespace limn::test {
namespace {

class FocusTest : public CliTest {
 protected:
  /// `limn segment` with two clicks into `case_.limn`.
  nlohmann::json segment(const std::string& name, std::vector<std::string> more,
                         const ProcessOptions& options = {}) {
    std::vector<std::string> words{
        "segment", image(),   "-o",     path(name + ".nii"),  "--point", "20,16,2",
        "--point", "4,4,2,-", "--case", path(name + ".limn"), "--json"};
    words.insert(words.end(), more.begin(), more.end());
    const auto result = limn(words, options);
    EXPECT_EQ(result.exitCode, 0) << result.err;
    return parse(result);
  }
  /// The installed models are the tiny network and the focus network that is said to go `with` it.
  ProcessOptions installed(const std::string& with) const {
    write("tiny.safetensors", readBytes(model()));
    write("other.safetensors", readBytes(model()));
    write("focus.safetensors", readBytes(focus()));
    write("manifest.json", R"({"format": 1, "default": "tiny", "models": [
      {"name": "tiny", "file": "tiny.safetensors"},
      {"name": "other", "file": "other.safetensors"},
      {"name": "close", "file": "focus.safetensors", "family": "focus", "with": ")" +
                               with + R"("}]})");
    return {.environment = {{"LIMN_MODELS", folder().string()}}};
  }
  [[nodiscard]] static bool usesFocus(const nlohmann::json& document) {
    return document["model"].contains("focus_sha256");
  }
};

TEST_F(FocusTest, IsUsedWithTheModelThatItWasMeasuredWith) {
  EXPECT_TRUE(usesFocus(segment("default", {}, installed("tiny"))));
  EXPECT_FALSE(usesFocus(segment("without", {"--no-focus"}, installed("tiny"))));
  EXPECT_FALSE(usesFocus(segment("another", {}, installed("other"))));
  EXPECT_TRUE(usesFocus(segment("asked", {"--focus", "close"}, installed("other"))));
}

TEST_F(FocusTest, ObeysBothClicks) {
  const auto document = segment("mask", {"--model", model(), "--focus", focus()});
  ASSERT_EQ(document["candidates"].size(), 4U);
  const std::string bytes = readBytes(path("mask.nii"));
  const auto at = [&](std::size_t x, std::size_t y, std::size_t z) {
    const NiftiShape shape;
    return bytes[352 + x +
                 static_cast<std::size_t>(shape.size[0]) *
                     (y + static_cast<std::size_t>(shape.size[1]) * z)];
  };
  EXPECT_EQ(at(20, 16, 2), 1);
  EXPECT_EQ(at(4, 4, 2), 0);
}

TEST_F(FocusTest, ACaseIsReplayedBitForBitWithTheNetworkThatItNames) {
  (void)segment("with", {"--model", model(), "--focus", focus()});
  (void)segment("without", {"--model", model()});
  const auto replay = [&](const std::string& name, std::vector<std::string> more) {
    std::vector<std::string> words{"replay", path(name + ".limn"), "--verify", "--model", model()};
    words.insert(words.end(), more.begin(), more.end());
    return limn(words);
  };

  EXPECT_EQ(replay("with", {"--focus", focus()}).exitCode, 0);
  EXPECT_EQ(replay("without", {"--focus", focus()}).exitCode, 0) << "it was not used then";
  const auto lacking = replay("with", {});
  EXPECT_EQ(lacking.exitCode, 3);
  EXPECT_NE(lacking.err.find("--focus FILE"), std::string::npos) << lacking.err;
}

TEST_F(FocusTest, IsRefusedWhereItHasNoPart) {
  const auto both = limn({"segment", image(), "-o", path("m.nii"), "--point", "20,16,2", "--model",
                          model(), "--focus", focus(), "--no-focus"});
  EXPECT_EQ(both.exitCode, 2);
  const auto embed = limn({"embed", image(), "--model", model(), "--focus", focus()},
                          {.environment = {{"LIMN_CACHE", path("cache")}}});
  EXPECT_EQ(embed.exitCode, 2);
  EXPECT_NE(embed.err.find("--focus"), std::string::npos) << embed.err;
}

TEST_F(FocusTest, InfoSaysWhatItIs) {
  const auto result = limn({"info", focus(), "--json"});
  EXPECT_EQ(result.exitCode, 0) << result.err;
  const auto item = parse(result)["items"][0];
  EXPECT_EQ(item["kind"], "focus network");
  EXPECT_EQ(item["sha256"].get<std::string>().size(), 64U);
}

TEST_F(FocusTest, ATruncatedInstalledOneIsRefusedAndSaysHowToGoOnWithoutIt) {
  const auto options = installed("tiny");
  const std::string whole = readBytes(focus());
  write("focus.safetensors", whole.substr(0, whole.size() / 2));
  const std::vector<std::string> words{"segment",     image(),   "-o",
                                       path("m.nii"), "--point", "20,16,2"};
  const auto result = limn(words, options);
  EXPECT_EQ(result.exitCode, 3);
  EXPECT_NE(result.err.find("focus.safetensors"), std::string::npos) << result.err;
  EXPECT_NE(result.err.find("--no-focus"), std::string::npos) << result.err;
}

TEST_F(FocusTest, AnotherNetworkIsNoFocusNetwork) {
  const auto result = limn({"segment", image(), "-o", path("m.nii"), "--point", "20,16,2",
                            "--model", model(), "--focus", model()});
  EXPECT_EQ(result.exitCode, 3);
  EXPECT_NE(result.err.find("tiny.safetensors"), std::string::npos) << result.err;
}

}  // namespace
}  // namespace limn::test
