// SPDX-FileCopyrightText: 2026 The Limn authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "limn/core/session.h"
#include "limn/gui/studio.h"

#include <QObject>
#include <QThreadPool>
#include <cstdint>
#include <functional>
#include <memory>

namespace limn::gui {

/// Loads a network on a thread of its own and gives it to the session; files open meanwhile.
class ModelController : public QObject {
  Q_OBJECT

 public:
  using Loader = std::function<Result<std::shared_ptr<core::MaskPredictor>>(const ModelRequest&)>;

  ModelController(core::Session& session, Loader loader, QObject* parent);
  ~ModelController() override;  // waits for a load that has begun

  /// The latest request wins.
  void load(const ModelRequest& request);
  /// What is being loaded is dropped when it comes; the model that is open stays.
  void cancel();
  [[nodiscard]] bool isBusy() const { return isBusy_; }
  /// What is open, or is being loaded.
  [[nodiscard]] const ModelRequest& lastRequest() const { return request_; }

 Q_SIGNALS:
  void started(const QString& name);
  void finished();  // after loaded() or failed(), or instead of them when it was cancelled
  void loaded();
  void failed(const limn::Error& error);

 private:
  void receive(std::uint64_t load, Result<std::shared_ptr<core::MaskPredictor>> predictor);
  void finish();

  core::Session& session_;
  Loader loader_;
  ModelRequest request_, before_;
  std::uint64_t load_ = 0;  // number of the one that counts
  bool isBusy_ = false;
  QThreadPool pool_;
};

}  // namespace limn::gui
