// SPDX-FileCopyrightText: 2026 The Limn authors
// SPDX-License-Identifier: Apache-2.0
#include "limn/base/slice_layout.h"

#include "patient_axes.h"

#include <algorithm>
#include <array>
#include <cstddef>

namespace limn {
namespace {

double component(VoxelPoint p, Axis axis) {
  return axis == Axis::X ? p.x : axis == Axis::Y ? p.y : p.z;
}

void setComponent(VoxelPoint& p, Axis axis, double value) {
  (axis == Axis::X ? p.x : axis == Axis::Y ? p.y : p.z) = value;
}

char opposite(Vec3 direction) {
  return directionLetter(direction * -1.0);
}

}  // namespace

std::string_view anatomicalName(Anatomical plane) {
  switch (plane) {
    case Anatomical::Axial:
      return "axial";
    case Anatomical::Coronal:
      return "coronal";
    case Anatomical::Sagittal:
      return "sagittal";
  }
  return "axial";
}

PixelPoint SliceLayout::toPixel(VoxelPoint p) const {
  const double x = component(p, column), y = component(p, row);
  return {columnFlipped ? static_cast<double>(width - 1) - x : x,
          rowFlipped ? static_cast<double>(height - 1) - y : y};
}

VoxelPoint SliceLayout::toVoxel(PixelPoint p, std::int64_t slice) const {
  VoxelPoint v;
  setComponent(v, column, columnFlipped ? static_cast<double>(width - 1) - p.x : p.x);
  setComponent(v, row, rowFlipped ? static_cast<double>(height - 1) - p.y : p.y);
  setComponent(v, normal, static_cast<double>(slice));
  return v;
}

char SliceLayout::leftLetter() const {
  return opposite(columnDirection);
}
char SliceLayout::rightLetter() const {
  return directionLetter(columnDirection);
}
char SliceLayout::topLetter() const {
  return opposite(rowDirection);
}
char SliceLayout::bottomLetter() const {
  return directionLetter(rowDirection);
}

SliceLayout sliceLayout(const Grid& grid, Axis normal) {
  const auto patient = patientAxes(grid);
  const auto voxelAxis = [&](int patientAxis) {
    return static_cast<int>(std::find(patient.begin(), patient.end(), patientAxis) -
                            patient.begin());
  };
  // For each plane: the patient axis along columns and rows, and the sign that grows in the
  // picture.
  struct Rule {
    int column, row;
    double columnSign, rowSign;
  };
  constexpr std::array<Rule, 3> kRules{{
      {1, 2, +1, -1},  // normal left-right: sagittal, Posterior to the right, Inferior down
      {0, 2, +1, -1},  // normal front-back: coronal, Left to the right, Inferior down
      {0, 1, +1, +1},  // normal head-foot: axial, Left to the right, Posterior down
  }};
  const int patientNormal = patient[static_cast<std::size_t>(normal)];
  const Rule rule = kRules[static_cast<std::size_t>(patientNormal)];
  const int u = voxelAxis(rule.column), v = voxelAxis(rule.row);
  const Vec3 uAxis = grid.axes[static_cast<std::size_t>(u)];
  const Vec3 vAxis = grid.axes[static_cast<std::size_t>(v)];

  SliceLayout layout;
  layout.normal = normal;
  layout.column = static_cast<Axis>(u);
  layout.row = static_cast<Axis>(v);
  layout.columnFlipped = uAxis[rule.column] * rule.columnSign < 0;
  layout.rowFlipped = vAxis[rule.row] * rule.rowSign < 0;
  layout.width = grid.size[u];
  layout.height = grid.size[v];
  layout.slices = grid.size[static_cast<int>(normal)];
  layout.columnSpacing = grid.spacing[u];
  layout.rowSpacing = grid.spacing[v];
  layout.sliceSpacing = grid.spacing[static_cast<int>(normal)];
  layout.columnDirection = layout.columnFlipped ? uAxis * -1.0 : uAxis;
  layout.rowDirection = layout.rowFlipped ? vAxis * -1.0 : vAxis;
  constexpr std::array<Anatomical, 3> kPlanes{Anatomical::Sagittal, Anatomical::Coronal,
                                              Anatomical::Axial};
  layout.anatomical = kPlanes[static_cast<std::size_t>(patientNormal)];
  return layout;
}

Axis axisOf(const Grid& grid, Anatomical plane) {
  const int wanted = plane == Anatomical::Sagittal ? 0 : plane == Anatomical::Coronal ? 1 : 2;
  const auto patient = patientAxes(grid);
  return static_cast<Axis>(std::find(patient.begin(), patient.end(), wanted) - patient.begin());
}

SliceWalk sliceWalk(const Grid& grid, const SliceLayout& layout, std::int64_t slice) {
  const std::array<std::int64_t, 3> steps{1, grid.size.x, grid.size.x * grid.size.y};
  const auto step = [&](Axis axis) { return steps[static_cast<std::size_t>(axis)]; };
  SliceWalk walk{slice * step(layout.normal), step(layout.column), step(layout.row), layout.width,
                 layout.height};
  if (layout.columnFlipped) {
    walk.start += (layout.width - 1) * walk.columnStep;
    walk.columnStep = -walk.columnStep;
  }
  if (layout.rowFlipped) {
    walk.start += (layout.height - 1) * walk.rowStep;
    walk.rowStep = -walk.rowStep;
  }
  return walk;
}

ImageView sliceView(const Volume& volume, const SliceLayout& layout, std::int64_t slice) {
  const auto pixel = static_cast<std::ptrdiff_t>(pixelBytes(volume.type)) * volume.channels;
  const SliceWalk walk = sliceWalk(volume.grid, layout, slice);
  ImageView view;
  view.data = volume.data->data() + walk.start * pixel;
  view.width = walk.width;
  view.height = walk.height;
  view.columnStride = walk.columnStep * pixel;
  view.rowStride = walk.rowStep * pixel;
  view.type = volume.type;
  view.channels = volume.channels;
  return view;
}

}  // namespace limn
