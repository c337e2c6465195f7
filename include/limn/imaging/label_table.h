// SPDX-FileCopyrightText: 2026 The Limn authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "limn/base/result.h"
#include "limn/base/segmentation.h"
#include "limn/imaging/mask_file.h"

#include <filesystem>
#include <map>
#include <string>
#include <vector>

namespace limn::imaging {

/// Labels without voxels: what other programs keep in a file beside a mask.
struct LabelTable {
  std::vector<LabelInfo> labels;  // ascending; values are unique
  std::map<LabelId, LabelCodes> codes;
};

/// The files that tables come in:
/// - ItkSnap, .txt: value, red, green, blue, opacity, visibility twice, "name";
/// - Dcmqi, .json: the segmentAttributes of dcmqi and 3D Slicer, with codes;
/// - Bids, .tsv: the columns index, name and color (BIDS derivatives, "_dseg.tsv");
/// - NnUnet, dataset.json: "labels" as {"liver": 1}, or {"1": "liver"} of version 1; no colours.
enum class LabelDialect { ItkSnap, Dcmqi, Bids, NnUnet };
/// By the name: .txt, .tsv, dataset.json, any other .json (dcmqi). Unsupported names them.
[[nodiscard]] Result<LabelDialect> labelDialectOf(const std::filesystem::path& file);

/// By the content, not the name; a JSON file is told by its keys. Labels without a colour get one
/// of their own. Unreadable names the line or the entry; Unsupported: regions of several labels.
[[nodiscard]] Result<LabelTable> readLabelTable(const std::filesystem::path& file);
/// Returns what the dialect could not keep. WriteFailed.
[[nodiscard]] Result<std::vector<std::string>> writeLabelTable(const LabelTable& table,
                                                               const std::filesystem::path& file,
                                                               LabelDialect dialect);

/// Names, colours and codes of the table for the labels of masks that it names; the voxels stay.
void applyLabelTable(const LabelTable& table, Masks& masks);

}  // namespace limn::imaging
