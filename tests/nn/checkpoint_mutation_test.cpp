// SPDX-FileCopyrightText: 2026 The Limn authors
// SPDX-License-Identifier: Apache-2.0
#include "checkpoint_builder.h"
#include "checkpoint_reader.h"
#include "checkpoint_support.h"

#include <gtest/gtest.h>

#include <random>

// Damaged copies of good files must open or be refused with a CheckpointError; under the sanitizers
// this also shows that nothing is read or computed out of bounds. The seed is fixed.
namespace limn::nn {
namespace {

std::string safetensorsBytes() {
  const std::string header =
      R"({"__metadata__":{"a":"b"},"w":{"dtype":"F32","shape":[2,3],"data_offsets":[0,24]}})";
  return test::raw(std::uint64_t{header.size()}) + header + test::sixFloats();
}

std::vector<std::string> seeds() {
  const std::string value = test::PickleWriter()
                                .op("}")
                                .string("model")
                                .op("}")
                                .string("module.w")
                                .tensor({})
                                .op("ss")
                                .string("epoch")
                                .integer(7)
                                .op("s")
                                .done();
  const std::string body = value.substr(2, value.size() - 3);
  return {test::zipCheckpoint(),
          test::zip64Of({{"x/data.pkl", value}, {"x/data/0", test::sixFloats()}}),
          test::legacyCheckpoint(body, {{"0", test::sixFloats()}}), safetensorsBytes()};
}

class Mutator {
 public:
  explicit Mutator(std::uint32_t seed) : random_(seed) {}

  std::string mutate(std::string bytes) {
    const std::uint32_t changes = 1 + random_() % 4;
    for (std::uint32_t i = 0; i < changes; ++i)
      change(bytes);
    return bytes;
  }

 private:
  void change(std::string& bytes) {
    constexpr std::string_view kTelling("\0\1\x7f\x80\xff(.tR]}QhauJ", 16);
    const std::size_t at = random_() % (bytes.size() + 1);
    switch (random_() % 6) {
      case 0:
        bytes.resize(at);
        break;
      case 1:
        bytes.insert(at, 1, static_cast<char>(random_()));
        break;
      case 2:
        bytes.erase(at, random_() % 9);
        break;
      case 3:
        bytes.insert(at, bytes.substr(random_() % (bytes.size() + 1), random_() % 40));
        break;
      case 4:
        if (at < bytes.size()) bytes[at] = kTelling[random_() % kTelling.size()];
        break;
      default:
        if (at < bytes.size()) bytes[at] = static_cast<char>(bytes[at] ^ (1 << random_() % 8));
    }
  }

  std::mt19937 random_;
};

TEST(CheckpointMutation, SeedsAreGood) {
  for (const std::string& seed : seeds()) {
    EXPECT_EQ(readFrom(MemorySource(seed), TensorChoice::Weights).tensors.size(), 1U);
  }
}

TEST(CheckpointMutation, DamagedFilesOnlyThrowCheckpointError) {
  constexpr int kRounds = 2000;
  const std::vector<std::string> good = seeds();
  Mutator mutator(20240607);
  int refused = 0, opened = 0;

  for (int round = 0; round < kRounds; ++round) {
    for (const std::string& seed : good) {
      const std::string bytes = mutator.mutate(seed);
      const MemorySource source(bytes);
      try {
        const StateDict state = readFrom(source, TensorChoice::Weights);
        for (const auto& [name, tensor] : state.tensors) {
          ASSERT_LE(tensor.nbytes(), bytes.size());
          (void)tensor.contiguous();
        }
        (void)readFrom(source, TensorChoice::All);
        ++opened;
      } catch (const CheckpointError&) {
        ++refused;
      }
    }
  }

  EXPECT_GT(refused, kRounds);
  EXPECT_GT(opened, kRounds / 10);
}

}  // namespace
}  // namespace limn::nn
