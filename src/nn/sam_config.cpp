// SPDX-FileCopyrightText: 2026 The Limn authors
// SPDX-License-Identifier: Apache-2.0
#include "limn/nn/sam_config.h"

#include <array>
#include <charconv>
#include <stdexcept>

namespace limn::nn {

namespace {

constexpr std::array<std::pair<Family, std::string_view>, 3> kFamilies{{
    {Family::SamMed2d, "sam-med2d"},
    {Family::Sam, "sam"},
    {Family::MedSam, "medsam"},
}};

[[noreturn]] void refuseTag(std::string_view tag) {
  throw std::invalid_argument(
      "'" + std::string(tag) +
      "' is no model tag; expected vit_{b,l,h}_{adapter,plain}_SIZE with SIZE a multiple of 16, "
      "for example vit_b_adapter_256");
}

}  // namespace

std::string_view familyName(Family family) {
  for (const auto& [value, name] : kFamilies) {
    if (value == family) return name;
  }
  throw std::invalid_argument("unknown model family");
}

Family familyFromName(std::string_view name) {
  for (const auto& [value, known] : kFamilies) {
    if (known == name) return value;
  }
  throw std::invalid_argument("'" + std::string(name) +
                              "' is no model family; expected sam-med2d, sam or medsam");
}

SamConfig SamConfig::vit(char letter, bool adapter, std::int64_t imageSize) {
  SamConfig config;
  switch (letter) {
    case 'b':
      config.globalBlocks = {2, 5, 8, 11};
      break;
    case 'l':
      config.encoderWidth = 1024;
      config.encoderDepth = 24;
      config.encoderHeads = 16;
      config.globalBlocks = {5, 11, 17, 23};
      break;
    case 'h':
      config.encoderWidth = 1280;
      config.encoderDepth = 32;
      config.encoderHeads = 16;
      config.globalBlocks = {7, 15, 23, 31};
      break;
    default:
      throw std::invalid_argument(std::string("ViT-") + letter +
                                  " is unknown; expected the letter b, l or h");
  }
  config.encoderMlp = 4 * config.encoderWidth;
  config.imageSize = imageSize;
  config.adapter = adapter;
  config.adapterHidden = adapter ? config.encoderWidth / 4 : 0;
  config.family = adapter ? Family::SamMed2d : Family::Sam;
  return config;
}

SamConfig SamConfig::fromTag(std::string_view tag) {
  constexpr std::string_view kPrefix = "vit_";
  constexpr std::size_t kKindAt = 6;
  if (!tag.starts_with(kPrefix) || tag.size() < kKindAt || tag[5] != '_') refuseTag(tag);
  const char letter = tag[4];
  if (letter != 'b' && letter != 'l' && letter != 'h') refuseTag(tag);
  std::string_view rest = tag.substr(kKindAt);
  const bool adapter = rest.starts_with("adapter_");
  if (!adapter && !rest.starts_with("plain_")) refuseTag(tag);
  rest.remove_prefix(rest.find('_') + 1);
  std::int64_t size = 0;
  const auto [end, error] = std::from_chars(rest.data(), rest.data() + rest.size(), size);
  constexpr std::int64_t kLargestSize = 4096;
  if (error != std::errc{} || end != rest.data() + rest.size() || size < 16 ||
      size > kLargestSize || size % 16 != 0) {
    refuseTag(tag);
  }
  return vit(letter, adapter, size);
}

SamConfig SamConfig::tinyForTests(bool adapter, std::int64_t imageSize) {
  SamConfig config;
  config.family = adapter ? Family::SamMed2d : Family::Sam;
  config.imageSize = imageSize;
  config.encoderWidth = 64;
  config.encoderDepth = 4;
  config.encoderHeads = 4;
  config.encoderMlp = 256;
  config.globalBlocks = {1, 3};
  config.adapter = adapter;
  config.adapterHidden = adapter ? 16 : 0;
  config.decoderWidth = 32;
  config.decoderMlp = 64;
  config.decoderHeads = 4;
  config.maskInChannels = 8;
  config.iouHeadHidden = 32;
  return config;
}

}  // namespace limn::nn
