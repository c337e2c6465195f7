// SPDX-FileCopyrightText: 2026 The Limn authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "limn/core/session.h"
#include "limn/gui/studio.h"

#include <QObject>
#include <QString>
#include <functional>

namespace limn::gui {

class IoRunner;

/// Opens checkpoints and gives the network to the session.
class ModelController : public QObject {
  Q_OBJECT

 public:
  using Loader = std::function<Result<std::shared_ptr<core::MaskPredictor>>(const ModelRequest&)>;

  ModelController(core::Session& session, Loader loader, IoRunner& runner,
                  QObject* parent = nullptr);

  void load(const ModelRequest& request);
  [[nodiscard]] const ModelRequest& lastRequest() const { return request_; }

 Q_SIGNALS:
  void loaded();
  void failed(const limn::Error& error);

 private:
  core::Session& session_;
  Loader loader_;
  IoRunner& runner_;
  ModelRequest request_;
};

}  // namespace limn::gui
