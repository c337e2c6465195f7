// SPDX-FileCopyrightText: 2026 The Limn authors
// SPDX-License-Identifier: Apache-2.0
#include "mouse_preset.h"

#include <QLatin1String>

namespace limn::gui {

const MousePreset& mousePreset(const QString& id) {
  for (const MousePreset& preset : kMousePresets) {
    if (id == QLatin1String(preset.id)) return preset;
  }
  return kMousePresets.front();
}

}  // namespace limn::gui
