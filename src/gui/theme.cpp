// SPDX-FileCopyrightText: 2026 The Limn authors
// SPDX-License-Identifier: Apache-2.0
#include "theme.h"

#include <QApplication>
#include <QPalette>
#include <QString>
#include <QStyle>
#include <QStyleFactory>

namespace limn::gui {
namespace {

QPalette darkPalette() {
  const QColor window(0x1b, 0x1e, 0x23), base(0x14, 0x16, 0x1a), raised(0x26, 0x2a, 0x31);
  const QColor text(0xd8, 0xdd, 0xe3), dim(0x6d, 0x76, 0x81);
  QPalette palette(raised, window);
  palette.setColor(QPalette::Window, window);
  palette.setColor(QPalette::WindowText, text);
  palette.setColor(QPalette::Base, base);
  palette.setColor(QPalette::AlternateBase, QColor(0x18, 0x1b, 0x20));
  palette.setColor(QPalette::Text, text);
  palette.setColor(QPalette::Button, raised);
  palette.setColor(QPalette::ButtonText, text);
  palette.setColor(QPalette::BrightText, Qt::white);
  palette.setColor(QPalette::ToolTipBase, raised);
  palette.setColor(QPalette::ToolTipText, text);
  palette.setColor(QPalette::PlaceholderText, dim);
  palette.setColor(QPalette::Highlight, colors::accent);
  palette.setColor(QPalette::HighlightedText, QColor(0x08, 0x12, 0x16));
  palette.setColor(QPalette::Link, colors::accent);
  palette.setColor(QPalette::Light, QColor(0x33, 0x38, 0x41));
  palette.setColor(QPalette::Midlight, QColor(0x2c, 0x30, 0x38));
  palette.setColor(QPalette::Mid, QColor(0x2a, 0x2e, 0x35));
  palette.setColor(QPalette::Dark, QColor(0x10, 0x12, 0x15));
  palette.setColor(QPalette::Shadow, QColor(0x08, 0x09, 0x0b));
  for (const auto role : {QPalette::WindowText, QPalette::Text, QPalette::ButtonText}) {
    palette.setColor(QPalette::Disabled, role, QColor(0x5a, 0x62, 0x6c));
  }
  palette.setColor(QPalette::Disabled, QPalette::Highlight, QColor(0x33, 0x3a, 0x42));
  return palette;
}

/// Spacing and edges that a palette cannot say. Colours come from the palette only.
const QString kStyleSheet = QStringLiteral(R"(
QMainWindow::separator { background: palette(window); width: 3px; height: 3px; }
QMenuBar { padding: 2px 6px; }
QMenuBar::item { padding: 4px 9px; border-radius: 4px; }
QMenuBar::item:selected { background: palette(light); color: palette(button-text); }
QMenu { padding: 5px; border: 1px solid palette(light); }
QMenu::item { padding: 5px 28px 5px 26px; border-radius: 4px; }
QMenu::item:selected { background: palette(light); color: palette(button-text); }
QMenu::icon { padding-left: 6px; }
QMenu::separator { height: 1px; background: palette(mid); margin: 5px 6px; }
QToolBar { border: none; spacing: 3px; padding: 5px 4px; }
QToolBar::separator { background: palette(mid); height: 1px; margin: 6px 5px; }
QToolButton { border: none; border-radius: 6px; padding: 6px; }
QToolButton::menu-indicator { image: none; }
QToolButton#qt_toolbar_ext_button { padding: 0; }
QTabBar::tab { padding: 5px 7px; }
QToolButton:hover { background: palette(light); }
QToolButton:checked { background: palette(button); }
QDockWidget { font-weight: 600; titlebar-close-icon: url(:/limn/icons/dock-close.svg); }
QDockWidget::close-button { border: none; padding: 0; icon-size: 12px; }
QDockWidget::title { padding: 8px 10px 5px 10px; text-align: left; }
QTreeView, QListView { border: none; outline: 0; border-radius: 5px; }
QTreeView::item, QListView::item { padding: 4px 2px; border: none; }
QTreeView::item:selected, QListView::item:selected { background: palette(light); color: palette(text); }
QStatusBar { border-top: 1px solid palette(mid); }
QStatusBar::item { border: none; }
QToolTip { border: 1px solid palette(light); padding: 4px 6px; }
)");

}  // namespace

void applyTheme(QApplication& application, Theme theme) {
  QApplication::setStyle(QStyleFactory::create(QStringLiteral("Fusion")));
  QApplication::setPalette(theme == Theme::Dark ? darkPalette()
                                                : QApplication::style()->standardPalette());
  application.setStyleSheet(kStyleSheet);
}

}  // namespace limn::gui
