// SPDX-FileCopyrightText: 2026 The Limn authors
// SPDX-License-Identifier: Apache-2.0
#include "checkpoint_builder.h"
#include "checkpoint_reader.h"
#include "checkpoint_support.h"

#include <ATen/ATen.h>
#include <gmock/gmock.h>
#include <sys/stat.h>

namespace limn::nn {
namespace {

using test::PickleWriter;
using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::Key;

StateDict readBytes(std::string_view bytes, TensorChoice choice = TensorChoice::Weights) {
  return readFrom(MemorySource(bytes), choice);
}

std::string errorOf(std::string_view bytes) {
  return test::checkpointErrorOf([&] { (void)readBytes(bytes); });
}

/// A zip checkpoint whose value is given as opcodes; storage 0 holds six floats.
std::string zipWith(const PickleWriter& value) {
  return test::zipOf({{"x/data.pkl", value.done()}, {"x/data/0", test::sixFloats()}});
}

at::Tensor zeroToFive() {
  return at::arange(6).to(at::kFloat).view({2, 3});
}

TEST(Checkpoint, ReadsZip) {
  EXPECT_TRUE(at::equal(readBytes(test::zipCheckpoint()).tensors.at("w"), zeroToFive()));
}

TEST(Checkpoint, ReadsZip64) {
  const std::string pickle = PickleWriter().op("}").string("w").tensor({}).op("s").done();
  const std::string file = test::zip64Of({{"x/data.pkl", pickle}, {"x/data/0", test::sixFloats()}});

  EXPECT_TRUE(at::equal(readBytes(file).tensors.at("w"), zeroToFive()));
}

TEST(Checkpoint, ReadsLegacy) {
  const auto value = PickleWriter().op("}").string("w").tensor({}).op("s").done();

  const StateDict state = readBytes(
      test::legacyCheckpoint(value.substr(2, value.size() - 3), {{"0", test::sixFloats()}}));

  EXPECT_TRUE(at::equal(state.tensors.at("w"), zeroToFive()));
}

TEST(Checkpoint, CutFilesAreRefusedAtEveryByte) {
  const auto value = PickleWriter().op("}").string("w").tensor({}).op("s").done();
  for (const std::string& whole :
       {test::zipCheckpoint(),
        test::legacyCheckpoint(value.substr(2, value.size() - 3), {{"0", test::sixFloats()}})}) {
    for (std::size_t size = 0; size < whole.size(); ++size) {
      EXPECT_NE(errorOf(std::string_view(whole).substr(0, size)), "") << size;
    }
  }
}

TEST(Checkpoint, WeightsComeBeforeOtherDictsInAFixedOrder) {
  const auto nested = [](std::string_view key, std::string_view name) {
    PickleWriter writer;
    return writer.string(key).op("}").string(name).tensor({}).op("ss");
  };
  const auto text = [](const PickleWriter& writer) {
    const std::string all = writer.done();
    return all.substr(2, all.size() - 3);
  };

  const StateDict both = readBytes(zipWith(PickleWriter()
                                               .op("}")
                                               .op(text(nested("state_dict", "second")))
                                               .op(text(nested("model", "first")))));
  const StateDict other = readBytes(zipWith(PickleWriter()
                                                .op("}")
                                                .op(text(nested("ema", "third")))
                                                .op(text(nested("model_state_dict", "fourth")))));

  EXPECT_THAT(both.tensors, ElementsAre(Key("first")));
  EXPECT_THAT(other.tensors, ElementsAre(Key("fourth")));
}

TEST(Checkpoint, PrefixIsStrippedOnlyWhereAllHaveIt) {
  const StateDict all = readBytes(zipWith(PickleWriter()
                                              .op("}")
                                              .string("module.a")
                                              .tensor({})
                                              .op("s")
                                              .string("module.b")
                                              .tensor({})
                                              .op("s")));
  const StateDict some = readBytes(zipWith(
      PickleWriter().op("}").string("module.a").tensor({}).op("s").string("b").tensor({}).op("s")));

  EXPECT_TRUE(all.tensors.contains("a") && all.tensors.contains("b"));
  EXPECT_TRUE(some.tensors.contains("module.a") && some.tensors.contains("b"));
}

TEST(Checkpoint, FilesWithoutTensorsAreRefusedAndTheirKeysListed) {
  EXPECT_THAT(errorOf(zipWith(PickleWriter().op("}").string("epoch").integer(3).op("s"))),
              AllOf(HasSubstr("holds no weights"), HasSubstr("'epoch'")));
  EXPECT_THAT(errorOf(zipWith(PickleWriter().op("]"))), HasSubstr("not a dict"));
  EXPECT_THAT(errorOf(std::string("\2\0\0\0\0\0\0\0{}", 10)), HasSubstr("holds no tensors"));
}

TEST(Checkpoint, OtherFilesAreCalledByWhatTheyAre) {
  EXPECT_THAT(errorOf(""), HasSubstr("is empty"));
  EXPECT_THAT(errorOf("<!DOCTYPE html><html>"), HasSubstr("web page"));
  EXPECT_THAT(errorOf("version https://git-lfs.github.com/spec/v1\n"), HasSubstr("git lfs pull"));
  EXPECT_THAT(errorOf("\x89PNG\r\n"), HasSubstr("begins with '?PNG"));
  EXPECT_THAT(errorOf(test::zipOf({{"a.txt", "text"}})), HasSubstr("without data.pkl"));
  EXPECT_THAT(errorOf(test::zipOf({{"m/code/net.py", "pass"}, {"m/data.pkl", ""}})),
              HasSubstr("TorchScript"));
  EXPECT_THAT(errorOf(PickleWriter().op("}").done()), HasSubstr("not one of torch.save"));
}

TEST(Checkpoint, CompressedEntriesAreRefused) {
  const std::string file = test::zipOf({{"x/data.pkl", "anything"}}, 8);

  EXPECT_THAT(errorOf(file), HasSubstr("is compressed"));
}

TEST(Checkpoint, BigEndianFilesAreRefused) {
  const std::string pickle = PickleWriter().op("}").string("w").tensor({}).op("s").done();

  EXPECT_THAT(errorOf(test::zipOf({{"x/data.pkl", pickle}, {"x/byteorder", "big"}})),
              HasSubstr("'big'"));
}

TEST(Checkpoint, WholePickledModulesAreRefused) {
  const auto object = PickleWriter().global("my.package", "Net").op(")\x81}b");

  EXPECT_THAT(errorOf(zipWith(object)), HasSubstr("'my.package.Net'"));
  EXPECT_THAT(
      errorOf(zipWith(PickleWriter().op("}").string("model").global("my", "Net").op(")\x81s"))),
      HasSubstr("'my.Net'"));
}

TEST(Checkpoint, UnknownTensorFormsAreNamed) {
  const auto sparse =
      PickleWriter().op("}").string("w").global("torch._utils", "_rebuild_sparse_tensor");

  EXPECT_THAT(errorOf(zipWith(PickleWriter(sparse).op(")Rs"))),
              AllOf(HasSubstr("'w'"), HasSubstr("_rebuild_sparse_tensor")));
  EXPECT_THAT(errorOf(test::zipCheckpoint({.storageClass = "ComplexFloatStorage"})),
              HasSubstr("ComplexFloatStorage"));
}

TEST(Checkpoint, TensorsOutsideTheirStorageAreRefused) {
  const auto refused = [](const PickleWriter::Tensor& tensor) {
    return errorOf(test::zipCheckpoint(tensor));
  };

  EXPECT_THAT(refused({.offset = 1}), HasSubstr("does not fit its storage"));
  EXPECT_THAT(refused({.offset = -1}), HasSubstr("does not fit"));
  EXPECT_THAT(refused({.shape = {2, 4}}), HasSubstr("does not fit"));
  EXPECT_THAT(refused({.shape = {-2, 3}}), HasSubstr("does not fit"));
  EXPECT_THAT(refused({.stride = {3, -1}}), HasSubstr("does not fit"));
  EXPECT_THAT(refused({.shape = {1LL << 62, 1LL << 62}, .stride = {0, 0}}),
              HasSubstr("does not fit"));
  EXPECT_THAT(refused({.shape = {2, 3}, .stride = {1LL << 62, 1LL << 62}}),
              HasSubstr("does not fit"));
  EXPECT_THAT(refused({.shape = {1LL << 40}, .stride = {0}}), HasSubstr("larger than the file"));
  EXPECT_THAT(refused({.shape = {2}}), HasSubstr("different lengths"));
  EXPECT_THAT(refused({.storageCount = 1LL << 62}), HasSubstr("does not fit the file"));
  EXPECT_THAT(refused({.storageCount = -1}), HasSubstr("does not fit the file"));
  EXPECT_THAT(refused({.storageCount = 7}), HasSubstr("has 24 bytes; its tensors expect 28"));
  EXPECT_THAT(refused({.key = "9"}), HasSubstr("no entry data/'9'"));
}

TEST(Checkpoint, ViewsShareOneCopyOfTheirStorage) {
  const StateDict state = readBytes(zipWith(PickleWriter()
                                                .op("}")
                                                .string("a")
                                                .tensor({})
                                                .op("s")
                                                .string("b")
                                                .tensor({.offset = 3, .shape = {3}, .stride = {1}})
                                                .op("s")));

  EXPECT_TRUE(at::equal(state.tensors.at("b"), zeroToFive()[1]));
  EXPECT_TRUE(state.tensors.at("a").is_alias_of(state.tensors.at("b")));
}

/// Counts what is read from it.
class CountingSource final : public ByteSource {
 public:
  explicit CountingSource(const std::string& bytes) : ByteSource("counted"), bytes_(bytes) {
    setSize(bytes.size());
  }
  [[nodiscard]] std::size_t count() const { return count_; }

