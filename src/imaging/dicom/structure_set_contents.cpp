// SPDX-FileCopyrightText: 2026 The Limn authors
// SPDX-License-Identifier: Apache-2.0
#include "structure_set_contents.h"

#include "dicom_codes.h"
#include "dicom_toolkit.h"
#include "limn/base/number_text.h"
#include "structure_set.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <string_view>
#include <utility>

namespace limn::imaging {
namespace fs = std::filesystem;
namespace {

/// Numbers separated by backslashes. Nothing when one is not finite.
std::optional<std::vector<double>> parseNumbers(std::string_view text) {
  std::vector<double> numbers;
  while (!text.empty()) {
    const std::size_t end = std::min(text.find('\\'), text.size());
    const auto value = parseNumber<double>(text.substr(0, end));
    text.remove_prefix(std::min(end + 1, text.size()));
    if (!value || !std::isfinite(*value)) return std::nullopt;
    numbers.push_back(*value);
  }
  return numbers;
}

ReferenceHint hintOf(DcmItem& dataSet) {
  ReferenceHint hint;
  DcmItem* frame = nullptr;
  for (long f = 0; (frame = itemOf(dataSet, DCM_ReferencedFrameOfReferenceSequence, f)); ++f) {
    if (hint.frameOfReferenceUid.empty())
      hint.frameOfReferenceUid = textOf(*frame, DCM_FrameOfReferenceUID);
    DcmItem* study = nullptr;
    for (long s = 0; (study = itemOf(*frame, DCM_RTReferencedStudySequence, s)); ++s) {
      DcmItem* series = nullptr;
      for (long i = 0; (series = itemOf(*study, DCM_RTReferencedSeriesSequence, i)); ++i)
        hint.seriesUids.insert(textOf(*series, DCM_SeriesInstanceUID));
    }
  }
  return hint;
}

Result<std::vector<Region>> readRegions(DcmItem& dataSet, LabelNumbers& labels) {
  std::vector<Region> regions;
  DcmItem* item = nullptr;
  for (long i = 0; (item = itemOf(dataSet, DCM_StructureSetROISequence, i)); ++i) {
    const auto number = integerOf(*item, DCM_ROINumber);
    if (!number) {
      return fail(ErrorCode::Unreadable,
                  fmt::format("region {} of its list has the number '{}'; expected a whole number",
                              i + 1, textOf(*item, DCM_ROINumber)));
    }
    if (std::ranges::find(regions, *number, &Region::number) != regions.end()) {
      return fail(ErrorCode::Unreadable, fmt::format("two of its regions have number {}", *number));
    }
    Region region;
    region.number = *number;
    region.name = readableTextOf(dataSet, *item, DCM_ROIName);
    region.frameOfReference = textOf(*item, DCM_ReferencedFrameOfReferenceUID);
    region.label = labels.take(*number, region.name);
    regions.push_back(std::move(region));
  }
  if (regions.empty()) return fail(ErrorCode::Unreadable, "it describes no regions");
  return regions;
}

/// Nothing for a contour that encloses nothing.
Result<std::optional<Contour>> readContour(DcmItem& item, const std::string& region) {
  const std::string type = textOf(item, DCM_ContourGeometricType);
  if (!type.empty() && !type.starts_with("CLOSED")) return std::nullopt;
  const auto numbers = parseNumbers(wholeTextOf(item, DCM_ContourData));
  const auto stated = integerOf(item, DCM_NumberOfContourPoints);
  if (!numbers || numbers->empty() || numbers->size() % 3 != 0 ||
      (stated && *stated != static_cast<long>(numbers->size() / 3))) {
    return fail(ErrorCode::Unreadable,
                fmt::format("a contour of '{}' has {} coordinates for {} points; expected three "
                            "finite numbers for each",
                            region, numbers ? fmt::format("{}", numbers->size()) : "unreadable",
                            textOf(item, DCM_NumberOfContourPoints)));
  }
  Contour contour;
  for (std::size_t i = 0; i < numbers->size(); i += 3)
    contour.points.push_back({(*numbers)[i], (*numbers)[i + 1], (*numbers)[i + 2]});
  return contour;
}

Result<void> readContours(DcmItem& dataSet, StructureSet& set) {
  DcmItem* item = nullptr;
  for (long i = 0; (item = itemOf(dataSet, DCM_ROIContourSequence, i)); ++i) {
    const auto number = integerOf(*item, DCM_ReferencedROINumber);
    const auto region = std::ranges::find(set.regions, number.value_or(-1), &Region::number);
    if (!number || region == set.regions.end()) {
      return fail(ErrorCode::Unreadable,
                  fmt::format("contours belong to region '{}', which it does not describe",
                              textOf(*item, DCM_ReferencedROINumber)));
    }
    const auto colour = numbersOf(*item, DCM_ROIDisplayColor);
    const bool isColour = colour.size() == 3 &&
                          std::ranges::all_of(colour, [](double c) { return c >= 0 && c <= 255; });
    if (isColour) {
      const auto channel = [&](std::size_t k) { return static_cast<std::uint8_t>(colour[k]); };
      region->colour = Rgb{channel(0), channel(1), channel(2)};
    }
    DcmSequenceOfItems* contours = nullptr;
    if (item->findAndGetSequence(DCM_ContourSequence, contours).bad()) continue;
    for (DcmObject* one = nullptr; (one = contours->nextInContainer(one)) != nullptr;) {
      auto contour = readContour(static_cast<DcmItem&>(*one), region->name);
      if (!contour) return passOn(contour);
      if (*contour)
        region->contours.push_back(std::move(**contour));
      else
        ++set.open;
    }
  }
  for (long i = 0; (item = itemOf(dataSet, DCM_RTROIObservationsSequence, i)); ++i) {
    const auto number = integerOf(*item, DCM_ReferencedROINumber);
    const auto region = std::ranges::find(set.regions, number.value_or(-1), &Region::number);
    if (region != set.regions.end())
      region->type = codeOf(dataSet, *item, DCM_RTROIIdentificationCodeSequence);
  }
  return {};
}

}  // namespace

bool isStructureSet(const fs::path& file) {
  DcmFileFormat format;
  return loadDicom(file, format) &&
         textOf(*format.getDataset(), DCM_SOPClassUID) == UID_RTStructureSetStorage;
}

Result<StructureSet> readStructureSetContents(const fs::path& file) {
  DcmFileFormat format;
  if (auto loaded = loadDicom(file, format); !loaded) return passOn(loaded);
  DcmDataset& dataSet = *format.getDataset();
  StructureSet set;
  set.hint = hintOf(dataSet);
  auto regions = readRegions(dataSet, set.labels);
  if (!regions) return passOn(regions);
  set.regions = std::move(*regions);
  if (auto contours = readContours(dataSet, set); !contours) return passOn(contours);
  return set;
}

}  // namespace limn::imaging
