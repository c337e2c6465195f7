// SPDX-FileCopyrightText: 2026 The Limn authors
// SPDX-License-Identifier: Apache-2.0
#include "case_builder.h"
#include "case_io.h"
#include "limn/core/dispatcher.h"
#include "limn/core/session.h"
#include "limn/store/case_file.h"
#include "limn/store/case_lock.h"
#include "support/fake_predictor.h"
#include "support/temporary_folder.h"

#include <gtest/gtest.h>
#include <signal.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <chrono>
#include <cstdlib>
#include <random>
#include <thread>

namespace limn {
namespace {

namespace fs = std::filesystem;
using core::Preview;

/// How often the reader is killed; LIMN_KILL_RUNS says how often.
int runs() {
  const char* asked = std::getenv("LIMN_KILL_RUNS");
  return asked != nullptr ? std::max(1, std::atoi(asked)) : 10;
}

/// A simulated reader in a separate process: session, recorder and case file as in the window. It
/// reports the number of actions after each, and continues when the last one is on the disk.
class Reader {
 public:
  Reader(const fs::path& file, const Volume& volume, unsigned seed) : random_(seed) {
    const core::CaseIo cases = apps::makeCaseIo();
    const auto source = cases.source(file);
    if (!source) std::_Exit(3);
    auto opened = cases.open(file, *source);
    if (!opened || !session_.open(volume, std::move(*opened))) std::_Exit(3);
  }

  core::Session& session() { return session_; }

  void act() {
    const SliceRef slice{Axis::Z, pick(6)};
    switch (pick(10)) {
      case 0:
        session_.undo();
        break;
      case 1:
        session_.redo();
        break;
      case 2:
        session_.document().addLabel();
        break;
      case 3:
        static_cast<void>(session_.document().setLocked(1, pick(2) == 0));
        break;
      case 4:
        session_.removeLastPrompt();
        break;
      case 5:
      case 6:
        if (isReady()) static_cast<void>(session_.accept());
        break;
      default:
        session_.addPoint(slice, {static_cast<double>(pick(20)), static_cast<double>(pick(15))},
                          pick(4) > 0);
    }
  }

 private:
  int pick(int n) { return static_cast<int>(random_() % static_cast<unsigned>(n)); }
  bool isReady() {
    if (session_.prompts().empty()) return false;
    return home_.runUntil([this] { return session_.preview().state == Preview::State::Ready; });
  }

  std::mt19937 random_;
  core::QueueDispatcher home_;
  core::Session session_{std::make_shared<test::FakePredictor>(), home_, {1 << 20, 0}};
};

class CrashTest : public testing::Test {
 protected:
  void SetUp() override {
    signal(SIGXFSZ, SIG_IGN);
    const std::string hash = imagingHash();
    ASSERT_TRUE(
        store::writeCase(file, {core::caseSource(volume, hash), core::firstLabels(), {}, {}}));
  }
  /// The hash as the program computes it, from the automatic case of the same volume.
  std::string imagingHash() {
    setenv("XDG_DATA_HOME", folder.path().c_str(), 1);
    return apps::makeCaseIo().openKept(volume, {}).value().data.source.pixelHash;
  }

