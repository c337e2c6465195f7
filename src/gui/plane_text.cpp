// SPDX-FileCopyrightText: 2026 The Limn authors
// SPDX-License-Identifier: Apache-2.0
#include "plane_text.h"

#include "text.h"

#include <QCoreApplication>
#include <algorithm>
#include <array>
#include <cmath>
#include <functional>
#include <string>

namespace limn::gui {
namespace {

constexpr double kSineOfFiveDegrees = 0.0872, kCosineOfFiveDegrees = 0.9962;

QString translated(const char* text) {
  return QCoreApplication::translate("PlaneText", text);
}

/// LPS component along the normal of an anatomical plane.
int normalOf(Anatomical plane) {
  return plane == Anatomical::Sagittal ? 0 : plane == Anatomical::Coronal ? 1 : 2;
}

QString anatomicalTitle(Anatomical plane) {
  switch (plane) {
    case Anatomical::Axial:
      return translated("Axial");
    case Anatomical::Coronal:
      return translated("Coronal");
    case Anatomical::Sagittal:
      return translated("Sagittal");
  }
  return {};
}

}  // namespace

QString directionLetters(Vec3 direction) {
  struct Part {
    double size;
    char letter;
  };
  std::array<Part, 3> parts{{{std::abs(direction.x), direction.x < 0 ? 'R' : 'L'},
                             {std::abs(direction.y), direction.y < 0 ? 'A' : 'P'},
                             {std::abs(direction.z), direction.z < 0 ? 'I' : 'S'}}};
  std::ranges::stable_sort(parts, std::greater(), &Part::size);
  QString letters;
  for (const Part& part : parts) {
    if (letters.isEmpty() || part.size > kSineOfFiveDegrees) letters += QLatin1Char(part.letter);
  }
  return letters;
}

bool isOblique(const SliceLayout& layout) {
  const int normal = normalOf(layout.anatomical);
  const Vec3 u = layout.columnDirection, v = layout.rowDirection;
  const std::array<double, 3> cross{u.y * v.z - u.z * v.y, u.z * v.x - u.x * v.z,
                                    u.x * v.y - u.y * v.x};
  return std::abs(cross[static_cast<std::size_t>(normal)]) < kCosineOfFiveDegrees;
}

QString planeTitle(const Volume& volume, const SliceLayout& layout) {
  if (!hasDirections(volume.grid.calibration)) return translated("Picture");
  const QString name = anatomicalTitle(layout.anatomical);
  return isOblique(layout) ? translated("Oblique, near %1").arg(name.toLower()) : name;
}

QString slicePosition(const Volume& volume, const SliceLayout& layout, std::int64_t slice) {
  if (!hasDirections(volume.grid.calibration) || isOblique(layout)) return {};
  const PixelPoint middle{static_cast<double>(layout.width - 1) / 2,
                          static_cast<double>(layout.height - 1) / 2};
  const WorldPoint w = volume.grid.toWorld(layout.toVoxel(middle, slice));
  switch (layout.anatomical) {
    case Anatomical::Sagittal:
      return translated("%1 mm").arg(millimetres(w.x, 'L', 'R'));
    case Anatomical::Coronal:
      return translated("%1 mm").arg(millimetres(w.y, 'P', 'A'));
    case Anatomical::Axial:
      return translated("%1 mm").arg(millimetres(w.z, 'S', 'I'));
  }
  return {};
}

QString millimetres(double value, char positive, char negative) {
  return QStringLiteral("%1 %2")
      .arg(QLatin1Char(value < 0 ? negative : positive))
      .arg(std::abs(value), 0, 'f', 1);
}

QString calibrationText(Calibration calibration) {
  const std::string remark(calibrationRemark(calibration));
  return remark.empty() ? QString() : translated(remark.c_str());
}

}  // namespace limn::gui
