// SPDX-FileCopyrightText: 2026 The Limn authors
// SPDX-License-Identifier: Apache-2.0
#include "limn/batch/refine_folder.h"

#include "limn/base/atomic_file.h"
#include "limn/base/log.h"
#include "limn/batch/json_file.h"

#include <fmt/core.h>

#include <algorithm>
#include <system_error>
#include <utility>

namespace limn::batch {
namespace fs = std::filesystem;

Result<RefineFolder> RefineFolder::create(const fs::path& path) {
  std::error_code failed;
  for (const char* inside : {"masks", "cases"}) {
    fs::create_directories(path / inside, failed);
    if (failed) {
      return fail(ErrorCode::WriteFailed, fmt::format("{}: the folder cannot be made ({})",
                                                      path.string(), failed.message()));
    }
  }
  if (auto probe = AtomicFile::create(path / "rows.csv"); !probe) return passOn(probe);
  return RefineFolder(path);
}

Result<RefineFolder> RefineFolder::open(const fs::path& path) {
  std::error_code ignored;
  if (!fs::is_directory(path / "cases", ignored)) {
    return fail(ErrorCode::NotFound,
                fmt::format("{} holds no records of limn refine; expected a folder 'cases' in it",
                            path.string()));
  }
  return RefineFolder(path);
}

fs::path RefineFolder::recordFile(const std::string& id) const {
  return path_ / "cases" / (id + ".json");
}

fs::path RefineFolder::caseFile(const std::string& id) const {
  return path_ / "cases" / (id + ".limn");
}

std::optional<CaseRecord> RefineFolder::finished(const std::string& id,
                                                 const std::string& key) const {
  auto record = readRecord(recordFile(id));
  std::error_code ignored;
  if (!record || record->error || record->key != key) return std::nullopt;
  if (!fs::exists(path_ / record->mask, ignored)) return std::nullopt;
  return std::move(*record);
}

Result<void> RefineFolder::write(const CaseRecord& record) const {
  return writeJsonFile(recordFile(record.id), toJson(record));
}

fs::path RefineFolder::inputsFile(const std::string& id) const {
  return path_ / "cases" / fmt::format(".{}.inputs.json", id);
}

InputHashes RefineFolder::knownInputs(const std::string& id) const {
  InputHashes inputs;
  const auto document = readJsonFile(inputsFile(id));
  if (!document.is_object()) return inputs;
  for (const auto& [path, hash] : document.items()) {
    if (!hash.is_array() || hash.size() != 2 || !hash[0].is_string() || !hash[1].is_string())
      return {};
    inputs[path] = {hash[0].get<std::string>(), hash[1].get<std::string>()};
  }
  return inputs;
}

void RefineFolder::keepInputs(const std::string& id, const InputHashes& inputs) const {
  nlohmann::ordered_json document;
  for (const auto& [path, hash] : inputs)
    document[path] = {hash.content, hash.state};
  auto written = writeJsonFile(inputsFile(id), document);
  if (!written)
    log::warning("{}", written.error().message());  // the next run reads the inputs again
}

Result<std::vector<fs::path>> RefineFolder::recordFiles() const {
  std::vector<fs::path> files;
  std::error_code error;
  for (fs::directory_iterator it(path_ / "cases", error), end; !error && it != end;
       it.increment(error)) {
    const std::string name = it->path().filename().string();
    if (name.ends_with(".json") && !name.starts_with('.')) files.push_back(it->path());
  }
  if (error) {
    return fail(ErrorCode::Unreadable, fmt::format("{} cannot be listed: {}",
                                                   (path_ / "cases").string(), error.message()));
  }
  std::ranges::sort(files);
  return files;
}

Result<CaseRecord> readRecord(const fs::path& file) {
  auto record = caseRecordFrom(readJsonFile(file));
  if (record) return std::move(*record);
  return fail(ErrorCode::Unreadable,
              fmt::format("{} is not a record of a case of this version of limn refine; "
                          "delete it and refine the case again",
                          file.string()));
}

}  // namespace limn::batch
