// SPDX-FileCopyrightText: 2026 The Limn authors
// SPDX-License-Identifier: Apache-2.0
#include "limn/batch/json_file.h"

#include "limn/base/atomic_file.h"

#include <fstream>
#include <span>
#include <string>

namespace limn::batch {
using Json = nlohmann::ordered_json;

Json readJsonFile(const std::filesystem::path& file) {
  std::ifstream in(file, std::ios::binary);
  return in ? Json::parse(in, nullptr, false) : Json(Json::value_t::discarded);
}

Result<void> writeJsonFile(const std::filesystem::path& file, const Json& document) {
  const std::string text = document.dump(1, ' ', false, Json::error_handler_t::replace) + "\n";
  return writeFileAtomically(file, std::as_bytes(std::span(text)));
}

}  // namespace limn::batch
