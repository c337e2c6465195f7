// SPDX-FileCopyrightText: 2026 The Limn authors
// SPDX-License-Identifier: Apache-2.0
#include "safetensors.h"

#include "checkpoint_support.h"

#include <ATen/ATen.h>
#include <gmock/gmock.h>

namespace limn::nn {
namespace {

using ::testing::HasSubstr;

std::string withHeader(std::string_view header, std::string_view data) {
  std::string bytes(8, '\0');
  for (std::size_t i = 0; i < 8; ++i)
    bytes[i] = static_cast<char>((header.size() >> (8 * i)) & 255);
  return bytes.append(header).append(data);
}

StateDict safetensorsOf(std::string_view bytes) {
  const MemorySource source(bytes);
  return readSafetensors(source);
}

std::string safetensorsErrorOf(std::string_view header, std::string_view data) {
  return test::checkpointErrorOf([&] { (void)safetensorsOf(withHeader(header, data)); });
}

constexpr std::string_view kTwoFloats = R"({"a":{"dtype":"F32","shape":[2],"data_offsets":[0,8]}})";
const std::string kEightBytes("\0\0\x80\x3f\0\0\0\x40", 8);  // 1.0f, 2.0f

TEST(Safetensors, ReadsValuesShapesAndMetadata) {
  const std::string header =
      R"({"__metadata__":{"who":"caf\u00e9 \"x\""}, "b":{"shape":[],"dtype":"U8","data_offsets":[8,9]},)"
      R"("a":{"dtype":"F32","shape":[2,1],"data_offsets":[0,8]}}   )";

  const StateDict state = safetensorsOf(withHeader(header, kEightBytes + "\7"));

  ASSERT_EQ(state.tensors.size(), 2U);
  EXPECT_TRUE(at::equal(state.tensors.at("a"), at::tensor({1.0F, 2.0F}).view({2, 1})));
  EXPECT_EQ(state.tensors.at("b").dim(), 0);
  EXPECT_EQ(state.tensors.at("b").item<int>(), 7);
  EXPECT_EQ(state.metadata.at("who"), "café \"x\"");
}

TEST(Safetensors, ReadsUnalignedData) {
  const std::string header = R"({"z":{"dtype":"BOOL","shape":[1],"data_offsets":[0,1]},)"
                             R"("a":{"dtype":"F32","shape":[2],"data_offsets":[1,9]}})";

  const StateDict state = safetensorsOf(withHeader(header, "\1" + kEightBytes));

  EXPECT_TRUE(at::equal(state.tensors.at("a"), at::tensor({1.0F, 2.0F})));
}

TEST(Safetensors, RefusesHeaderLongerThanFile) {
  const std::string bytes = withHeader(kTwoFloats, kEightBytes);

  for (const std::size_t size : {0U, 7U, 8U, 9U, 40U}) {
    EXPECT_NE(test::checkpointErrorOf([&] { (void)safetensorsOf(bytes.substr(0, size)); }), "");
  }
}

TEST(Safetensors, RefusesDataShorterOrLongerThanHeaderSays) {
  EXPECT_THAT(safetensorsErrorOf(kTwoFloats, "1234567"),
              HasSubstr("describes 8 bytes of data, the file holds 7"));
  EXPECT_THAT(safetensorsErrorOf(kTwoFloats, "123456789"), HasSubstr("the file holds 9"));
}

TEST(Safetensors, RefusesGapsAndOverlaps) {
  const std::string gap = R"({"a":{"dtype":"U8","shape":[2],"data_offsets":[0,2]},)"
                          R"("b":{"dtype":"U8","shape":[2],"data_offsets":[3,5]}})";
  const std::string overlap = R"({"a":{"dtype":"U8","shape":[2],"data_offsets":[0,2]},)"
                              R"("b":{"dtype":"U8","shape":[2],"data_offsets":[1,3]}})";

  EXPECT_THAT(safetensorsErrorOf(gap, "12345"), HasSubstr("'b' begins at 3; expected 2"));
  EXPECT_THAT(safetensorsErrorOf(overlap, "123"), HasSubstr("'b' begins at 1; expected 2"));
}

TEST(Safetensors, RefusesImpossibleShapes) {
  const auto header = [](std::string_view shape) {
    return R"({"a":{"dtype":"F32","shape":)" + std::string(shape) + R"(,"data_offsets":[0,8]}})";
  };

  EXPECT_THAT(safetensorsErrorOf(header("[4294967296,4294967296]"), kEightBytes),
              HasSubstr("impossible"));
  EXPECT_THAT(safetensorsErrorOf(header("[-2]"), kEightBytes), HasSubstr("impossible"));
  EXPECT_THAT(safetensorsErrorOf(header("[3]"), kEightBytes), HasSubstr("need 12"));
  EXPECT_THAT(safetensorsErrorOf(header("[2.0]"), kEightBytes), HasSubstr("not a fraction"));
  EXPECT_THAT(safetensorsErrorOf(header("[99999999999999999999]"), kEightBytes),
              HasSubstr("64 bits"));
}

