// SPDX-FileCopyrightText: 2026 The Limn authors
// SPDX-License-Identifier: Apache-2.0
#include "nrrd_header.h"

#include "header_text.h"

#include <fmt/core.h>

#include <algorithm>
#include <cmath>
#include <optional>
#include <utility>

namespace limn::imaging {
namespace {

using NrrdFields = std::map<std::string, std::string, std::less<>>;
constexpr std::size_t kMostAxes = 16;

std::string unescaped(std::string_view text) {
  std::string out;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '\\' && i + 1 < text.size()) {
      ++i;
      out += text[i] == 'n' ? '\n' : text[i];
    } else {
      out += text[i];
    }
  }
  return out;
}

/// "(1,0,0) none (0,1,0)": a vector for each axis, nothing where the axis has none.
std::vector<std::optional<Vec3>> vectorsOf(std::string_view text) {
  std::vector<std::optional<Vec3>> out;
  while (!(text = trimmed(text)).empty() && out.size() <= kMostAxes) {
    const bool isVector = text.front() == '(';
    const auto end = std::min(text.find_first_of(isVector ? ")" : " \t"), text.size());
    std::optional<Vec3> vector;
    if (isVector) {
      std::string inside(text.substr(1, end - 1));
      std::replace(inside.begin(), inside.end(), ',', ' ');
      std::array<double, 3> v{};
      const auto parts = words(inside);
      bool good = !parts.empty() && parts.size() <= 3;
      for (std::size_t i = 0; good && i < parts.size(); ++i) {
        const auto number = parseNumber<double>(parts[i]);
        good = number && std::isfinite(*number);
        if (good) v[i] = *number;
      }
      if (good) vector = Vec3{v[0], v[1], v[2]};
    }
    out.push_back(vector);
    text.remove_prefix(std::min(end + (isVector ? 1 : 0), text.size()));
  }
  return out;
}

std::optional<SampleType> nrrdSampleType(const std::string& name) {
  static const std::map<std::string, SampleType, std::less<>> kTypes{
      {"signed char", SampleType::Int8},
      {"int8", SampleType::Int8},
      {"int8_t", SampleType::Int8},
      {"uchar", SampleType::UInt8},
      {"unsigned char", SampleType::UInt8},
      {"uint8", SampleType::UInt8},
      {"uint8_t", SampleType::UInt8},
      {"short", SampleType::Int16},
      {"short int", SampleType::Int16},
      {"signed short", SampleType::Int16},
      {"signed short int", SampleType::Int16},
      {"int16", SampleType::Int16},
      {"int16_t", SampleType::Int16},
      {"ushort", SampleType::UInt16},
      {"unsigned short", SampleType::UInt16},
      {"unsigned short int", SampleType::UInt16},
      {"uint16", SampleType::UInt16},
      {"uint16_t", SampleType::UInt16},
      {"int", SampleType::Int32},
      {"signed int", SampleType::Int32},
      {"int32", SampleType::Int32},
      {"int32_t", SampleType::Int32},
      {"uint", SampleType::UInt32},
      {"unsigned int", SampleType::UInt32},
      {"uint32", SampleType::UInt32},
      {"uint32_t", SampleType::UInt32},
      {"longlong", SampleType::Int64},
      {"long long", SampleType::Int64},
      {"long long int", SampleType::Int64},
      {"signed long long", SampleType::Int64},
      {"int64", SampleType::Int64},
      {"int64_t", SampleType::Int64},
      {"ulonglong", SampleType::UInt64},
      {"unsigned long long", SampleType::UInt64},
      {"unsigned long long int", SampleType::UInt64},
      {"uint64", SampleType::UInt64},
      {"uint64_t", SampleType::UInt64},
      {"float", SampleType::Float32},
      {"double", SampleType::Float64}};
  const auto found = kTypes.find(name);
  return found == kTypes.end() ? std::nullopt : std::optional(found->second);
}

