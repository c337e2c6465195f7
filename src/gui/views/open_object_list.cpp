// SPDX-FileCopyrightText: 2026 The Limn authors
// SPDX-License-Identifier: Apache-2.0
#include "open_object_list.h"

#include "icons.h"
#include "models/label_model.h"
#include "plane_text.h"
#include "session_signals.h"
#include "text.h"
#include "viewer_state.h"

#include <QHeaderView>
#include <QKeyEvent>
#include <QMenu>
#include <algorithm>
#include <tuple>

namespace limn::gui {
namespace {

constexpr int kMostRows = 4;  // then it scrolls
enum Column { Slice, Label, Prompts };

}  // namespace

std::vector<core::OpenObject> sortedOpenObjects(const core::Session& session) {
  std::vector<core::OpenObject> objects = session.openObjects();
  std::ranges::sort(objects, {}, [](const core::OpenObject& object) {
    return std::tuple(-static_cast<int>(object.slice.axis), object.slice.slice);
  });
  return objects;
}

OpenObjectList::OpenObjectList(core::Session& session, const SessionSignals& signals,
                               ViewerState& state, QWidget* parent)
    : QTreeWidget(parent), session_(session), state_(state) {
  setObjectName(QStringLiteral("openObjectList"));
  setHeaderLabels({tr("Open object"), tr("Label"), tr("Prompts")});
  setRootIsDecorated(false);
  setUniformRowHeights(true);
  setIconSize({16, 16});
  setFocusPolicy(Qt::ClickFocus);
  setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
  setContextMenuPolicy(Qt::CustomContextMenu);
  setToolTip(tr("Objects that are not accepted yet. Choose one to go there; Delete discards it."));
  header()->setStretchLastSection(false);
  header()->setSectionResizeMode(Slice, QHeaderView::ResizeToContents);
  header()->setSectionResizeMode(Label, QHeaderView::Stretch);
  header()->setSectionResizeMode(Prompts, QHeaderView::ResizeToContents);
  connect(this, &QTreeWidget::itemClicked, this, &OpenObjectList::showChosen);
  connect(this, &QTreeWidget::itemActivated, this, &OpenObjectList::showChosen);
  connect(this, &QWidget::customContextMenuRequested, this, [this](QPoint at) {
    if (itemAt(at) == nullptr) return;
    auto* menu = new QMenu(this);
    menu->setAttribute(Qt::WA_DeleteOnClose);
    menu->addAction(icon(QStringLiteral("trash")), tr("Discard its prompts"), this,
                    &OpenObjectList::discardChosen);
    menu->popup(viewport()->mapToGlobal(at));
  });
  for (const auto signal : {&SessionSignals::volumeOpened, &SessionSignals::promptsChanged,
                            &SessionSignals::labelsChanged, &SessionSignals::pastChanged}) {
    connect(&signals, signal, this, &OpenObjectList::refresh);
  }
  refresh();
}

void OpenObjectList::refresh() {
  objects_ = session_.lookingAt() ? std::vector<core::OpenObject>() : sortedOpenObjects(session_);
  clear();
  for (const core::OpenObject& object : objects_) {
    auto* item = new QTreeWidgetItem(this);
    item->setText(Slice, tr("%1 %2")
                             .arg(planeTitle(session_.volume(), session_.layout(object.slice.axis)))
                             .arg(object.slice.slice + 1));
    if (const LabelInfo* label = session_.document().findLabel(object.label)) {
      item->setText(Label, toQString(label->name));
      item->setIcon(Label, swatch(label->color));
    }
    item->setText(Prompts, QString::number(object.prompts.size()));
    item->setTextAlignment(Prompts, Qt::AlignRight | Qt::AlignVCenter);
    if (object.slice == session_.promptSlice()) setCurrentItem(item);
  }
  setVisible(!objects_.empty());
  if (objects_.empty()) return;
  const int rows = std::min(static_cast<int>(objects_.size()), kMostRows);
  setFixedHeight(header()->sizeHint().height() + rows * rowHeight(model()->index(0, 0)) +
                 2 * frameWidth());
}

const core::OpenObject* OpenObjectList::chosen() const {
  const int row = currentIndex().row();
  return row < 0 ? nullptr : &objects_[static_cast<std::size_t>(row)];
}

void OpenObjectList::showChosen() {
  const core::OpenObject* object = chosen();
  if (object == nullptr) return;
  const core::SliceRef slice = object->slice;
  session_.focusObject(slice);
  state_.setActiveAxis(slice.axis);
  state_.setSlice(slice.axis, slice.slice);
}

/// The object that has the focus keeps it, unless it is the one that goes.
void OpenObjectList::discardChosen() {
  const core::OpenObject* object = chosen();
  if (object == nullptr || session_.refusesEdit()) return;
  const auto before = session_.promptSlice();
  session_.focusObject(object->slice);
  session_.clearPrompts();
  if (before) session_.focusObject(*before);
}

bool OpenObjectList::event(QEvent* event) {
  // Delete is for this list while it has the focus; all other keys are those of the window.
  if (event->type() == QEvent::ShortcutOverride &&
      static_cast<QKeyEvent*>(event)->key() == Qt::Key_Delete) {
    event->accept();
    return true;
  }
  return QTreeWidget::event(event);
}

void OpenObjectList::keyPressEvent(QKeyEvent* event) {
  if (event->key() == Qt::Key_Delete) {
    discardChosen();
  } else {
    event->ignore();
  }
}

}  // namespace limn::gui