TEST(Safetensors, RefusesDamagedHeaders) {
  const std::string_view two = kTwoFloats;
  const std::string one(two.substr(1, two.size() - 2));

  EXPECT_THAT(safetensorsErrorOf("{" + one + "," + one + "}", kEightBytes),
              HasSubstr("'a' comes twice"));
  EXPECT_THAT(safetensorsErrorOf(std::string(two) + "x", kEightBytes), HasSubstr("follows"));
  EXPECT_THAT(safetensorsErrorOf("{" + one + ",}", kEightBytes), HasSubstr("expected '\"'"));
  EXPECT_THAT(
      safetensorsErrorOf(R"({"a":{"dtype":"F33","shape":[2],"data_offsets":[0,8]}})", kEightBytes),
      HasSubstr("unknown dtype 'F33'"));
  EXPECT_THAT(safetensorsErrorOf(R"({"a":{"shape":[2],"data_offsets":[0,8]}})", kEightBytes),
              HasSubstr("lacks"));
  EXPECT_THAT(safetensorsErrorOf(R"({"a":[[[[[]]]]]})", ""), HasSubstr("expected '{'"));
}

class SafetensorsFile : public test::CheckpointFolder {};

TEST_F(SafetensorsFile, RoundTripKeepsEveryDtypeShapeAndBit) {
  StateDict state;
  for (const auto type : {at::kDouble, at::kFloat, at::kHalf, at::kBFloat16, at::kLong, at::kInt,
                          at::kShort, at::kChar, at::kByte, at::kBool}) {
    state.tensors[c10::toString(type)] = at::arange(3).to(type).view({1, 3});
  }
  state.tensors["transposed"] = at::arange(6).view({2, 3}).t();
  state.tensors["empty"] = at::empty({0, 4});
  state.tensors["nän \"quoted\"\n"] = at::full({}, std::nan(""));
  state.metadata = {{"limn.family", "sam"}, {"note", "tab\t"}};

  writeSafetensors(path("x.safetensors"), state);
  const StateDict back = readCheckpoint(path("x.safetensors"));

  EXPECT_EQ(back.metadata, state.metadata);
  ASSERT_EQ(back.tensors.size(), state.tensors.size());
  for (const auto& [name, tensor] : state.tensors) {
    const at::Tensor& other = back.tensors.at(name);
    EXPECT_EQ(other.scalar_type(), tensor.scalar_type()) << name;
    EXPECT_EQ(other.sizes(), tensor.sizes()) << name;
    EXPECT_TRUE(at::allclose(other.to(at::kDouble), tensor.to(at::kDouble), 0, 0, true)) << name;
  }
}

TEST_F(SafetensorsFile, SameContentGivesSameBytesAndAlignedHeader) {
  StateDict state;
  state.tensors = {{"b", at::ones({3}, at::kByte)}, {"a", at::ones({2})}, {"c", at::ones({1})}};

  writeSafetensors(path("one"), state);
  writeSafetensors(path("two"), state);

  const std::string bytes = test::slurp(path("one"));
  EXPECT_EQ(bytes, test::slurp(path("two")));
  EXPECT_EQ((bytes.size() - 3 - 3 * sizeof(float)) % 8, 0U);
  EXPECT_LT(bytes.find("\"a\""), bytes.find("\"c\""));
  EXPECT_LT(bytes.find("\"c\""), bytes.find("\"b\""));
}

TEST_F(SafetensorsFile, ReplacesAnOlderFileAndLeavesNothingElse) {
  write("x.safetensors", "older");

  writeSafetensors(path("x.safetensors"), {.tensors = {{"a", at::ones({2})}}, .metadata = {}});

  EXPECT_EQ(readCheckpoint(path("x.safetensors")).tensors.size(), 1U);
  EXPECT_EQ(fileCount(), 1U);
}

TEST_F(SafetensorsFile, RefusesWhatTheFormatCannotHold) {
  const auto writing = [&](std::string name, const at::Tensor& tensor) {
    return test::checkpointErrorOf([&] {
      writeSafetensors(path("x"), {.tensors = {{std::move(name), tensor}}, .metadata = {}});
    });
  };

  EXPECT_THAT(writing("a", at::Tensor()), HasSubstr("'a' has no dtype"));
  EXPECT_THAT(writing("a", at::ones({1}, at::kComplexFloat)), HasSubstr("'a' has no dtype"));
  EXPECT_THAT(writing("__metadata__", at::ones({1})), HasSubstr("cannot be the name"));
  EXPECT_THAT(writing("\xff", at::ones({1})), HasSubstr("cannot be the name"));
  EXPECT_EQ(fileCount(), 0U);
}

TEST_F(SafetensorsFile, WritingToAFolderOrIntoNoFolderIsAnError) {
  const StateDict state{.tensors = {{"a", at::ones({2})}}, .metadata = {}};
  const auto writing = [&](const std::filesystem::path& target) {
    return test::checkpointErrorOf([&] { writeSafetensors(target, state); });
  };

  EXPECT_THAT(writing(path("")), HasSubstr("is a folder"));
  EXPECT_THAT(writing(path("missing/x")), HasSubstr("cannot be created"));
  EXPECT_EQ(fileCount(), 0U);
}

}  // namespace
}  // namespace limn::nn
