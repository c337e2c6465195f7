// SPDX-FileCopyrightText: 2026 The Limn authors
// SPDX-License-Identifier: Apache-2.0
#include "wiring.h"

#include "limn/core/caching_predictor.h"
#include "limn/engine/focused_predictor.h"
#include "limn/engine/sam_predictor.h"
#include "limn/imaging/segmentation_io.h"
#include "limn/imaging/study_reader.h"
#include "model_catalog.h"

#include <cstdlib>
#include <string_view>
#include <system_error>
#include <utility>

namespace limn::apps {
namespace {

/// Whether the checkpoint that a user means is the installed model of this name.
bool isModel(const std::string& fileOrName, const std::string& installed) {
  const auto chosen = findModel(fileOrName), named = findModel(installed);
  std::error_code ignored;
  return chosen && named && std::filesystem::equivalent(*chosen, *named, ignored);
}

}  // namespace

core::StudyIo makeStudyIo() {
  core::StudyIo io;
  io.scan = [](const std::filesystem::path& path, const JobContext& job) {
    return imaging::scanStudy(path, job);
  };
  io.read = [](const SeriesSummary& series, const JobContext& job) {
    return imaging::readSeries(series, job);
  };
  io.middleSlice = [](const SeriesSummary& series, const JobContext& job) {
    return imaging::readMiddleSlice(series, job);
  };
  io.write = [](const Segmentation& segmentation, const std::filesystem::path& file,
                const JobContext& job) -> Result<core::ExportReport> {
    auto report = imaging::writeSegmentation(segmentation, file, job);
    if (!report) return passOn(report);
    return core::ExportReport{std::move(report->file), std::move(report->certificate),
                              std::move(report->notes)};
  };
  return io;
}

std::filesystem::path embeddingFolderPath() {
  const char* value = std::getenv("LIMN_CACHE");
  const std::string_view chosen = value == nullptr ? "" : value;
  if (chosen == "off") return {};
  return chosen.empty() ? cache::defaultFolder() : std::filesystem::absolute(chosen);
}

std::shared_ptr<cache::EmbeddingFolder> makeEmbeddingFolder(const DiskCacheChoice& choice) {
  const auto folder = embeddingFolderPath();
  if (choice.isOff || folder.empty()) return nullptr;
  return std::make_shared<cache::EmbeddingFolder>(folder, choice.limitBytes());
}

Result<std::shared_ptr<core::MaskPredictor>> makePredictor(
    const ModelChoice& choice, std::shared_ptr<core::EmbeddingStore> store) {
  if (!choice.focus.empty()) {
    return fail(
        ErrorCode::WrongUse,
        "--focus is for segment, replay, evaluate --protocol clicks and limn-studio; leave it "
        "out here");
  }
  engine::SamPredictorOptions options;
  options.arch = choice.arch;
  options.device = choice.device;
  options.precision = choice.precision;
  if (!choice.family.empty()) options.family = choice.family;
  options.dropAdapters = choice.dropAdapters;
  if (choice.arch.empty()) {
    auto file = findModel(choice.model);
    if (!file) return passOn(file);
    options.checkpoint = std::move(*file);
  } else if (!choice.model.empty()) {
    return fail(ErrorCode::WrongUse, "give --model or --arch, not both");
  }
  engine::prepareCpu(choice.threads);
  auto predictor = engine::makeSamPredictor(options);
  if (!predictor) return passOn(predictor);
  if (!store) return std::shared_ptr<core::MaskPredictor>(std::move(*predictor));
  return std::make_shared<core::CachingPredictor>(std::move(*predictor), std::move(store));
}

Result<std::shared_ptr<core::MaskPredictor>> makeFocusedPredictor(
    const ModelChoice& choice, std::shared_ptr<core::EmbeddingStore> store) {
  if (choice.noFocus && !choice.focus.empty()) {
    return fail(ErrorCode::WrongUse, "give --focus or --no-focus, not both");
  }
  ModelChoice alone = choice;
  alone.focus.clear();
  auto slices = makePredictor(alone, std::move(store));
  if (!slices || choice.noFocus) return slices;
  engine::FocusOptions options;
  options.device = choice.device;
  if (!choice.focus.empty()) {
    auto file = findModel(choice.focus);
    if (!file) return passOn(file);
    options.weights = std::move(*file);
    options.isDefault = true;  // asked for by name
  } else {
    auto installed = installedFocus();
    if (!installed) return passOn(installed);
    if (!*installed) return slices;
    options.weights = (*installed)->file;
    options.isDefault = choice.arch.empty() && isModel(choice.model, (*installed)->with);
    if (!options.isDefault && !choice.offersFocus) return slices;
  }
  return engine::makeFocusedPredictor(std::move(*slices), options);
}

}  // namespace limn::apps
