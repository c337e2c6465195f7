// SPDX-FileCopyrightText: 2026 The Limn authors
// SPDX-License-Identifier: Apache-2.0
#include "limn/imaging/image_list.h"

#include "dataset_files.h"
#include "dataset_images.h"
#include "translate_exceptions.h"

#include <fmt/core.h>

#include <system_error>

namespace limn::imaging {
namespace fs = std::filesystem;
namespace {

constexpr const char* kForms =
    "expected a CSV manifest with the columns image and mask, a JSON list of objects with these "
    "names, SAM-Med2D's image2label_train.json or label2image_test.json, an nnU-Net v2 folder "
    "(dataset.json, imagesTr, labelsTr), a folder of volumes or pictures with masks (images and "
    "masks beside each other, or in folders of these names), or a folder of DICOM studies with "
    "segmentations";

Result<ImageList> listInFile(const fs::path& file, const ImageListOptions& options,
                             const JobContext& job) {
  const std::string name = lowerCase(file.filename().string());
  if (name.ends_with(".csv")) return listCsvImages(file, options);
  if (name == "dataset.json") return listNnunetImages(file.parent_path(), options, job);
  if (name.ends_with(".json")) return listJsonImages({file}, options);
  return fail(ErrorCode::Unsupported,
              fmt::format("{} is not a data set that Limn knows; {}", file.string(), kForms));
}

Result<ImageList> listInFolder(const fs::path& folder, const ImageListOptions& options,
                               const JobContext& job) {
  std::error_code ignored;
  const auto has = [&](const char* name) { return fs::exists(folder / name, ignored); };
  if (has("dataset.json") && has("imagesTr")) return listNnunetImages(folder, options, job);
  std::vector<fs::path> jsonPair;
  for (const char* name : {"image2label_train.json", "label2image_test.json"}) {
    if (has(name)) jsonPair.push_back(folder / name);
  }
  if (!jsonPair.empty()) return listJsonImages(jsonPair, options);
  if (has("index.csv")) return listCsvImages(folder / "index.csv", options);
  auto list = listFolderImages(folder, options, job);
  if (!list && list.error().code == ErrorCode::Unsupported) {
    list.error().detail += std::string("; ") + kForms;
  }
  return list;
}

Result<void> keepSplit(std::vector<DatasetImage>& images, const std::string& split) {
  if (split.empty()) return {};
  std::set<std::string> known;
  for (const DatasetImage& image : images)
    known.insert(image.item.split);
  if (!known.contains(split)) {
    std::string names;
    for (const std::string& name : known)
      names += fmt::format("{}'{}'", names.empty() ? "" : ", ", name);
    return fail(ErrorCode::NotFound,
                fmt::format("the data set has no split '{}'; it has {}", split,
                            known == std::set<std::string>{""} ? "none at all" : names));
  }
  std::erase_if(images, [&](const DatasetImage& image) { return image.item.split != split; });
  return {};
}

}  // namespace

Result<ImageList> listImages(const fs::path& path, const ImageListOptions& options,
                             const JobContext& job) {
  return translateExceptions("listing " + path.string(), [&]() -> Result<ImageList> {
    std::error_code error;
    const auto status = fs::status(path, error);
    if (!fs::exists(status)) {
      return fail(ErrorCode::NotFound,
                  fmt::format("{}: there is no such file or folder", path.string()));
    }
    auto list = fs::is_directory(status) ? listInFolder(path, options, job)
                                         : listInFile(path, options, job);
    if (!list) return list;
    if (auto kept = keepSplit(list->images, options.split); !kept) return passOn(kept);
    return list;
  });
}

}  // namespace limn::imaging
