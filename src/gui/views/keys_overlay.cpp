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
#include <QStringList>
#include <QVBoxLayout>

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
  hide();
}

void KeysOverlay::open(const QStringList& mouse) {
  build(mouse);
  setGeometry(parentWidget()->rect());
  show();
  raise();
  setFocus();
}

void KeysOverlay::build(const QStringList& mouse) {
  delete content_;
  if (layout() == nullptr) {
    auto* box = new QVBoxLayout(this);
    box->setContentsMargins(24, 24, 24, 24);
  }
  content_ = new QWidget(this);
  layout()->addWidget(content_);
  layout()->setAlignment(content_, Qt::AlignCenter);
  auto* columns = new QHBoxLayout(content_);
  columns->setSpacing(44);
  const std::vector<std::vector<Category>> groups{
      {Category::Segment, Category::Tools, Category::Labels},
      {Category::Slices, Category::History, Category::View},
      {Category::Contrast, Category::File, Category::Model, Category::Help}};
  for (const auto& group : groups) {
    auto* grid = new QGridLayout;
    grid->setHorizontalSpacing(14);
    grid->setVerticalSpacing(4);
    for (const Category category : group) {
      addCategory(*grid, actions_, category, content_);
      grid->setRowMinimumHeight(grid->rowCount(), 12);
    }
    if (&group == &groups[1]) {
      grid->addWidget(heading(tr("Mouse"), content_), grid->rowCount(), 1);
      for (const QString& line : mouse) {
        addRow(*grid, line.section(QLatin1Char('\t'), 0, 0), line.section(QLatin1Char('\t'), 1),
               content_);
      }
    }
    grid->setRowStretch(grid->rowCount(), 1);
    columns->addLayout(grid);
  }
}

void KeysOverlay::paintEvent(QPaintEvent*) {
  QPainter painter(this);
  painter.fillRect(rect(), QColor(9, 10, 13, 236));
}

void KeysOverlay::keyPressEvent(QKeyEvent*) {
  hide();
}

void KeysOverlay::mousePressEvent(QMouseEvent*) {
  hide();
}

bool KeysOverlay::eventFilter(QObject* watched, QEvent* event) {
  if (event->type() == QEvent::Resize && isVisible()) setGeometry(parentWidget()->rect());
  return QWidget::eventFilter(watched, event);
}

}  // namespace limn::gui
