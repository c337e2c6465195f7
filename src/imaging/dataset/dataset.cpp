// SPDX-FileCopyrightText: 2026 The Limn authors
// SPDX-License-Identifier: Apache-2.0
#include "limn/imaging/dataset.h"

#include "dataset_images.h"
#include "translate_exceptions.h"

#include <utility>

namespace limn::imaging {

Result<Dataset> openDataset(const std::filesystem::path& path, const DatasetOptions& options,
                            const JobContext& job) {
  return translateExceptions("opening " + path.string(), [&]() -> Result<Dataset> {
    auto list = listImages(path, {.split = options.split}, job);
    if (!list) return passOn(list);
    return makeDataset(std::move(*list), options, job);
  });
}

}  // namespace limn::imaging
