// SPDX-FileCopyrightText: 2026 The Limn authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "limn/base/job_context.h"
#include "limn/base/result.h"
#include "limn/base/segmentation.h"

#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace limn::imaging {

/// A code of a terminology: "85756007" of "SCT" (SNOMED CT), which means "Tissue". None when the
/// value is empty.
struct Code {
  std::string value, scheme, meaning;
  bool operator==(const Code&) const = default;
};

/// What a label shows, in codes: the five that DICOM segments (PS3.3 C.8.20.4) and the terminology
/// entries of 3D Slicer have.
struct LabelCodes {
  Code category, type, typeModifier, region, regionModifier;
  bool operator==(const LabelCodes&) const = default;
};

/// The masks of one file. Labels that share voxels are in different layers.
struct Masks {
  std::vector<Segmentation> layers;  // at least one; of one grid; a label is in one layer only
  std::map<LabelId, LabelCodes> codes;
  std::vector<std::string> notes;  // for people: what was changed while reading
};

/// The formats that are written. DicomSegmentation is a DICOM SEG of type BINARY with the frames
/// that are not empty; RtStructureSet a DICOM RTSTRUCT.
enum class MaskFormat { Nifti, NiftiGzip, Nrrd, SegNrrd, Png, DicomSegmentation, RtStructureSet };
/// By the suffix of the name: .nii, .nii.gz, .nrrd, .seg.nrrd, .png, .rtstruct.dcm, any other .dcm
/// (a segmentation). Unsupported names the suffixes.
[[nodiscard]] Result<MaskFormat> maskFormatOf(const std::filesystem::path& file);
/// What `limn convert --to NAME` means for a file name: seg, rtstruct, nifti or nrrd.
[[nodiscard]] std::optional<MaskFormat> maskFormatFor(std::string_view name,
                                                      const std::filesystem::path& file);

struct MaskReadOptions {
  bool inVoxelUnits = false;  // as ReadOptions::inVoxelUnits
  /// The image that the masks belong to: a file, or a folder with its DICOM series. A structure set
  /// needs it, because contours have no grid; masks of other formats are put on its grid.
  std::filesystem::path reference = {};
};

/// Reads NIfTI, NRRD (.seg.nrrd with its layers), MetaImage, MGH, pictures, a DICOM segmentation or
/// a DICOM structure set. A segment of a DICOM file has the label value that Limn wrote into it,
/// else its number; values that occur twice or are not 1 to 65535 are replaced, with a note.
/// Mismatch: the frame of reference or the grid of the reference is another.
[[nodiscard]] Result<Masks> readMasks(const std::filesystem::path& file,
                                      const MaskReadOptions& options = {},
                                      const JobContext& job = {});

/// A written file and what reading it back showed.
struct WriteReport {
  std::filesystem::path file;
  std::filesystem::path certificate;  // `<file>.json`: hashes, grid, label counts, second reader
  std::vector<std::string> notes;     // what the format could not keep, what to know
};

struct MaskWriteOptions {
  std::optional<MaskFormat> format = {};  // without it, by the suffix
  /// For DICOM: the study that the masks were made on; without it, the files of the source.
  std::filesystem::path reference = {};
};

/// Writes masks and reads them back with another reader before the file gets its name; a
/// certificate is written beside it. A format that holds one label for each voxel takes one file
/// for each layer: mask_layer1.nii.gz, mask_layer2.nii.gz. Integers are the labels' own.
/// NIfTI: pixdim, qform and sform bytes are those of a NIfTI source, else derived from the grid.
/// DICOM: patient, study, frame of reference and geometry are those of the source series, whose
/// instances are referenced. PNG: one slice, the only one with labels.
/// WriteFailed, Unsupported, Mismatch (another grid than the series), NotFound (no series),
/// CheckFailed (what was read back differs: nothing is kept).
[[nodiscard]] Result<std::vector<WriteReport>> writeMasks(const Masks& masks,
                                                          const std::filesystem::path& file,
                                                          const MaskWriteOptions& options = {},
                                                          const JobContext& job = {});

}  // namespace limn::imaging
