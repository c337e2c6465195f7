// SPDX-FileCopyrightText: 2026 The Limn authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "limn/base/job_context.h"
#include "limn/base/result.h"
#include "limn/imaging/mask_file.h"
#include "mask_reference.h"

#include <filesystem>

namespace limn::imaging {

/// Reads a DICOM segmentation (PS3.3 A.51: BINARY, FRACTIONAL from half of its maximum on,
/// LABELMAP), with each segment's label, recommended colour and codes. Segments that overlap are in
/// different layers. A label's value is the one that Limn wrote into the segment, else the
/// segment's number. The grid is that of the frames; empty planes that were left out are added when
/// the other planes are a whole number of slice distances apart. Unsupported: frames without a
/// place in the patient (slide microscopy), askew or unevenly spaced; Unreadable: damaged or
/// contradicting itself.
[[nodiscard]] Result<Masks> readDicomSegmentation(const std::filesystem::path& file,
                                                  const JobContext& job);

/// The same on an image whose slices lie unevenly or are tilted: each frame belongs to the slice of
/// its own position. Mismatch: a frame lies on none of them, or the frame of reference is another.
[[nodiscard]] Result<Masks> readDicomSegmentation(const std::filesystem::path& file,
                                                  const ReferenceImage& image,
                                                  const JobContext& job);

}  // namespace limn::imaging