/// The state of the parser: the fields, and the header that is made from them.
class Parser {
 public:
  Parser(NrrdFields fields, NrrdHeader header, std::string name)
      : fields_(std::move(fields)), header_(std::move(header)), name_(std::move(name)) {}

  Result<NrrdHeader> run() {
    for (const auto step : {&Parser::readType, &Parser::readEncoding, &Parser::readSizes,
                            &Parser::readRoles, &Parser::readOrientation, &Parser::readSkips}) {
      if (auto ok = (this->*step)(); !ok) return passOn(ok);
    }
    header_.content = text("content");
    return std::move(header_);
  }

 private:
  [[nodiscard]] std::string text(std::string_view field) const {
    const auto found = fields_.find(field);
    return found == fields_.end() ? std::string() : found->second;
  }
  [[nodiscard]] tl::unexpected<Error> bad(const std::string& what) const {
    return fail(ErrorCode::Unreadable, fmt::format("{}: {}", name_, what));
  }

  Result<void> readType() {
    const auto type = nrrdSampleType(lower(text("type")));
    if (!type) {
      return fail(ErrorCode::Unsupported,
                  fmt::format("{}: its voxel type '{}' is not one that Limn "
                              "reads",
                              name_, text("type")));
    }
    header_.format.type = *type;
    return {};
  }

  Result<void> readEncoding() {
    const std::string encoding = lower(text("encoding"));
    if (encoding == "raw") {
      header_.encoding = NrrdEncoding::Raw;
    } else if (encoding == "gzip" || encoding == "gz") {
      header_.encoding = NrrdEncoding::Gzip;
    } else if (encoding == "ascii" || encoding == "text" || encoding == "txt") {
      header_.encoding = NrrdEncoding::Text;
    } else if (encoding == "hex") {
      header_.encoding = NrrdEncoding::Hex;
    } else {
      return fail(
          ErrorCode::Unsupported,
          fmt::format("{}: its encoding is '{}'; Limn reads raw, gzip, text and hex. Save it "
                      "again with one of these",
                      name_, encoding));
    }
    const std::string endian = lower(text("endian"));
    const bool matters =
        header_.encoding != NrrdEncoding::Text && sampleBytes(header_.format.type) > 1;
    if (matters && endian != "little" && endian != "big") {
      return bad("it does not say whether its numbers are little or big endian");
    }
    header_.format.bigEndian = matters && endian == "big";
    return {};
  }

  Result<void> readSizes() {
    const auto dimension = parseNumber<std::int64_t>(text("dimension"));
    const std::string sizeText = text("sizes");
    const auto sizes = words(sizeText);
    if (!dimension || *dimension < 1 || *dimension > static_cast<std::int64_t>(kMostAxes) ||
        sizes.size() != static_cast<std::size_t>(*dimension)) {
      return bad(fmt::format("its dimension is '{}', its sizes '{}'; they do not agree",
                             text("dimension"), text("sizes")));
    }
    std::int64_t product = 1;
    for (const auto word : sizes) {
      const auto size = parseNumber<std::int64_t>(word);
      if (!size || *size < 1 || *size > (std::int64_t{1} << 40) / product) {
        return bad(
            fmt::format("its sizes are '{}'; expected positive numbers with a product that "
                        "can be real",
                        text("sizes")));
      }
      product *= *size;
      header_.axes.push_back({*size, NrrdAxisRole::Space});
    }
    return {};
  }

