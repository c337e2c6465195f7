// SPDX-FileCopyrightText: 2026 The Limn authors
// SPDX-License-Identifier: Apache-2.0
#include "dicom_structure.h"

#include "dicom_syntax.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cctype>
#include <cstring>
#include <string_view>
#include <utility>

namespace limn::imaging {

namespace {

constexpr std::uint32_t kUndefined = 0xFFFFFFFF;
constexpr int kDeepest = 100;
constexpr std::uint32_t kItem = 0xFFFEE000, kItemEnd = 0xFFFEE00D, kSequenceEnd = 0xFFFEE0DD;
constexpr std::uint32_t kFloatPixels = 0x7FE00008, kDoublePixels = 0x7FE00009;
constexpr std::uint32_t kPixels = 0x7FE00010;

struct Element {
  std::uint32_t tag = 0;
  std::array<char, 2> vr{};
  std::uint32_t length = 0;
  std::uint64_t value = 0;  // offset of the first value byte
  [[nodiscard]] bool isVr(std::string_view name) const {
    return vr[0] == name[0] && vr[1] == name[1];
  }
};

std::string tagName(std::uint32_t tag) {
  return fmt::format("({:04X},{:04X})", tag >> 16, tag & 0xFFFF);
}

bool hasLongLength(const std::array<char, 2>& vr) {
  static constexpr std::array<std::string_view, 13> kLong{"OB", "OD", "OF", "OL", "OV", "OW", "SQ",
                                                          "SV", "UC", "UN", "UR", "UT", "UV"};
  return std::ranges::find(kLong, std::string_view(vr.data(), 2)) != kLong.end();
}

class Walker {
 public:
  Walker(ByteSource& source, const DicomSyntax& syntax) : source_(source), syntax_(syntax) {}

  [[nodiscard]] Result<Element> element(std::uint64_t at) {
    std::array<std::byte, 12> b{};
    if (!source_.read(at, b.data(), 8)) return truncated(at);
    Element e;
    e.tag = (word(b.data()) << 16) | word(b.data() + 2);
    const bool bare = (e.tag >> 16) == 0xFFFE;
    if (!syntax_.explicitVr || bare) {
      e.length = dword(b.data() + 4);
      e.value = at + 8;
      return e;
    }
    std::memcpy(e.vr.data(), b.data() + 4, 2);
    if (!hasLongLength(e.vr)) {
      e.length = word(b.data() + 6);
      e.value = at + 8;
      return e;
    }
    if (!source_.read(at, b.data(), 12)) return truncated(at);
    e.length = dword(b.data() + 8);
    e.value = at + 12;
    return e;
  }

  /// Offset behind the element's value.
  [[nodiscard]] Result<std::uint64_t> skip(const Element& e, int depth) {
    if (e.length == kUndefined) {
      if (e.isVr("UN")) return implicitWalker().sequence(e.value, depth + 1);
      return sequence(e.value, depth + 1);
    }
    if (e.length > source_.size() - e.value) {
      return fail(
          ErrorCode::Unreadable,
          fmt::format("damaged: element {} says it holds {} bytes, but the file has {} left",
                      tagName(e.tag), e.length, source_.size() - e.value));
    }
    const std::uint64_t end = e.value + e.length;
    if (e.isVr("SQ") || (!syntax_.explicitVr && e.length >= 8)) {
      if (auto nested = definedSequence(e.value, end, depth + 1); !nested) return passOn(nested);
    }
    return end;
  }

  /// Offset behind the delimiter of a sequence of undefined length that starts at `at`.
  [[nodiscard]] Result<std::uint64_t> sequence(std::uint64_t at, int depth) {
    if (depth > kDeepest) return tooDeep();
    for (;;) {
      auto item = element(at);
      if (!item) return passOn(item);
      if (item->tag == kSequenceEnd) return item->value;
      if (item->tag != kItem) {
        return fail(ErrorCode::Unreadable,
                    fmt::format("damaged: found element {} where an item of a "
                                "sequence was expected",
                                tagName(item->tag)));
      }
      auto next = itemEnd(*item, depth);
      if (!next) return next;
      at = *next;
    }
  }

