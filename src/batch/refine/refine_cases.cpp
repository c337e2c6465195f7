// SPDX-FileCopyrightText: 2026 The Limn authors
// SPDX-License-Identifier: Apache-2.0
#include "limn/batch/refine_cases.h"

#include "limn/imaging/image_list.h"
#include "work/seeded_order.h"

#include <fmt/core.h>

#include <algorithm>
#include <system_error>
#include <utility>

namespace limn::batch {
namespace fs = std::filesystem;
namespace {

void requireFile(RefineCase& item, const char* what, const fs::path& file) {
  std::error_code ignored;
  if (item.problem || file.empty() || fs::exists(file, ignored)) return;
  item.problem = Error{ErrorCode::NotFound,
                       fmt::format("the {} {} is not there; correct the path or leave the case out",
                                   what, file.string()),
                       {}};
}

RefineCase caseOf(imaging::DatasetImage image) {
  RefineCase item;
  item.id = std::move(image.item.id);
  item.image = std::move(image.image);
  if (!image.masks.empty()) item.draft = std::move(image.masks.front());
  item.reference = std::move(image.reference);
  item.modality = std::move(image.item.modality);
  item.target = std::move(image.item.target);
  for (auto& [id, name] : image.classes)
    item.labels[static_cast<LabelId>(id)] = std::move(name);
  for (const int id : image.ignoredIds)
    item.labels[static_cast<LabelId>(id)] = "ignore";
  item.problem = std::move(image.problem);
  if (image.kind == imaging::DatasetImage::MaskKind::OneEach && !item.problem) {
    item.problem = Error{ErrorCode::Unsupported,
                         fmt::format("{} has a file for each of {} masks; expected one draft with "
                                     "a value for each object",
                                     item.image.string(), image.masks.size()),
                         {}};
  }
  requireFile(item, "image", item.image);
  requireFile(item, "draft", item.draft);
  requireFile(item, "reference", item.reference);
  return item;
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
  auto listed = imaging::listImages(source.path, {.split = source.split,
                                                  .role = imaging::MaskRole::Draft,
                                                  .masks = source.drafts,
                                                  .references = source.references});
  if (!listed) return passOn(listed);
  std::vector<RefineCase> cases;
  for (imaging::DatasetImage& image : listed->images)
    cases.push_back(caseOf(std::move(image)));
  if (cases.empty()) {
    return fail(ErrorCode::NotFound,
                fmt::format("{}: there is nothing to refine", source.path.string()));
  }
  if (source.limit > 0) cases = someCases(cases, source.limit);
  if (!source.defects.empty()) cases = corruptedCases(cases, source.defects);
  if (auto own = requireOwnOutputs(cases); !own) return passOn(own);
  return cases;
}

}  // namespace limn::batch
