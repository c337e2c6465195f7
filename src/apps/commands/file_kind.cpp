// SPDX-FileCopyrightText: 2026 The Limn authors
// SPDX-License-Identifier: Apache-2.0
#include "file_kind.h"

#include <algorithm>
#include <array>
#include <cctype>
#include <fstream>
#include <string>
#include <string_view>

namespace limn::apps {
namespace {

using namespace std::string_view_literals;

constexpr std::array kSuffixes{".pth"sv, ".pt"sv, ".ckpt"sv, ".safetensors"sv};
constexpr std::size_t kHead = 256;

std::string readHead(const std::filesystem::path& file) {
  std::ifstream stream(file, std::ios::binary);
  std::string head(kHead, '\0');
  stream.read(head.data(), static_cast<std::streamsize>(head.size()));
  head.resize(static_cast<std::size_t>(std::max<std::streamsize>(0, stream.gcount())));
  return head;
}

bool isTorchZip(std::string_view head) {  // PyTorch writes NAME/data.pkl first
  return head.starts_with("PK\x03\x04"sv) && head.find("/data.pkl"sv) != std::string_view::npos;
}
bool isLegacyPickle(std::string_view head) {  // protocol 2 and the ten bytes of the magic number
  return head.starts_with("\x80\x02\x8a\x0a\x6c\xfc\x9c\x46\xf9\x20\x6a\xa8\x50\x19"sv);
}
bool isSafetensors(std::string_view head) {  // length of the header, at most 100 MB, then JSON
  return head.size() > 9 && head[8] == '{' && head.substr(4, 4) == "\0\0\0\0"sv;
}

}  // namespace

bool looksLikeCheckpoint(const std::filesystem::path& file) {
  std::error_code ignored;
  if (!std::filesystem::is_regular_file(file, ignored)) return false;
  std::string suffix = file.extension().string();
  std::ranges::transform(suffix, suffix.begin(),
                         [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
  if (std::ranges::find(kSuffixes, suffix) != kSuffixes.end()) return true;
  const std::string head = readHead(file);
  return isTorchZip(head) || isLegacyPickle(head) || isSafetensors(head);
}

}  // namespace limn::apps