  [[nodiscard]] Result<DicomPixelLocation> pixels(const Element& e) {
    DicomPixelLocation where;
    where.kind = e.tag == kPixels        ? DicomPixelLocation::Kind::Integer
                 : e.tag == kFloatPixels ? DicomPixelLocation::Kind::Float
                                         : DicomPixelLocation::Kind::Double;
    where.encapsulated = e.length == kUndefined;
    where.isWords = e.isVr("OW");
    const bool shouldBe = syntax_.codec != DicomCodec::Native;
    if (where.encapsulated != shouldBe) {
      return fail(
          ErrorCode::Unreadable,
          fmt::format("contradicts itself: transfer syntax {} means {} pixels, the file has {} "
                      "ones",
                      syntax_.uid, shouldBe ? "compressed" : "plain",
                      shouldBe ? "plain" : "compressed"));
    }
    if (where.encapsulated) return fragments(std::move(where), e.value);
    if (e.length > source_.size() - e.value) {
      return fail(
          ErrorCode::Unreadable,
          fmt::format("truncated: the pixels should take {} bytes, but the file has {} left; "
                      "copy it again from where it came",
                      e.length, source_.size() - e.value));
    }
    where.ranges.push_back({e.value, e.length});
    return where;
  }

 private:
  [[nodiscard]] std::uint32_t word(const std::byte* p) const {
    const auto a = std::to_integer<std::uint32_t>(p[0]), b = std::to_integer<std::uint32_t>(p[1]);
    return syntax_.bigEndian ? (a << 8) | b : (b << 8) | a;
  }
  [[nodiscard]] std::uint32_t dword(const std::byte* p) const {
    return syntax_.bigEndian ? (word(p) << 16) | word(p + 2) : (word(p + 2) << 16) | word(p);
  }
  [[nodiscard]] tl::unexpected<Error> truncated(std::uint64_t at) const {
    return fail(
        ErrorCode::Unreadable,
        fmt::format("truncated: the file ends after {} bytes, inside an element that starts at "
                    "{}; copy it again from where it came",
                    source_.size(), at));
  }
  [[nodiscard]] static tl::unexpected<Error> tooDeep() {
    return fail(ErrorCode::Unreadable,
                fmt::format("damaged: sequences nested deeper than {} levels", kDeepest));
  }
  [[nodiscard]] Walker implicitWalker() const {
    DicomSyntax inner = syntax_;
    inner.explicitVr = false;
    inner.bigEndian = false;
    Walker walker(source_, inner);
    return walker;
  }

  [[nodiscard]] Result<std::uint64_t> itemEnd(const Element& item, int depth) {
    if (item.length != kUndefined) {
      if (item.length > source_.size() - item.value) return truncated(item.value);
      auto inner = elements(item.value, item.value + item.length, depth);
      if (!inner && inner.error().code != ErrorCode::Unsupported) {
        if (isTooDeep(inner.error())) return passOn(inner);
      }
      return item.value + item.length;
    }
    std::uint64_t at = item.value;
    for (;;) {
      auto e = element(at);
      if (!e) return passOn(e);
      if (e->tag == kItemEnd) return e->value;
      auto next = skip(*e, depth);
      if (!next) return next;
      at = *next;
    }
  }
  static bool isTooDeep(const Error& e) { return e.detail.find("nested") != std::string::npos; }

  Result<void> elements(std::uint64_t at, std::uint64_t end, int depth) {
    while (at + 8 <= end) {
      auto e = element(at);
      if (!e) return passOn(e);
      auto next = skip(*e, depth);
      if (!next) return passOn(next);
      at = *next;
    }
    return {};
  }

  /// Inside a sequence whose length is known only the depth is checked.
  Result<void> definedSequence(std::uint64_t at, std::uint64_t end, int depth) {
    if (depth > kDeepest) return tooDeep();
    while (at + 8 <= end) {
      auto item = element(at);
      if (!item || item->tag != kItem) return {};
      auto next = itemEnd(*item, depth);
      if (!next) {
        if (isTooDeep(next.error())) return passOn(next);
        return {};
      }
      at = *next;
    }
    return {};
  }

  [[nodiscard]] Result<DicomPixelLocation> fragments(DicomPixelLocation where, std::uint64_t at) {
    bool isFirst = true;
    for (;; isFirst = false) {
      auto item = element(at);
      if (!item) return passOn(item, "reading the compressed pixels");
      if (item->tag == kSequenceEnd) break;
      if (item->tag != kItem || item->length > source_.size() - item->value) {
        return fail(
            ErrorCode::Unreadable,
            fmt::format("truncated: a fragment of the compressed pixels should take {} bytes, but "
                        "the file has {} left; copy it again from where it came",
                        item->length, source_.size() - item->value));
      }
      if (isFirst) {
        auto table = readRange(source_, {item->value, item->length});
        if (!table) return passOn(table);
        for (std::size_t i = 0; i + 4 <= table->size(); i += 4) {
          where.offsetTable.push_back(dword(table->data() + i));
        }
      } else {
        where.ranges.push_back({item->value, item->length});
      }
      at = item->value + item->length;
    }
    if (where.ranges.empty()) {
      return fail(ErrorCode::Unreadable, "the compressed pixels are empty");
    }
    return where;
  }

