// SPDX-FileCopyrightText: 2026 The Limn authors
// SPDX-License-Identifier: Apache-2.0
#include "dicom_stack.h"

#include "dicom_geometry.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <fstream>
#include <iterator>
#include <set>
#include <string_view>
#include <tuple>
#include <utility>

namespace limn::imaging {

namespace {

constexpr double kDirectionTolerance = 1e-3;
constexpr double kSpacingTolerance = 1e-3;  // of a pixel

/// A frame with everything that sorting needs.
struct Candidate {
  DicomSlice slice;
  const DicomHeader* header = nullptr;
  const DicomFrame* frame = nullptr;
  double along = 0;  // position on the normal of its stack
};
using Stack = std::vector<Candidate>;

bool isNear(double a, double b, double tolerance) {
  return std::abs(a - b) <= tolerance;
}
bool isNear(Vec3 a, Vec3 b) {
  return length(a - b) <= kDirectionTolerance;
}

/// Whether two frames may be slices of one stack.
bool fitsTogether(const Candidate& a, const Candidate& b) {
  const auto& f = a.header->format;
  const auto& g = b.header->format;
  if (f.rows != g.rows || f.columns != g.columns || f.samples != g.samples ||
      f.photometric != g.photometric || isPlaced(*a.frame) != isPlaced(*b.frame) ||
      !isNear(a.frame->columnSpacing, b.frame->columnSpacing,
              kSpacingTolerance * a.frame->columnSpacing) ||
      !isNear(a.frame->rowSpacing, b.frame->rowSpacing, kSpacingTolerance * a.frame->rowSpacing)) {
    return false;
  }
  return !isPlaced(*a.frame) || (isNear((*a.frame->orientation)[0], (*b.frame->orientation)[0]) &&
                                 isNear((*a.frame->orientation)[1], (*b.frame->orientation)[1]));
}

std::vector<Stack> splitIntoStacks(const std::vector<DicomHeader>& headers) {
  std::vector<Stack> stacks;
  for (std::size_t i = 0; i < headers.size(); ++i) {
    for (std::size_t k = 0; k < headers[i].frames.size(); ++k) {
      const Candidate c{{i, k}, &headers[i], &headers[i].frames[k], 0};
      auto home =
          std::ranges::find_if(stacks, [&](const Stack& s) { return fitsTogether(s.front(), c); });
      if (home == stacks.end()) home = stacks.insert(stacks.end(), Stack{});
      home->push_back(c);
    }
  }
  return stacks;
}

/// The order of images at one position: by when and how they were acquired, then by their number.
auto momentKey(const Candidate& c) {
  return std::tie(c.frame->moment, c.frame->kind, c.frame->instanceNumber, c.slice.file,
                  c.slice.frame);
}
bool isSameMoment(const Candidate& a, const Candidate& b) {
  return a.frame->moment == b.frame->moment && a.frame->kind == b.frame->kind;
}

bool sameBytes(const std::filesystem::path& a, const std::filesystem::path& b) {
  std::ifstream left(a, std::ios::binary), right(b, std::ios::binary);
  return left && right &&
         std::equal(std::istreambuf_iterator<char>(left), {}, std::istreambuf_iterator<char>(right),
                    {});
}

bool isCopy(const Candidate& a, const Candidate& b) {
  return a.slice.file != b.slice.file && a.slice.frame == b.slice.frame &&
         a.header->sopInstanceUid == b.header->sopInstanceUid &&
         a.header->fileSize == b.header->fileSize &&
         a.frame->instanceNumber == b.frame->instanceNumber && isSameMoment(a, b) &&
         sameBytes(a.header->path, b.header->path);
}

/// Images at one position in the order of their time points, without copies.
struct Place {
  Stack images;
  std::size_t copies = 0;
};

Place withoutCopies(Stack images) {
  std::ranges::sort(images, {}, momentKey);
  Place place;
  for (const auto& image : images) {
    const auto isCopyOfImage = [&](const Candidate& other) { return isCopy(other, image); };
    if (std::ranges::any_of(place.images, isCopyOfImage)) {
      ++place.copies;
    } else {
      place.images.push_back(image);
    }
  }
  return place;
}

/// Positions in ascending order along the normal. A stack without positions is ordered by image
/// number.
std::vector<Place> splitIntoPlaces(Stack stack) {
  std::vector<Place> places;
  if (!isPlaced(*stack.front().frame)) {
    std::ranges::sort(stack, {}, [](const Candidate& c) {
      return std::tie(c.frame->instanceNumber, c.slice.file, c.slice.frame);
    });
    for (const auto& c : stack)
      places.push_back({{c}, 0});
    return places;
  }
  const DicomFrame& first = *stack.front().frame;
  const Vec3 normal = normalOf(first);
  const double pixel = std::min(first.columnSpacing, first.rowSpacing);
  const double tolerance = pixel > 0 ? std::clamp(0.05 * pixel, 1e-4, 0.02) : 1e-3;
  for (auto& c : stack)
    c.along = dot(*c.frame->position, normal);
  std::ranges::sort(
      stack, {}, [](const Candidate& c) { return std::tie(c.along, c.slice.file, c.slice.frame); });
  for (std::size_t from = 0; from < stack.size();) {
    std::size_t to = from + 1;
    while (to < stack.size() && stack[to].along - stack[from].along <= tolerance)
      ++to;
    const auto at = [&](std::size_t i) { return stack.begin() + static_cast<std::ptrdiff_t>(i); };
    places.push_back(withoutCopies(Stack(at(from), at(to))));
    from = to;
  }
  return places;
}

std::string repeatWarning(const std::vector<Place>& places, std::size_t most) {
  const bool isEven =
      std::ranges::all_of(places, [&](const Place& p) { return p.images.size() == most; });
  if (!isEven) {
    return fmt::format(
        "Some slice positions hold up to {} images and others fewer; volumes may mix "
        "different moments.",
        most);
  }
  const auto announced = places.front().images.front().frame->moments;
  if (static_cast<std::size_t>(announced) == most) return {};
  for (const auto& place : places) {
    for (std::size_t i = 1; i < most; ++i) {
      if (isSameMoment(place.images[i - 1], place.images[i])) {
        return fmt::format(
            "There are {} images at each slice position, and neither time, echo nor "
            "diffusion tells them apart; they were separated by image number.",
            most);
      }
    }
  }
  return {};
}

void addUnique(std::vector<std::string>& to, const std::string& sentence) {
  if (!sentence.empty() && std::ranges::find(to, sentence) == to.end()) to.push_back(sentence);
}

/// CT, MR and PET need their geometry; a screenshot of one (secondary capture) has none.
bool needsGeometry(const DicomHeader& header) {
  constexpr std::string_view kSecondaryCapture = "1.2.840.10008.5.1.4.1.1.7";
  return (header.modality == "CT" || header.modality == "MR" || header.modality == "PT") &&
         header.sopClassUid.substr(0, kSecondaryCapture.size()) != kSecondaryCapture;
}

DicomVolume makeVolume(const Stack& images) {
  DicomVolume volume;
  std::vector<const DicomFrame*> frames;
  for (const auto& image : images) {
    volume.slices.push_back(image.slice);
    frames.push_back(image.frame);
    for (const auto& sentence : image.header->warnings)
      addUnique(volume.warnings, sentence);
  }
  auto placed = placeSlices(frames, images.front().header->format);
  volume.grid = placed.grid;
  for (const auto& sentence : placed.warnings)
    addUnique(volume.warnings, sentence);
  const DicomHeader& first = *images.front().header;
  if (needsGeometry(first) && volume.grid.calibration != Calibration::Patient)
    volume.geometryFault =
        fmt::format("{} of {}", images.front().frame->geometryFault, first.path.string());
  return volume;
}

/// The attribute (echo, temporal position, ...) that distinguishes the time points where images are
/// missing at some positions, as its values in order. Empty when there is none.
std::vector<std::pair<std::size_t, double>> sharedMoments(const std::vector<Place>& places,
                                                          std::size_t most) {
  const std::size_t numbers = places.front().images.front().frame->moment.size();
  for (std::size_t k = 0; k < numbers; ++k) {
    std::set<double> all;
    bool isDistinct = true;
    for (const auto& place : places) {
      std::set<double> here;
      for (const auto& image : place.images)
        here.insert(image.frame->moment[k]);
      isDistinct = isDistinct && here.size() == place.images.size();
      all.merge(here);
    }
    if (!isDistinct || all.size() != most) continue;
    std::vector<std::pair<std::size_t, double>> values;
    for (const double value : all)
      values.emplace_back(k, value);
    return values;
  }
  return {};
}

/// The images of time point `t` in the order of their positions: those with its value of the
/// distinguishing attribute, else the t-th of each position.
Stack imagesOf(const std::vector<Place>& places, std::size_t t,
               const std::vector<std::pair<std::size_t, double>>& moments) {
  Stack images;
  for (const auto& place : places) {
    if (moments.empty()) {
      if (t < place.images.size()) images.push_back(place.images[t]);
      continue;
    }
    const auto [k, value] = moments[t];
    for (const auto& image : place.images) {
      if (image.frame->moment[k] == value) images.push_back(image);
    }
  }
  return images;
}

/// One volume per time point.
std::vector<DicomVolume> splitIntoMoments(const std::vector<Place>& places) {
  std::size_t most = 0, copies = 0;
  for (const auto& place : places) {
    most = std::max(most, place.images.size());
    copies += place.copies;
  }
  const bool isUneven =
      std::ranges::any_of(places, [&](const Place& p) { return p.images.size() < most; });
  const auto moments =
      isUneven ? sharedMoments(places, most) : decltype(sharedMoments(places, most)){};
  const std::string repeated =
      most > 1 && moments.empty() ? repeatWarning(places, most) : std::string{};
  std::vector<DicomVolume> volumes;
  for (std::size_t t = 0; t < most; ++t) {
    DicomVolume volume = makeVolume(imagesOf(places, t, moments));
    if (most > 1) volume.label = fmt::format("time {} of {}", t + 1, most);
    addUnique(volume.warnings, repeated);
    if (copies > 0) {
      addUnique(volume.warnings,
                fmt::format("{} file(s) are copies of others and were left out.", copies));
    }
    volumes.push_back(std::move(volume));
  }
  return volumes;
}

}  // namespace

std::vector<DicomVolume> buildVolumes(const std::vector<DicomHeader>& headers) {
  auto stacks = splitIntoStacks(headers);
  std::ranges::stable_sort(stacks, std::greater{}, [](const Stack& s) { return s.size(); });
  std::vector<DicomVolume> all;
  for (std::size_t i = 0; i < stacks.size(); ++i) {
    for (auto& volume : splitIntoMoments(splitIntoPlaces(std::move(stacks[i])))) {
      if (stacks.size() > 1) {
        volume.label = fmt::format("stack {} of {}{}{}", i + 1, stacks.size(),
                                   volume.label.empty() ? "" : ", ", volume.label);
        volume.warnings.push_back(
            fmt::format("The series holds {} groups of slices that differ in size, "
                        "direction or spacing; this is one of them.",
                        stacks.size()));
      }
      all.push_back(std::move(volume));
    }
  }
  return all;
}

}  // namespace limn::imaging
