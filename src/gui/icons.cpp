// SPDX-FileCopyrightText: 2026 The Limn authors
// SPDX-License-Identifier: Apache-2.0
#include "icons.h"

#include <QByteArray>
#include <QFile>
#include <QGuiApplication>
#include <QIconEngine>
#include <QPainter>
#include <QPalette>
#include <QPixmap>
#include <QSvgRenderer>
#include <optional>
#include <utility>

static void initialiseResources() {
  Q_INIT_RESOURCE(limn);
}  // outside of any namespace

namespace limn::gui {
namespace {

/// Renders an SVG whose strokes are `currentColor`, in the colour of the palette at that moment.
class SvgIconEngine : public QIconEngine {
 public:
  SvgIconEngine(QByteArray svg, std::optional<QColor> color)
      : svg_(std::move(svg)), color_(color) {}

  void paint(QPainter* painter, const QRect& rect, QIcon::Mode mode, QIcon::State state) override {
    QByteArray svg = svg_;
    svg.replace("currentColor", colorFor(mode, state).name().toLatin1());
    QSvgRenderer(svg).render(painter, rect);
  }
  QPixmap pixmap(const QSize& size, QIcon::Mode mode, QIcon::State state) override {
    QPixmap pixmap(size);
    pixmap.fill(Qt::transparent);
    QPainter painter(&pixmap);
    painter.setRenderHint(QPainter::Antialiasing);
    paint(&painter, QRect(QPoint(), size), mode, state);
    return pixmap;
  }
  QIconEngine* clone() const override { return new SvgIconEngine(*this); }

 private:
  [[nodiscard]] QColor colorFor(QIcon::Mode mode, QIcon::State state) const {
    const QPalette palette = QGuiApplication::palette();
    if (mode == QIcon::Disabled) {
      return palette.color(QPalette::Disabled, QPalette::ButtonText);
    }
    if (color_) return *color_;
    if (state == QIcon::On) return palette.color(QPalette::Highlight);
    return palette.color(QPalette::ButtonText);
  }

  QByteArray svg_;
  std::optional<QColor> color_;
};

QIcon makeIcon(const QString& name, std::optional<QColor> color) {
  static const bool ready = (initialiseResources(), true);
  Q_UNUSED(ready);
  QFile file(QStringLiteral(":/limn/icons/%1.svg").arg(name));
  if (!file.open(QIODevice::ReadOnly)) return {};
  return QIcon(new SvgIconEngine(file.readAll(), color));
}

}  // namespace

QIcon icon(const QString& name) {
  return makeIcon(name, std::nullopt);
}

QIcon icon(const QString& name, const QColor& color) {
  return makeIcon(name, color);
}

}  // namespace limn::gui
