// SPDX-FileCopyrightText: 2026 The Limn authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "limn/base/job_context.h"
#include "limn/batch/refine_case.h"
#include "limn/batch/refine_folder.h"
#include "limn/batch/workers.h"

#include <cstddef>
#include <string>
#include <vector>

namespace limn::batch {

/// A part of a list of cases: those whose place leaves `index` when divided by `count`.
struct Shard {
  std::size_t index = 0, count = 1;
};
/// "I/N", I from 0. WrongUse.
[[nodiscard]] Result<Shard> parseShard(const std::string& text);

struct RefineRun {
  RefineOptions options;
  core::ModelInfo model;
  Shard shard;
  std::size_t workers = 1;
  bool rehashes = false;  // reads all inputs again instead of trusting size, times and inode
};

/// What a run did. Errors of cases are in their records, not here.
struct RefineTally {
  std::size_t refined = 0, before = 0, broken = 0;  // `before`: finished by an earlier run
  std::vector<Error> problems;                      // of broken cases, in order
};

/// Refines the shard's cases and writes masks and records. What an earlier run with the same
/// content of all inputs, weights and options has finished is left as it is. A broken case is
/// recorded and skipped. Errors: Cancelled, OutOfMemory, WriteFailed (a full disk ends the
/// run).
[[nodiscard]] Result<RefineTally> refineCases(const std::vector<RefineCase>& cases,
                                              const RefineRun& run, const RefineFolder& folder,
                                              const PredictorFactory& makePredictor,
                                              const JobContext& job);

}  // namespace limn::batch
