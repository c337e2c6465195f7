// SPDX-FileCopyrightText: 2026 The Limn authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "limn/base/result.h"
#include "limn/base/segmentation.h"
#include "limn/batch/mask_defect.h"

#include <cstddef>
#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <vector>

namespace limn::batch {

/// Label values that may occur, and what they are called. Empty: any value, without a name.
using LabelTable = std::map<LabelId, std::string>;

/// One image with a draft mask to refine.
struct RefineCase {
  std::string id;         // unique; names the files that are written
  std::size_t index = 0;  // place in the whole list
  std::filesystem::path image, draft;
  std::filesystem::path reference;  // empty when there is none
  std::string modality, target;
  LabelTable labels;
  std::optional<Defect>
      defect;  // applied to the draft first; the unchanged draft is then the reference
  std::optional<Error> problem;  // known before anything is read
};

/// The input of `limn refine`.
struct RefineSource {
  std::filesystem::path path;                // manifest or folder
  std::filesystem::path drafts, references;  // folders, by name; empty when not given
  std::string split;
  std::size_t limit = 0;        // random cases, the same on every machine; 0 = all
  std::vector<Defect> defects;  // each case once with each of them; empty: drafts are not changed
};

/// All cases in a fixed order: what imaging::listImages() lists with MaskRole::Draft. A case whose
/// files do not exist gets its `problem`. WrongUse when two cases would write the same file; else
/// the errors of listImages().
[[nodiscard]] Result<std::vector<RefineCase>> listRefineCases(const RefineSource& source);

}  // namespace limn::batch
