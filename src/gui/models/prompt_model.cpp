// SPDX-FileCopyrightText: 2026 The Limn authors
// SPDX-License-Identifier: Apache-2.0
#include "prompt_model.h"

#include "icons.h"
#include "session_signals.h"
#include "theme.h"

#include <QIcon>
#include <cmath>

namespace limn::gui {
namespace {

QIcon promptIcon(const core::Prompt& prompt) {
  if (const auto* point = std::get_if<core::PointPrompt>(&prompt)) {
    return point->include ? icon(QStringLiteral("point-include"), colors::include)
                          : icon(QStringLiteral("point-exclude"), colors::exclude);
  }
  return std::holds_alternative<core::BoxPrompt>(prompt)
             ? icon(QStringLiteral("box"), colors::include)
             : icon(QStringLiteral("mask"), colors::accent);
}

}  // namespace

PromptModel::PromptModel(core::Session& session, const SessionSignals& signals, QObject* parent)
    : QAbstractListModel(parent), session_(session) {
  connect(&signals, &SessionSignals::volumeOpened, this, &PromptModel::reload);
  connect(&signals, &SessionSignals::promptsChanged, this, &PromptModel::reload);
  connect(&signals, &SessionSignals::pastChanged, this, &PromptModel::reload);
  reload();
}

void PromptModel::reload() {
  beginResetModel();
  prompts_ = session_.shownPrompts();
  slice_ = session_.shownPromptSlice();
  endResetModel();
}

int PromptModel::rowCount(const QModelIndex& parent) const {
  return parent.isValid() ? 0 : static_cast<int>(prompts_.size());
}

QString PromptModel::text(const core::Prompt& prompt) const {
  const SliceLayout layout = session_.layout(slice_->axis);
  const auto voxel = [&](PixelPoint p) {
    const VoxelIndex v = Grid::nearest(layout.toVoxel(p, slice_->slice));
    return QStringLiteral("%1, %2, %3").arg(v.x).arg(v.y).arg(v.z);
  };
  if (const auto* point = std::get_if<core::PointPrompt>(&prompt)) {
    return (point->include ? tr("Include  %1") : tr("Exclude  %1")).arg(voxel(point->at));
  }
  if (const auto* box = std::get_if<core::BoxPrompt>(&prompt)) {
    return tr("Box  %1 × %2 voxels")
        .arg(std::lround(box->max.x - box->min.x + 1))
        .arg(std::lround(box->max.y - box->min.y + 1));
  }
  return tr("Mask  %1 voxels").arg(std::get<core::MaskPrompt>(prompt).mask.count());
}

QVariant PromptModel::data(const QModelIndex& index, int role) const {
  if (!checkIndex(index, CheckIndexOption::IndexIsValid) || !slice_ || !session_.hasVolume()) {
    return {};
  }
  const core::Prompt& prompt = prompts_[static_cast<std::size_t>(index.row())];
  if (role == Qt::DisplayRole) return text(prompt);
  if (role == Qt::DecorationRole) return promptIcon(prompt);
  return {};
}

}  // namespace limn::gui
