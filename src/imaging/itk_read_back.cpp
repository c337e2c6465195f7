// SPDX-FileCopyrightText: 2026 The Limn authors
// SPDX-License-Identifier: Apache-2.0
#include "itk_read_back.h"

#include <fmt/core.h>
#include <itkNiftiImageIO.h>
#include <itkNrrdImageIO.h>
#include <itkVersion.h>

#include <clocale>
#include <cstring>
#include <exception>

namespace limn::imaging {
namespace {

using ComponentType = itk::ImageIOBase::IOComponentType;

itk::ImageIOBase::Pointer makeReader(ReadBackFormat format) {
  if (format == ReadBackFormat::Nifti) return itk::NiftiImageIO::New().GetPointer();
  return itk::NrrdImageIO::New().GetPointer();
}

Grid gridOf(const itk::ImageIOBase& io) {
  const unsigned dimensions = std::min(io.GetNumberOfDimensions(), 3U);
  std::array<std::int64_t, 3> size{1, 1, 1};
  std::array<double, 3> spacing{1, 1, 1}, origin{};
  Grid grid;
  for (unsigned i = 0; i < dimensions; ++i) {
    size[i] = static_cast<std::int64_t>(io.GetDimensions(i));
    spacing[i] = io.GetSpacing(i);
    origin[i] = io.GetOrigin(i);
    const std::vector<double> direction = io.GetDirection(i);
    if (direction.size() == 3) grid.axes[i] = {direction[0], direction[1], direction[2]};
  }
  grid.size = {size[0], size[1], size[2]};
  grid.spacing = {spacing[0], spacing[1], spacing[2]};
  grid.origin = {origin[0], origin[1], origin[2]};
  return grid;
}

Result<std::vector<LabelId>> voxelsOf(itk::ImageIOBase& io, const std::string& file) {
  const auto count = static_cast<std::size_t>(io.GetImageSizeInComponents());
  if (io.GetComponentType() == ComponentType::USHORT) {
    std::vector<LabelId> voxels(count);
    io.Read(voxels.data());
    return voxels;
  }
  if (io.GetComponentType() == ComponentType::UCHAR) {
    std::vector<unsigned char> bytes(count);
    io.Read(bytes.data());
    return std::vector<LabelId>(bytes.begin(), bytes.end());
  }
  return fail(ErrorCode::CheckFailed, fmt::format("ITK sees no 8 or 16-bit labels in {}", file));
}

/// ITK's NRRD reader follows the locale. While this exists, numbers have a point on this thread.
class PointAsDecimalSign {
 public:
  PointAsDecimalSign()
      : plain_(::newlocale(LC_NUMERIC_MASK, "C", locale_t{})), before_(::uselocale(plain_)) {}
  ~PointAsDecimalSign() {
    ::uselocale(before_);
    ::freelocale(plain_);
  }
  PointAsDecimalSign(const PointAsDecimalSign&) = delete;
  PointAsDecimalSign& operator=(const PointAsDecimalSign&) = delete;

 private:
  locale_t plain_, before_;
};

}  // namespace

Result<ReadBack> readBackWithItk(const std::filesystem::path& file, ReadBackFormat format) {
  const PointAsDecimalSign guard;
  try {
    auto io = makeReader(format);
    io->SetFileName(file.string());
    io->ReadImageInformation();
    itk::ImageIORegion whole(io->GetNumberOfDimensions());
    for (unsigned i = 0; i < io->GetNumberOfDimensions(); ++i) {
      whole.SetSize(i, io->GetDimensions(i));
      whole.SetIndex(i, 0);
    }
    io->SetIORegion(whole);
    auto voxels = voxelsOf(*io, file.string());
    if (!voxels) return passOn(voxels);
    return ReadBack{gridOf(*io), io->GetNumberOfComponents(), std::move(*voxels),
                    fmt::format("ITK {}", itk::Version::GetITKVersion())};
  } catch (const std::exception& e) {
    return fail(ErrorCode::CheckFailed,
                fmt::format("ITK cannot read back {}: {}", file.string(), e.what()));
  }
}

}  // namespace limn::imaging
