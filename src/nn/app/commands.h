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
    "limn-nn bench --arch TAG|--model FILE|--focus FILE [--size PIXELS] [--repeat N]\n"
    "              [--threads N] [--device cpu|cuda|cuda:N|auto]\n"
    "              [--precision fp32|tf32|bf16|fp16] [--batch N,...] [--drop-adapters] [--json]";
[[nodiscard]] int runBench(const std::vector<std::string>& words);

inline constexpr const char* kSynthesizeUsage =
    "limn-nn synthesize --out FILE.ppm [--seed N] [--count N] [--side PIXELS]\n"
    "              [--shards PATH,...]";
[[nodiscard]] int runSynthesize(const std::vector<std::string>& words);

inline constexpr const char* kEvaluateUsage =
    "limn-nn evaluate --shards PATH,... [--model FILE] [--focus FILE] [--thin TARGET,...]\n"
    "              [--masks PER_TARGET] [--seed N] [--threads N] [--device ...]";
[[nodiscard]] int runEvaluate(const std::vector<std::string>& words);

inline constexpr const char* kTrainUsage =
    "limn-nn train --out FOLDER --init FILE|--shape SHAPE|--resume|--recipe focus\n"
    "              [--shards PATH,...] [--held-out PATH,...] [--sketched-prompts]\n"
    "              [--mode adapter|decoder|full] [--recipe published|compact|focus]\n"
    "              [--steps N] [--images N] [--masks N]\n"
    "              [--interactions N] [--synthetic SHARE] [--lr X] [--weight-decay X]\n"
    "              [--warmup STEPS] [--schedule constant|published|cosine] [--clip-norm X]\n"
    "              [--ema X] [--side PIXELS] [--seed N] [--bf16]\n"
    "              [--save-every STEPS] [--validate-every STEPS] [--minutes X]\n"
    "              [--data-threads N] [--threads N] [--device ...] [--quiet]";
[[nodiscard]] int runTrain(const std::vector<std::string>& words);

}  // namespace limn::nn::app
