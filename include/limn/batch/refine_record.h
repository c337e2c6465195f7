// SPDX-FileCopyrightText: 2026 The Limn authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "limn/base/result.h"
#include "limn/base/segmentation.h"

#include <nlohmann/json.hpp>

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace limn::batch {

/// The result for one object on one slice.
struct RefineRow {
  LabelId label = 0;
  std::string name;  // of the label; empty when it has none
  std::int64_t slice = 0;
  std::string outcome, stop;  // outcomeName, stopName
  std::size_t clicks = 0;
  double predictedIou = 0, agreement = 0;
  std::int64_t pixelsBefore = 0, pixelsAfter = 0;
  std::int64_t pixelsChanged = 0;               // added and removed
  std::optional<double> diceBefore, diceAfter;  // against the reference
  std::optional<double> volumeChangeMl;         // nothing where the volume of a voxel is not known
  bool isDoubtful = false;  // to be checked: the network is certain of another mask

  bool operator==(const RefineRow&) const = default;
};

/// The result of one case of a batch, stored in `cases/<id>.json`; reports are made from it. Either
/// `error` or the rest is set.
struct CaseRecord {
  std::string id, key;               // the key is equal for equal inputs, model and options
  std::size_t index = 0, total = 0;  // place in the whole list, and its length
  std::uint64_t seed = 0;            // of the defect
  std::string image, draft, reference, mask;  // paths; mask relative to the output folder
  std::string modality, target, defect;
  std::string axis;  // "x", "y", "z": slices are cut across it
  std::vector<std::string> notes;
  std::vector<RefineRow> rows;
  std::optional<Error> error;

  bool operator==(const CaseRecord& other) const;
};

[[nodiscard]] nlohmann::ordered_json toJson(const CaseRecord& record);
/// Nothing when the document is of another form: damaged, or of another version.
[[nodiscard]] std::optional<CaseRecord> caseRecordFrom(const nlohmann::ordered_json& document);

/// RFC 4180, each with its line end.
[[nodiscard]] std::string refineCsvHeading();
[[nodiscard]] std::string refineCsvRows(const CaseRecord& record);
/// One JSON object a line, as many as there are rows.
[[nodiscard]] std::string refineJsonLines(const CaseRecord& record);

}  // namespace limn::batch
