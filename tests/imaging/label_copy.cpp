// SPDX-FileCopyrightText: 2026 The Limn authors
// SPDX-License-Identifier: Apache-2.0
//
// imaging_label_copy SOURCE TARGET: writes labels 0..6 in a known pattern on the grid of a volume,
// for readers in other languages to look at.
#include "limn/imaging/segmentation_io.h"
#include "limn/imaging/study_reader.h"

#include <cstdio>
#include <utility>

int main(int argc, char** argv) {
  if (argc != 3) return 2;
  auto volume = limn::imaging::readVolume(argv[1]);
  if (!volume) {
    std::fprintf(stderr, "%s\n", volume.error().message().c_str());
    return 3;
  }
  limn::Segmentation labels;
  labels.grid = volume->grid;
  labels.source = volume->source;
  for (std::int64_t i = 0; i < labels.grid.size.voxels(); ++i) {
    labels.voxels.push_back(static_cast<limn::LabelId>((5 * i + i / 7) % 7));
  }
  const auto written = limn::imaging::writeSegmentation(labels, argv[2]);
  if (!written) std::fprintf(stderr, "%s\n", written.error().message().c_str());
  return written ? 0 : 1;
}