 private:
  void readUnchecked(std::uint64_t offset, std::span<std::byte> to) const override {
    count_ += to.size();
    std::memcpy(to.data(), bytes_.data() + offset, to.size());
  }
  const std::string& bytes_;
  mutable std::size_t count_ = 0;
};

TEST(Checkpoint, OnlyTheWantedPartOfAStorageIsRead) {
  const std::string big(4'000'000, '\0');
  const std::string pickle =
      PickleWriter()
          .op("}")
          .string("model")
          .op("}")
          .string("w")
          .tensor({.storageCount = 1'000'000, .offset = 500'000, .shape = {2}, .stride = {1}})
          .op("ss")
          .string("optimizer")
          .op("}")
          .string("m")
          .tensor({.key = "1", .storageCount = 1'000'000, .shape = {1'000'000}, .stride = {1}})
          .op("ss")
          .done();
  const std::string file =
      test::zipOf({{"x/data.pkl", pickle}, {"x/data/0", big}, {"x/data/1", big}});
  const CountingSource source(file);

  const StateDict state = readFrom(source, TensorChoice::Weights);

  EXPECT_EQ(state.tensors.at("w").numel(), 2);
  EXPECT_EQ(state.tensors.at("w").storage().nbytes(), 8U);
  EXPECT_LT(source.count(), 100'000U);
}

TEST(Checkpoint, EveryGoldenFormHoldsTheSameWeights) {
  const std::filesystem::path folder = test::sharedFolder() / "golden";
  if (!std::filesystem::exists(folder)) GTEST_SKIP() << "the shared folder is not here";
  const StateDict first = readCheckpoint(folder / "tiny_adapter.pth");
  ASSERT_GT(first.tensors.size(), 150U);

  for (const char* name :
       {"tiny_adapter.legacy.pth", "tiny_adapter.ddp.pth", "tiny_adapter.fp16.pth"}) {
    const StateDict other = readCheckpoint(folder / name);
    const bool isHalf = std::string_view(name) == "tiny_adapter.fp16.pth";
    ASSERT_EQ(other.tensors.size(), first.tensors.size()) << name;
    for (const auto& [key, tensor] : first.tensors) {
      ASSERT_TRUE(other.tensors.contains(key)) << name << ' ' << key;
      const at::Tensor wanted = isHalf ? tensor.to(at::kHalf) : tensor;
      EXPECT_TRUE(at::equal(other.tensors.at(key), wanted)) << name << ' ' << key;
    }
  }
}

TEST(Checkpoint, TheOptimizerIsNotReadFromTheGoldenTrainingFile) {
  const std::filesystem::path file = test::sharedFolder() / "golden/tiny_adapter.pth";
  if (!std::filesystem::exists(file)) GTEST_SKIP() << "the shared folder is not here";
  const std::string bytes = test::slurp(file);
  const CountingSource source(bytes);

  const StateDict state = readFrom(source, TensorChoice::Weights);

  std::size_t wanted = 0;
  for (const auto& [name, tensor] : state.tensors)
    wanted += tensor.nbytes();
  EXPECT_LT(static_cast<double>(source.count()), 1.3 * static_cast<double>(wanted));
  EXPECT_LT(source.count(), bytes.size() / 2);
}

class CheckpointFile : public test::CheckpointFolder {};

TEST_F(CheckpointFile, NameDoesNotDecideTheForm) {
  write("weights.safetensors", test::zipCheckpoint());

  EXPECT_EQ(readCheckpoint(path("weights.safetensors")).tensors.size(), 1U);
}

TEST_F(CheckpointFile, WhatIsNoReadableFileIsAnErrorWithItsName) {
  const auto reading = [&](const std::filesystem::path& file) {
    return test::checkpointErrorOf([&] { (void)readCheckpoint(file); });
  };
  ASSERT_EQ(::mkfifo(path("pipe").c_str(), 0600), 0);

  EXPECT_THAT(reading(path("missing.pth")),
              AllOf(HasSubstr("missing.pth"), HasSubstr("No such file")));
  EXPECT_THAT(reading(path("")), HasSubstr("is a folder"));
  EXPECT_THAT(reading(path("pipe")), HasSubstr("not a regular file"));
  EXPECT_THAT(reading("/dev/zero"), HasSubstr("not a regular file"));
}

TEST_F(CheckpointFile, CallsInAPickleAreRefusedAndNeverMade) {
  const std::string proof = path("proof").string();
  const auto call = [&](std::string_view module, std::string_view name,
                        const std::string& argument) {
    return PickleWriter().global(module, name).op("(").string(argument).op("tR");
  };
  const std::string touch = "touch " + proof;
  const std::vector<PickleWriter> attacks{
      call("posix", "system", touch),
      call("os", "system", touch),
      call("subprocess", "getoutput", touch),
      call("__builtin__", "eval", "open('" + proof + "','w')"),
      call("builtins", "exec", "open('" + proof + "','w')"),
      PickleWriter().string("os").string("system").op("\x93(").string(touch).op("tR"),
      PickleWriter()
          .op("}")
          .string("w")
          .tensor({})
          .op("s")
          .string("x")
          .global("os", "system")
          .op("s"),
  };

  for (const PickleWriter& attack : attacks) {
    EXPECT_THAT(errorOf(zipWith(attack)),
                AllOf(HasSubstr("asks to call"), HasSubstr("Nothing was run")));
  }
  EXPECT_THAT(errorOf(zipWith(call("my.module", "run", touch))), HasSubstr("'my.module.run'"));
  EXPECT_FALSE(std::filesystem::exists(proof));
}

TEST_F(CheckpointFile, SharedAttacksLeaveNoTrace) {
  const std::filesystem::path folder = test::sharedFolder() / "weights/generated";
  if (!std::filesystem::exists(folder)) GTEST_SKIP() << "the shared folder is not here";
  const std::filesystem::path before = std::filesystem::current_path();
  std::filesystem::current_path(path(""));

  for (const char* name : {"calls_system.pth", "calls_eval.pth"}) {
    EXPECT_THAT(test::checkpointErrorOf([&] { (void)readCheckpoint(folder / name); }),
                HasSubstr("Nothing was run"));
  }

  std::filesystem::current_path(before);
  EXPECT_EQ(fileCount(), 0U);
}

}  // namespace
}  // namespace limn::nn
