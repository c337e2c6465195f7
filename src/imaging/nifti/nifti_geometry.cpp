// SPDX-FileCopyrightText: 2026 The Limn authors
// SPDX-License-Identifier: Apache-2.0
#include "nifti_geometry.h"

#include "orientation.h"

#include <fmt/core.h>

#include <algorithm>
#include <cmath>
#include <optional>

namespace limn::imaging {
namespace {

constexpr int kUnitMask = 7, kMetre = 1, kMillimetre = 2, kMicrometre = 3;

bool isUsable(double step) {
  return std::isfinite(step) && step != 0;
}

/// pixdim[1..3] made usable: positive and finite.
Vec3 spacingOf(const NiftiPlacement& p, std::vector<std::string>& warnings) {
  const auto usable = [&](std::size_t i) {
    const double v = p.pixdim[i];
    if (!isUsable(v)) {
      warnings.push_back(fmt::format("pixdim[{}] is {}; 1 is taken instead", i, v));
      return 1.0;
    }
    if (v < 0) {
      warnings.push_back(fmt::format("pixdim[{}] is {}; its absolute value is taken", i, v));
    }
    return std::abs(v);
  };
  return {usable(1), usable(2), usable(3)};
}

Affine sformAffine(const NiftiPlacement& p) {
  Affine a;
  for (std::size_t i = 0; i < 3; ++i)
    a.columns[i] = {p.rows[0][i], p.rows[1][i], p.rows[2][i]};
  a.origin = {p.rows[0][3], p.rows[1][3], p.rows[2][3]};
  return a;
}

std::optional<Affine> qformAffine(const NiftiPlacement& p, Vec3 spacing,
                                  std::vector<std::string>& warnings) {
  double b = p.quaternion[0], c = p.quaternion[1], d = p.quaternion[2];
  const double squared = b * b + c * c + d * d;
  if (!std::isfinite(squared)) return std::nullopt;
  double a = 0;
  if (squared > 1 - 1e-7) {  // half a turn, within the rounding of the file
    const double norm = std::sqrt(squared);
    b /= norm, c /= norm, d /= norm;
    if (squared > 1 + 1e-5) {
      warnings.push_back(
          fmt::format("the quaternion of the qform has length {:.4g}; it was scaled to 1", norm));
    }
  } else {
    a = std::sqrt(1 - squared);
  }
  const double handedness = p.pixdim[0] < 0 ? -1 : 1;
  Affine q;
  q.columns[0] =
      Vec3{a * a + b * b - c * c - d * d, 2 * (b * c + a * d), 2 * (b * d - a * c)} * spacing.x;
  q.columns[1] =
      Vec3{2 * (b * c - a * d), a * a + c * c - b * b - d * d, 2 * (c * d + a * b)} * spacing.y;
  q.columns[2] = Vec3{2 * (b * d + a * c), 2 * (c * d - a * b), a * a + d * d - c * c - b * b} *
                 (spacing.z * handedness);
  q.origin = {p.offset[0], p.offset[1], p.offset[2]};
  if (!isInvertible(q)) return std::nullopt;
  return q;
}

double unitInMillimetres(int units, std::vector<std::string>& warnings) {
  switch (units & kUnitMask) {
    case kMetre:
      warnings.emplace_back("the header states metres; positions are converted to millimetres");
      return 1000;
    case kMicrometre:
      warnings.emplace_back(
          "the header states micrometres; positions are converted to millimetres");
      return 1e-3;
    default:
      return 1;  // millimetres, or unknown, which all readers take for millimetres
  }
}

double cornerDistance(const Affine& a, const Affine& b, Size3 size) {
  double largest = 0;
  for (int corner = 0; corner < 8; ++corner) {
    Vec3 move = a.origin - b.origin;
    for (int i = 0; i < 3; ++i) {
      const auto axis = static_cast<std::size_t>(i);
      if ((corner >> i) & 1) {
        move = move + (a.columns[axis] - b.columns[axis]) * static_cast<double>(size[i] - 1);
      }
    }
    largest = std::max(largest, length(move));
  }
  return largest;
}

/// Whether pixdim gives the size of the voxels. Steps of 1 without unit and forms are what writers
/// put there that do not know it.
bool statesSpacing(const NiftiPlacement& p, Size3 size, NiftiForm form) {
  const auto& d = p.pixdim;
  for (int i = 0; i < 3; ++i) {
    if (size[i] > 1 && !isUsable(d[static_cast<std::size_t>(i) + 1])) return false;
  }
  const bool isUnit = d[1] == 1 && d[2] == 1 && (d[3] == 1 || size.z == 1);
  return form != NiftiForm::Neither || !isUnit || (p.units & kUnitMask) != 0;
}

Calibration calibrationOf(const NiftiPlacement& p, Size3 size, NiftiForm form) {
  if (form == NiftiForm::Sform) return Calibration::Patient;  // has its own steps
  if (!statesSpacing(p, size, form)) return Calibration::None;
  return form == NiftiForm::Qform ? Calibration::Patient : Calibration::SpacingOnly;
}

struct Chosen {
  Affine ras;
  NiftiForm form = NiftiForm::Neither;
  bool ambiguous = false;
};

/// The form to use, still in RAS and the unit of the file.
Chosen chooseForm(const NiftiPlacement& p, Size3 size, std::vector<std::string>& warnings) {
  std::vector<std::string> qformWarnings;
  const Vec3 spacing = spacingOf(p, qformWarnings);
  const auto qform = p.qformCode > 0 ? qformAffine(p, spacing, qformWarnings) : std::nullopt;
  const Affine sform = fillFlatAxes(sformAffine(p), size, spacing);
  const bool sformUsable = p.sformCode > 0 && isInvertible(sform);
  if (p.sformCode > 0 && !sformUsable) {
    warnings.push_back(fmt::format("the sform is not a usable orientation; {} is used instead",
                                   qform ? "the qform" : "the voxel size alone"));
  }
  if (sformUsable && !(qform && largestCosine(sform) > kRightAngleCosine)) {
    const double apart = qform ? cornerDistance(sform, *qform, size) : 0;
    const double least = std::min({spacing.x, spacing.y, spacing.z});
    if (apart > 0.5 * least) {
      warnings.push_back(
          fmt::format("sform (code {}) and qform (code {}) place the volume up to "
                      "{:.4g} apart; the sform is used",
                      p.sformCode, p.qformCode, apart));
    }
    return {sform, NiftiForm::Sform, apart > 1e-3 * least};
  }
  warnings.insert(warnings.end(), qformWarnings.begin(), qformWarnings.end());
  if (qform) {
    if (sformUsable) {
      warnings.emplace_back(
          "the sform is sheared (its axes are not at right angles); the qform is "
          "used instead");
    }
    return {*qform, NiftiForm::Qform, p.sformCode > 0};
  }
  warnings.emplace_back(
      "the header states no orientation: left and right, front and back cannot be "
      "told apart; check them against another source");
  Affine plain;
  plain.columns = {Vec3{spacing.x, 0, 0}, Vec3{0, spacing.y, 0}, Vec3{0, 0, spacing.z}};
  return {plain, NiftiForm::Neither, true};
}

/// Quaternion (b, c, d) of a proper rotation with the given columns; the sign makes a >= 0.
std::array<double, 3> quaternionOf(const std::array<Vec3, 3>& r) {
  const double trace = r[0].x + r[1].y + r[2].z;
  std::array<double, 4> q{};  // a, b, c, d
  if (trace > 0) {
    const double s = 2 * std::sqrt(trace + 1);
    q = {s / 4, (r[1].z - r[2].y) / s, (r[2].x - r[0].z) / s, (r[0].y - r[1].x) / s};
  } else if (r[0].x >= r[1].y && r[0].x >= r[2].z) {
    const double s = 2 * std::sqrt(1 + r[0].x - r[1].y - r[2].z);
    q = {(r[1].z - r[2].y) / s, s / 4, (r[1].x + r[0].y) / s, (r[2].x + r[0].z) / s};
  } else if (r[1].y >= r[2].z) {
    const double s = 2 * std::sqrt(1 + r[1].y - r[0].x - r[2].z);
    q = {(r[2].x - r[0].z) / s, (r[1].x + r[0].y) / s, s / 4, (r[2].y + r[1].z) / s};
  } else {
    const double s = 2 * std::sqrt(1 + r[2].z - r[0].x - r[1].y);
    q = {(r[0].y - r[1].x) / s, (r[2].x + r[0].z) / s, (r[2].y + r[1].z) / s, s / 4};
  }
  const double sign = q[0] < 0 ? -1 : 1;
  return {sign * q[1], sign * q[2], sign * q[3]};
}

}  // namespace

Result<NiftiGeometry> niftiGeometry(const NiftiPlacement& placement, Size3 size,
                                    const std::string& name) {
  NiftiGeometry result;
  const Chosen chosen = chooseForm(placement, size, result.warnings);
  const double unit = unitInMillimetres(placement.units, result.warnings);
  const auto placed = gridFromAffine(flipXY(scaled(chosen.ras, unit)), size);
  if (!placed) {
    return fail(ErrorCode::Unsupported,
                fmt::format("{}: its axes are too far from right angles (cosine {:.3f}), as with a "
                            "tilted gantry; resample it to a right-angled grid first",
                            name, largestCosine(chosen.ras)));
  }
  result.grid = placed->grid;
  result.form = chosen.form;
  result.grid.calibration = calibrationOf(placement, size, chosen.form);
  if (result.grid.calibration == Calibration::None) {
    result.grid.spacing = {1, 1, 1};
    result.grid.origin = {};
  }
  result.ambiguous = chosen.ambiguous || placed->warning.has_value() || unit != 1;
  if (placed->warning) result.warnings.push_back(*placed->warning);
  if (auto ok = result.grid.check(); !ok) return passOn(ok, name);
  return result;
}

NiftiPlacement placementFromGrid(const Grid& grid) {
  const Affine ras = flipXY(affineFromGrid(grid));
  NiftiPlacement p;
  std::array<Vec3, 3> axes{};
  for (std::size_t i = 0; i < 3; ++i)
    axes[i] = ras.columns[i] * (1 / length(ras.columns[i]));
  const double handedness = dot(axes[0], cross(axes[1], axes[2])) < 0 ? -1 : 1;
  axes[2] = axes[2] * handedness;
  p.pixdim = {handedness, grid.spacing.x, grid.spacing.y, grid.spacing.z, 0, 0, 0, 0};
  p.qformCode = p.sformCode = 1;
  p.quaternion = quaternionOf(axes);
  for (int i = 0; i < 3; ++i) {
    const auto row = static_cast<std::size_t>(i);
    p.offset[row] = ras.origin[i];
    p.rows[row] = {ras.columns[0][i], ras.columns[1][i], ras.columns[2][i], ras.origin[i]};
  }
  p.units = hasMillimetres(grid.calibration) ? kMillimetre : 0;
  if (!hasDirections(grid.calibration)) {
    p = NiftiPlacement{.pixdim = p.pixdim, .units = p.units};
    p.pixdim[0] = 1;
  }
  return p;
}

}  // namespace limn::imaging
