// SPDX-FileCopyrightText: 2026 The Limn authors
// SPDX-License-Identifier: Apache-2.0
#include "dicom_toolkit.h"

#include "limn/base/log.h"
#include "limn/base/number_text.h"

#include <dcmtk/dcmdata/dcspchrs.h>
#include <dcmtk/dcmjpeg/djdecode.h>
#include <dcmtk/dcmjpls/djdecode.h>
#include <dcmtk/oflog/appender.h>
#include <dcmtk/oflog/spi/logevent.h>

#include <algorithm>
#include <cmath>
#include <string_view>

namespace limn::imaging {

namespace {

namespace toolkit_log = dcmtk::log4cplus;

class ToOurLog : public toolkit_log::Appender {
 public:
  ~ToOurLog() override { destructorImpl(); }
  void close() override {}

 protected:
  void append(const toolkit_log::spi::InternalLoggingEvent& event) override {
    log::debug("dcmtk: {}", std::string(event.getMessage().c_str()));
  }
};

bool registerAll() {
  auto root = toolkit_log::Logger::getRoot();
  root.removeAllAppenders();
  root.addAppender(toolkit_log::SharedAppenderPtr(new ToOurLog));
  root.setLogLevel(toolkit_log::WARN_LOG_LEVEL);
  DJLSDecoderRegistration::registerCodecs();
  DJDecoderRegistration::registerCodecs(EDC_never, EUC_never, EPC_colorByPixel);
  return dcmDataDict.isDictionaryLoaded();
}

std::optional<double> finiteNumber(const OFString& text) {
  const auto value = parseNumber<double>(std::string_view(text.c_str(), text.length()));
  return value && std::isfinite(*value) ? value : std::nullopt;
}

}  // namespace

bool prepareToolkit() {
  static const bool isReady = registerAll();
  return isReady;
}

std::string textOf(DcmItem& item, const DcmTagKey& tag) {
  OFString value;
  if (item.findAndGetOFString(tag, value).bad()) return {};
  std::string text(value.c_str());
  while (!text.empty() && (text.back() == ' ' || text.back() == '\0'))
    text.pop_back();
  text.erase(0, std::min(text.find_first_not_of(' '), text.size()));
  return text;
}

std::string wholeTextOf(DcmItem& item, const DcmTagKey& tag) {
  OFString text;
  return item.findAndGetOFStringArray(tag, text).good() ? text.c_str() : "";
}

std::string readableTextOf(DcmItem& dataSet, DcmItem& item, const DcmTagKey& tag) {
  const std::string raw = textOf(item, tag);
  const bool isAscii = std::ranges::all_of(raw, [](char c) { return c >= 0x20 && c < 0x7F; });
  if (isAscii) return raw;
  OFString sets, converted;
  (void)dataSet.findAndGetOFStringArray(DCM_SpecificCharacterSet, sets);
  DcmSpecificCharacterSet converter;
  if (converter.selectCharacterSet(sets).good() &&
      converter.convertString(OFString(raw.c_str()), converted).good()) {
    return converted.c_str();
  }
  std::string plain = raw;
  std::ranges::replace_if(
      plain, [](char c) { return c < 0x20 || c >= 0x7F; }, '?');
  return plain;
}

std::vector<double> numbersOf(DcmItem& item, const DcmTagKey& tag) {
  DcmElement* element = nullptr;
  if (item.findAndGetElement(tag, element).bad() || element == nullptr) return {};
  const bool isText = element->ident() == EVR_DS || element->ident() == EVR_IS;
  std::vector<double> numbers;
  for (unsigned long i = 0; i < element->getVM(); ++i) {
    std::optional<double> number;
    Float64 binary = 0;
    if (OFString value; isText && element->getOFString(value, i).good()) {
      number = finiteNumber(value);
    } else if (!isText && element->getFloat64(binary, i).good() && std::isfinite(binary)) {
      number = binary;
    } else if (OFString any; !isText && element->getOFString(any, i).good()) {
      number = finiteNumber(any);
    }
    if (!number) return {};
    numbers.push_back(*number);
  }
  return numbers;
}

std::optional<double> numberOf(DcmItem& item, const DcmTagKey& tag) {
  const auto numbers = numbersOf(item, tag);
  return numbers.empty() ? std::nullopt : std::optional(numbers.front());
}

std::optional<long> integerOf(DcmItem& item, const DcmTagKey& tag) {
  const auto number = numberOf(item, tag);
  if (!number || std::abs(*number) > 1e15 || *number != std::floor(*number)) return {};
  return static_cast<long>(*number);
}

bool isFilled(DcmItem& item, const DcmTagKey& tag) {
  return item.tagExistsWithValue(tag);
}

DcmItem* itemOf(DcmItem& item, const DcmTagKey& sequence, long index) {
  DcmItem* found = nullptr;
  return item.findAndGetSequenceItem(sequence, found, index).good() ? found : nullptr;
}

}  // namespace limn::imaging
