// SPDX-FileCopyrightText: 2026 The Limn authors
// SPDX-License-Identifier: Apache-2.0
#include "keys_overlay.h"

#include "action_set.h"
#include "theme.h"

#include <QEvent>
#include <QGridLayout>
#include <QHBoxLayout>
#include <QKeyEvent>
#include <QLabel>
#include <QPainter>
#include <QScrollArea>
#include <QScrollBar>
#include <QStringList>
#include <QVBoxLayout>
#include <map>
#include <vector>

namespace limn::gui {
namespace {

QLabel* heading(const QString& text, QWidget* parent) {
  auto* label = new QLabel(text, parent);
  QFont font = label->font();
  font.setWeight(QFont::DemiBold);
  label->setFont(font);
  QPalette palette = label->palette();
  palette.setColor(QPalette::WindowText, colors::accent);
  label->setPalette(palette);
  return label;
}

void addRow(QGridLayout& grid, const QString& keys, const QString& text, QWidget* parent) {
  const int row = grid.rowCount();
  auto* left = new QLabel(keys, parent);
  left->setAlignment(Qt::AlignRight | Qt::AlignVCenter);
  auto* right = new QLabel(text, parent);
  for (QLabel* label : {left, right}) {
    QPalette palette = label->palette();
    palette.setColor(QPalette::WindowText, label == left ? Qt::white : colors::viewText);
    label->setPalette(palette);
  }
  grid.addWidget(left, row, 0);
  grid.addWidget(right, row, 1);
}

/// Rows of one category; nine labels or windows in a row are one line.
void addCategory(QGridLayout& grid, const ActionSet& actions, Category category, QWidget* parent) {
  const auto keys = actions.keys();
  grid.addWidget(heading(categoryName(category), parent), grid.rowCount(), 1);
  for (const ActionSpec& spec : actionTable()) {
    const auto& own = keys.at(spec.id);
    if (spec.category != category || own.isEmpty()) continue;
    if (spec.id > ActionId::Label1 && spec.id <= ActionId::Label9) continue;
    QString text = actionText(spec);
    QString shown = keysText(own);
    if (spec.id == ActionId::Label1) {
      shown += QStringLiteral(" – ") + keysText(keys.at(ActionId::Label9));
      text = KeysOverlay::tr("Choose label 1 to 9");
    }
    addRow(grid, shown, text, parent);
  }
}

}  // namespace

QString keysText(const QList<QKeySequence>& keys) {
  QStringList texts;
  for (const QKeySequence& key : keys)
    texts.append(key.toString(QKeySequence::NativeText));
  if (texts.contains(QStringLiteral("Return"))) texts.removeAll(QStringLiteral("Enter"));
  return texts.join(QStringLiteral(", "));
}

KeysOverlay::KeysOverlay(const ActionSet& actions, QWidget* parent)
    : QWidget(parent), actions_(actions) {
  setObjectName(QStringLiteral("keysOverlay"));
  setFocusPolicy(Qt::StrongFocus);
  parent->installEventFilter(this);
  area_ = new QScrollArea(this);
  area_->setFrameShape(QFrame::NoFrame);
  area_->setFocusPolicy(Qt::NoFocus);
  area_->setWidgetResizable(true);
  area_->setAlignment(Qt::AlignCenter);
  area_->viewport()->setAutoFillBackground(false);
  auto* box = new QVBoxLayout(this);
  box->setContentsMargins(24, 24, 24, 24);
  box->addWidget(area_);
  hide();
}

void KeysOverlay::open(const QStringList& mouse) {
  mouse_ = mouse;
  setGeometry(parentWidget()->rect());
  build();
  show();
  raise();
  setFocus();
}

/// In three columns where they fit, else in one; it scrolls where that is too long.
void KeysOverlay::build() {
  for (const std::size_t columns : {3U, 1U}) {
    QWidget* content = makeContent(columns);
    area_->setWidget(content);
    content->setAutoFillBackground(false);
    if (content->minimumSizeHint().width() <= width() - 48) break;
  }
}

QWidget* KeysOverlay::makeContent(std::size_t columnCount) {
  auto* content = new QWidget;
  auto* columns = new QHBoxLayout(content);
  columns->setSpacing(44);
  columns->addStretch(1);
  const std::vector<std::vector<Category>> groups{
      {Category::Segment, Category::Tools, Category::Labels},
      {Category::Slices, Category::History, Category::View},
      {Category::Edit, Category::Contrast, Category::File, Category::Model, Category::Help}};
  QGridLayout* grid = nullptr;
  for (const auto& group : groups) {
    if (grid == nullptr || columnCount > 1) {
      grid = new QGridLayout;
      grid->setHorizontalSpacing(14);
      grid->setVerticalSpacing(4);
      columns->addLayout(grid);
    }
    for (const Category category : group) {
      addCategory(*grid, actions_, category, content);
      grid->setRowMinimumHeight(grid->rowCount(), 12);
    }
    if (&group == &groups[1]) {
      grid->addWidget(heading(tr("Mouse"), content), grid->rowCount(), 1);
      for (const QString& line : mouse_) {
        addRow(*grid, line.section(QLatin1Char('\t'), 0, 0), line.section(QLatin1Char('\t'), 1),
               content);
      }
      grid->setRowMinimumHeight(grid->rowCount(), 12);
    }
    if (columnCount > 1 || &group == &groups.back()) grid->setRowStretch(grid->rowCount(), 1);
  }
  columns->addStretch(1);
  return content;
}

void KeysOverlay::paintEvent(QPaintEvent*) {
  QPainter painter(this);
  painter.fillRect(rect(), QColor(9, 10, 13, 236));
}

void KeysOverlay::keyPressEvent(QKeyEvent* event) {
  QScrollBar* bar = area_->verticalScrollBar();
  const std::map<int, QAbstractSlider::SliderAction> steps{
      {Qt::Key_Up, QAbstractSlider::SliderSingleStepSub},
      {Qt::Key_Down, QAbstractSlider::SliderSingleStepAdd},
      {Qt::Key_PageUp, QAbstractSlider::SliderPageStepSub},
      {Qt::Key_PageDown, QAbstractSlider::SliderPageStepAdd}};
  const auto step = steps.find(event->key());
  if (step != steps.end() && bar->maximum() > 0) {
    bar->triggerAction(step->second);
  } else {
    hide();
  }
}

void KeysOverlay::mousePressEvent(QMouseEvent*) {
  hide();
}

bool KeysOverlay::eventFilter(QObject* watched, QEvent* event) {
  if (event->type() == QEvent::Resize && isVisible()) {
    setGeometry(parentWidget()->rect());
    build();
  }
  return QWidget::eventFilter(watched, event);
}

}  // namespace limn::gui
