// SPDX-FileCopyrightText: 2026 The Limn authors
// SPDX-License-Identifier: Apache-2.0
#include "case_json.h"
#include "case_rows.h"
#include "sqlite_errors.h"

#include <SQLiteCpp/Statement.h>
#include <fmt/core.h>

#include <array>
#include <cstring>
#include <string>
#include <utility>

namespace limn::store {
namespace {

constexpr std::array kPixelTypes{
    std::pair{PixelType::UInt8, "uint8"}, std::pair{PixelType::Int16, "int16"},
    std::pair{PixelType::UInt16, "uint16"}, std::pair{PixelType::Float32, "float32"}};

const char* nameOf(PixelType type) {
  for (const auto& [known, name] : kPixelTypes) {
    if (known == type) return name;
  }
  return "";
}

PixelType pixelTypeOf(const std::string& name) {
  for (const auto& [type, known] : kPixelTypes) {
    if (name == known) return type;
  }
  throw Damage{Error{ErrorCode::Unreadable, fmt::format("'{}' is not a pixel type", name), {}}};
}

// pixdim, qform_code .. srow_z, xyzt_units, and 1 for big-endian.
constexpr std::size_t kFormsBytes = 32 + 76 + 1 + 1;

std::string formsBytes(const NiftiForms& forms) {
  std::string bytes(kFormsBytes, '\0');
  std::memcpy(bytes.data(), forms.pixdim.data(), 32);
  std::memcpy(bytes.data() + 32, forms.forms.data(), 76);
  std::memcpy(bytes.data() + 108, forms.xyztUnits.data(), 1);
  bytes[109] = forms.bigEndian ? '\1' : '\0';
  return bytes;
}

NiftiForms formsFrom(const SQLite::Column& column) {
  if (column.getBytes() != static_cast<int>(kFormsBytes)) {
    throw Damage{Error{ErrorCode::Unreadable, "the NIfTI forms are damaged", {}}};
  }
  const auto* bytes = static_cast<const char*>(column.getBlob());
  NiftiForms forms;
  std::memcpy(forms.pixdim.data(), bytes, 32);
  std::memcpy(forms.forms.data(), bytes + 32, 76);
  std::memcpy(forms.xyztUnits.data(), bytes + 108, 1);
  forms.bigEndian = bytes[109] != 0;
  return forms;
}

std::vector<std::string> namesOf(const std::vector<std::filesystem::path>& files) {
  std::vector<std::string> names;
  for (const auto& file : files)
    names.push_back(file.string());
  return names;
}

/// Pictures are not calibrated, also in cases that were written before cases had a calibration.
bool isPicture(const std::string& format) {
  return format == "png" || format == "jpeg" || format == "bmp";
}

}  // namespace

void writeSource(SQLite::Database& database, const CaseSource& source,
                 const std::vector<LabelInfo>& firstLabels) {
  SQLite::Statement add(
      database, "INSERT INTO source VALUES (1, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)");
  const SourceRef& ref = source.source;
  int index = 0;
  for (const std::string& text :
       {ref.path.string(), toJson(namesOf(ref.files)), ref.format, ref.modality,
        ref.studyInstanceUid, ref.seriesInstanceUid, ref.frameOfReferenceUid,
        toJson(ref.sopInstanceUids), ref.description})
    add.bind(++index, text);
  if (ref.niftiForms) {
    const std::string bytes = formsBytes(*ref.niftiForms);
    add.bind(++index, bytes.data(), static_cast<int>(bytes.size()));
  } else {
    add.bind(++index);
  }
  add.bind(++index, toJson(source.grid));
  add.bind(++index, nameOf(source.type));
  add.bind(++index, source.channels);
  add.bind(++index, source.pixelHash);
  add.bind(++index, toJson(firstLabels));
  add.exec();
  writeLabels(database, firstLabels);
}

CaseSource readSource(SQLite::Database& database) {
  SQLite::Statement row(
      database,
      "SELECT path, files, format, modality, study_uid, series_uid, "
      "frame_of_reference_uid, sop_instance_uids, description, nifti_forms, grid, "
      "pixel_type, channels, pixel_sha256 FROM source");
  if (!row.executeStep()) {
    throw Damage{Error{ErrorCode::Unreadable, "the case does not say what it is about", {}}};
  }
  CaseSource source;
  SourceRef& ref = source.source;
  ref.path = row.getColumn(0).getString();
  for (const std::string& name : listFromJson(row.getColumn(1).getString()))
    ref.files.emplace_back(name);
  ref.format = row.getColumn(2).getString();
  ref.modality = row.getColumn(3).getString();
  ref.studyInstanceUid = row.getColumn(4).getString();
  ref.seriesInstanceUid = row.getColumn(5).getString();
  ref.frameOfReferenceUid = row.getColumn(6).getString();
  ref.sopInstanceUids = listFromJson(row.getColumn(7).getString());
  ref.description = row.getColumn(8).getString();
  if (!row.getColumn(9).isNull()) ref.niftiForms = formsFrom(row.getColumn(9));
  source.grid = gridFromJson(row.getColumn(10).getString());
  if (isPicture(ref.format)) source.grid.calibration = Calibration::None;
  source.type = pixelTypeOf(row.getColumn(11).getString());
  source.channels = row.getColumn(12).getInt();
  source.pixelHash = row.getColumn(13).getString();
  return source;
}

std::vector<LabelInfo> readFirstLabels(SQLite::Database& database) {
  return labelsFromJson(database.execAndGet("SELECT first_labels FROM source").getString());
}

}  // namespace limn::store
