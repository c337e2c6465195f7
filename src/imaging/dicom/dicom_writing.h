// SPDX-FileCopyrightText: 2026 The Limn authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "dicom_series.h"
#include "dicom_toolkit.h"
#include "limn/base/result.h"

#include <cstdint>
#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

/// What the writers of DICOM files share. What DCMTK refuses is thrown as std::runtime_error.
namespace limn::imaging {

/// A number as a decimal string (DS): exact where 16 characters allow it.
[[nodiscard]] std::string decimalText(double value);
/// Several, with backslashes between them.
[[nodiscard]] std::string decimalTexts(const std::vector<double>& values);
/// A text of at most `most` characters without backslashes and control characters, which
/// would separate values. Does not cut a UTF-8 character.
[[nodiscard]] std::string shortText(std::string_view text, std::size_t most);

void putText(DcmItem& to, const DcmTag& tag, const std::string& text);
/// For US.
void putNumber(DcmItem& to, const DcmTag& tag, std::uint16_t number);
/// Appends an item to a sequence.
DcmItem& addItem(DcmItem& to, const DcmTagKey& sequence);

/// Referenced SOP class and instance.
void putReference(DcmItem& to, const std::string& sopClass, const std::string& sopInstance);

/// An item in `sequence` for each instance of the series, each once.
void putInstances(DcmItem& to, const DcmTagKey& sequence, const DicomPlan& plan);

/// What a new object is.
struct NewObject {
  std::string sopClass, modality, description;
  int seriesNumber = 1;
};
/// Patient and study as in `source` (a data set without pixels), in UTF-8; a series, an instance
/// and an equipment of Limn; the frame of reference of the source. Returns the instance's UID.
std::string putIdentity(DcmItem& to, DcmItem& source, const NewObject& object);

/// WriteFailed.
[[nodiscard]] Result<void> saveDicom(DcmFileFormat& format, const std::filesystem::path& file,
                                     E_TransferSyntax syntax = EXS_LittleEndianExplicit);

}  // namespace limn::imaging
