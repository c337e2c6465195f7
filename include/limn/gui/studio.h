// SPDX-FileCopyrightText: 2026 The Limn authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "limn/base/result.h"
#include "limn/core/case_store.h"
#include "limn/core/mask_predictor.h"
#include "limn/core/session.h"
#include "limn/core/study_io.h"

#include <functional>
#include <memory>
#include <string>
#include <vector>

namespace limn::gui {

/// Which network to open, as a person chose it.
struct ModelRequest {
  std::string model;  // checkpoint file or name of an installed model; empty = the default
  std::string arch;   // formula weights instead of a checkpoint
  std::string device = "auto";     // auto, cpu, cuda, cuda:N
  std::string precision = "fp32";  // fp32, tf32, bf16, fp16
  std::string family;              // sam-med2d, sam, medsam; empty = what the file says
  bool dropAdapters = false;
  int threads = 0;    // 0 = all cores
  std::string focus;  // weights of a focus network; empty = the installed one
  bool noFocus = false;
};

/// A model that can be asked for by its name.
struct InstalledModelText {
  std::string name, description;
};

/// Whether encoded slices are kept on disk, and how much of it they may take.
struct DiskCacheRequest {
  bool isOn = true;
  double limitGigabytes = 4;
};

/// What the window is given by the program around it.
struct StudioParts {
  core::StudyIo io;
  core::CaseIo cases;  // empty functions: nothing is kept
  /// Slow; called on a thread of its own. NotFound when nothing was asked for and nothing is
  /// installed.
  std::function<Result<std::shared_ptr<core::MaskPredictor>>(const ModelRequest&)> loadModel;
  /// What the menu offers; may be empty.
  std::function<std::vector<InstalledModelText>()> installedModels = {};
  std::string version;
  core::SessionOptions session = {};
  /// Empty when slices cannot be kept.
  std::function<void(const DiskCacheRequest&)> setDiskCache = {};
};

/// Runs the window until it is closed, or until the script of `--script` ends. Returns the exit
/// code: 0 done, 1 a script failed, 2 wrong use.
[[nodiscard]] int runStudio(int argc, char** argv, StudioParts parts);

}  // namespace limn::gui