  struct Outcome {
    std::int64_t told = 0;  // actions that the reader had seen recorded
    bool wasKilled = false;
  };
  /// Runs a reader and kills the process after `ms` (never when < 0). `limit` is the largest file
  /// that it may write.
  Outcome work(unsigned seed, int ms, rlim_t limit = RLIM_INFINITY, int actions = 1'000'000) {
    int ends[2] = {-1, -1};
    if (::pipe(ends) != 0) return {};
    const pid_t child = ::fork();
    if (child == 0) {
      ::close(ends[0]);
      const rlimit largest{limit, limit};
      ::setrlimit(RLIMIT_FSIZE, &largest);
      Reader reader(file, volume, seed);
      for (int i = 0; i < actions; ++i) {
        reader.act();
        const auto count = static_cast<std::int64_t>(reader.session().history().size());
        if (::write(ends[1], &count, sizeof count) != sizeof count) break;
        reader.session().finishSaving();  // people are slower than the disk
      }
      reader.session().finishSaving();
      std::_Exit(reader.session().saving().state == core::Saving::State::Saved ? 0 : 1);
    }
    ::close(ends[1]);
    Outcome outcome;
    std::int64_t count = 0;
    if (ms >= 0) {
      // The clock runs from the first action, so that no run is killed before it begins.
      if (::read(ends[0], &count, sizeof count) == sizeof count) outcome.told = count;
      std::this_thread::sleep_for(std::chrono::milliseconds(ms));
      ::kill(child, SIGKILL);
    }
    while (::read(ends[0], &count, sizeof count) == sizeof count)
      outcome.told = count;
    ::close(ends[0]);
    int status = 0;
    ::waitpid(child, &status, 0);
    outcome.wasKilled = WIFSIGNALED(status);
    EXPECT_TRUE(outcome.wasKilled || WEXITSTATUS(status) < 2) << "exit " << WEXITSTATUS(status);
    return outcome;
  }
  /// Checks the case file after a kill or a full disk; returns the number of actions in it.
  std::int64_t checkCase() {
    EXPECT_TRUE(store::CaseLock::take(file)) << "the lock outlived its holder";
    auto opened = store::CaseFile::open(file, store::CaseFile::Access::ReadWrite);
    EXPECT_TRUE(opened) << opened.error().message();
    if (!opened) return -1;
    const auto checked = opened->check();
    EXPECT_TRUE(checked) << checked.error().message();
    return static_cast<std::int64_t>(opened->load()->actions.size());
  }

  test::TemporaryFolder folder;
  fs::path file = folder.path() / "case.limn";
  Volume volume = test::rampVolume(Size3{20, 15, 6});
};

TEST_F(CrashTest, AReaderWhoIsKilledLosesAtMostTheLastAction) {
  std::mt19937 random(2026);
  std::int64_t before = 0;
  for (int run = 0; run < runs(); ++run) {
    const Outcome outcome = work(random(), static_cast<int>(random() % 150));
    ASSERT_TRUE(outcome.wasKilled);

    const std::int64_t kept = checkCase();

    ASSERT_GE(kept, outcome.told - 1) << "run " << run;
    // The disk may have one action more: the process was killed before it reported it.
    ASSERT_LE(kept, outcome.told + 1) << "run " << run;
    ASSERT_GE(kept, before);
    before = kept;
  }
  RecordProperty("actions", static_cast<int>(before));
}

TEST_F(CrashTest, ADiskThatRunsFullHarmsNothing) {
  std::mt19937 random(7);
  for (int run = 0; run < std::max(3, runs() / 4); ++run) {
    const std::int64_t before = checkCase();
    const auto room = static_cast<rlim_t>(fs::file_size(file) + 20'000 + random() % 200'000);
    const Outcome outcome = work(random(), -1, room, 100);
    EXPECT_FALSE(outcome.wasKilled);
    const std::int64_t kept = checkCase();
    ASSERT_GE(kept, before);
    ASSERT_LE(kept, outcome.told);
  }
}

TEST_F(CrashTest, AReaderWhoIsKilledOnAFullDiskLosesNothingThatWasKept) {
  std::mt19937 random(8);
  std::int64_t before = 0;
  for (int run = 0; run < std::max(3, runs() / 4); ++run) {
    const auto room = static_cast<rlim_t>(fs::file_size(file) + 10'000 + random() % 100'000);
    static_cast<void>(work(random(), static_cast<int>(random() % 200), room));
    const std::int64_t kept = checkCase();
    ASSERT_GE(kept, before);
    before = kept;
  }
}

}  // namespace
}  // namespace limn
