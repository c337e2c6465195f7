// SPDX-FileCopyrightText: 2026 The Limn authors
// SPDX-License-Identifier: Apache-2.0
#include "cli_support.h"
#include "limn/nn/checkpoint.h"

namespace limn::test {
namespace {

namespace fs = std::filesystem;

class SelfcheckTest : public CliTest {
 protected:
  /// A folder with the repository's vectors of one tiny network.
  fs::path vectors() const {
    const fs::path golden = dataFolder() / "nn";
    for (const char* name : {"tiny_adapter.expected.safetensors", "tiny_adapter.pth"}) {
      fs::copy_file(golden / name, folder() / name);
    }
    return folder();
  }
};

TEST_F(SelfcheckTest, PassesOnTheVectorsOfTheRepository) {
  const auto result =
      limn({"selfcheck", "--golden", vectors().string(), "--model", model(), "--json"});

  EXPECT_EQ(result.exitCode, 0) << result.err;
  const auto document = parse(result);
  EXPECT_EQ(document["passed"], true);
  EXPECT_EQ(document["rows"].size(), 1U);
  EXPECT_GT(document["encode_ms"].get<double>(), 0);
  EXPECT_GT(document["click_ms"].get<double>(), 0);
}

TEST_F(SelfcheckTest, EndsWithOneWhenANumberIsWrong) {
  const fs::path file = vectors() / "tiny_adapter.expected.safetensors";
  nn::StateDict expected = nn::readCheckpoint(file);
  for (auto& [name, tensor] : expected.tensors) {
    if (name == "embedding") tensor = tensor.clone().add_(0.01);
  }
  nn::writeSafetensors(file, expected);

  const auto result =
      limn({"selfcheck", "--golden", folder().string(), "--model", model(), "--json"});

  EXPECT_EQ(result.exitCode, 1) << result.out;
  EXPECT_EQ(parse(result)["passed"], false);
  EXPECT_NE(result.err.find("do not trust"), std::string::npos);
}

TEST_F(SelfcheckTest, FolderWithoutVectorsIsRefused) {
  const auto result = limn({"selfcheck", "--golden", folder().string(), "--json"});

  EXPECT_EQ(result.exitCode, 3);
  EXPECT_EQ(parse(result)["error"]["code"], "unreadable");
}

}  // namespace
}  // namespace limn::test
