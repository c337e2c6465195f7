// SPDX-FileCopyrightText: 2026 The Limn authors
// SPDX-License-Identifier: Apache-2.0
#include "dicom_codes.h"

#include "dicom_writing.h"

namespace limn::imaging {
namespace {

constexpr const char* kCreator = "LIMN";
const DcmTagKey kCreatorTag(0x0063, 0x0010), kLabelTag(0x0063, 0x1001);

}  // namespace

Code codeOf(DcmItem& dataSet, DcmItem& item, const DcmTagKey& sequence) {
  DcmItem* code = itemOf(item, sequence);
  if (code == nullptr) return {};
  return {textOf(*code, DCM_CodeValue), textOf(*code, DCM_CodingSchemeDesignator),
          readableTextOf(dataSet, *code, DCM_CodeMeaning)};
}

void putCode(DcmItem& to, const DcmTagKey& sequence, const Code& code) {
  if (code.value.empty()) return;
  DcmItem& item = addItem(to, sequence);
  putText(item, DCM_CodeValue, code.value);
  putText(item, DCM_CodingSchemeDesignator, code.scheme);
  putText(item, DCM_CodeMeaning, code.meaning);
}

LabelCodes segmentCodesOf(DcmItem& dataSet, DcmItem& segment) {
  LabelCodes codes;
  codes.category = codeOf(dataSet, segment, DCM_SegmentedPropertyCategoryCodeSequence);
  codes.type = codeOf(dataSet, segment, DCM_SegmentedPropertyTypeCodeSequence);
  if (DcmItem* type = itemOf(segment, DCM_SegmentedPropertyTypeCodeSequence))
    codes.typeModifier = codeOf(dataSet, *type, DCM_SegmentedPropertyTypeModifierCodeSequence);
  codes.region = codeOf(dataSet, segment, DCM_AnatomicRegionSequence);
  if (DcmItem* region = itemOf(segment, DCM_AnatomicRegionSequence))
    codes.regionModifier = codeOf(dataSet, *region, DCM_AnatomicRegionModifierSequence);
  return codes;
}

void putSegmentCodes(DcmItem& segment, const LabelCodes& codes) {
  putCode(segment, DCM_AnatomicRegionSequence, codes.region);
  if (DcmItem* region = itemOf(segment, DCM_AnatomicRegionSequence))
    putCode(*region, DCM_AnatomicRegionModifierSequence, codes.regionModifier);
  putCode(segment, DCM_SegmentedPropertyCategoryCodeSequence, codes.category);
  putCode(segment, DCM_SegmentedPropertyTypeCodeSequence, codes.type);
  if (DcmItem* type = itemOf(segment, DCM_SegmentedPropertyTypeCodeSequence))
    putCode(*type, DCM_SegmentedPropertyTypeModifierCodeSequence, codes.typeModifier);
}

std::optional<std::int64_t> labelValueOf(DcmItem& item) {
  if (textOf(item, kCreatorTag) != kCreator) return std::nullopt;
  return integerOf(item, kLabelTag);
}

void putLabelValue(DcmItem& item, LabelId label) {
  putText(item, DcmTag(kCreatorTag, EVR_LO), kCreator);
  putNumber(item, DcmTag(kLabelTag, EVR_US), label);
}

}  // namespace limn::imaging
