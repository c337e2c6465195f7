// SPDX-FileCopyrightText: 2026 The Limn authors
// SPDX-License-Identifier: Apache-2.0
#include "error_translation.h"

#include "limn/nn/checkpoint.h"
#include "limn/nn/predictor.h"

#include <c10/util/Exception.h>
#include <gtest/gtest.h>

#include <new>
#include <stdexcept>

namespace limn::engine {
namespace {

template <class Thrown>
Error errorOf(const Thrown& thrown) {
  const Result<int> result = guarded([&]() -> Result<int> { throw thrown; });
  return result ? Error{ErrorCode::Internal, "nothing was caught", {}} : result.error();
}

c10::Error torchError(const std::string& text) {
  return {c10::SourceLocation{"here", "file.cpp", 1}, text};
}

TEST(ErrorTranslation, PassesAValueThrough) {
  EXPECT_EQ(guarded([]() -> Result<int> { return 7; }).value(), 7);
}

TEST(ErrorTranslation, NamesWhatWasThrown) {
  EXPECT_EQ(errorOf(nn::Cancelled()).code, ErrorCode::Cancelled);
  EXPECT_EQ(errorOf(std::bad_alloc()).code, ErrorCode::OutOfMemory);
  EXPECT_EQ(errorOf(std::invalid_argument("bad device")).code, ErrorCode::WrongUse);
  EXPECT_EQ(errorOf(std::runtime_error("odd")).code, ErrorCode::Internal);
  EXPECT_EQ(errorOf(42).code, ErrorCode::Internal);
}

TEST(ErrorTranslation, KeepsTheFileOfACheckpointError) {
  const Error error = errorOf(nn::CheckpointError("weights.pth", "ends after 12 bytes"));

  EXPECT_EQ(error.code, ErrorCode::Unreadable);
  EXPECT_EQ(error.detail, "weights.pth: ends after 12 bytes");
}

TEST(ErrorTranslation, TellsMissingMemoryFromOtherFailuresOfTheLibrary) {
  EXPECT_EQ(errorOf(torchError("CUDA out of memory. Tried to allocate 2 GiB")).code,
            ErrorCode::OutOfMemory);
  EXPECT_EQ(
      errorOf(torchError("DefaultCPUAllocator: not enough memory: you tried to allocate 9")).code,
      ErrorCode::OutOfMemory);

  const Error other = errorOf(torchError("expected scalar type Float"));
  EXPECT_EQ(other.code, ErrorCode::Internal);
  EXPECT_NE(other.detail.find("expected scalar type Float"), std::string::npos);
}

}  // namespace
}  // namespace limn::engine
