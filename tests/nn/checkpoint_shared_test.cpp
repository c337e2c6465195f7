// SPDX-FileCopyrightText: 2026 The Limn authors
// SPDX-License-Identifier: Apache-2.0
#include "checkpoint_support.h"
#include "sha256.h"

#include <ATen/ATen.h>
#include <gmock/gmock.h>
#include <nlohmann/json.hpp>

// Every file of the shared folder of checkpoints is opened or refused as its expected.json says.
namespace limn::nn {
namespace {

using Json = nlohmann::json;
using ::testing::ContainsRegex;
using ::testing::HasSubstr;

std::string contentHash(const at::Tensor& tensor) {
  const at::Tensor plain = tensor.contiguous();
  Sha256 hash;
  hash.add({static_cast<const std::byte*>(plain.data_ptr()), plain.nbytes()});
  return hash.hex();
}

std::string dtypeName(at::ScalarType type) {
  const std::map<at::ScalarType, std::string> names{
      {at::kFloat, "float32"},     {at::kDouble, "float64"}, {at::kHalf, "float16"},
      {at::kBFloat16, "bfloat16"}, {at::kLong, "int64"},     {at::kInt, "int32"},
      {at::kShort, "int16"},       {at::kChar, "int8"},      {at::kByte, "uint8"},
      {at::kBool, "bool"}};
  return names.at(type);
}

void expectFacts(const StateDict& state, const Json& facts) {
  ASSERT_EQ(state.tensors.size(), facts.size());
  for (const Json& fact : facts) {
    const auto found = state.tensors.find(fact.at("name").get<std::string>());
    ASSERT_NE(found, state.tensors.end()) << fact.at("name");
    const at::Tensor& tensor = found->second;
    EXPECT_EQ(dtypeName(tensor.scalar_type()), fact.at("dtype")) << found->first;
    EXPECT_EQ(tensor.sizes().vec(), fact.at("shape").get<std::vector<std::int64_t>>())
        << found->first;
    EXPECT_EQ(tensor.strides().vec(), fact.at("stride").get<std::vector<std::int64_t>>())
        << found->first;
    const double sum = tensor.to(at::kDouble).sum().item<double>();
    EXPECT_NEAR(sum, fact.at("sum").get<double>(), 1e-9 * (1 + fact.at("abs_sum").get<double>()))
        << found->first;
    EXPECT_EQ(contentHash(tensor), fact.at("sha256_contiguous_le")) << found->first;
  }
}

/// What a message must say for a class of error.
std::string reasonFor(const std::string& errorClass) {
  const std::map<std::string, std::string> reasons{
      {"torchscript", "TorchScript"},
      {"forbidden_global", "'(posix.system|__builtin__.eval)'.*Nothing was run"},
      {"foreign_object", "whole pickled object of 'private_package.Net'.*nothing was run"},
      {"missing_entry", "without data.pkl|has no entry data/'0'"},
      {"not_a_checkpoint", "is empty|is not a checkpoint"},
      {"bad_pickle", "memo has no value 7"},
      {"out_of_bounds", "does not fit its storage of 6 elements"},
      {"truncated", "it is cut|tensors expect 24"},
      {"resource_limit", "not a dict"}};
  return reasons.at(errorClass);
}

class SharedCheckpoints : public ::testing::Test {
 protected:
  void SetUp() override {
    if (!std::filesystem::exists(folder_ / "expected.json")) {
      GTEST_SKIP() << "the shared folder of checkpoints is not here";
    }
    files_ = Json::parse(test::slurp(folder_ / "expected.json")).at("files");
  }

  const std::filesystem::path folder_ = test::sharedFolder() / "weights";
  Json files_;
};

TEST_F(SharedCheckpoints, FilesMarkedOkGiveEveryTensorBitForBit) {
  int count = 0;
  for (const auto& [name, facts] : files_.items()) {
    if (facts.at("expect") != "ok") continue;
    SCOPED_TRACE(name);
    ++count;
    EXPECT_EQ(hashFile(folder_ / name), facts.at("sha256_file"));

    expectFacts(readAllTensors(folder_ / name), facts.at("tensors"));
    EXPECT_FALSE(readCheckpoint(folder_ / name).tensors.empty());
  }
  EXPECT_GE(count, 10);
}

TEST_F(SharedCheckpoints, FilesMarkedErrorAreRefusedWithTheirName) {
  int count = 0;
  for (const auto& [name, facts] : files_.items()) {
    if (facts.at("expect") != "error") continue;
    SCOPED_TRACE(name);
    ++count;

    const std::string message =
        test::checkpointErrorOf([&] { (void)readCheckpoint(folder_ / name); });

    EXPECT_THAT(message, HasSubstr(std::filesystem::path(name).filename().string()));
    EXPECT_THAT(message, ContainsRegex(reasonFor(facts.value("error_class", "torchscript"))));
  }
  EXPECT_GE(count, 15);
}

TEST_F(SharedCheckpoints, OfTheRestOnlyCompressedOnesAreRefused) {
  for (const auto& [name, facts] : files_.items()) {
    if (facts.at("expect") == "ok" || facts.at("expect") == "error") continue;
    SCOPED_TRACE(name);
    const bool isDeflated = facts.value("error_class", "") == "compressed_entry" ||
                            facts.value("error_class", "") == "resource_limit";
    if (isDeflated) {
      EXPECT_THAT(test::checkpointErrorOf([&] { (void)readAllTensors(folder_ / name); }),
                  HasSubstr("is compressed"));
    } else {
      expectFacts(readAllTensors(folder_ / name), facts.at("tensors"));
    }
  }
}

TEST_F(SharedCheckpoints, WeightsArePickedFromBesideTheOptimizer) {
  for (const char* name : {"generated/training_checkpoint.pth",
                           "generated/training_checkpoint_optimizer_object.pth"}) {
    const StateDict state = readCheckpoint(folder_ / name);

    ASSERT_EQ(state.tensors.size(), 2U) << name;
    EXPECT_TRUE(state.tensors.contains("weight") && state.tensors.contains("bias")) << name;
  }
}

TEST_F(SharedCheckpoints, ThePrefixOfDistributedTrainingIsStripped) {
  const StateDict state = readCheckpoint(folder_ / "generated/ddp_prefix.pth");

  EXPECT_TRUE(state.tensors.contains("weight") && state.tensors.contains("bias"));
}

}  // namespace
}  // namespace limn::nn
