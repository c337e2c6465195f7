// SPDX-FileCopyrightText: 2026 The Limn authors
// SPDX-License-Identifier: Apache-2.0
#include "dicom_segmentation.h"

#include "dicom_codes.h"
#include "dicom_geometry.h"
#include "dicom_header.h"
#include "dicom_pixels.h"
#include "dicom_toolkit.h"
#include "dicom_values.h"
#include "label_list.h"
#include "mask_layers.h"

#include <dcmtk/dcmiod/cielabutil.h>
#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstring>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

namespace limn::imaging {
namespace {

constexpr double kSamePosition = 0.01;    // mm; positions are decimal texts
constexpr double kFrameTolerance = 0.05;  // of a slice distance
constexpr double kAskewTolerance = 1e-3;  // of direction vectors of length one
constexpr double kAsideTolerance = 0.1;   // of a pixel
constexpr std::int64_t kMostVoxels = std::int64_t{1} << 31;
constexpr double kMostPlanes = 10'000;

enum class SegmentationType { Binary, Fractional, LabelMap };

struct Segment {
  LabelId label = 0;
  std::string name;
  std::optional<Rgb> colour;
  LabelCodes codes;
};
struct Segments {
  SegmentationType type = SegmentationType::Binary;
  double threshold = 1;          // stored values from here on are inside; not for label maps
  std::map<long, Segment> list;  // by number
  LabelNumbers labels;
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
    if (*number == 0) continue;  // the background of a label map
    const std::string name = readableTextOf(dataSet, *item, DCM_SegmentLabel);
    if (segments.list.contains(*number)) {
      return fail(ErrorCode::Unreadable,
                  fmt::format("it describes segment {} twice ('{}' and '{}')", *number,
                              segments.list.at(*number).name, name));
    }
    const LabelId label = segments.labels.take(labelValueOf(*item).value_or(*number), name);
    segments.list[*number] = {label, name, colourOf(*item), segmentCodesOf(dataSet, *item)};
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
                                [](double a, double b) { return b - a < kSamePosition; });
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

/// Collects the voxels of the segments, frame by frame.
class SegmentCollector {
 public:
  SegmentCollector(const Grid& grid, const Segments& segments)
      : grid_(grid), segments_(segments), layers_(grid.size.voxels()) {}

  /// `plane` is the slice of the grid that the frame lies on.
  void add(const DicomFrame& frame, std::int64_t plane, const StoredFrame& stored) {
    if (segments_.type == SegmentationType::LabelMap) {
      const auto values = storedValues(stored);
      return addRuns(plane, [&](std::size_t i) { return labelOf(values[i]); });
    }
    const LabelId label = segments_.list.at(frame.segment).label;
    const bool isBits = stored.bitsStored == 1 && stored.bitsAllocated == 8;
    if (isBits) return addBits(plane, label, stored.bytes);
    const auto values = storedValues(stored);
    addRuns(plane, [&](std::size_t i) {
      return static_cast<double>(values[i]) >= segments_.threshold ? label : LabelId{0};
    });
  }
  Result<std::vector<std::vector<LabelId>>> finish() const {
    for (const std::int64_t value : unknown_) {
      return fail(ErrorCode::Unreadable,
                  fmt::format("some voxels have the value {}, which no segment describes", value));
    }
    return layers_.finish();
  }

 private:
  /// Bytes of 0 and 1, most of them 0.
  void addBits(std::int64_t plane, LabelId label, const std::vector<std::byte>& bytes) {
    const std::int64_t pixels = grid_.size.x * grid_.size.y;
    const auto find = [&](int value, std::int64_t from) {
      const void* found =
          std::memchr(bytes.data() + from, value, static_cast<std::size_t>(pixels - from));
      return found == nullptr ? pixels : static_cast<const std::byte*>(found) - bytes.data();
    };
    for (std::int64_t start = find(1, 0); start < pixels;) {
      const std::int64_t end = find(0, start);
      layers_.add(label, plane * pixels + start, end - start);
      start = end < pixels ? find(1, end) : pixels;
    }
  }
  template <class LabelAt>
  void addRuns(std::int64_t plane, LabelAt labelAt) {
    const std::int64_t pixels = grid_.size.x * grid_.size.y;
    LabelId label = 0;
    std::int64_t start = 0;
    for (std::int64_t i = 0; i <= pixels; ++i) {
      const LabelId here = i < pixels ? labelAt(static_cast<std::size_t>(i)) : LabelId{0};
      if (here == label) continue;
      if (label != 0) layers_.add(label, plane * pixels + start, i - start);
      label = here;
      start = i;
    }
  }
  LabelId labelOf(std::int64_t value) {
    if (value == 0) return 0;
    const auto found = segments_.list.find(static_cast<long>(value));
    if (found != segments_.list.end()) return found->second.label;
    unknown_.insert(value);
    return 0;
  }

