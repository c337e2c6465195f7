// SPDX-FileCopyrightText: 2026 The Limn authors
// SPDX-License-Identifier: Apache-2.0
#include "predict/embedding_cache.h"

#include "predict/embedding_prefetch.h"

#include <gtest/gtest.h>

namespace limn::core {
namespace {

class Sized final : public Embedding {
 public:
  Sized(std::size_t bytes, bool onDevice) : bytes_(bytes), onDevice_(onDevice) {}
  [[nodiscard]] std::size_t bytes() const override { return bytes_; }
  [[nodiscard]] bool isOnDevice() const override { return onDevice_; }

 private:
  std::size_t bytes_;
  bool onDevice_;
};

EmbeddingKey key(std::int64_t slice, double high = 255) {
  return {{Axis::Z, slice}, InputMapping::Kind::VolumeRange, 0, high, "weights"};
}
EmbeddingPtr sized(std::size_t bytes, bool onDevice = false) {
  return std::make_shared<Sized>(bytes, onDevice);
}

TEST(EmbeddingCache, DropsTheLeastRecentlyUsedBeyondTheBudget) {
  EmbeddingCache cache({300, 0});
  for (int slice = 0; slice < 3; ++slice)
    cache.insert(key(slice), sized(100));
  ASSERT_NE(cache.find(key(0)), nullptr);  // used again

  cache.insert(key(3), sized(100));

  EXPECT_TRUE(cache.contains(key(0)));
  EXPECT_FALSE(cache.contains(key(1)));
  EXPECT_EQ(cache.used().host, 300U);
}

TEST(EmbeddingCache, PinnedEntriesAndTheNewestStay) {
  EmbeddingCache cache({150, 0});
  cache.setPins([] { return std::vector{key(0)}; });
  cache.insert(key(0), sized(100));
  cache.insert(key(1), sized(100));
  cache.insert(key(2), sized(400));

  EXPECT_TRUE(cache.contains(key(0)));
  EXPECT_FALSE(cache.contains(key(1)));
  EXPECT_TRUE(cache.contains(key(2)));
}

TEST(EmbeddingCache, HostAndDeviceHaveABudgetEach) {
  EmbeddingCache cache({200, 300});
  for (int slice = 0; slice < 4; ++slice) {
    cache.insert(key(slice), sized(100, true));
    cache.insert(key(slice, 400), sized(100));
  }

  EXPECT_EQ(cache.used().host, 200U);
  EXPECT_EQ(cache.used().device, 300U);
  EXPECT_FALSE(cache.contains(key(0)));
  EXPECT_TRUE(cache.contains(key(1)));
  EXPECT_FALSE(cache.contains(key(1, 400)));

  cache.setBudget({200, 100});
  EXPECT_EQ(cache.used().host, 200U);
  EXPECT_EQ(cache.used().device, 100U);
}

TEST(EmbeddingCache, AnotherMappingIsAnotherEntry) {
  EmbeddingCache cache({1000, 0});
  cache.insert(key(0, 255), sized(100));
  EXPECT_EQ(cache.find(key(0, 400)), nullptr);
}

TEST(EmbeddingCache, InsertingAgainDoesNotCountTwice) {
  EmbeddingCache cache({1000, 0});
  cache.insert(key(0), sized(100));
  cache.insert(key(0), sized(120));
  EXPECT_EQ(cache.used().host, 120U);
  EXPECT_EQ(cache.size(), 1U);
}

TEST(SlicesAround, GoOutwardsFirstInTheDirectionOfTravel) {
  const auto numbers = [](const std::vector<SliceRef>& slices) {
    std::vector<std::int64_t> list;
    for (const SliceRef& slice : slices)
      list.push_back(slice.slice);
    return list;
  };
  EXPECT_EQ(numbers(slicesAround({Axis::Z, 5}, 10, 2, 1)),
            (std::vector<std::int64_t>{5, 6, 4, 7, 3}));
  EXPECT_EQ(numbers(slicesAround({Axis::Z, 5}, 10, 2, -1)),
            (std::vector<std::int64_t>{5, 4, 6, 3, 7}));
  EXPECT_EQ(numbers(slicesAround({Axis::Z, 0}, 2, 3, 1)), (std::vector<std::int64_t>{0, 1}));
}

}  // namespace
}  // namespace limn::core
