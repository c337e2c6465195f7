// SPDX-FileCopyrightText: 2026 The Limn authors
// SPDX-License-Identifier: Apache-2.0
#include "model_controller.h"

#include "io_runner.h"
#include "limn/base/trace.h"
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
  const ModelRequest before = std::exchange(request_, request);
  runner_.run<Predictor>(
      tr("Loading %1").arg(shortName(request)),
      [loader = loader_, request](const JobContext& job) -> Result<Predictor> {
        auto predictor = loader(request);  // cannot be stopped half way; what comes is dropped
        if (job.isCancelled()) return fail(ErrorCode::Cancelled, "loading was stopped");
        return predictor;
      },
      [this, before](Result<Predictor> predictor) {
        if (!predictor) {
          if (predictor.error().code == ErrorCode::Cancelled) {
            request_ = before;
            return;
          }
          Q_EMIT failed(predictor.error());
          return;
        }
        session_.setPredictor(std::move(*predictor));
        trace::endWait("start to model ready");
        Q_EMIT loaded();
      });
}

}  // namespace limn::gui