  const Grid& grid_;
  const Segments& segments_;
  LayerBuilder layers_;
  std::set<std::int64_t> unknown_;
};

/// Every segment except the background of a label map; default colours where none is given.
std::vector<LabelInfo> labelsOfSegments(const Segments& segments) {
  std::vector<LabelId> ids;
  for (const auto& [number, segment] : segments.list)
    ids.push_back(segment.label);
  std::vector<LabelInfo> labels = listLabels(ids);
  for (const auto& [number, segment] : segments.list) {
    LabelInfo& label = *std::ranges::find(labels, segment.label, &LabelInfo::id);
    if (!segment.name.empty()) label.name = segment.name;
    label.color = segment.colour.value_or(label.color);
  }
  return labels;
}

SourceRef sourceOf(const DicomHeader& header) {
  SourceRef source;
  source.path = header.path;
  source.format = "dicom";
  source.modality = header.modality;
  source.studyInstanceUid = header.studyInstanceUid;
  source.seriesInstanceUid = header.seriesInstanceUid;
  source.frameOfReferenceUid = header.frameOfReferenceUid;
  return source;
}

/// Where the frames lie.
struct FramePlanes {
  Grid grid;
  std::vector<std::int64_t> planes;  // a slice of the grid for each frame
};

Result<FramePlanes> planesByGrid(const DicomHeader& header) {
  auto grid = gridOf(header);
  if (!grid) return passOn(grid);
  FramePlanes result{*grid, {}};
  const Vec3 origin{grid->origin.x, grid->origin.y, grid->origin.z};
  for (const DicomFrame& frame : header.frames) {
    const double along = dot(*frame.position - origin, grid->axes[2]) / grid->spacing.z;
    result.planes.push_back(std::clamp<std::int64_t>(std::lround(along), 0, grid->size.z - 1));
  }
  return result;
}

Result<FramePlanes> planesByImage(const DicomHeader& header, const ReferenceImage& image) {
  const Grid& grid = image.grid;
  const auto mismatch = [&](const std::string& what) {
    return fail(ErrorCode::Mismatch,
                fmt::format("{} than in {}; give the image that the masks were made on", what,
                            image.source.path.string()));
  };
  const std::string& frameOfReference = image.source.frameOfReferenceUid;
  if (!frameOfReference.empty() && header.frameOfReferenceUid != frameOfReference)
    return mismatch("its frame of reference is another");
  const DicomFrame& first = header.frames.front();
  const bool isSame = header.format.columns == grid.size.x && header.format.rows == grid.size.y &&
                      length((*first.orientation)[0] - grid.axes[0]) <= kAskewTolerance &&
                      length((*first.orientation)[1] - grid.axes[1]) <= kAskewTolerance &&
                      std::abs(first.columnSpacing - grid.spacing.x) <= 1e-3 * grid.spacing.x &&
                      std::abs(first.rowSpacing - grid.spacing.y) <= 1e-3 * grid.spacing.y;
  if (!isSame) return mismatch("its frames have another size or orientation");
  const double most = kAsideTolerance * std::min(grid.spacing.x, grid.spacing.y);
  FramePlanes result{grid, {}};
  for (const DicomFrame& frame : header.frames) {
    const auto slice = std::ranges::find_if(
        image.sliceOrigins, [&](Vec3 origin) { return length(*frame.position - origin) <= most; });
    if (slice == image.sliceOrigins.end()) return mismatch("a frame lies elsewhere");
    result.planes.push_back(slice - image.sliceOrigins.begin());
  }
  return result;
}

Result<Masks> readAny(const std::filesystem::path& file, const ReferenceImage* image,
                      const JobContext& job) {
  Segments segments;
  auto header = readDicomHeader(file, DicomPurpose::Segmentation,
                                [&](DcmItem& dataSet) { return readSegments(dataSet, segments); });
  if (!header) return passOn(header);
  if (auto frames = checkFrames(*header, segments); !frames) return passOn(frames);
  auto places = image == nullptr ? planesByGrid(*header) : planesByImage(*header, *image);
  if (!places) return passOn(places);
  SegmentCollector collector(places->grid, segments);
  DicomFrameReader reader;
  for (std::size_t i = 0; i < header->frames.size(); ++i) {
    if (job.isCancelled()) return fail(ErrorCode::Cancelled, "reading was stopped");
    auto stored = reader.read(*header, i, job.stop);
    if (!stored) return passOn(stored);
    collector.add(header->frames[i], places->planes[i], *stored);
  }
  auto layers = collector.finish();
  if (!layers) return passOn(layers);
  Masks masks = masksOf(places->grid, image == nullptr ? sourceOf(*header) : image->source,
                        std::move(*layers), labelsOfSegments(segments));
  for (const auto& [number, segment] : segments.list) {
    if (!(segment.codes == LabelCodes{})) masks.codes[segment.label] = segment.codes;
  }
  masks.notes = segments.labels.notes();
  return masks;
}

Result<Masks> withFileName(Result<Masks> masks, const std::filesystem::path& file) {
  if (masks) return masks;
  Error error = std::move(masks.error());
  error.detail = fmt::format("{}: {}", file.string(), error.detail);
  return tl::unexpected<Error>(std::move(error));
}

}  // namespace

Result<Masks> readDicomSegmentation(const std::filesystem::path& file, const JobContext& job) {
  return withFileName(readAny(file, nullptr, job), file);
}

Result<Masks> readDicomSegmentation(const std::filesystem::path& file, const ReferenceImage& image,
                                    const JobContext& job) {
  return withFileName(readAny(file, &image, job), file);
}

}  // namespace limn::imaging
