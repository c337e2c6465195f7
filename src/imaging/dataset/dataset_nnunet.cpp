// SPDX-FileCopyrightText: 2026 The Limn authors
// SPDX-License-Identifier: Apache-2.0

// nnU-Net v2's raw form: dataset.json, imagesTr/CASE_0000.nii.gz (one file a channel, of which the
// first is taken) and labelsTr/CASE.nii.gz.

#include "dataset_files.h"
#include "dataset_images.h"
#include "named_masks.h"

#include <fmt/core.h>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <system_error>
#include <utility>

namespace limn::imaging {
namespace fs = std::filesystem;
using Json = nlohmann::ordered_json;
namespace {

/// What dataset.json says.
struct Description {
  std::string ending, modality;
  std::map<int, std::string> classes;
  std::set<int> ignoredIds;
};

std::string modalityOfChannel(const std::string& channel) {
  const std::string name = lowerCase(channel);
  if (name == "ct" || name == "pet") return name == "ct" ? "CT" : "PET";
  for (const char* magnetic : {"mr", "t1", "t2", "flair", "adc", "dwi"}) {
    if (name.starts_with(magnetic)) return "MR";
  }
  return channel;
}

/// {"background": 0, "liver": 1, "whole tumour": [1, 2], "ignore": 3}: names of single ids go
/// first.
bool readLabels(const Json& labels, Description& to) {
  std::set<int> ids;
  for (const auto& [name, value] : labels.items()) {
    const Json list = value.is_array() ? value : Json::array({value});
    for (const Json& id : list) {
      if (!id.is_number_integer() || id.get<std::int64_t>() < 0 || id.get<std::int64_t>() > 65535) {
        return false;
      }
      if (id.get<int>() != 0) ids.insert(id.get<int>());
    }
    if (value.is_array() || value.get<int>() == 0) continue;
    if (lowerCase(name) == "ignore") {
      to.ignoredIds.insert(value.get<int>());
    } else {
      to.classes[value.get<int>()] = name;
    }
  }
  for (const int id : ids) {
    if (!to.ignoredIds.contains(id)) to.classes.emplace(id, std::to_string(id));
  }
  return !to.classes.empty();
}

Result<Description> readDescription(const fs::path& file) {
  auto text = readDatasetText(file);
  if (!text) return passOn(text);
  const Json document = Json::parse(*text, nullptr, false);
  const auto wrong = [&](const char* what) {
    return fail(ErrorCode::Unreadable,
                fmt::format("{} {}; expected nnU-Net v2's form with file_ending, channel_names and "
                            "labels (name: id)",
                            file.string(), what));
  };
  if (!document.is_object()) return wrong("is not a JSON object");
  if (!document.contains("file_ending") || !document["file_ending"].is_string()) {
    return wrong("has no text 'file_ending'");
  }
  Description description;
  description.ending = document["file_ending"].get<std::string>();
  const Json labels = document.value("labels", Json());
  if (!labels.is_object() || !readLabels(labels, description)) {
    return wrong("has no usable 'labels'");
  }
  const Json channels = document.value("channel_names", Json());
  if (channels.is_object() && channels.contains("0") && channels["0"].is_string()) {
    description.modality = modalityOfChannel(channels["0"].get<std::string>());
  }
  return description;
}

/// "Dataset005_Prostate" -> "Prostate".
std::string targetOf(const fs::path& folder) {
  const std::string name = fs::absolute(folder / "x").parent_path().filename().string();
  const std::size_t line = name.find('_');
  return name.starts_with("Dataset") && line != std::string::npos ? name.substr(line + 1) : name;
}

}  // namespace

Result<ImageList> listNnunetImages(const fs::path& folder, const ImageListOptions& options,
                                   const JobContext& job) {
  auto description = readDescription(folder / "dataset.json");
  if (!description) return passOn(description);
  const std::string ending = "_0000" + description->ending;
  std::vector<DatasetImage> images;
  std::error_code error;
  for (fs::directory_iterator it(folder / "imagesTr", error), end; !error && it != end;
       it.increment(error)) {
    const std::string name = it->path().filename().string();
    if (!name.ends_with(ending) || name.size() == ending.size()) continue;
    DatasetImage& image = images.emplace_back();
    image.item.id = name.substr(0, name.size() - ending.size());
    image.item.caseName = image.item.id;
    image.item.split = "train";
    image.item.modality = description->modality;
    if (options.role == MaskRole::Truth) image.item.target = targetOf(folder);
    image.image = it->path();
    image.masks = {folder / "labelsTr" / (image.item.id + description->ending)};
    image.classes = description->classes;
    image.ignoredIds = description->ignoredIds;
  }
  if (error || images.empty()) {
    return fail(ErrorCode::NotFound,
                fmt::format("{} holds no image that ends in {}; expected imagesTr/CASE{}",
                            (folder / "imagesTr").string(), ending, ending));
  }
  std::ranges::sort(images, {}, [](const DatasetImage& image) { return image.item.id; });
  NamedImages names;
  for (std::size_t i = 0; i < images.size(); ++i)
    names.add(images[i].item.id, i);
  auto given = takeGivenFolders(images, names, options, job);
  if (!given) return passOn(given);
  return ImageList{"nnU-Net v2", std::move(images)};
}

}  // namespace limn::imaging
