// SPDX-FileCopyrightText: 2026 The Limn authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "limn/base/geometry.h"
#include "limn/base/image_view.h"
#include "limn/base/study_text.h"
#include "limn/base/voxel_buffer.h"

#include <array>
#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace limn {

/// A display window: values `centre - width/2 .. centre + width/2` span black to white.
struct Window {
  double centre = 0, width = 1;
  bool operator==(const Window&) const = default;
};

/// Bytes of a NIfTI-1 header that say where voxels lie, kept to be written back unchanged.
struct NiftiForms {
  std::array<std::byte, 32> pixdim{};    // header bytes 76..107
  std::array<std::byte, 76> forms{};     // 252..327: qform_code .. srow_z
  std::array<std::byte, 1> xyztUnits{};  // 123
  bool bigEndian = false;                // the source's byte order
  bool operator==(const NiftiForms&) const = default;
};

/// Where a volume came from, as plain data. UIDs are empty for what is not DICOM.
struct SourceRef {
  std::filesystem::path path;                // what the reader opened: file or folder
  std::vector<std::filesystem::path> files;  // files behind the voxels, in slice order
  std::string format;                        // "dicom", "nifti", "nrrd", "png", ...
  std::string modality;                      // "CT", "MR", ...; empty when unknown
  std::string studyInstanceUid, seriesInstanceUid, frameOfReferenceUid;
  std::vector<std::string> sopInstanceUids;  // per slice along z
  std::string description;
  StudyText text;
  std::optional<NiftiForms> niftiForms;
};

/// Voxels with their place in the patient. Samples are stored x fastest, then y, z; for colour the
/// three channels (RGB) of a voxel lie side by side. Values are real ones (after rescale).
/// Immutable once made: the buffer is shared between copies and with jobs.
struct Volume {
  Grid grid;
  PixelType type = PixelType::Int16;
  int channels = 1;  // 1, or 3 for RGB (then UInt8)
  std::shared_ptr<const VoxelBuffer> data;
  double minimum = 0, maximum = 0;  // over finite samples of the whole volume
  std::optional<Window> window;     // as the file suggests
  SourceRef source;
  std::vector<std::string> warnings;  // sentences for the reader: gantry tilt, missing slices, ...

  /// The sample (channel 0 for grey) as double; the index must be inside.
  [[nodiscard]] double value(VoxelIndex index, int channel = 0) const;
  [[nodiscard]] std::size_t bytes() const { return data ? data->size() : 0; }
};

struct ValueRange {
  double minimum = 0, maximum = 0;
};

/// Allocates nothing but the volume value; computes minimum and maximum over finite samples unless
/// the caller knows them. `data` must hold grid.size.voxels() * channels samples of `type`.
[[nodiscard]] Result<Volume> makeVolume(Grid grid, PixelType type, int channels, VoxelBuffer data,
                                        std::optional<ValueRange> known = {});

}  // namespace limn
