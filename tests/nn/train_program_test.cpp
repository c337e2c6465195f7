// SPDX-FileCopyrightText: 2026 The Limn authors
// SPDX-License-Identifier: Apache-2.0
// `limn-nn train` as it is run: killed, resumed, and in several processes.
#include "checkpoint_support.h"
#include "limn/nn/checkpoint.h"
#include "nn_support.h"

#include <arpa/inet.h>
#include <gmock/gmock.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <csignal>
#include <cstdio>
#include <string>
#include <vector>

namespace limn::nn {
namespace {

using ::testing::HasSubstr;

/// A process whose output is read line by line.
class Process {
 public:
  Process(const std::vector<std::string>& words, const std::vector<std::string>& environment = {},
          rlim_t fileSize = RLIM_INFINITY) {
    std::array<int, 2> ends{};
    EXPECT_EQ(::pipe(ends.data()), 0);
    pid_ = ::fork();
    if (pid_ == 0) start(words, environment, ends[1], fileSize);
    ::close(ends[1]);
    output_ = ::fdopen(ends[0], "r");
  }
  Process(const Process&) = delete;
  Process& operator=(const Process&) = delete;
  ~Process() { std::fclose(output_); }

  /// Reads until a line holds `text`; false at the end.
  bool waitFor(const std::string& text) {
    std::array<char, 4096> line{};
    while (std::fgets(line.data(), line.size(), output_) != nullptr) {
      said_ += line.data();
      if (std::string(line.data()).find(text) != std::string::npos) return true;
    }
    return false;
  }
  void kill() const { ::kill(pid_, SIGKILL); }
  /// Exit code; -1 when it was killed.
  int end() {
    while (waitFor("\n")) {
    }
    int status = 0;
    ::waitpid(pid_, &status, 0);
    return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
  }
  [[nodiscard]] const std::string& said() const { return said_; }

 private:
  [[noreturn]] static void start(const std::vector<std::string>& words,
                                 const std::vector<std::string>& environment, int output,
                                 rlim_t fileSize) {
    ::dup2(output, STDOUT_FILENO);
    ::dup2(output, STDERR_FILENO);
    for (const std::string& variable : environment)
      ::putenv(const_cast<char*>(variable.c_str()));
    const rlimit limit{.rlim_cur = fileSize, .rlim_max = fileSize};
    ::setrlimit(RLIMIT_FSIZE, &limit);
    std::string program = limn::test::programPath("limn-nn").string();
    std::vector<char*> arguments{program.data()};
    for (const std::string& word : words)
      arguments.push_back(const_cast<char*>(word.c_str()));
    arguments.push_back(nullptr);
    ::execv(arguments[0], arguments.data());
    ::_exit(127);
  }

  pid_t pid_ = -1;
  FILE* output_ = nullptr;
  std::string said_;
};

/// A port that was free a moment ago.
int freePort() {
  const int listener = ::socket(AF_INET, SOCK_STREAM, 0);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  socklen_t size = sizeof address;
  EXPECT_EQ(::bind(listener, reinterpret_cast<sockaddr*>(&address), size), 0);
  ::getsockname(listener, reinterpret_cast<sockaddr*>(&address), &size);
  ::close(listener);
  return ntohs(address.sin_port);
}

class TrainProgram : public test::CheckpointFolder {
 protected:
  [[nodiscard]] std::vector<std::string> words(const std::string& run,
                                               std::vector<std::string> more = {}) const {
    std::vector<std::string> all{
        "train",   "--out", path(run).string(), "--mode", "full", "--shape", "tiny",
        "--masks", "2",     "--interactions",   "2",      "--lr", "0.001",   "--threads",
        "1"};
    all.insert(all.end(), more.begin(), more.end());
    return all;
  }
  [[nodiscard]] std::string model(const std::string& run) const {
    return test::slurp(path(run) / "model.safetensors");
  }
};

TEST_F(TrainProgram, KilledAndResumedItEndsInTheSameBytes) {
  const std::vector<std::string> more{"--steps", "8", "--images", "2", "--save-every", "2"};
  ASSERT_EQ(Process(words("whole", more)).end(), 0);

  Process killed(words("killed", more));
  ASSERT_TRUE(killed.waitFor("step 5/8")) << killed.said();
  killed.kill();
  EXPECT_EQ(killed.end(), -1);
  std::vector<std::string> again = more;
  again.emplace_back("--resume");
  Process resumed(words("killed", again));

  ASSERT_EQ(resumed.end(), 0) << resumed.said();
  EXPECT_THAT(resumed.said(), HasSubstr("step 8/8"));
  EXPECT_EQ(model("killed"), model("whole"));
}

// A first step of Adam hides the size of a gradient, so three are compared, unclipped.
TEST_F(TrainProgram, TwoProcessesLearnLikeOneWithTwiceTheBatch) {
  ASSERT_EQ(Process(words("one", {"--steps", "3", "--images", "4", "--clip-norm", "0"})).end(), 0);

  const std::string port = "MASTER_PORT=" + std::to_string(freePort());
  const std::vector<std::string> half{"--steps", "3", "--images", "2", "--clip-norm", "0"};
  Process second(words("two", half), {"RANK=1", "WORLD_SIZE=2", "MASTER_ADDR=127.0.0.1", port});
  Process first(words("two", half), {"RANK=0", "WORLD_SIZE=2", "MASTER_ADDR=127.0.0.1", port});
  if (first.end() == 3 && first.said().find("libgloo-dev") != std::string::npos) {
    EXPECT_EQ(second.end(), 3);
    GTEST_SKIP() << "this build has no Gloo";
  }

  EXPECT_EQ(second.end(), 0) << second.said();
  const StateDict one = readAllTensors(path("one") / "state.safetensors");
  const StateDict two = readAllTensors(path("two") / "state.safetensors");
  for (const auto& [name, tensor] : one.tensors) {
    if (!name.starts_with("first.")) continue;  // the mean of the gradients
    const double scale = tensor.abs().max().item<double>();
    EXPECT_LE(test::largestDifference(tensor, two.tensors.at(name)), 1e-4 * scale + 1e-7) << name;
  }
}

TEST_F(TrainProgram, AFullDiskIsNamedAndTheOlderStateStays) {
  const std::vector<std::string> more{"--steps", "2", "--images", "1", "--save-every", "1"};
  ASSERT_EQ(Process(words("run", more)).end(), 0);
  const std::string before = test::slurp(path("run") / "state.safetensors");

  Process full(words("run", {"--steps", "4", "--images", "1", "--resume"}), {}, 1 << 16);

  EXPECT_EQ(full.end(), 3) << full.said();
  EXPECT_THAT(full.said(), HasSubstr("cannot be written"));
  EXPECT_EQ(test::slurp(path("run") / "state.safetensors"), before);
}

TEST_F(TrainProgram, WrongUseAndBadInputHaveTheirCodes) {
  EXPECT_EQ(Process({"train"}).end(), 2);
  EXPECT_EQ(Process(words("x", {"--mode", "all"})).end(), 2);
  EXPECT_EQ(Process(words("x", {"--steps", "2", "--shards", path("none").string()})).end(), 3);
  Process alone(words("x", {"--steps", "1"}), {"RANK=1", "WORLD_SIZE=2"});
  EXPECT_EQ(alone.end(), 3);
  EXPECT_THAT(alone.said(), HasSubstr("MASTER_ADDR"));
}

}  // namespace
}  // namespace limn::nn
