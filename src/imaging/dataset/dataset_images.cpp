// SPDX-FileCopyrightText: 2026 The Limn authors
// SPDX-License-Identifier: Apache-2.0
#include "dataset_images.h"

#include "dataset_files.h"
#include "labelled_picture.h"
#include "labelled_volume.h"
#include "translate_exceptions.h"
#include "workers.h"

#include <fmt/core.h>

#include <memory>
#include <string_view>
#include <system_error>
#include <unordered_set>
#include <utility>

namespace limn::imaging {
namespace fs = std::filesystem;
namespace {

/// What read() needs: the images, and which image or slice each item is.
struct Contents {
  struct Place {
    std::size_t image = 0;
    Axis normal = Axis::Z;
    std::int64_t slice = -1;  // of a volume
  };
  std::vector<DatasetImage> images;
  std::vector<Place> places;
  LabelledVolumeCache volumes;
};

Result<void> checkIds(const std::vector<DatasetImage>& images) {
  std::unordered_set<std::string_view> seen;
  for (const DatasetImage& image : images) {
    if (seen.insert(image.item.id).second) continue;
    return fail(ErrorCode::Mismatch,
                fmt::format("the id '{}' comes twice in the data set, the second time with {}; "
                            "expected each id once",
                            image.item.id, image.image.string()));
  }
  return {};
}

bool isVolume(const DatasetImage& image) {
  std::error_code ignored;
  return isVolumeName(image.image) || fs::is_directory(image.image, ignored);
}

/// The slices of each volume; empty for pictures. A volume that cannot be listed keeps its problem
/// and stays one item, so that the others can be used.
Result<std::vector<MaskedSlices>> listSlices(std::vector<DatasetImage>& images,
                                             const DatasetOptions& options, const JobContext& job) {
  std::vector<MaskedSlices> all(images.size());
  const auto list = [&](int, std::size_t i) -> Result<void> {
    DatasetImage& image = images[i];
    if (image.problem || !isVolume(image)) return {};
    auto slices = translateExceptions("reading " + image.item.id,
                                      [&] { return listMaskedSlices(image, options, job); });
    if (slices) {
      all[i] = std::move(*slices);
    } else {
      image.problem = std::move(slices.error());
    }
    return {};
  };
  auto done = forEachParallel(
      images.size(), job, {0, 1, "listing volumes"}, [] { return 0; }, list);
  if (!done) return passOn(done);
  return all;
}

void addVolume(Dataset& dataset, Contents& contents, std::size_t index,
               const MaskedSlices& slices) {
  for (const std::int64_t slice : slices.slices) {
    DatasetItem item = contents.images[index].item;
    const char letter = anatomicalName(slices.plane).front();
    item.id += fmt::format("/{}{:03}", letter, slice);
    item.other["slice"] = fmt::format("{} {}", anatomicalName(slices.plane), slice);
    dataset.items.push_back(std::move(item));
    contents.places.push_back({index, slices.normal, slice});
  }
}

Result<LabelledPicture> readItem(Contents& contents, std::size_t index) {
  if (index >= contents.places.size()) {
    return fail(ErrorCode::OutOfRange,
                fmt::format("item {} of {} was asked for", index, contents.places.size()));
  }
  const Contents::Place& place = contents.places[index];
  const DatasetImage& image = contents.images[place.image];
  if (image.problem) return tl::unexpected<Error>(*image.problem);
  return translateExceptions("reading " + image.item.id, [&]() -> Result<LabelledPicture> {
    if (place.slice < 0) return readLabelledPicture(image);
    auto volume = contents.volumes.get(image, place.image);
    if (!volume) return passOn(volume);
    return sliceOf(**volume, image, place.normal, place.slice);
  });
}

}  // namespace

Result<Dataset> makeDataset(ImageList list, const DatasetOptions& options, const JobContext& job) {
  std::vector<DatasetImage>& images = list.images;
  if (auto done = checkIds(images); !done) return passOn(done);
  for (DatasetImage& image : images) {
    image.item.files = {image.image};
    image.item.files.insert(image.item.files.end(), image.masks.begin(), image.masks.end());
    image.inVoxelUnits = options.inVoxelUnits;
  }
  auto slices = listSlices(images, options, job);
  if (!slices) return passOn(slices);
  const auto contents = std::make_shared<Contents>();
  contents->images = std::move(images);
  Dataset dataset{std::move(list.form), {}, {}};
  for (std::size_t i = 0; i < contents->images.size(); ++i) {
    const DatasetImage& image = contents->images[i];
    if (!image.problem && isVolume(image)) {
      addVolume(dataset, *contents, i, (*slices)[i]);
      continue;
    }
    dataset.items.push_back(image.item);
    contents->places.push_back({i, Axis::Z, -1});
  }
  dataset.read = [contents](std::size_t index) { return readItem(*contents, index); };
  return dataset;
}

}  // namespace limn::imaging
