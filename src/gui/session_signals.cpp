// SPDX-FileCopyrightText: 2026 The Limn authors
// SPDX-License-Identifier: Apache-2.0
#include "session_signals.h"

#include <QMetaObject>
#include <utility>
#include <variant>

namespace limn::gui {

SessionSignals::SessionSignals(core::Session& session, QObject* parent)
    : QObject(parent),
      subscription_(session.subscribe([this](const core::ChangeEvent& event) { note(event); })) {}

void SessionSignals::note(const core::ChangeEvent& event) {
  if (std::holds_alternative<core::VolumeOpened>(event)) {
    Q_EMIT volumeOpened();
    return;
  }
  pending_.masks |= std::holds_alternative<core::MaskChanged>(event);
  pending_.labels |= std::holds_alternative<core::LabelsChanged>(event) ||
                     std::holds_alternative<core::ActiveLabelChanged>(event);
  pending_.prompts |= std::holds_alternative<core::PromptsChanged>(event);
  pending_.preview |= std::holds_alternative<core::PreviewChanged>(event);
  pending_.hover |= std::holds_alternative<core::HoverChanged>(event);
  pending_.saved |= std::holds_alternative<core::SavedStateChanged>(event);
  pending_.cache |= std::holds_alternative<core::CacheChanged>(event);
  pending_.model |= std::holds_alternative<core::ModelChanged>(event);
  pending_.propagation |= std::holds_alternative<core::PropagationChanged>(event);
  pending_.past |= std::holds_alternative<core::PastChanged>(event);
  pending_.refused |= std::holds_alternative<core::EditRefused>(event);
  if (std::exchange(scheduled_, true)) return;
  QMetaObject::invokeMethod(this, &SessionSignals::deliver, Qt::QueuedConnection);
}

void SessionSignals::deliver() {
  scheduled_ = false;
  const Pending now = std::exchange(pending_, {});
  if (now.past) Q_EMIT pastChanged();
  if (now.refused) Q_EMIT editRefused();
  if (now.model) Q_EMIT modelChanged();
  if (now.labels) Q_EMIT labelsChanged();
  if (now.masks) Q_EMIT masksChanged();
  if (now.prompts) Q_EMIT promptsChanged();
  if (now.preview) Q_EMIT previewChanged();
  if (now.hover) Q_EMIT hoverChanged();
  if (now.propagation) Q_EMIT propagationChanged();
  if (now.saved) Q_EMIT savedStateChanged();
  if (now.cache) Q_EMIT cacheChanged();
}

}  // namespace limn::gui