  ByteSource& source_;
  DicomSyntax syntax_;
};

struct Start {
  std::uint64_t dataSet = 0;
  std::optional<std::string> syntaxUid;
  bool hasMeta = false;
};

Result<Start> readMeta(ByteSource& source) {
  std::array<std::byte, 132> head{};
  Start start;
  if (source.read(0, head.data(), head.size()) && std::memcmp(head.data() + 128, "DICM", 4) == 0) {
    start.dataSet = 132;
    start.hasMeta = true;
  }
  Walker walker(source, DicomSyntax{});
  while (start.dataSet < source.size()) {
    std::array<std::byte, 2> group{};
    if (!source.read(start.dataSet, group.data(), 2)) break;
    if (group[0] != std::byte{2} || group[1] != std::byte{0}) break;
    start.hasMeta = true;
    auto e = walker.element(start.dataSet);
    if (!e) return passOn(e);
    auto next = walker.skip(*e, 0);
    if (!next) return passOn(next);
    if (e->tag == 0x00020010) {
      auto text = readRange(source, {e->value, e->length});
      if (!text) return passOn(text);
      std::string uid(reinterpret_cast<const char*>(text->data()), text->size());
      while (!uid.empty() && (uid.back() == '\0' || uid.back() == ' '))
        uid.pop_back();
      start.syntaxUid = uid;
    }
    start.dataSet = *next;
  }
  if (start.dataSet >= source.size()) {
    return fail(ErrorCode::Unreadable, "truncated: the file ends before its data set begins");
  }
  return start;
}

/// The encoding of a data set without file meta information, found from its first element.
DicomSyntax guessSyntax(ByteSource& source, std::uint64_t at) {
  std::array<std::byte, 8> b{};
  DicomSyntax syntax;
  if (!source.read(at, b.data(), b.size())) return syntax;
  const auto isUpper = [&](std::size_t i) {
    return std::isupper(std::to_integer<unsigned char>(b[i])) != 0;
  };
  syntax.explicitVr = isUpper(4) && isUpper(5);
  syntax.bigEndian = b[0] == std::byte{0} && b[1] != std::byte{0};
  syntax.uid = syntax.bigEndian    ? "1.2.840.10008.1.2.2"
               : syntax.explicitVr ? "1.2.840.10008.1.2.1"
                                   : "1.2.840.10008.1.2";
  return syntax;
}

}  // namespace

Result<std::vector<std::byte>> readRange(ByteSource& source, ByteRange range) {
  std::vector<std::byte> bytes(range.length);
  if (!source.read(range.offset, bytes.data(), bytes.size())) {
    return fail(ErrorCode::Unreadable, fmt::format("cannot read {} bytes at offset {} of {}",
                                                   range.length, range.offset, source.size()));
  }
  return bytes;
}

Result<DicomStructure> inspectDicom(ByteSource& source) {
  auto start = readMeta(source);
  if (!start) return passOn(start);
  DicomStructure structure;
  if (start->syntaxUid) {
    auto syntax = dicomSyntax(*start->syntaxUid);
    if (!syntax) return passOn(syntax);
    structure.syntax = *syntax;
  } else if (start->hasMeta) {
    return fail(ErrorCode::Unreadable,
                "the file does not say how it is encoded (no transfer syntax)");
  } else {
    structure.syntax = guessSyntax(source, start->dataSet);
  }
  std::uint64_t at = start->dataSet;
  structure.dataSetOffset = at;
  if (structure.syntax.deflated) {
    if (auto inflated = source.inflateFrom(at); !inflated) return passOn(inflated);
    at = 0;
  }
  Walker walker(source, structure.syntax);
  while (at < source.size()) {
    auto e = walker.element(at);
    if (!e) return passOn(e);
    if (e->tag == kPixels || e->tag == kFloatPixels || e->tag == kDoublePixels) {
      auto pixels = walker.pixels(*e);
      if (!pixels) return passOn(pixels);
      structure.pixels = std::move(*pixels);
      break;
    }
    auto next = walker.skip(*e, 0);
    if (!next) return passOn(next);
    at = *next;
  }
  return structure;
}

}  // namespace limn::imaging
