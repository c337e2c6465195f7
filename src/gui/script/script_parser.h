// SPDX-FileCopyrightText: 2026 The Limn authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "limn/base/geometry.h"
#include "limn/base/result.h"

#include <QString>
#include <QStringView>
#include <string>
#include <utility>
#include <variant>
#include <vector>

namespace limn::gui::script {

// One type per command; what a person could do with the mouse and the keys, and a look at the
// result.
struct Open {
  QString path;
};
struct Goto {
  VoxelIndex voxel;
};
struct View {
  QString plane;
};  // axial, coronal, sagittal
struct Click {
  VoxelIndex voxel;
  bool include = true;
};
struct Hover {
  VoxelIndex voxel;
};
struct Wheel {
  int notches;  // up is positive
};
struct Box {
  std::int64_t x0, y0, x1, y1, slice;
};  // in-plane axes in the file's order
/// A drag with a hand tool through voxels of one slice; in-plane axes in the file's order.
struct Draw {
  enum class Tool { Brush, Eraser, LassoAdd, LassoCut } tool;
  std::vector<std::pair<std::int64_t, std::int64_t>> places;
  std::int64_t slice;
};
struct Radius {
  double radius;  // of the brush; mm, or voxels where there are no millimetres
};
struct Propagate {
  std::int64_t first, last;  // slices of the active plane, from 0
};
struct Key {
  QString keys;
};  // "Ctrl+Z", portable form
struct Action {
  QString name;
};  // a key of the action table
struct Size {
  int width, height;
};
struct Export {
  QString file;
};
struct Screenshot {
  QString file;
};
struct Wait {};
struct Quit {};
using Command = std::variant<Open, Goto, View, Click, Hover, Wheel, Box, Draw, Radius, Propagate,
                             Key, Action, Size, Export, Screenshot, Wait, Quit>;

struct Step {
  int line = 0;
  QString text;
  Command command;
};

/// One command a line; empty lines and lines that start with '#' are skipped. WrongUse names the
/// line and what was expected there.
///
///   open PATH             goto X,Y,Z         view axial|coronal|sagittal
///   click X,Y,Z[,-]       box X0,Y0,X1,Y1,Z  key Ctrl+Z
///   hover X,Y,Z           wheel N            action NAME
///   brush X0,Y0,X1,Y1,…,Z erase …            lasso …            lasso-cut …  radius R
///   propagate A..B        accept  undo  redo  next-candidate
///   size WxH  export FILE  screenshot FILE   wait  quit
[[nodiscard]] Result<std::vector<Step>> parse(const QString& text);

}  // namespace limn::gui::script
