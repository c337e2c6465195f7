// SPDX-FileCopyrightText: 2026 The Limn authors
// SPDX-License-Identifier: Apache-2.0
#include "limn/nn/shard.h"

#include "checkpoint_support.h"

#include <ATen/ATen.h>
#include <gmock/gmock.h>

#include <atomic>
#include <thread>

namespace limn::nn {
namespace {

using ::testing::HasSubstr;

ShardSample sampleOf(std::string id, std::int64_t height, std::int64_t width,
                     std::int64_t channels = 1, std::int64_t planes = 1) {
  const auto fill = static_cast<double>(id.size());
  ShardSample sample{{std::move(id), "case 1", "CT", "aorta \"x\""}, {}, {}};
  sample.image = at::arange(height * width * channels, at::kLong)
                     .remainder(251)
                     .to(at::kByte)
                     .view({height, width, channels});
  sample.masks = at::full({planes, height, width}, fill, at::kByte);
  return sample;
}

class Shards : public test::CheckpointFolder {
 protected:
  std::filesystem::path shard(std::string_view name, std::vector<ShardSample> samples) const {
    writeShard(path(name), samples);
    return path(name);
  }
  /// The message with which a safetensors file of these tensors is refused as a shard.
  std::string refusalOf(const StateDict& state) const {
    writeSafetensors(path("other.safetensors"), state);
    return test::checkpointErrorOf([&] { const ShardSet set({path("other.safetensors")}); });
  }
  static StateDict stateOf(at::Tensor image, at::Tensor masks) {
    return {{{"0.image", std::move(image)}, {"0.masks", std::move(masks)}},
            {{"limn.shard", "1"}, {"limn.samples", R"([{"id":"a"}])"}}};
  }
};

TEST_F(Shards, GiveBackWhatWasWritten) {
  const std::vector<ShardSample> written{sampleOf("a", 4, 5), sampleOf("bb", 3, 2, 3, 2)};

  const ShardSet set({shard("s.safetensors", written)});

  ASSERT_EQ(set.size(), 2);
  for (std::int64_t i = 0; i < 2; ++i) {
    const ShardSample& expected = written[static_cast<std::size_t>(i)];
    const ShardSample found = set.read(i);
    EXPECT_TRUE(at::equal(found.image, expected.image));
    EXPECT_TRUE(at::equal(found.masks, expected.masks));
    EXPECT_EQ(set.entry(i).id, expected.entry.id);
    EXPECT_EQ(found.entry.caseName, "case 1");
    EXPECT_EQ(found.entry.modality, "CT");
    EXPECT_EQ(found.entry.target, "aorta \"x\"");
  }
}

TEST_F(Shards, MoreThanTenSamplesKeepTheirOrder) {
  std::vector<ShardSample> written;
  for (std::size_t i = 0; i < 12; ++i)
    written.push_back(sampleOf(std::string(i + 1, 'x'), 2, 2));

  const ShardSet set({shard("s.safetensors", written)});

  for (std::int64_t i = 0; i < 12; ++i)
    EXPECT_EQ(set.read(i).masks.max().item<int>(), i + 1);
}

TEST_F(Shards, FoldersAreReadInOrderOfName) {
  shard("2.safetensors", {sampleOf("second", 2, 2)});
  shard("1.safetensors", {sampleOf("first", 2, 2)});
  write("pack.json", "{}");

  const ShardSet set({path("")});

  ASSERT_EQ(set.size(), 2);
  EXPECT_EQ(set.entry(0).id, "first");
  EXPECT_EQ(set.entry(1).id, "second");
}

TEST_F(Shards, SameSamplesGiveTheSameBytes) {
  const auto first = shard("1.safetensors", {sampleOf("a", 4, 5), sampleOf("b", 3, 3)});
  const auto second = shard("2.safetensors", {sampleOf("a", 4, 5), sampleOf("b", 3, 3)});

  EXPECT_EQ(test::slurp(first), test::slurp(second));
}

TEST_F(Shards, AreReadFromSeveralThreads) {
  std::vector<ShardSample> written;
  for (std::size_t i = 0; i < 32; ++i)
    written.push_back(sampleOf(std::string(i + 1, 'x'), 8, 8));
  const ShardSet set({shard("s.safetensors", written)});
  std::atomic<int> wrong = 0;

  {
    std::vector<std::jthread> readers;
    for (int t = 0; t < 4; ++t) {
      readers.emplace_back([&] {
        for (std::int64_t i = 0; i < 32; ++i) {
          if (set.read(i).masks.max().item<int>() != i + 1) ++wrong;
        }
      });
    }
  }

  EXPECT_EQ(wrong, 0);
}

TEST_F(Shards, CutFileIsRefusedAtEveryLength) {
  const std::string whole = test::slurp(shard("s.safetensors", {sampleOf("a", 4, 5)}));

  for (std::size_t size = 0; size < whole.size(); size += 7) {
    const auto cut = write("cut.safetensors", whole.substr(0, size));
    const std::string message = test::checkpointErrorOf([&] { const ShardSet set({cut}); });
    EXPECT_THAT(message, HasSubstr("cut.safetensors")) << size;
  }
}

TEST_F(Shards, FileCutAfterOpeningIsRefusedWhenRead) {
  const auto file = shard("s.safetensors", {sampleOf("a", 4, 5)});
  const ShardSet set({file});
  std::filesystem::resize_file(file, std::filesystem::file_size(file) - 1);

  const std::string message = test::checkpointErrorOf([&] { (void)set.read(0); });

  EXPECT_THAT(message, HasSubstr("replaced or cut"));
}

TEST_F(Shards, OtherSafetensorsFilesAreRefused) {
  StateDict weights;
  weights.tensors["w"] = at::zeros({2});

  EXPECT_THAT(refusalOf(weights), HasSubstr("no shard"));
}

TEST_F(Shards, OtherFilesAreRefused) {
  const auto file = write("s.safetensors", "PK not a shard at all");

  EXPECT_THAT(test::checkpointErrorOf([&] { const ShardSet set({file}); }),
              HasSubstr("no safetensors file"));
}

TEST_F(Shards, OtherVersionIsRefused) {
  StateDict state = stateOf(at::zeros({2, 2, 1}, at::kByte), at::zeros({1, 2, 2}, at::kByte));
  state.metadata["limn.shard"] = "2";

  EXPECT_THAT(refusalOf(state), HasSubstr("version '2'; expected 1"));
}

TEST_F(Shards, WrongDtypeIsRefused) {
  EXPECT_THAT(refusalOf(stateOf(at::zeros({2, 2, 1}), at::zeros({1, 2, 2}, at::kByte))),
              HasSubstr("'0.image' has the dtype F32; expected U8"));
}

TEST_F(Shards, MissingMasksAreRefused) {
  StateDict state = stateOf(at::zeros({2, 2, 1}, at::kByte), at::zeros({1, 2, 2}, at::kByte));
  state.tensors.erase("0.masks");
  EXPECT_THAT(refusalOf(state), HasSubstr("lists 1 samples but holds 1 tensors"));

  state.tensors["1.masks"] = at::zeros({1, 2, 2}, at::kByte);
  EXPECT_THAT(refusalOf(state), HasSubstr("lacks the tensor '0.masks'"));
}

TEST_F(Shards, MasksOfAnotherSizeAreRefused) {
  const at::Tensor image = at::zeros({2, 3, 1}, at::kByte);

  EXPECT_THAT(refusalOf(stateOf(image, at::zeros({1, 3, 2}, at::kByte))),
              HasSubstr("the masks have the shape [1, 3, 2]; expected [planes, 2, 3]"));
  EXPECT_THAT(refusalOf(stateOf(image, at::zeros({0, 2, 3}, at::kByte))), HasSubstr("[0, 2, 3]"));
  EXPECT_THAT(refusalOf(stateOf(at::zeros({2, 3, 2}, at::kByte), at::zeros({1, 2, 3}, at::kByte))),
              HasSubstr("[2, 3, 2]; expected [H, W, 1] or [H, W, 3]"));
}

TEST_F(Shards, DamagedListOfSamplesIsRefused) {
  StateDict state = stateOf(at::zeros({2, 2, 1}, at::kByte), at::zeros({1, 2, 2}, at::kByte));
  state.metadata["limn.samples"] = R"([{"id":"a"},)";

  EXPECT_THAT(refusalOf(state), HasSubstr("limn.samples of the metadata is damaged"));
}

TEST_F(Shards, NoSampleAtAllIsRefused) {
  EXPECT_THROW(ShardSet({path("")}), std::invalid_argument);
  EXPECT_THROW(ShardSet({shard("none.safetensors", {})}), std::invalid_argument);
}

TEST_F(Shards, MissingFileIsRefused) {
  EXPECT_THAT(test::checkpointErrorOf([&] { const ShardSet set({path("gone.safetensors")}); }),
              HasSubstr("cannot be opened"));
}

TEST_F(Shards, IndexOutsideIsRefused) {
  const ShardSet set({shard("s.safetensors", {sampleOf("a", 2, 2)})});

  EXPECT_THROW((void)set.read(1), std::out_of_range);
  EXPECT_THROW((void)set.entry(-1), std::out_of_range);
}

TEST_F(Shards, UnusableSampleIsNotWritten) {
  ShardSample sample = sampleOf("a", 2, 2);
  sample.masks = at::zeros({1, 3, 3}, at::kByte);

  const std::string message = test::checkpointErrorOf([&] {
    shard("s.safetensors", {sampleOf("b", 2, 2), sample});
  });

  EXPECT_THAT(message, HasSubstr("sample 1 ('a') cannot be stored"));
  EXPECT_EQ(fileCount(), 0U);
}

}  // namespace
}  // namespace limn::nn
