// SPDX-FileCopyrightText: 2026 The Limn authors
// SPDX-License-Identifier: Apache-2.0
#include "limn/batch/refine_cases.h"

#include "limn/batch/json_file.h"
#include "limn/imaging/csv_table.h"
#include "refine/refine_studies.h"
#include "work/seeded_order.h"

#include <fmt/core.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <fstream>
#include <iterator>
#include <string_view>
#include <system_error>
#include <utility>

namespace limn::batch {
namespace fs = std::filesystem;
using Json = nlohmann::ordered_json;
namespace {

/// A row of a manifest, whatever its form.
using Row = std::map<std::string, std::string>;

std::string field(const Row& row, std::initializer_list<const char*> names) {
  for (const char* name : names) {
    const auto found = row.find(name);
    if (found != row.end() && !found->second.empty()) return found->second;
  }
  return {};
}

bool addLabel(LabelTable& table, std::string_view id, std::string name) {
  int value = 0;
  const auto number = std::from_chars(id.data(), id.data() + id.size(), value);
  if (number.ec != std::errc{} || number.ptr != id.data() + id.size()) return false;
  if (value < 1 || value > 65535) return false;
  table[static_cast<LabelId>(value)] = std::move(name);
  return true;
}

/// "1=liver;2=spleen".
Result<LabelTable> parseLabels(const std::string& text, const std::string& place) {
  LabelTable table;
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t end = std::min(text.find(';', at), text.size());
    std::string_view entry = std::string_view(text).substr(at, end - at);
    at = end + 1;
    entry.remove_prefix(std::min(entry.find_first_not_of(' '), entry.size()));
    if (entry.empty()) continue;
    const std::size_t sign = entry.find('=');
    if (sign == std::string_view::npos ||
        !addLabel(table, entry.substr(0, sign), std::string(entry.substr(sign + 1)))) {
      return fail(ErrorCode::Unreadable,
                  fmt::format("{}: '{}' is not a label; expected value=name;value=name with values "
                              "from 1 to 65535",
                              place, entry));
    }
  }
  return table;
}

/// The file name without the suffix of a volume or picture.
std::string stemOf(const fs::path& path) {
  std::string name = path.filename().string();
  for (const std::string_view suffix :
       {".seg.nrrd", ".nii.gz", ".nii", ".nrrd", ".nhdr", ".mha", ".mhd", ".mgz", ".mgh", ".png",
        ".jpg", ".jpeg", ".bmp", ".tif", ".tiff", ".dcm"}) {
    if (name.size() > suffix.size() && name.ends_with(suffix)) {
      return name.substr(0, name.size() - suffix.size());
    }
  }
  return name;
}

void requireFile(RefineCase& item, const char* what, const fs::path& file) {
  std::error_code ignored;
  if (item.problem || file.empty() || fs::exists(file, ignored)) return;
  item.problem = Error{ErrorCode::NotFound,
                       fmt::format("the {} {} is not there; correct the path or leave the case out",
                                   what, file.string()),
                       {}};
}

/// A path relative to the manifest, or as it is.
fs::path beside(const fs::path& manifest, const std::string& path) {
  return path.empty() ? fs::path() : (manifest.parent_path() / path).lexically_normal();
}

Result<RefineCase> caseOf(const Row& row, const fs::path& manifest, const std::string& place) {
  const std::string image = field(row, {"image"}), draft = field(row, {"draft", "mask"});
  if (image.empty() || draft.empty()) {
    return fail(ErrorCode::Unreadable,
                fmt::format("{}: '{}' is missing; expected a path relative to the file", place,
                            image.empty() ? "image" : "draft"));
  }
  auto labels = parseLabels(field(row, {"labels", "classes"}), place);
  if (!labels) return passOn(labels);
  RefineCase item;
  item.image = beside(manifest, image);
  item.draft = beside(manifest, draft);
  item.reference = beside(manifest, field(row, {"reference"}));
  item.id = field(row, {"id"});
  if (item.id.empty()) item.id = stemOf(item.image);
  item.modality = field(row, {"modality"});
  item.target = field(row, {"target"});
  item.labels = std::move(*labels);
  requireFile(item, "image", item.image);
  requireFile(item, "draft", item.draft);
  requireFile(item, "reference", item.reference);
  return item;
}

struct PlacedRow {
  std::string place;
  Row row;
};

Result<std::vector<PlacedRow>> readCsvRows(const fs::path& file) {
  std::ifstream in(file, std::ios::binary);
  if (!in) return fail(ErrorCode::Unreadable, fmt::format("{} cannot be read", file.string()));
  const std::string text{std::istreambuf_iterator<char>(in), {}};
  auto table = imaging::parseCsv(text, file.string());
  if (!table) return passOn(table);
  if (!table->column("image") || !(table->column("draft") || table->column("mask"))) {
    std::string columns;
    for (const std::string& name : table->columns)
      columns += (columns.empty() ? "" : ", ") + name;
    return fail(ErrorCode::Unreadable,
                fmt::format("{}: expected the columns image and draft (or mask), found: {}",
                            file.string(), columns));
  }
  std::vector<PlacedRow> rows;
  for (const auto& entry : table->rows) {
    PlacedRow& row = rows.emplace_back();
    row.place = fmt::format("{}, line {}", file.string(), entry.line);
    for (std::size_t i = 0; i < table->columns.size(); ++i)
      row.row[table->columns[i]] = entry.fields[i];
  }
  return rows;
}

/// {"1": "liver"} as "1=liver".
std::string textOf(const Json& value) {
  if (value.is_string()) return value.get<std::string>();
  if (!value.is_object()) return value.dump();
  std::string text;
  for (const auto& [id, name] : value.items())
    text += fmt::format("{}={};", id, name.is_string() ? name.get<std::string>() : name.dump());
  return text;
}

Result<std::vector<PlacedRow>> readJsonRows(const fs::path& file) {
  const Json document = readJsonFile(file);
  const Json list = document.is_object() ? document.value("cases", Json()) : document;
  if (!list.is_array()) {
    return fail(ErrorCode::Unreadable,
                fmt::format("{}: expected a JSON list of objects with image and draft, or an "
                            "object with such a list named cases",
                            file.string()));
  }
  std::vector<PlacedRow> rows;
  for (const Json& entry : list) {
    PlacedRow& row = rows.emplace_back();
    row.place = fmt::format("{}, entry {}", file.string(), rows.size());
    if (!entry.is_object())
      return fail(ErrorCode::Unreadable, fmt::format("{}: expected an object", row.place));
    for (const auto& [name, value] : entry.items())
      row.row[name] = textOf(value);
  }
  return rows;
}

Result<std::vector<RefineCase>> casesOfManifest(const RefineSource& source) {
  const bool isJson = source.path.extension() == ".json";
  auto rows = isJson ? readJsonRows(source.path) : readCsvRows(source.path);
  if (!rows) return passOn(rows);
  std::vector<RefineCase> cases;
  for (const PlacedRow& row : *rows) {
    if (!source.split.empty() && field(row.row, {"split"}) != source.split) continue;
    auto item = caseOf(row.row, source.path, row.place);
    if (!item) return passOn(item);
    cases.push_back(std::move(*item));
  }
  return cases;
}

/// What lies in a folder, by name without suffix: files, and folders of DICOM files.
Result<std::map<std::string, fs::path>> filesIn(const fs::path& folder) {
  std::map<std::string, fs::path> files;
  std::error_code error;
  for (fs::directory_iterator it(folder, error), end; !error && it != end; it.increment(error)) {
    const fs::path& path = it->path();
    if (path.filename().string().starts_with('.') || path.extension() == ".json") continue;
    const auto [at, isNew] = files.emplace(stemOf(path), path);
    if (!isNew) {
      return fail(ErrorCode::WrongUse,
                  fmt::format("{} and {} have the same name; keep one of them, or give a manifest",
                              at->second.string(), path.string()));
    }
  }
  if (error) {
    return fail(ErrorCode::NotFound,
                fmt::format("{} cannot be listed: {}", folder.string(), error.message()));
  }
  return files;
}

std::string withoutChannel(const std::string& stem) {
  return stem.ends_with("_0000") ? stem.substr(0, stem.size() - 5) : stem;
}

/// The file named like a case, as people name masks.
fs::path maskOf(const std::string& id, const std::map<std::string, fs::path>& files) {
  for (const char* suffix : {"", "_seg", "_mask", "_dseg"}) {
    const auto found = files.find(id + suffix);
    if (found != files.end()) return found->second;
  }
  return {};
}

Result<std::vector<RefineCase>> casesOfFolders(const fs::path& images, const fs::path& drafts,
                                               const fs::path& references,
                                               const LabelTable& labels) {
  auto imageFiles = filesIn(images);
  if (!imageFiles) return passOn(imageFiles);
  auto draftFiles = filesIn(drafts);
  if (!draftFiles) return passOn(draftFiles);
  std::map<std::string, fs::path> referenceFiles;
  if (!references.empty()) {
    auto listed = filesIn(references);
    if (!listed) return passOn(listed);
    referenceFiles = std::move(*listed);
  }
  std::vector<RefineCase> cases;
  for (const auto& [stem, image] : *imageFiles) {
    const bool isFurtherChannel = stem.size() > 5 && stem[stem.size() - 5] == '_' &&
                                  imageFiles->contains(stem.substr(0, stem.size() - 4) + "0000") &&
                                  !stem.ends_with("_0000");
    if (isFurtherChannel) continue;
    RefineCase& item = cases.emplace_back();
    item.id = withoutChannel(stem);
    item.image = image;
    item.draft = maskOf(item.id, *draftFiles);
    item.reference = maskOf(item.id, referenceFiles);
    item.labels = labels;
    if (item.draft.empty()) {
      item.problem = Error{ErrorCode::NotFound,
                           fmt::format("{} has no draft; expected {}.* in {}", image.string(),
                                       item.id, drafts.string()),
                           {}};
    }
  }
  return cases;
}

fs::path childNamed(const fs::path& folder, std::initializer_list<const char*> names) {
  std::error_code ignored;
  for (const char* name : names) {
    if (fs::is_directory(folder / name, ignored)) return folder / name;
  }
  return {};
}

/// {"background": 0, "liver": 1} of nnU-Net's dataset.json; empty when it does not say.
LabelTable nnunetLabels(const fs::path& folder) {
  const Json document = readJsonFile(folder / "dataset.json");
  LabelTable table;
  if (!document.is_object() || !document.contains("labels")) return table;
  for (const auto& [name, value] : document["labels"].items()) {
    const Json list = value.is_array() ? value : Json::array({value});
    for (const Json& id : list) {
      if (!id.is_number_integer() || id.get<std::int64_t>() < 1) continue;
      if (!value.is_array() || !table.contains(static_cast<LabelId>(id.get<int>())))
        addLabel(table, id.dump(), name);
    }
  }
  return table;
}

Result<std::vector<RefineCase>> casesOfFolder(const RefineSource& source) {
  const fs::path images = childNamed(source.path, {"imagesTr", "images", "imagesTs"});
  const fs::path inside =
      childNamed(source.path, {"drafts", "labelsTr", "masks", "labels", "segmentations"});
  const fs::path drafts = source.drafts.empty() ? inside : source.drafts;
  const fs::path references =
      source.references.empty() ? childNamed(source.path, {"references"}) : source.references;
  if (drafts.empty()) {
    auto studies = casesOfStudies(images.empty() ? source.path : images);
    if (!studies.empty()) return studies;
    return fail(ErrorCode::WrongUse,
                fmt::format("{} holds no drafts, masks or labels, and its folders no DICOM "
                            "segmentations; give the folder of drafts with --drafts",
                            source.path.string()));
  }
  return casesOfFolders(images.empty() ? source.path : images, drafts, references,
                        nnunetLabels(source.path));
}

/// Ids name files.
std::string fileNameOf(const std::string& id) {
  std::string name = id;
  std::ranges::replace_if(
      name, [](unsigned char c) { return c < ' ' || c == '/' || c == '\\' || c == ':'; }, '_');
  return name.starts_with('.') ? "_" + name : name;
}

/// In the order of the list.
std::vector<RefineCase> someCases(const std::vector<RefineCase>& cases, std::size_t limit) {
  std::vector<std::string> ids;
  for (const RefineCase& item : cases)
    ids.push_back(item.id);
  auto chosen = seededSample(ids, limit, 0);
  std::ranges::sort(chosen);
  std::vector<RefineCase> some;
  for (const std::size_t i : chosen)
    some.push_back(cases[i]);
  return some;
}

/// Each case once with each defect.
std::vector<RefineCase> corruptedCases(const std::vector<RefineCase>& cases,
                                       const std::vector<Defect>& defects) {
  std::vector<RefineCase> corrupted;
  for (const RefineCase& item : cases) {
    for (const Defect defect : defects) {
      RefineCase& one = corrupted.emplace_back(item);
      one.id += fmt::format("@{}", defectName(defect));
      one.defect = defect;
    }
  }
  return corrupted;
}

Result<void> requireOwnOutputs(std::vector<RefineCase>& cases) {
  std::map<std::string, const RefineCase*> outputs;
  for (std::size_t i = 0; i < cases.size(); ++i) {
    cases[i].index = i;
    cases[i].id = fileNameOf(cases[i].id);
    const auto [first, isNew] = outputs.emplace(cases[i].id, &cases[i]);
    if (isNew) continue;
    return fail(
        ErrorCode::WrongUse,
        fmt::format("two cases would write the same mask '{}': {} with {}, and {} with {}; "
                    "give each an id of its own",
                    cases[i].id, first->second->image.string(), first->second->draft.string(),
                    cases[i].image.string(), cases[i].draft.string()));
  }
  return {};
}

}  // namespace

Result<std::vector<RefineCase>> listRefineCases(const RefineSource& source) {
  std::error_code ignored;
  if (!fs::exists(source.path, ignored)) {
    return fail(ErrorCode::NotFound, fmt::format("{} is not there", source.path.string()));
  }
  auto cases =
      fs::is_directory(source.path, ignored) ? casesOfFolder(source) : casesOfManifest(source);
  if (!cases) return passOn(cases);
  if (cases->empty()) {
    return fail(ErrorCode::NotFound,
                fmt::format("{}: there is nothing to refine{}", source.path.string(),
                            source.split.empty() ? "" : " in split '" + source.split + "'"));
  }
  if (source.limit > 0) *cases = someCases(*cases, source.limit);
  if (!source.defects.empty()) *cases = corruptedCases(*cases, source.defects);
  if (auto own = requireOwnOutputs(*cases); !own) return passOn(own);
  return cases;
}

}  // namespace limn::batch
