// SPDX-FileCopyrightText: 2026 The Limn authors
// SPDX-License-Identifier: Apache-2.0
#include "limn/batch/workers.h"

#include "support/fake_predictor.h"

#include <gtest/gtest.h>

#include <atomic>
#include <memory>
#include <new>
#include <stdexcept>

namespace limn::batch {
namespace {

Result<std::shared_ptr<core::MaskPredictor>> fakePredictor() {
  return std::make_shared<test::FakePredictor>();
}

TEST(ShareOut, AnExceptionOfAPieceBecomesAnError) {
  const auto outcome = shareOut(
      10, 3, fakePredictor,
      [](core::MaskPredictor&, std::size_t i) -> bool {
        if (i == 4) throw std::runtime_error("piece 4 is damaged");
        return true;
      },
      {}, "testing");
  ASSERT_FALSE(outcome);
  EXPECT_EQ(outcome.error().code, ErrorCode::Internal);
  EXPECT_EQ(outcome.error().detail, "piece 4 is damaged");
}

TEST(ShareOut, TooLittleMemoryOnAnyThreadSaysWhatToDo) {
  const auto outcome = shareOut(
      10, 3, fakePredictor,
      [](core::MaskPredictor&, std::size_t) -> bool { throw std::bad_alloc(); }, {}, "testing");
  ASSERT_FALSE(outcome);
  EXPECT_EQ(outcome.error().code, ErrorCode::OutOfMemory);
  EXPECT_NE(outcome.error().detail.find("--workers"), std::string::npos);
}

TEST(ShareOut, ANetworkThatCannotBeMadeIsTheError) {
  std::atomic<int> done{0};
  const auto outcome = shareOut(
      10, 3,
      []() -> Result<std::shared_ptr<core::MaskPredictor>> {
        return fail(ErrorCode::Unreadable, "the weights are damaged");
      },
      [&](core::MaskPredictor&, std::size_t) { return ++done > 0; }, {}, "testing");
  ASSERT_FALSE(outcome);
  EXPECT_EQ(outcome.error().detail, "the weights are damaged");
  EXPECT_EQ(done, 0);
}

}  // namespace
}  // namespace limn::batch
