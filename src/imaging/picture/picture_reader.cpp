// SPDX-FileCopyrightText: 2026 The Limn authors
// SPDX-License-Identifier: Apache-2.0
#include "picture_reader.h"

#include "label_bytes.h"
#include "picture_check.h"

#include <fmt/core.h>
#include <opencv2/core/mat.hpp>
#include <opencv2/imgcodecs.hpp>

#include <cstring>
#include <fstream>
#include <string>
#include <system_error>
#include <utility>

namespace limn::imaging {
namespace fs = std::filesystem;
namespace {

constexpr std::uintmax_t kLargestFile = std::uintmax_t{1} << 30;

Result<std::vector<std::byte>> readBytes(const fs::path& file) {
  std::error_code error;
  const auto size = fs::file_size(file, error);
  std::ifstream in(file, std::ios::binary);
  if (error || !in) {
    return fail(ErrorCode::Unreadable, fmt::format("cannot open {}", file.string()));
  }
  if (size > kLargestFile) {
    return fail(ErrorCode::Unsupported,
                fmt::format("{} has {} bytes; pictures of up to {} are read", file.string(), size,
                            kLargestFile));
  }
  std::vector<std::byte> bytes(size);
  in.read(reinterpret_cast<char*>(bytes.data()), static_cast<std::streamsize>(size));
  bytes.resize(static_cast<std::size_t>(in.gcount()));
  return bytes;
}

/// The order of channels in a decoded picture is blue, green, red, and perhaps alpha.
std::vector<std::byte> rgbBytes(const cv::Mat& picture) {
  const auto channels = static_cast<std::size_t>(picture.channels());
  const std::size_t sample = picture.elemSize1();
  std::vector<std::byte> out;
  out.reserve(picture.total() * 3);
  for (int row = 0; row < picture.rows; ++row) {
    const auto* p = reinterpret_cast<const std::byte*>(picture.ptr(row));
    for (int column = 0; column < picture.cols; ++column, p += channels * sample) {
      // Of 16-bit samples the high byte is kept, the second of a little-endian pair.
      for (const std::size_t c : {2, 1, 0})
        out.push_back(p[c * sample + sample - 1]);
    }
  }
  return out;
}

std::vector<std::byte> greyBytes(const cv::Mat& picture) {
  const std::size_t rowBytes = static_cast<std::size_t>(picture.cols) * picture.elemSize();
  std::vector<std::byte> out(rowBytes * static_cast<std::size_t>(picture.rows));
  for (int row = 0; row < picture.rows; ++row) {
    std::memcpy(out.data() + rowBytes * static_cast<std::size_t>(row), picture.ptr(row), rowBytes);
  }
  return out;
}

Result<cv::Mat> decode(const std::vector<std::byte>& bytes, const std::string& name) {
  const cv::Mat input(1, static_cast<int>(bytes.size()), CV_8U,
                      const_cast<std::byte*>(bytes.data()));  // read only
  cv::Mat picture;
  try {
    picture = cv::imdecode(input, cv::IMREAD_UNCHANGED);
  } catch (const cv::Exception& e) {
    return fail(ErrorCode::Unreadable, fmt::format("{} cannot be decoded: {}", name, e.err));
  }
  const bool depthKnown = picture.depth() == CV_8U || picture.depth() == CV_16U;
  const bool channelsKnown =
      picture.channels() == 1 || picture.channels() == 3 || picture.channels() == 4;
  if (picture.empty() || !depthKnown || !channelsKnown) {
    return fail(ErrorCode::Unreadable, fmt::format("{} is damaged: it cannot be decoded", name));
  }
  return picture;
}

}  // namespace

Result<std::vector<SeriesSummary>> scanPicture(const fs::path& file) {
  auto bytes = readBytes(file);
  if (!bytes) return passOn(bytes);
  auto size = checkPicture(*bytes, file.string());
  if (!size) return passOn(size);
  SeriesSummary summary;
  summary.path = file;
  summary.files = {file};
  summary.format = "image";
  summary.description = file.filename().string();
  summary.size = {size->width, size->height, 1};
  return std::vector{std::move(summary)};
}

Result<Volume> readPicture(const SeriesSummary& series, const JobContext& job) {
  if (series.files.empty()) return fail(ErrorCode::WrongUse, "the series names no file");
  const fs::path& file = series.files.front();
  auto bytes = readBytes(file);
  if (!bytes) return passOn(bytes);
  if (auto size = checkPicture(*bytes, file.string()); !size) return passOn(size);
  if (job.isCancelled()) return fail(ErrorCode::Cancelled, "reading was stopped");
  auto picture = decode(*bytes, file.string());
  if (!picture) return passOn(picture);

  Grid grid;
  grid.size = {picture->cols, picture->rows, 1};
  grid.calibration = Calibration::None;
  const bool grey = picture->channels() == 1;
  const bool wide = picture->depth() == CV_16U;
  auto volume =
      grey ? makeVolume(grid, wide ? PixelType::UInt16 : PixelType::UInt8, 1, greyBytes(*picture))
           : makeVolume(grid, PixelType::UInt8, 3, rgbBytes(*picture));
  if (!volume) return passOn(volume, file.string());
  if (!grey && wide) volume->warnings.emplace_back("16-bit colours are shown with 8 bits");
  if (picture->channels() == 4) volume->warnings.emplace_back("transparency is ignored");
  volume->source.path = series.path;
  volume->source.files = {file};
  volume->source.format = pictureKindName(pictureKind(*bytes));
  volume->source.description = series.description;
  return volume;
}

Result<std::vector<std::byte>> encodePng(std::span<const LabelId> voxels, std::int64_t width,
                                         std::int64_t height) {
  constexpr std::int64_t kLongestSide = 1'000'000;
  if (width > kLongestSide || height > kLongestSide) {
    return fail(ErrorCode::Unsupported, fmt::format("{} x {} is too large for PNG", width, height));
  }
  const LabelWidth labels = labelWidth(voxels);
  std::vector<std::byte> samples = labelBytes(voxels, labels);
  const cv::Mat picture(static_cast<int>(height), static_cast<int>(width),
                        labels == LabelWidth::Byte ? CV_8UC1 : CV_16UC1, samples.data());
  std::vector<unsigned char> packed;
  if (!cv::imencode(".png", picture, packed)) {
    return fail(ErrorCode::Internal, "the PNG encoder refused the picture");
  }
  std::vector<std::byte> bytes(packed.size());
  std::memcpy(bytes.data(), packed.data(), packed.size());
  return bytes;
}

}  // namespace limn::imaging
