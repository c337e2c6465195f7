// SPDX-FileCopyrightText: 2026 The Limn authors
// SPDX-License-Identifier: Apache-2.0
#include "dicom_segmentation.h"

#include "dicom_geometry.h"
#include "dicom_header.h"
#include "dicom_pixels.h"
#include "dicom_toolkit.h"
#include "dicom_values.h"
#include "label_list.h"

#include <dcmtk/dcmiod/cielabutil.h>
#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace limn::imaging {
namespace {

constexpr double kSamePlane = 0.01;       // mm; positions are decimal texts
constexpr double kFrameTolerance = 0.05;  // of a slice distance
constexpr double kAskewTolerance = 1e-3;  // of direction vectors of length one
constexpr double kAsideTolerance = 0.1;   // of a pixel
constexpr std::int64_t kMostVoxels = std::int64_t{1} << 31;
constexpr double kMostPlanes = 10'000;

enum class SegmentationType { Binary, Fractional, LabelMap };

struct Segment {
  std::string name;
  std::optional<Rgb> colour;
};
struct Segments {
  SegmentationType type = SegmentationType::Binary;
  double threshold = 1;          // stored values from here on are inside; not for label maps
  std::map<long, Segment> list;  // by number
};

std::optional<Rgb> colourOf(DcmItem& segment) {
  const auto lab = numbersOf(segment, DCM_RecommendedDisplayCIELabValue);
  if (lab.size() != 3) return std::nullopt;
  double red = 0, green = 0, blue = 0;
  IODCIELabUtil::dicomLab2RGB(red, green, blue, lab[0], lab[1], lab[2]);
  const auto channel = [](double v) {
    return static_cast<std::uint8_t>(std::lround(255 * std::clamp(v, 0.0, 1.0)));
  };
  return Rgb{channel(red), channel(green), channel(blue)};
}

Result<void> readType(DcmItem& dataSet, Segments& segments) {
  const std::string type = textOf(dataSet, DCM_SegmentationType);
  if (type == "BINARY") return {};
  if (type == "LABELMAP") {
    segments.type = SegmentationType::LabelMap;
    return {};
  }
  if (type != "FRACTIONAL") {
    return fail(
        ErrorCode::Unsupported,
        fmt::format("its segmentation type is '{}'; expected BINARY, FRACTIONAL or LABELMAP",
                    type));
  }
  const auto most = numberOf(dataSet, DCM_MaximumFractionalValue);
  if (!most || *most <= 0) {
    return fail(ErrorCode::Unreadable,
                "its fractions have no largest value (MaximumFractionalValue), so that half of it "
                "is not known");
  }
  segments.type = SegmentationType::Fractional;
  segments.threshold = *most / 2;
  return {};
}

Result<void> readSegments(DcmItem& dataSet, Segments& segments) {
  if (auto type = readType(dataSet, segments); !type) return passOn(type);
  DcmItem* item = nullptr;
  for (long i = 0; (item = itemOf(dataSet, DCM_SegmentSequence, i)) != nullptr; ++i) {
    const auto number = integerOf(*item, DCM_SegmentNumber);
    if (!number || *number < 0 || *number > 65535) {
      return fail(ErrorCode::Unreadable,
                  fmt::format("segment {} of its list has the number '{}'; expected 1 to 65535",
                              i + 1, textOf(*item, DCM_SegmentNumber)));
    }
    segments.list[*number] = {readableTextOf(dataSet, *item, DCM_SegmentLabel), colourOf(*item)};
  }
  if (segments.list.empty()) return fail(ErrorCode::Unreadable, "it describes no segments");
  return {};
}

Result<void> checkFrames(const DicomHeader& header, const Segments& segments) {
  if (header.structure.pixels->kind != DicomPixelLocation::Kind::Integer) {
    return fail(ErrorCode::Unsupported, "its masks are floating-point numbers; expected integers");
  }
  const DicomFrame& first = header.frames.front();
  for (std::size_t i = 0; i < header.frames.size(); ++i) {
    const DicomFrame& frame = header.frames[i];
    if (!isPlaced(frame)) {
      return fail(ErrorCode::Unsupported,
                  fmt::format("frame {} does not say where it lies in the patient (image position "
                              "and orientation)",
                              i + 1));
    }
    const auto& [row, column] = *frame.orientation;
    if (length(row - (*first.orientation)[0]) > kAskewTolerance ||
        length(column - (*first.orientation)[1]) > kAskewTolerance) {
      return fail(
          ErrorCode::Unsupported,
          fmt::format("frames 1 and {} are not parallel; they do not form a volume", i + 1));
    }
    if (segments.type != SegmentationType::LabelMap && !segments.list.contains(frame.segment)) {
      return fail(ErrorCode::Unreadable,
                  fmt::format("frame {} shows segment {}, which the file does not describe", i + 1,
                              frame.segment));
    }
  }
  if (first.rowSpacing <= 0 || first.columnSpacing <= 0) {
    return fail(ErrorCode::Unreadable, "it does not say how large its pixels are (PixelSpacing)");
  }
  return {};
}

bool divides(double step, const std::vector<double>& gaps) {
  return std::ranges::all_of(gaps, [&](double gap) {
    const double times = gap / step;
    return std::round(times) >= 1 && std::abs(times - std::round(times)) <= kFrameTolerance;
  });
}

/// The distinct positions of planes along the normal, ascending.
std::vector<double> planesOf(const DicomHeader& header, Vec3 normal) {
  std::vector<double> along;
  for (const DicomFrame& frame : header.frames)
    along.push_back(dot(*frame.position, normal));
  std::ranges::sort(along);
  const auto last = std::unique(along.begin(), along.end(),
                                [](double a, double b) { return b - a < kSamePlane; });
  along.erase(last, along.end());
  return along;
}

/// The distance of neighbouring slices: as stated, else the smallest found, if all planes fit it.
Result<double> stepOf(const std::vector<double>& planes, double stated) {
  if (planes.size() < 2) return stated > 0 ? stated : 1.0;
  std::vector<double> gaps;
  for (std::size_t i = 1; i < planes.size(); ++i)
    gaps.push_back(planes[i] - planes[i - 1]);
  const double whole = planes.back() - planes.front();
  for (const double step : {stated, std::ranges::min(gaps)}) {
    if (step > 0 && divides(step, gaps)) return whole / std::round(whole / step);
  }
  return fail(ErrorCode::Unsupported,
              fmt::format("its planes are not evenly spaced ({:.2f} to {:.2f} mm apart)",
                          std::ranges::min(gaps), std::ranges::max(gaps)));
}

Result<Grid> gridOf(const DicomHeader& header) {
  const DicomFrame& first = header.frames.front();
  const Vec3 across = normalOf(first), normal = across * (1 / length(across));
  const auto planes = planesOf(header, normal);
  auto step = stepOf(planes, first.sliceSpacing);
  if (!step) return passOn(step);
  Grid grid;
  grid.axes = {(*first.orientation)[0], (*first.orientation)[1], normal};
  grid.spacing = {first.columnSpacing, first.rowSpacing, *step};
  const double count = std::round((planes.back() - planes.front()) / *step) + 1;
  const std::int64_t pixels = header.format.columns * header.format.rows;
  if (!(count <= kMostPlanes) || static_cast<std::int64_t>(count) > kMostVoxels / pixels) {
    return fail(ErrorCode::Unsupported,
                fmt::format("its planes span {} slices of {} x {} pixels, more than can be held",
                            count, header.format.columns, header.format.rows));
  }
  grid.size = {header.format.columns, header.format.rows, static_cast<std::int64_t>(count)};
  const Vec3 lowest = *first.position + normal * (planes.front() - dot(*first.position, normal));
  grid.origin = {lowest.x, lowest.y, lowest.z};
  const double most = kAsideTolerance * std::min(grid.spacing.x, grid.spacing.y);
  for (const DicomFrame& frame : header.frames) {
    const Vec3 from = *frame.position - lowest;
    if (length(from - normal * dot(from, normal)) > most) {
      return fail(ErrorCode::Unsupported,
                  "its planes are shifted sideways against each other; they do not form a volume");
    }
  }
  return grid;
}

/// Writes frames into the label volume, and counts the voxels that two segments claim.
class LabelPainter {
 public:
  LabelPainter(const Grid& grid, const Segments& segments)
      : grid_(grid),
        segments_(segments),
        voxels_(static_cast<std::size_t>(grid.size.voxels()), LabelId{0}) {}

