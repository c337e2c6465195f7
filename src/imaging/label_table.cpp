// SPDX-FileCopyrightText: 2026 The Limn authors
// SPDX-License-Identifier: Apache-2.0
#include "limn/imaging/label_table.h"

#include "label_list.h"
#include "label_table_forms.h"
#include "limn/base/atomic_file.h"
#include "translate_exceptions.h"
#include "whole_file.h"

#include <fmt/core.h>

#include <algorithm>
#include <span>
#include <utility>

namespace limn::imaging {
namespace fs = std::filesystem;
namespace {

constexpr std::uintmax_t kMostBytes = 16 << 20;

Result<LabelTable> parse(std::string_view text) {
  const std::size_t first = text.find_first_not_of(" \t\r\n\xEF\xBB\xBF");
  if (first != std::string_view::npos && text[first] == '{')
    return parseJsonLabels(text.substr(first));
  const std::string_view line = text.substr(0, text.find('\n'));
  const bool isTable =
      line.find('\t') != std::string_view::npos && line.find("index") != std::string_view::npos;
  return isTable ? parseBidsLabels(text) : parseItkSnapLabels(text);
}

Result<LabelTable> readTable(const fs::path& file) {
  std::error_code error;
  const auto size = fs::file_size(file, error);
  if (error)
    return fail(ErrorCode::NotFound,
                fmt::format("cannot read {}: {}", file.string(), error.message()));
  if (size > kMostBytes) {
    return fail(
        ErrorCode::Unsupported,
        fmt::format("{} has {} bytes, too many for a table of labels", file.string(), size));
  }
  auto bytes = readWholeFile(file);
  if (!bytes) return passOn(bytes);
  auto table = parse({reinterpret_cast<const char*>(bytes->data()), bytes->size()});
  if (!table) return passOn(table, file.string());
  std::ranges::sort(table->labels, {}, &LabelInfo::id);
  return table;
}

std::vector<std::string> lossesOf(const LabelTable& table, LabelDialect dialect) {
  std::vector<std::string> notes;
  if (dialect != LabelDialect::Dcmqi && !table.codes.empty())
    notes.emplace_back("this format has no codes; they were left out");
  if (dialect != LabelDialect::NnUnet) return notes;
  notes.emplace_back("nnU-Net has no colours; they were left out");
  LabelId expected = 0;
  const bool isGapless = std::ranges::all_of(
      table.labels, [&](const LabelInfo& label) { return label.id == ++expected; });
  if (!isGapless)
    notes.emplace_back("nnU-Net wants the values 1, 2, 3, ... without gaps; these are not");
  return notes;
}

std::string textOf(const LabelTable& table, LabelDialect dialect) {
  switch (dialect) {
    case LabelDialect::ItkSnap:
      return itkSnapLabels(table);
    case LabelDialect::Dcmqi:
      return dcmqiLabels(table);
    case LabelDialect::Bids:
      return bidsLabels(table);
    case LabelDialect::NnUnet:
      return nnUnetLabels(table);
  }
  return {};
}

}  // namespace

Result<LabelInfo*> addLabel(LabelTable& table, std::int64_t value, std::string name) {
  if (value < 1 || value > 65535) {
    return fail(ErrorCode::Unreadable,
                fmt::format("'{}' has the value {}; expected 1 to 65535", name, value));
  }
  const auto id = static_cast<LabelId>(value);
  const auto other = std::ranges::find(table.labels, id, &LabelInfo::id);
  if (other != table.labels.end()) {
    return fail(ErrorCode::Unreadable,
                fmt::format("'{}' and '{}' both have the value {}", other->name, name, value));
  }
  LabelInfo label = listLabels(std::span(&id, 1)).front();
  if (!name.empty()) label.name = std::move(name);
  table.labels.push_back(std::move(label));
  return &table.labels.back();
}

Result<LabelDialect> labelDialectOf(const fs::path& file) {
  const std::string suffix = file.extension().string();
  if (suffix == ".txt") return LabelDialect::ItkSnap;
  if (suffix == ".tsv") return LabelDialect::Bids;
  if (file.filename() == "dataset.json") return LabelDialect::NnUnet;
  if (suffix == ".json") return LabelDialect::Dcmqi;
  return fail(ErrorCode::Unsupported,
              fmt::format("{} is not named like a table of labels: .txt (ITK-SNAP), .tsv (BIDS), "
                          "dataset.json (nnU-Net) or .json (dcmqi, 3D Slicer)",
                          file.string()));
}

Result<LabelTable> readLabelTable(const fs::path& file) {
  return translateExceptions("reading " + file.string(), [&] { return readTable(file); });
}

Result<std::vector<std::string>> writeLabelTable(const LabelTable& table, const fs::path& file,
                                                 LabelDialect dialect) {
  const std::string text = textOf(table, dialect);
  auto written = writeFileAtomically(file, std::as_bytes(std::span(text)));
  if (!written) return passOn(written);
  return lossesOf(table, dialect);
}

void applyLabelTable(const LabelTable& table, Masks& masks) {
  for (Segmentation& layer : masks.layers) {
    for (LabelInfo& label : layer.labels) {
      const auto stated = std::ranges::find(table.labels, label.id, &LabelInfo::id);
      if (stated != table.labels.end()) label = *stated;
    }
  }
  for (const auto& [label, codes] : table.codes)
    masks.codes[label] = codes;
}

}  // namespace limn::imaging
