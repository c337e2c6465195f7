// SPDX-FileCopyrightText: 2026 The Limn authors
// SPDX-License-Identifier: Apache-2.0
#include "app/arguments.h"
#include "app/commands.h"
#include "limn/nn/predictor.h"
#include "torch_versions.h"

#include <csignal>
#include <exception>
#include <iostream>
#include <thread>

namespace {

using namespace limn::nn;

constexpr int kGood = 0, kWrongUse = 2, kBadInput = 3;

void printUsage(std::ostream& out) {
  out << "limn-nn: the network of Limn, alone\n\nUsage:\n  " << app::kSelfcheckUsage << "\n  "
      << app::kBenchUsage << "\n  " << app::kSynthesizeUsage << "\n  " << app::kEvaluateUsage
      << "\n  " << app::kTrainUsage << "\n  limn-nn --version | --help\n\n"
      << "Exit codes: 0 good, 1 a check failed, 2 wrong use, 3 bad input\n";
}

int run(const std::vector<std::string>& words) {
  if (words.empty()) throw app::UsageError("expected a command");
  const std::string& command = words.front();
  const std::vector<std::string> rest(words.begin() + 1, words.end());
  if (command == "selfcheck") return app::runSelfcheck(rest);
  if (command == "bench") return app::runBench(rest);
  if (command == "synthesize") return app::runSynthesize(rest);
  if (command == "evaluate") return app::runEvaluate(rest);
  if (command == "train") return app::runTrain(rest);
  if (command == "--version") {
    std::cout << "limn-nn with LibTorch " << torchVersion() << "\n";
    return kGood;
  }
  if (command == "--help" || command == "-h") {
    printUsage(std::cout);
    return kGood;
  }
  throw app::UsageError("unknown command '" + command + "'");
}

}  // namespace

int main(int argc, char** argv) {
  std::signal(SIGXFSZ, SIG_IGN);  // a file size limit is then a write error with a sentence
  try {
    prepareCpu(static_cast<int>(std::thread::hardware_concurrency()));
    return run({argv + 1, argv + argc});
  } catch (const limn::nn::app::UsageError& error) {
    std::cerr << "limn-nn: " << error.what() << "\n\n";
    printUsage(std::cerr);
    return kWrongUse;
  } catch (const std::invalid_argument& error) {
    std::cerr << "limn-nn: " << error.what() << "\n";
    return kWrongUse;
  } catch (const std::exception& error) {
    std::cerr << "limn-nn: " << error.what() << "\n";
    return kBadInput;
  }
}