  Result<void> readRoles() {
    directions_ = vectorsOf(text("space directions"));
    directions_.resize(header_.axes.size());
    const bool anyDirection = std::any_of(directions_.begin(), directions_.end(),
                                          [](const auto& d) { return d.has_value(); });
    const std::string kindText = lower(text("kinds"));
    const auto kinds = words(kindText);
    std::size_t spaceAxes = 0;
    for (std::size_t i = 0; i < header_.axes.size(); ++i) {
      const std::string_view kind = i < kinds.size() ? kinds[i] : std::string_view();
      const bool spatial =
          kind.empty() || kind == "domain" || kind == "space" || kind == "???" || kind == "none";
      NrrdAxis& axis = header_.axes[i];
      if (i == 0 && isColour(kind, axis.size)) {
        axis.role = NrrdAxisRole::Colour;
        header_.format.channels = static_cast<int>(axis.size);
      } else if (!spatial || (anyDirection && !directions_[i]) || spaceAxes == 3) {
        axis.role = NrrdAxisRole::List;
      } else {
        ++spaceAxes;
      }
    }
    if (spaceAxes == 0) return bad("none of its axes is one of space");
    Grid grid;
    grid.size = header_.size();
    if (auto ok = grid.check(); !ok) return passOn(ok, name_);
    if (header_.parts() > 65536) return bad("it holds more than 65536 volumes");
    return {};
  }

  [[nodiscard]] bool isColour(std::string_view kind, std::int64_t size) const {
    if (header_.format.type != SampleType::UInt8) return false;
    return (size == 3 && (kind == "rgb-color" || kind == "3-color")) ||
           (size == 4 && (kind == "rgba-color" || kind == "4-color"));
  }

  /// +1 or -1 for each world axis, against LPS; nothing for spaces that name no directions.
  [[nodiscard]] std::optional<Vec3> spaceSigns() const {
    std::string space = lower(text("space"));
    if (space.ends_with("-time")) space.resize(space.size() - 5);
    if (space.size() == 4 && space.back() == 't') space.pop_back();
    if (space == "left-posterior-superior" || space == "lps") return Vec3{1, 1, 1};
    if (space == "right-anterior-superior" || space == "ras") return Vec3{-1, -1, 1};
    if (space == "left-anterior-superior" || space == "las") return Vec3{1, -1, 1};
    return std::nullopt;
  }

  Result<void> readOrientation() {
    const auto signs = spaceSigns();
    const Vec3 s = signs.value_or(Vec3{1, 1, 1});
    const auto inLps = [&](Vec3 v) { return Vec3{v.x * s.x, v.y * s.y, v.z * s.z}; };
    const std::string spacingText = text("spacings");
    const auto spacings = words(spacingText);
    const Size3 size = header_.size();
    std::size_t column = 0;
    std::array<Vec3, 3> columns{};
    bool oriented = signs.has_value(), spaced = true;
    for (std::size_t i = 0; i < header_.axes.size(); ++i) {
      if (header_.axes[i].role != NrrdAxisRole::Space) continue;
      if (directions_[i]) {
        columns[column] = inLps(*directions_[i]);
      } else {
        oriented = false;
        const auto spacing = i < spacings.size() ? parseNumber<double>(spacings[i]) : std::nullopt;
        const bool usable = spacing && std::isfinite(*spacing) && *spacing != 0;
        spaced = spaced && usable;
        const double step = usable ? std::abs(*spacing) : 1;
        columns[column] =
            Vec3{column == 0 ? step : 0, column == 1 ? step : 0, column == 2 ? step : 0};
      }
      ++column;
    }
    header_.affine.columns = columns;
    const auto origin = vectorsOf(text("space origin"));
    if (signs && !origin.empty() && origin[0]) header_.affine.origin = inLps(*origin[0]);
    header_.affine = fillFlatAxes(header_.affine, size, {1, 1, 1});
    if (!isInvertible(header_.affine))
      return bad("its space directions are not a usable orientation");
    header_.calibration = oriented     ? Calibration::Patient
                          : !spaced    ? Calibration::None
                          : column < 3 ? Calibration::PixelSpacing
                                       : Calibration::SpacingOnly;
    if (const auto own = header_.values.find(kCalibrationKey);
        !oriented && own != header_.values.end())
      header_.calibration = calibrationFromName(own->second).value_or(Calibration::None);
    if (!oriented) {
      header_.warnings.emplace_back(
          "the header states no orientation: left and right, front and back "
          "cannot be told apart; check them against another source");
    }
    return {};
  }

