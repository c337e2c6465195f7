// SPDX-FileCopyrightText: 2026 The Limn authors
// SPDX-License-Identifier: Apache-2.0
#include "sha256.h"

#include <gtest/gtest.h>

namespace limn::nn {
namespace {

std::string hashOf(std::string_view text, Sha256::Engine engine) {
  Sha256 hash(engine);
  hash.add(text);
  return hash.hex();
}

class Sha256Engines : public ::testing::TestWithParam<Sha256::Engine> {};

TEST_P(Sha256Engines, GivesThePublishedValues) {
  EXPECT_EQ(hashOf("", GetParam()),
            "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
  EXPECT_EQ(hashOf("abc", GetParam()),
            "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
  EXPECT_EQ(hashOf("abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq", GetParam()),
            "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1");
  EXPECT_EQ(hashOf(std::string(1'000'000, 'a'), GetParam()),
            "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0");
}

TEST_P(Sha256Engines, PiecesGiveTheSameAsTheWhole) {
  for (std::size_t size = 0; size < 300; ++size) {
    const std::string text(size, 'x');
    Sha256 pieces(GetParam());
    for (std::size_t at = 0; at < size; at += 1 + at % 70) {
      pieces.add(std::string_view(text).substr(at, std::min(1 + at % 70, size - at)));
    }

    EXPECT_EQ(pieces.hex(), hashOf(text, Sha256::Engine::Portable)) << size;
  }
}

INSTANTIATE_TEST_SUITE_P(All, Sha256Engines,
                         ::testing::Values(Sha256::Engine::Fastest, Sha256::Engine::Portable));

}  // namespace
}  // namespace limn::nn
