// SPDX-FileCopyrightText: 2026 The Limn authors
// SPDX-License-Identifier: Apache-2.0
#include "model_catalog.h"

#include <fmt/core.h>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <cstdlib>
#include <fstream>
#include <string_view>
#include <system_error>

namespace limn::apps {
namespace fs = std::filesystem;
namespace {

constexpr std::string_view kHowToGiveOne =
    "give a SAM-Med2D, SAM or MedSAM checkpoint with --model FILE, or name it in the environment "
    "variable LIMN_MODEL";

std::string environment(const char* name) {
  const char* value = std::getenv(name);
  return value == nullptr ? std::string() : std::string(value);
}

std::vector<fs::path> manifestFolders() {
  std::vector<fs::path> folders;
  if (const std::string own = environment("LIMN_MODELS"); !own.empty()) folders.emplace_back(own);
  folders.push_back(programFolder().parent_path() / "share" / "limn" / "models");
  folders.emplace_back(LIMN_SOURCE_MODELS_DIR);
  return folders;
}

std::string textOf(const nlohmann::json& entry, const char* key) {
  return entry.contains(key) ? entry.at(key).get<std::string>() : std::string();
}

std::vector<InstalledModel> modelsIn(const nlohmann::json& manifest, const fs::path& folder) {
  if (manifest.at("format").get<int>() != 1) throw std::runtime_error("its format is not 1");
  const auto& wanted = manifest.at("default");
  const std::string defaultName = wanted.is_null() ? std::string() : wanted.get<std::string>();
  std::vector<InstalledModel> models;
  for (const auto& entry : manifest.at("models")) {
    InstalledModel model;
    model.name = entry.at("name").get<std::string>();
    model.file = folder / entry.at("file").get<std::string>();
    model.sha256 = textOf(entry, "sha256");
    model.licence = textOf(entry, "licence");
    model.family = textOf(entry, "family");
    model.with = textOf(entry, "with");
    model.description = textOf(entry, "description");
    model.isDefault = model.name == defaultName;
    models.push_back(std::move(model));
  }
  return models;
}

bool isFile(const fs::path& path) {
  std::error_code ignored;
  return fs::exists(path, ignored) && !fs::is_directory(path, ignored);
}

std::string namesOf(const std::vector<InstalledModel>& models) {
  std::string names;
  for (const InstalledModel& model : models)
    names += (names.empty() ? "" : ", ") + model.name;
  return names;
}

Result<fs::path> findNamed(const std::string& name) {
  auto models = installedModels();
  if (!models) return passOn(models);
  for (const InstalledModel& model : *models) {
    if (model.name == name) return model.file;
  }
  return fail(
      ErrorCode::NotFound,
      models->empty()
          ? fmt::format("'{}' is not a file, and no model is installed; {}", name, kHowToGiveOne)
          : fmt::format("'{}' is neither a file nor an installed model; installed: {}", name,
                        namesOf(*models)));
}

}  // namespace

Result<std::vector<InstalledModel>> installedModels() {
  for (const fs::path& folder : manifestFolders()) {
    const fs::path file = folder / "manifest.json";
    std::ifstream stream(file);
    if (!stream) continue;
    try {
      return modelsIn(nlohmann::json::parse(stream), folder);
    } catch (const std::exception& error) {
      return fail(
          ErrorCode::Unreadable,
          fmt::format("{}: the list of installed models is damaged ({}); install Limn again "
                      "or give a checkpoint with --model FILE",
                      file.string(), error.what()));
    }
  }
  return std::vector<InstalledModel>{};
}

Result<std::optional<InstalledModel>> installedFocus() {
  auto models = installedModels();
  if (!models) return passOn(models);
  const auto found = std::ranges::find(*models, "focus", &InstalledModel::family);
  if (found == models->end()) return std::nullopt;
  return *found;
}

Result<fs::path> findModel(const std::string& fileOrName) {
  std::string wanted = fileOrName.empty() ? environment("LIMN_MODEL") : fileOrName;
  if (isFile(wanted)) return fs::path(wanted);
  if (!wanted.empty()) return findNamed(wanted);
  auto models = installedModels();
  if (!models) return passOn(models);
  for (const InstalledModel& model : *models) {
    if (model.isDefault) return model.file;
  }
  return fail(ErrorCode::NotFound, fmt::format("no model is installed; {}", kHowToGiveOne));
}

fs::path programFolder() {
  std::error_code ignored;
  return fs::read_symlink("/proc/self/exe", ignored).parent_path();
}

}  // namespace limn::apps