  Result<void> readSkips() {
    const auto skip = [&](std::string_view a) -> Result<std::int64_t> {
      const std::string value = text(a);
      if (value.empty()) return 0;
      const auto number = parseNumber<std::int64_t>(value);
      if (!number) return bad(fmt::format("its {} is '{}'; expected a whole number", a, value));
      return *number;
    };
    auto lines = skip("line skip"), bytes = skip("byte skip");
    if (!lines) return passOn(lines);
    if (!bytes) return passOn(bytes);
    if (*lines < 0 || *bytes < -1) {
      return bad(fmt::format("line skip {} or byte skip {} is not possible", *lines, *bytes));
    }
    header_.lineSkip = *lines;
    header_.byteSkip = *bytes;
    return {};
  }

  NrrdFields fields_;
  NrrdHeader header_;
  std::string name_;
  std::vector<std::optional<Vec3>> directions_;
};

/// Field names are written with or without spaces in them.
std::string fieldName(std::string_view text) {
  std::string name = lower(trimmed(text));
  static const std::map<std::string, std::string, std::less<>> kShort{
      {"datafile", "data file"},
      {"lineskip", "line skip"},
      {"byteskip", "byte skip"},
      {"spacedirections", "space directions"},
      {"spaceorigin", "space origin"}};
  const auto found = kShort.find(name);
  return found == kShort.end() ? name : found->second;
}

void readDataFiles(std::string_view value, std::string_view rest, NrrdHeader& header) {
  const auto parts = words(value);
  if (!parts.empty() && parts[0] == "LIST") {
    while (!rest.empty()) {
      const auto end = std::min(rest.find('\n'), rest.size());
      const auto line = trimmed(rest.substr(0, end));
      if (!line.empty()) header.dataFiles.emplace_back(line);
      rest.remove_prefix(std::min(end + 1, rest.size()));
    }
    return;
  }
  header.dataFiles.emplace_back(value);
}

}  // namespace

Size3 NrrdHeader::size() const {
  std::array<std::int64_t, 3> size{1, 1, 1};
  std::size_t i = 0;
  for (const NrrdAxis& axis : axes) {
    if (axis.role == NrrdAxisRole::Space && i < 3) size[i++] = axis.size;
  }
  return {size[0], size[1], size[2]};
}

std::int64_t NrrdHeader::parts() const {
  std::int64_t product = 1;
  for (const NrrdAxis& axis : axes)
    product *= axis.role == NrrdAxisRole::List ? axis.size : 1;
  return product;
}

std::uint64_t NrrdHeader::sampleCount() const {
  std::uint64_t product = 1;
  for (const NrrdAxis& axis : axes)
    product *= static_cast<std::uint64_t>(axis.size);
  return product;
}

Result<NrrdHeader> parseNrrdHeader(std::string_view text, const std::string& name) {
  if (text.substr(0, 6) != "NRRD00") {
    return fail(ErrorCode::Unreadable,
                fmt::format("{} is not NRRD: it does not begin with 'NRRD'", name));
  }
  NrrdFields fields;
  NrrdHeader header;
  bool first = true;
  while (!text.empty()) {
    const auto end = std::min(text.find('\n'), text.size());
    const std::string_view line = trimmed(text.substr(0, end));
    text.remove_prefix(std::min(end + 1, text.size()));
    if (std::exchange(first, false) || line.empty() || line.front() == '#') continue;
    const auto colon = line.find(':');
    if (colon == std::string_view::npos) continue;
    if (colon + 1 < line.size() && line[colon + 1] == '=') {
      header.values[std::string(line.substr(0, colon))] =
          unescaped(trimmed(line.substr(colon + 2)));
      continue;
    }
    const std::string field = fieldName(line.substr(0, colon));
    const std::string_view value = trimmed(line.substr(colon + 1));
    if (field == "data file") {
      readDataFiles(value, text, header);
      if (value.starts_with("LIST")) break;  // the rest of the header is the list
    } else {
      fields[field] = value;
    }
  }
  return Parser(std::move(fields), std::move(header), name).run();
}

}  // namespace limn::imaging
