// SPDX-FileCopyrightText: 2026 The Limn authors
// SPDX-License-Identifier: Apache-2.0
#include "limn/base/trace.h"

#include "support/temporary_folder.h"

#include <gtest/gtest.h>

#include <fstream>
#include <iterator>
#include <string>
#include <thread>
#include <vector>

namespace limn {
namespace {

class TraceTest : public testing::Test {
 protected:
  ~TraceTest() override { trace::stop(); }

  [[nodiscard]] std::string written() const {
    const auto file = folder_.path() / "trace.json";
    EXPECT_TRUE(trace::write(file));
    std::ifstream in(file);
    return {std::istreambuf_iterator<char>(in), {}};
  }
  [[nodiscard]] static int count(const std::string& text, const std::string& what) {
    int found = 0;
    for (auto at = text.find(what); at != std::string::npos; at = text.find(what, at + 1))
      ++found;
    return found;
  }

  test::TemporaryFolder folder_;
};

TEST_F(TraceTest, KeepsNothingWhileItIsOff) {
  trace::start();
  trace::stop();

  { const trace::Span span("work"); }
  trace::beginWait("wait");
  trace::endWait("wait");

  EXPECT_EQ(count(written(), "\"X\""), 0);
}

TEST_F(TraceTest, WritesSpansOfEachThreadAndWaitsInRowsOfTheirOwn) {
  trace::start();
  { const trace::Span span("here"); }
  std::thread([] { const trace::Span span("elsewhere"); }).join();
  trace::beginWait("click");
  trace::endWait("click");

  const std::string text = written();

  EXPECT_EQ(count(text, R"("ph":"X","pid":1,"tid":1,"name":"here")"), 1);
  EXPECT_EQ(count(text, R"("ph":"X","pid":1,"tid":2,"name":"elsewhere")"), 1);
  EXPECT_EQ(count(text, R"("ph":"X","pid":1,"tid":3,"name":"click")"), 1);
  EXPECT_EQ(count(text, "\"thread_name\""), 4);
  EXPECT_EQ(text.find(",\n]"), std::string::npos);  // JSON allows no comma there
}

TEST_F(TraceTest, AWaitThatBeginsAgainStartsAnewAndEndsOnce) {
  using namespace std::chrono_literals;
  trace::start();
  trace::beginWait("click", trace::processStart() + 1s);
  trace::beginWait("click", trace::processStart() + 2s);
  trace::endWait("click");
  trace::endWait("click");

  const std::string text = written();

  EXPECT_EQ(count(text, "\"X\""), 1);
  EXPECT_EQ(count(text, "\"ts\":2000000.0"), 1);
}

TEST_F(TraceTest, StartingAgainForgets) {
  trace::start();
  { const trace::Span span("before"); }
  trace::start();

  EXPECT_EQ(count(written(), "before"), 0);
}

TEST_F(TraceTest, NamesAreQuoted) {
  trace::start();
  { const trace::Span span("a \"b\" \\ c\n"); }

  EXPECT_EQ(count(written(), R"("name":"a \"b\" \\ c ")"), 1);
}

TEST_F(TraceTest, SaysWhenItCannotBeWritten) {
  EXPECT_EQ(trace::write(folder_.path() / "absent" / "trace.json").error().code,
            ErrorCode::WriteFailed);
}

TEST(Trace, TheProgramWasStartedBeforeItsTests) {
  EXPECT_LT(trace::processStart(), trace::Clock::now());
  EXPECT_LT(trace::Clock::now() - trace::processStart(), std::chrono::hours(1));
}

}  // namespace
}  // namespace limn
