// SPDX-FileCopyrightText: 2026 The Limn authors
// SPDX-License-Identifier: Apache-2.0

// A test program that this file is linked into runs in the locale that LIMN_TEST_LOCALE names, as a
// program with a QApplication runs in the locale of its user.

#include <gtest/gtest.h>

#include <clocale>
#include <cstdlib>

namespace limn::test {
namespace {

class TestLocale : public ::testing::Environment {
 public:
  void SetUp() override {
    const char* asked = std::getenv("LIMN_TEST_LOCALE");
    if (asked == nullptr) return;
    ASSERT_NE(std::setlocale(LC_ALL, asked), nullptr)
        << "the locale " << asked << " is not installed and not in LOCPATH";
  }
};

const auto* const kEnvironment = ::testing::AddGlobalTestEnvironment(new TestLocale);

}  // namespace
}  // namespace limn::test
