// SPDX-FileCopyrightText: 2026 The Limn authors
// SPDX-License-Identifier: Apache-2.0
#include "limn/imaging/dataset.h"

#include "dataset_files.h"
#include "dataset_images.h"
#include "translate_exceptions.h"

#include <fmt/core.h>

#include <system_error>

namespace limn::imaging {
namespace fs = std::filesystem;
namespace {

constexpr const char* kForms =
    "expected a CSV manifest with the columns image and mask, SAM-Med2D's image2label_train.json "
    "or "
    "label2image_test.json, an nnU-Net v2 folder (dataset.json, imagesTr, labelsTr), or a folder "
    "of "
    "volumes or pictures with masks (images and masks beside each other, or in folders of these "
    "names)";

Result<Dataset> openFile(const fs::path& file, const DatasetOptions& options,
                         const JobContext& job) {
  const std::string name = lowerCase(file.filename().string());
  if (name.ends_with(".csv")) return openCsvDataset(file, options, job);
  if (name == "dataset.json") return openNnunetDataset(file.parent_path(), options, job);
  if (name.ends_with(".json")) return openJsonDataset({file}, options, job);
  return fail(ErrorCode::Unsupported,
              fmt::format("{} is no data set that Limn knows; {}", file.string(), kForms));
}

Result<Dataset> openFolder(const fs::path& folder, const DatasetOptions& options,
                           const JobContext& job) {
  std::error_code ignored;
  const auto has = [&](const char* name) { return fs::exists(folder / name, ignored); };
  if (has("dataset.json") && has("imagesTr")) return openNnunetDataset(folder, options, job);
  std::vector<fs::path> jsonPair;
  for (const char* name : {"image2label_train.json", "label2image_test.json"}) {
    if (has(name)) jsonPair.push_back(folder / name);
  }
  if (!jsonPair.empty()) return openJsonDataset(jsonPair, options, job);
  if (has("index.csv")) return openCsvDataset(folder / "index.csv", options, job);
  auto dataset = openFolderDataset(folder, options, job);
  if (!dataset && dataset.error().code == ErrorCode::Unsupported) {
    dataset.error().detail += std::string("; ") + kForms;
  }
  return dataset;
}

}  // namespace

Result<Dataset> openDataset(const fs::path& path, const DatasetOptions& options,
                            const JobContext& job) {
  return translateExceptions("opening " + path.string(), [&]() -> Result<Dataset> {
    std::error_code error;
    const auto status = fs::status(path, error);
    if (!fs::exists(status)) {
      return fail(ErrorCode::NotFound,
                  fmt::format("{}: there is no such file or folder", path.string()));
    }
    return fs::is_directory(status) ? openFolder(path, options, job) : openFile(path, options, job);
  });
}

}  // namespace limn::imaging
