// SPDX-FileCopyrightText: 2026 The Limn authors
// SPDX-License-Identifier: Apache-2.0
#include "volume_choice.h"

#include "limn/batch/number_list.h"
#include "limn/imaging/study_reader.h"

#include <CLI/CLI.hpp>
#include <fmt/core.h>

#include <algorithm>

namespace limn::apps {
namespace {

/// "\n  --volume 2  MR series 300, time 2 of 2 (9 slices)" for each.
std::string listOf(const std::vector<SeriesSummary>& series) {
  std::string list;
  for (const SeriesSummary& one : series) {
    list += "\n ";
    if (!one.seriesInstanceUid.empty()) list += fmt::format(" --series {}", one.seriesInstanceUid);
    if (one.parts > 1) list += fmt::format(" --volume {}", one.part + 1);
    const bool isOneFile = one.seriesInstanceUid.empty() && !one.files.empty();
    list += fmt::format("  {}{}", isOneFile ? one.files.front().string() + " " : std::string(),
                        one.description);
  }
  return list;
}

}  // namespace

void addUncalibrated(CLI::App& command, bool& inVoxelUnits) {
  command.add_flag("--uncalibrated", inVoxelUnits,
                   "open a series whose spacing, position or orientation cannot be read, in "
                   "voxels: without millimetres, volumes, left and right");
}

void addVolumeChoice(CLI::App& command, VolumeChoice& choice) {
  command.add_option("--series", choice.series,
                     "series instance UID, if a folder has several series");
  command
      .add_option(
          "--volume", choice.volume,
          "volume to use if a series has several (time points), counted from 1 as limn info does")
      ->check(CLI::PositiveNumber);
  addUncalibrated(command, choice.inVoxelUnits);
}

Result<Volume> readChosenVolume(const VolumeChoice& choice, const JobContext& job) {
  auto scan = imaging::scanStudy(choice.path, job);
  if (!scan) return passOn(scan);
  const std::vector<SeriesSummary> all = scan->series;
  std::erase_if(scan->series, [&](const SeriesSummary& one) {
    return (!choice.series.empty() && one.seriesInstanceUid != choice.series) ||
           (choice.volume && one.part + 1 != *choice.volume);
  });
  if (scan->series.size() == 1) {
    scan->series.front().inVoxelUnits = choice.inVoxelUnits;
    return imaging::readSeries(scan->series.front(), job);
  }
  const std::string path = choice.path.string();
  if (scan->series.empty()) {
    return fail(ErrorCode::NotFound,
                fmt::format("{} holds no such volume; it holds{}", path, listOf(all)));
  }
  return fail(ErrorCode::Mismatch, fmt::format("{} holds {} volumes; choose one:{}", path,
                                               scan->series.size(), listOf(scan->series)));
}

Result<core::InputMapping> chooseMapping(const std::string& inputWindow, const Volume& volume) {
  if (inputWindow.empty()) return core::volumeRangeMapping(volume);
  auto numbers = batch::parseNumbers("--input-window", "CENTRE,WIDTH", inputWindow, {2});
  if (!numbers) return passOn(numbers);
  if ((*numbers)[1] <= 0) {
    return fail(ErrorCode::WrongUse,
                fmt::format("--input-window expects a width above 0, found '{}'", inputWindow));
  }
  return core::windowMapping({(*numbers)[0], (*numbers)[1]});
}

}  // namespace limn::apps
