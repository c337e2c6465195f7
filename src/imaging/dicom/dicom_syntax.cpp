// SPDX-FileCopyrightText: 2026 The Limn authors
// SPDX-License-Identifier: Apache-2.0
#include "dicom_syntax.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>

namespace limn::imaging {

namespace {

struct Row {
  std::string_view tail;  // behind "1.2.840.10008.1.2"
  DicomCodec codec;
};
constexpr std::string_view kRoot = "1.2.840.10008.1.2";
constexpr std::array kCompressed{
    Row{".5", DicomCodec::Rle},          Row{".4.50", DicomCodec::Jpeg},
    Row{".4.51", DicomCodec::Jpeg},      Row{".4.53", DicomCodec::Jpeg},
    Row{".4.55", DicomCodec::Jpeg},      Row{".4.57", DicomCodec::Jpeg},
    Row{".4.70", DicomCodec::Jpeg},      Row{".4.80", DicomCodec::JpegLs},
    Row{".4.81", DicomCodec::JpegLs},    Row{".4.90", DicomCodec::Jpeg2000},
    Row{".4.91", DicomCodec::Jpeg2000},  Row{".4.201", DicomCodec::Jpeg2000},
    Row{".4.202", DicomCodec::Jpeg2000}, Row{".4.203", DicomCodec::Jpeg2000},
};

struct SopClass {
  std::string_view prefix;  // matches the UID or any class below it
  std::string_view name;
};
constexpr std::string_view kSegmentation = "1.2.840.10008.5.1.4.1.1.66.4";
constexpr std::string_view kLabelMapSegmentation = "1.2.840.10008.5.1.4.1.1.66.7";
constexpr std::array kNotImages{
    SopClass{"1.2.840.10008.5.1.4.1.1.88", "structured report"},
    SopClass{"1.2.840.10008.5.1.4.1.1.481.3", "RT structure set"},
    SopClass{"1.2.840.10008.5.1.4.1.1.481.5", "RT plan"},
    SopClass{"1.2.840.10008.5.1.4.1.1.481.8", "RT ion plan"},
    SopClass{"1.2.840.10008.5.1.4.1.1.481.4", "RT treatment record"},
    SopClass{kSegmentation, "segmentation"},
    SopClass{kLabelMapSegmentation, "label map segmentation"},
    SopClass{"1.2.840.10008.5.1.4.1.1.66", "registration or raw data"},
    SopClass{"1.2.840.10008.5.1.4.1.1.11", "presentation state"},
    SopClass{"1.2.840.10008.5.1.4.1.1.104", "encapsulated document"},
    SopClass{"1.2.840.10008.5.1.4.1.1.9", "waveform"},
    SopClass{"1.2.840.10008.5.1.4.39", "colour palette"},
    SopClass{"1.2.840.10008.1.3.10", "DICOMDIR, a list of files"},
};

bool isBelow(std::string_view uid, std::string_view prefix) {
  return uid.starts_with(prefix) && (uid.size() == prefix.size() || uid[prefix.size()] == '.');
}

}  // namespace

Result<DicomSyntax> dicomSyntax(const std::string& uid) {
  if (uid == "1.2.840.10008.1.2") return DicomSyntax{.uid = uid, .explicitVr = false};
  if (uid == "1.2.840.10008.1.2.1") return DicomSyntax{.uid = uid};
  if (uid == "1.2.840.10008.1.2.2") return DicomSyntax{.uid = uid, .bigEndian = true};
  if (uid == "1.2.840.10008.1.2.1.99") return DicomSyntax{.uid = uid, .deflated = true};
  if (uid.starts_with(kRoot)) {
    const auto row =
        std::ranges::find(kCompressed, std::string_view(uid).substr(kRoot.size()), &Row::tail);
    if (row != kCompressed.end()) return DicomSyntax{.uid = uid, .codec = row->codec};
  }
  return fail(
      ErrorCode::Unsupported,
      fmt::format("transfer syntax '{}' is not one that can be unpacked here; convert the file "
                  "to an uncompressed one first, for example with gdcmconv --raw",
                  uid));
}

std::string_view notAnImageReason(std::string_view uid) {
  const auto found =
      std::ranges::find_if(kNotImages, [&](const SopClass& c) { return isBelow(uid, c.prefix); });
  return found == kNotImages.end() ? std::string_view{} : found->name;
}

bool isSegmentationClass(std::string_view uid) {
  return uid == kSegmentation || uid == kLabelMapSegmentation;
}

}  // namespace limn::imaging