  void paint(const DicomFrame& frame, const StoredFrame& stored) {
    const Vec3 origin{grid_.origin.x, grid_.origin.y, grid_.origin.z};
    const double along = dot(*frame.position - origin, grid_.axes[2]) / grid_.spacing.z;
    const auto plane = static_cast<std::size_t>(
        std::clamp<long>(std::lround(along), 0, static_cast<long>(grid_.size.z) - 1));
    const auto values = storedValues(stored);
    const auto pixels = static_cast<std::size_t>(grid_.size.x * grid_.size.y);
    for (std::size_t i = 0; i < pixels; ++i)
      put(voxels_[plane * pixels + i], labelOf(values[i], frame.segment));
  }
  Result<std::vector<LabelId>> finish() {
    if (shared_ > 0) {
      return fail(ErrorCode::Unsupported,
                  fmt::format("its segments {} and {} overlap, and {} voxel(s) have more than one; "
                              "Limn keeps one label for each voxel: store the segments in files of "
                              "their own",
                              nameOf(pair_.first), nameOf(pair_.second), shared_));
    }
    for (const auto& [value, count] : unknown_) {
      return fail(
          ErrorCode::Unreadable,
          fmt::format("{} voxel(s) have the value {}, which no segment describes", count, value));
    }
    return std::move(voxels_);
  }

