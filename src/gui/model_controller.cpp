// SPDX-FileCopyrightText: 2026 The Limn authors
// SPDX-License-Identifier: Apache-2.0
#include "model_controller.h"

#include "io_runner.h"
#include "text.h"

#include <utility>

namespace limn::gui {
namespace {

using Predictor = std::shared_ptr<core::MaskPredictor>;

QString shortName(const ModelRequest& request) {
  if (!request.arch.empty()) return toQString(request.arch);
  if (request.model.empty()) return ModelController::tr("the model");
  return toQString(std::filesystem::path(request.model).filename());
}

}  // namespace

ModelController::ModelController(core::Session& session, Loader loader, IoRunner& runner,
                                 QObject* parent)
    : QObject(parent), session_(session), loader_(std::move(loader)), runner_(runner) {}

void ModelController::load(const ModelRequest& request) {
  request_ = request;
  runner_.run<Predictor>(
      tr("Loading %1").arg(shortName(request)),
      [loader = loader_, request](const JobContext&) { return loader(request); },
      [this](Result<Predictor> predictor) {
        if (!predictor) {
          Q_EMIT failed(predictor.error());
          return;
        }
        session_.setPredictor(std::move(*predictor));
        Q_EMIT loaded();
      });
}

}  // namespace limn::gui
