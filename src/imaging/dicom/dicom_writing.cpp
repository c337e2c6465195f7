// SPDX-FileCopyrightText: 2026 The Limn authors
// SPDX-License-Identifier: Apache-2.0
#include "dicom_writing.h"

#include <fmt/format.h>

#include <set>
#include <stdexcept>

namespace limn::imaging {
namespace {

constexpr std::size_t kMostDecimalText = 16;

/// What is copied from the source: the modules Patient, General Study and Patient Study (PS3.3
/// C.7.1.1, C.7.2.1, C.7.2.2).
const DcmTagKey kCopied[]{DCM_PatientName,
                          DCM_PatientID,
                          DCM_IssuerOfPatientID,
                          DCM_PatientBirthDate,
                          DCM_PatientBirthTime,
                          DCM_PatientSex,
                          DCM_EthnicGroup,
                          DCM_PatientComments,
                          DCM_PatientIdentityRemoved,
                          DCM_DeidentificationMethod,
                          DCM_StudyInstanceUID,
                          DCM_StudyDate,
                          DCM_StudyTime,
                          DCM_ReferringPhysicianName,
                          DCM_StudyID,
                          DCM_AccessionNumber,
                          DCM_StudyDescription,
                          DCM_PatientAge,
                          DCM_PatientSize,
                          DCM_PatientWeight,
                          DCM_AdmissionID,
                          DCM_FrameOfReferenceUID,
                          DCM_PositionReferenceIndicator};
/// Those that must be there, be they empty.
const DcmTagKey kRequired[]{DCM_PatientName,
                            DCM_PatientID,
                            DCM_PatientBirthDate,
                            DCM_PatientSex,
                            DCM_StudyDate,
                            DCM_StudyTime,
                            DCM_ReferringPhysicianName,
                            DCM_StudyID,
                            DCM_AccessionNumber,
                            DCM_PositionReferenceIndicator};

void check(const OFCondition& done, const DcmTag& tag) {
  if (done.good()) return;
  throw std::runtime_error(fmt::format("DCMTK does not take a value of ({:04X},{:04X}): {}",
                                       tag.getGroup(), tag.getElement(), done.text()));
}

std::string newUid() {
  char uid[65];
  return dcmGenerateUniqueIdentifier(uid, SITE_INSTANCE_UID_ROOT);
}

void copyTexts(DcmItem& to, DcmItem& source) {
  for (const DcmTagKey& tag : kCopied) {
    if (!isFilled(source, tag)) continue;
    DcmElement* element = nullptr;
    if (source.findAndGetElement(tag, element).bad()) continue;
    const bool isName = element->ident() == EVR_PN;
    // A name keeps its groups and carets; other texts with several values keep their backslashes.
    const std::string text =
        isName ? readableTextOf(source, source, tag) : wholeTextOf(source, tag);
    const bool isAscii = text.find_first_not_of(
                             "\t\n\r !\"#$%&'()*+,-./0123456789:;<=>?@"
                             "ABCDEFGHIJKLMNOPQRSTUVWXYZ[\\]^_`"
                             "abcdefghijklmnopqrstuvwxyz{|}~") == std::string::npos;
    putText(to, tag, isAscii || isName ? text : readableTextOf(source, source, tag));
  }
  for (const DcmTagKey& tag : kRequired) {
    if (!to.tagExists(tag)) check(to.insertEmptyElement(tag), tag);
  }
}

}  // namespace

std::string decimalText(double value) {
  value += 0.0;  // -0 becomes 0
  std::string text = fmt::format("{}", value);
  for (int digits = 16; text.size() > kMostDecimalText; --digits)
    text = fmt::format("{:.{}g}", value, digits);
  return text;
}

std::string decimalTexts(const std::vector<double>& values) {
  std::string text;
  for (const double value : values) {
    if (!text.empty()) text += '\\';
    text += decimalText(value);
  }
  return text;
}

std::string shortText(std::string_view text, std::size_t most) {
  std::string out;
  std::size_t characters = 0;
  for (const char c : text) {
    const bool startsCharacter = (static_cast<unsigned char>(c) & 0xC0U) != 0x80U;
    if (startsCharacter && ++characters > most) break;
    const bool separates = c == '\\' || static_cast<unsigned char>(c) < 0x20;
    out += separates ? '/' : c;
  }
  return out;
}

void putText(DcmItem& to, const DcmTag& tag, const std::string& text) {
  check(to.putAndInsertString(tag, text.c_str()), tag);
}

void putNumber(DcmItem& to, const DcmTag& tag, std::uint16_t number) {
  check(to.putAndInsertUint16(tag, number), tag);
}

DcmItem& addItem(DcmItem& to, const DcmTagKey& tag) {
  DcmSequenceOfItems* sequence = nullptr;
  if (to.findAndGetSequence(tag, sequence).bad()) {
    sequence = new DcmSequenceOfItems(tag);
    check(to.insert(sequence), tag);
  }
  auto* item = new DcmItem();
  check(sequence->append(item), tag);
  return *item;
}

void putReference(DcmItem& to, const std::string& sopClass, const std::string& sopInstance) {
  putText(to, DCM_ReferencedSOPClassUID, sopClass);
  putText(to, DCM_ReferencedSOPInstanceUID, sopInstance);
}

void putInstances(DcmItem& to, const DcmTagKey& sequence, const DicomPlan& plan) {
  std::set<std::string> seen;
  for (std::int64_t z = 0; z < plan.volume.grid.size.z; ++z) {
    const DicomHeader& header = plan.header(z);
    if (seen.insert(header.sopInstanceUid).second)
      putReference(addItem(to, sequence), header.sopClassUid, header.sopInstanceUid);
  }
}

std::string putIdentity(DcmItem& to, DcmItem& source, const NewObject& object) {
  putText(to, DCM_SpecificCharacterSet, "ISO_IR 192");
  copyTexts(to, source);
  OFString date, time;
  (void)DcmDate::getCurrentDate(date);
  (void)DcmTime::getCurrentTime(time);
  for (const DcmTagKey& tag : {DCM_InstanceCreationDate, DCM_SeriesDate})
    putText(to, tag, date.c_str());
  for (const DcmTagKey& tag : {DCM_InstanceCreationTime, DCM_SeriesTime})
    putText(to, tag, time.c_str());
  const std::string uid = newUid();
  putText(to, DCM_SOPClassUID, object.sopClass);
  putText(to, DCM_SOPInstanceUID, uid);
  putText(to, DCM_SeriesInstanceUID, newUid());
  putText(to, DCM_Modality, object.modality);
  putText(to, DCM_SeriesNumber, fmt::format("{}", object.seriesNumber));
  putText(to, DCM_SeriesDescription, object.description);
  putText(to, DCM_InstanceNumber, "1");
  putText(to, DCM_Manufacturer, "Limn");
  putText(to, DCM_ManufacturerModelName, "Limn");
  putText(to, DCM_DeviceSerialNumber, "0");
  putText(to, DCM_SoftwareVersions, LIMN_VERSION);
  return uid;
}

Result<void> saveDicom(DcmFileFormat& format, const std::filesystem::path& file,
                       E_TransferSyntax syntax) {
  const OFCondition saved = format.saveFile(file.c_str(), syntax, EET_ExplicitLength);
  if (saved.good()) return {};
  return fail(ErrorCode::WriteFailed,
              fmt::format("cannot write {}: {}", file.string(), saved.text()));
}

}  // namespace limn::imaging