 private:
  LabelId labelOf(std::int64_t value, long segment) {
    if (segments_.type != SegmentationType::LabelMap) {
      return static_cast<double>(value) >= segments_.threshold ? static_cast<LabelId>(segment) : 0;
    }
    if (value != 0 && !segments_.list.contains(static_cast<long>(value))) {
      ++unknown_[value];
      return 0;
    }
    return static_cast<LabelId>(value);
  }
  void put(LabelId& voxel, LabelId label) {
    if (label == 0) return;
    if (voxel != 0 && voxel != label) {
      ++shared_;
      pair_ = {voxel, label};
    }
    voxel = label;
  }
  [[nodiscard]] std::string nameOf(LabelId id) const {
    return fmt::format("{} ({})", id, segments_.list.at(id).name);
  }

  const Grid& grid_;
  const Segments& segments_;
  std::vector<LabelId> voxels_;
  std::int64_t shared_ = 0;
  std::pair<LabelId, LabelId> pair_;
  std::map<std::int64_t, std::int64_t> unknown_;
};

/// Every segment except the background of a label map; default colours where none is given.
std::vector<LabelInfo> labelsOfSegments(const Segments& segments) {
  std::vector<LabelId> ids;
  for (const auto& [number, segment] : segments.list)
    ids.push_back(static_cast<LabelId>(number));
  std::vector<LabelInfo> labels = listLabels(ids);
  for (LabelInfo& label : labels) {
    const Segment& stated = segments.list.at(label.id);
    if (!stated.name.empty()) label.name = stated.name;
    label.color = stated.colour.value_or(label.color);
  }
  return labels;
}

Result<Segmentation> readAny(const std::filesystem::path& file, const JobContext& job) {
  Segments segments;
  auto header = readDicomHeader(file, DicomPurpose::Segmentation,
                                [&](DcmItem& dataSet) { return readSegments(dataSet, segments); });
  if (!header) return passOn(header);
  if (auto frames = checkFrames(*header, segments); !frames) return passOn(frames);
  auto grid = gridOf(*header);
  if (!grid) return passOn(grid);
  LabelPainter painter(*grid, segments);
  DicomFrameReader reader;
  for (std::size_t i = 0; i < header->frames.size(); ++i) {
    if (job.isCancelled()) return fail(ErrorCode::Cancelled, "reading was stopped");
    auto stored = reader.read(*header, i, job.stop);
    if (!stored) return passOn(stored);
    painter.paint(header->frames[i], *stored);
  }
  auto voxels = painter.finish();
  if (!voxels) return passOn(voxels);
  Segmentation result;
  result.grid = *grid;
  result.voxels = std::move(*voxels);
  result.labels = labelsOfSegments(segments);
  result.source.format = "dicom";
  result.source.modality = header->modality;
  result.source.studyInstanceUid = header->studyInstanceUid;
  result.source.seriesInstanceUid = header->seriesInstanceUid;
  return result;
}

}  // namespace

Result<Segmentation> readDicomSegmentation(const std::filesystem::path& file,
                                           const JobContext& job) {
  auto segmentation = readAny(file, job);
  if (segmentation) return segmentation;
  Error error = std::move(segmentation.error());
  error.detail = fmt::format("{}: {}", file.string(), error.detail);
  return tl::unexpected<Error>(std::move(error));
}

}  // namespace limn::imaging
