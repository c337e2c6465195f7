// SPDX-FileCopyrightText: 2026 The Limn authors
// SPDX-License-Identifier: Apache-2.0
#include "cli_support.h"

namespace limn::test {
namespace {

constexpr const char* kManifest = R"({"format": 1, "default": "tiny", "models": [
  {"name": "tiny", "file": "tiny.safetensors", "sha256": "ab12", "licence": "Apache-2.0",
   "family": "sam-med2d", "description": "for tests"},
  {"name": "lost", "file": "lost.safetensors"}]})";

class ModelsTest : public CliTest {
 protected:
  ProcessOptions installed() const {
    write("manifest.json", kManifest);
    write("tiny.safetensors", readBytes(model()));
    return {.environment = {{"LIMN_MODELS", folder().string()}}};
  }
};

TEST_F(ModelsTest, ListsWhatIsInstalled) {
  const auto document = parse(limn({"models", "--json"}, installed()));

  ASSERT_EQ(document["models"].size(), 2U);
  const auto& tiny = document["models"][0];
  EXPECT_EQ(tiny["name"], "tiny");
  EXPECT_EQ(tiny["path"], path("tiny.safetensors"));
  EXPECT_EQ(tiny["present"], true);
  EXPECT_EQ(tiny["default"], true);
  EXPECT_EQ(tiny["changed"], true) << "the manifest says ab12";
  EXPECT_EQ(tiny["licence"], "Apache-2.0");
  EXPECT_EQ(document["models"][1]["present"], false);
}

TEST_F(ModelsTest, GivesTheSameSha256AsInfoForOneFile) {
  const auto options = installed();
  const std::string file = path("tiny.safetensors");
  const auto info = parse(limn({"info", file, "--json"}, options))["items"][0];
  const std::string sha256 = info["sha256"].get<std::string>();

  EXPECT_EQ(sha256.size(), 64U);
  EXPECT_EQ(parse(limn({"models", "--json"}, options))["models"][0]["sha256"], sha256);
  for (const char* command : {"info", "models"}) {
    const std::string text = command == std::string("info") ? limn({command, file}, options).out
                                                            : limn({command}, options).out;
    EXPECT_NE(text.find(sha256), std::string::npos) << command;
    EXPECT_EQ(text.find(info["weights_sha256"].get<std::string>()), std::string::npos)
        << command << " shows a second SHA-256 for the file";
  }
}

TEST_F(ModelsTest, DefaultIsUsedWhereNoModelIsGiven) {
  const auto options = installed();

  const auto result =
      limn({"segment", image(), "-o", path("m.nii"), "--point", "20,16,2", "--json"}, options);

  EXPECT_EQ(result.exitCode, 0) << result.err;
  EXPECT_EQ(parse(result)["model"]["name"], "tiny.safetensors");
}

TEST_F(ModelsTest, ModelCanBeNamed) {
  const auto options = installed();
  const std::vector<std::string> words{"segment", image(),   "-o",     path("m.nii"),
                                       "--point", "20,16,2", "--json", "--model"};
  auto known = words, unknown = words;
  known.emplace_back("tiny");
  unknown.emplace_back("big");

  EXPECT_EQ(limn(known, options).exitCode, 0);
  const auto refused = limn(unknown, options);
  EXPECT_EQ(refused.exitCode, 3);
  EXPECT_NE(refused.err.find("installed: tiny, lost"), std::string::npos) << refused.err;
}

TEST_F(ModelsTest, DefaultOnlyFailsWhereThereIsNone) {
  write("manifest.json", R"({"format": 1, "default": null, "models": []})");
  const ProcessOptions none{.environment = {{"LIMN_MODELS", folder().string()}}};

  EXPECT_EQ(limn({"models", "--default", "--quiet"}, none).exitCode, 3);
  const auto list = limn({"models", "--json"}, none);
  EXPECT_EQ(list.exitCode, 0);
  EXPECT_TRUE(parse(list)["models"].empty());
  EXPECT_EQ(limn({"models", "--default", "--quiet"}, installed()).exitCode, 0);
}

TEST_F(ModelsTest, TheListThatComesWithTheProgramIsSound) {
  EXPECT_EQ(limn({"models"}).exitCode, 0);
}

}  // namespace
}  // namespace limn::test
