// SPDX-FileCopyrightText: 2026 The Limn authors
// SPDX-License-Identifier: Apache-2.0
#include "model_controller.h"

#include "error_text.h"
#include "limn/base/trace.h"
#include "text.h"

#include <QMetaObject>
#include <utility>

namespace limn::gui {
namespace {

using Loaded = Result<std::shared_ptr<core::MaskPredictor>>;

QString shortName(const ModelRequest& request) {
  if (!request.arch.empty()) return toQString(request.arch);
  if (request.model.empty()) return ModelController::tr("the model");
  return toQString(std::filesystem::path(request.model).filename());
}

Loaded attempt(const ModelController::Loader& loader, const ModelRequest& request) {
  try {
    return loader(request);
  } catch (...) {
    return tl::unexpected<Error>(errorOfCurrentException());
  }
}

}  // namespace

ModelController::ModelController(core::Session& session, Loader loader, QObject* parent)
    : QObject(parent), session_(session), loader_(std::move(loader)) {
  pool_.setMaxThreadCount(1);  // two networks at once may not fit into the memory
}

ModelController::~ModelController() {
  pool_.waitForDone();
}

void ModelController::load(const ModelRequest& request) {
  if (!isBusy_) before_ = request_;
  request_ = request;
  isBusy_ = true;
  pool_.start([this, load = ++load_, loader = loader_, request] {
    auto loaded = std::make_shared<Loaded>(attempt(loader, request));
    QMetaObject::invokeMethod(
        this, [this, load, loaded] { receive(load, std::move(*loaded)); }, Qt::QueuedConnection);
  });
  Q_EMIT started(shortName(request));
}

void ModelController::cancel() {
  if (!isBusy_) return;
  ++load_;
  request_ = before_;
  finish();
}

void ModelController::receive(std::uint64_t load, Loaded predictor) {
  if (load != load_) return;  // cancelled, or another one was asked for
  if (predictor) {
    session_.setPredictor(std::move(*predictor));
    trace::endWait("start to model ready");
    Q_EMIT loaded();
  } else {
    Q_EMIT failed(predictor.error());
  }
  finish();
}

void ModelController::finish() {
  isBusy_ = false;
  Q_EMIT finished();
}

}  // namespace limn::gui
