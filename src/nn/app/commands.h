// SPDX-FileCopyrightText: 2026 The Limn authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

namespace limn::nn::app {

// Each command takes the words after its name and returns the exit code: 0 good, 1 the answer is
// bad. It throws UsageError for wrong use (2) and other exceptions for bad input (3).

inline constexpr const char* kSelfcheckUsage =
    "limn-nn selfcheck [--golden FOLDER] [--device cpu|cuda|cuda:N|auto] [--threads N] [--json]\n"
    "              [--model FILE [--precision fp32|tf32|bf16|fp16] [--shards PATH,...]\n"
    "              [--pictures N]]";
[[nodiscard]] int runSelfcheck(const std::vector<std::string>& words);

inline constexpr const char* kBenchUsage =
    "limn-nn bench --arch TAG|--model FILE [--size PIXELS] [--repeat N] [--threads N]\n"
    "              [--device cpu|cuda|cuda:N|auto] [--precision fp32|tf32|bf16|fp16]\n"
    "              [--batch N,...] [--drop-adapters] [--json]";
[[nodiscard]] int runBench(const std::vector<std::string>& words);

inline constexpr const char* kSynthesizeUsage =
    "limn-nn synthesize --out FILE.ppm [--seed N] [--count N] [--side PIXELS]\n"
    "              [--shards PATH,...]";
[[nodiscard]] int runSynthesize(const std::vector<std::string>& words);

inline constexpr const char* kTrainUsage =
    "limn-nn train --out FOLDER --init FILE|--shape SHAPE|--resume [--shards PATH,...]\n"
    "              [--held-out PATH,...] [--sketched-prompts] [--mode adapter|decoder|full]\n"
    "              [--recipe published|compact] [--steps N] [--images N] [--masks N]\n"
    "              [--interactions N] [--synthetic SHARE] [--lr X] [--weight-decay X]\n"
    "              [--warmup STEPS] [--schedule constant|published|cosine] [--clip-norm X]\n"
    "              [--ema X] [--seed N] [--bf16] [--save-every STEPS] [--validate-every STEPS]\n"
    "              [--minutes X] [--data-threads N] [--threads N] [--device ...] [--quiet]";
[[nodiscard]] int runTrain(const std::vector<std::string>& words);

}  // namespace limn::nn::app
