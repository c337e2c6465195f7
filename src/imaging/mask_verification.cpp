// SPDX-FileCopyrightText: 2026 The Limn authors
// SPDX-License-Identifier: Apache-2.0
#include "limn/imaging/mask_verification.h"

#include "certificate.h"
#include "dicom/structure_set.h"
#include "file_kind.h"
#include "label_encoding.h"
#include "mask_reference.h"
#include "sha256.h"
#include "translate_exceptions.h"
#include "whole_file.h"

#include <fmt/core.h>

#include <utility>

namespace limn::imaging {
namespace fs = std::filesystem;
namespace {

tl::unexpected<Error> differs(const fs::path& file, const std::string& what) {
  return fail(ErrorCode::CheckFailed,
              fmt::format("{}: {}; it is not the file that its certificate describes: export it "
                          "again",
                          file.string(), what));
}

Result<Certificate> readCertificate(const fs::path& file) {
  const fs::path path = file.string() + ".json";
  std::error_code ignored;
  if (!fs::exists(path, ignored)) {
    return fail(ErrorCode::NotFound,
                fmt::format("{} has no certificate; expected {}, which Limn writes beside each "
                            "exported mask",
                            file.string(), path.string()));
  }
  auto bytes = readWholeFile(path);
  if (!bytes) return passOn(bytes);
  auto certificate =
      parseCertificate({reinterpret_cast<const char*>(bytes->data()), bytes->size()});
  if (!certificate) return passOn(certificate, path.string());
  return certificate;
}

Result<Masks> readAgain(const fs::path& file, const Grid& grid, const JobContext& job) {
  const auto kind = kindOf(file);
  if (kind && *kind == FileKind::Dicom && isStructureSet(file))
    return readStructureSet(file, referenceImage(grid), job);
  return readMasks(file, {.inVoxelUnits = grid.calibration == Calibration::None}, job);
}

Result<void> checkLabels(const fs::path& file, const Masks& masks, const Certificate& stated) {
  const auto found = labelCounts(masks);
  if (found == stated.voxels) return {};
  for (const auto& [label, count] : stated.voxels) {
    const auto here = found.find(label);
    const std::int64_t voxels = here == found.end() ? 0 : here->second;
    if (voxels != count)
      return differs(file,
                     fmt::format("label {} has {} voxels, expected {}", label, voxels, count));
  }
  return differs(file,
                 fmt::format("it has {} labels, expected {}", found.size(), stated.voxels.size()));
}

Result<void> checkGrid(const fs::path& file, const Masks& masks, const Grid& stated) {
  const Grid& grid = masks.layers.front().grid;
  const auto isInside = [&](VoxelPoint corner) {
    return stated.contains(Grid::nearest(stated.toVoxel(grid.toWorld(corner))));
  };
  const VoxelPoint last{static_cast<double>(grid.size.x - 1), static_cast<double>(grid.size.y - 1),
                        static_cast<double>(grid.size.z - 1)};
  const bool isSame = hasDirections(stated.calibration)
                          ? holdsVoxels(stated, grid) && isInside({0, 0, 0}) && isInside(last)
                          : grid.size == stated.size;
  if (isSame) return {};
  return differs(
      file, fmt::format("its grid is {}, expected {}", describeGrid(grid), describeGrid(stated)));
}

Result<MaskVerification> verify(const fs::path& file, const JobContext& job) {
  MaskVerification result{file, {}};
  auto stated = readCertificate(file);
  if (!stated) return passOn(stated);
  auto bytes = readWholeFile(file);
  if (!bytes) return passOn(bytes);
  if (bytes->size() != stated->bytes) {
    return differs(file, fmt::format("it has {} bytes, expected {}", bytes->size(), stated->bytes));
  }
  if (const std::string hash = hex(sha256(*bytes)); hash != stated->sha256)
    return differs(file, fmt::format("its SHA-256 is {}, expected {}", hash, stated->sha256));
  result.held.push_back(fmt::format("{} bytes with SHA-256 {}", stated->bytes, stated->sha256));

  auto masks = readAgain(file, stated->grid, job);
  if (!masks) return passOn(masks);
  if (auto ok = checkLabels(file, *masks, *stated); !ok) return passOn(ok);
  result.held.push_back(fmt::format("{} label(s) with the stated voxels", stated->voxels.size()));

  const auto format = maskFormatOf(file);
  const bool isPicture = format && *format == MaskFormat::Png;
  if (!isPicture) {
    if (auto ok = checkGrid(file, *masks, stated->grid); !ok) return passOn(ok);
    result.held.push_back("grid: " + describeGrid(stated->grid));
  }
  const bool isDicom =
      format && (*format == MaskFormat::DicomSegmentation || *format == MaskFormat::RtStructureSet);
  const auto kind = kindOf(file);
  if (format && !isDicom && kind && *kind != FileKind::Dicom) {
    const EncodedLabels encoded{*format, {}, stated->formsCopied, stated->gridWasCompared, {}};
    auto second = verifyLabels(file, *masks, encoded);
    if (!second) return passOn(second);
    result.held.push_back("the same voxels and grid in " + second->reader);
  }
  return result;
}

}  // namespace

Result<MaskVerification> verifyMaskFile(const fs::path& file, const JobContext& job) {
  return translateExceptions("verifying " + file.string(), [&] { return verify(file, job); });
}

}  // namespace limn::imaging
