// SPDX-FileCopyrightText: 2026 The Limn authors
// SPDX-License-Identifier: Apache-2.0
#include "file_kind.h"

#include "dicom/dicom_series.h"
#include "nifti/nifti_header.h"
#include "packed_file.h"
#include "picture/picture_check.h"

#include <algorithm>
#include <array>
#include <span>
#include <string>
#include <string_view>
#include <system_error>
#include <vector>

namespace limn::imaging {
namespace fs = std::filesystem;
namespace {

constexpr std::size_t kProbeBytes = 544;

std::string lowerName(const fs::path& file) {
  std::string name = file.filename().string();
  for (char& c : name)
    c = c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
  if (name.ends_with(".gz")) name.resize(name.size() - 3);
  return name;
}

bool hasText(std::span<const std::byte> bytes, std::size_t offset, std::string_view text) {
  if (bytes.size() < offset + text.size()) return false;
  return std::equal(text.begin(), text.end(), bytes.begin() + static_cast<std::ptrdiff_t>(offset),
                    [](char a, std::byte b) { return static_cast<std::byte>(a) == b; });
}

FileKind kindOfName(const std::string& name) {
  if (name.ends_with(".nii") || name.ends_with(".hdr")) return FileKind::Nifti;
  if (name.ends_with(".nrrd") || name.ends_with(".nhdr")) return FileKind::Nrrd;
  if (name.ends_with(".mha") || name.ends_with(".mhd")) return FileKind::MetaImage;
  if (name.ends_with(".mgh") || name.ends_with(".mgz")) return FileKind::Mgh;
  return FileKind::Unknown;
}

/// Whether "x.img" is the voxel file of a pair: then "x.hdr" is beside it.
bool isVoxelHalf(const fs::path& file, const std::string& name) {
  if (!name.ends_with(".img")) return false;
  std::string stem = file.filename().string();
  stem.resize(name.size() - 4);
  const auto exists = [&](std::string_view suffix) {
    std::error_code error;
    return fs::is_regular_file(file.parent_path() / (stem + std::string(suffix)), error);
  };
  return exists(".hdr") || exists(".hdr.gz") || exists(".HDR") || exists(".HDR.GZ");
}

}  // namespace

Result<FileKind> kindOf(const fs::path& file) {
  const std::string name = lowerName(file);
  auto input = PackedFile::open(file);
  if (!input) return passOn(input);
  auto bytes = input->readUpTo(kProbeBytes);
  if (!bytes) {  // a damaged gzip stream: the reader of this suffix reports it
    if (const FileKind kind = kindOfName(name); kind != FileKind::Unknown) return kind;
    return passOn(bytes);
  }
  if (hasText(*bytes, 128, "DICM")) return FileKind::Dicom;
  if (hasText(*bytes, 0, "NRRD00")) return FileKind::Nrrd;
  if (pictureKind(*bytes) != PictureKind::None) return FileKind::Picture;
  if (isVoxelHalf(file, name)) return FileKind::NiftiVoxels;
  if (startsLikeNifti(*bytes)) return FileKind::Nifti;
  if (looksLikeDicom(file)) return FileKind::Dicom;
  return kindOfName(name);
}

}  // namespace limn::imaging
