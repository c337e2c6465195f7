// SPDX-FileCopyrightText: 2026 The Limn authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "limn/base/result.h"
#include "limn/cache/embedding_folder.h"
#include "limn/core/mask_predictor.h"
#include "limn/core/study_io.h"

#include <cstdint>
#include <filesystem>
#include <memory>
#include <string>

namespace limn::apps {

/// The network that the options of a program choose.
struct ModelChoice {
  std::string model;  // checkpoint file or name of an installed model; empty = the default
  std::string arch;   // formula weights ("vit_b_adapter_256") instead of a checkpoint
  std::string device = "auto";     // auto, cpu, cuda, cuda:N
  std::string precision = "fp32";  // fp32, tf32, bf16, fp16; on a CPU fp32, bf16
  std::string family;              // sam-med2d, sam, medsam; empty = what the file says
  bool dropAdapters = false;
  int threads = 0;    // 0 = all cores
  std::string focus;  // weights of a focus network, or its name; empty = the installed one
  bool noFocus = false;
  bool offersFocus =
      false;  // the installed one with any model; used by default only where measured
};

/// Files through limn::imaging.
[[nodiscard]] core::StudyIo makeStudyIo();

/// Whether encoded slices are kept on disk, and how much of it they may take.
struct DiskCacheChoice {
  bool isOff = false;
  double limitGigabytes = 4;

  [[nodiscard]] std::uint64_t limitBytes() const {
    return static_cast<std::uint64_t>(limitGigabytes * 1e9);
  }
};

/// LIMN_CACHE, when it names a folder, else the user's cache folder; empty when LIMN_CACHE is "off"
/// or no home is known.
[[nodiscard]] std::filesystem::path embeddingFolderPath();
/// Null when it is switched off or there is no folder for it.
[[nodiscard]] std::shared_ptr<cache::EmbeddingFolder> makeEmbeddingFolder(
    const DiskCacheChoice& choice);

/// The chosen network alone, else LIMN_MODEL, else the installed default. NotFound says how to give
/// one. Slow (reads the checkpoint). Sets the number of CPU threads. Slices that `store` holds are
/// not encoded again; it may be null. WrongUse when `choice` names a focus network.
[[nodiscard]] Result<std::shared_ptr<core::MaskPredictor>> makePredictor(
    const ModelChoice& choice, std::shared_ptr<core::EmbeddingStore> store = nullptr);

/// Likewise, and the focus network behind it: the one that `choice` names, else the installed one,
/// which is then used by default with the model that it was measured with. Without `noFocus`.
[[nodiscard]] Result<std::shared_ptr<core::MaskPredictor>> makeFocusedPredictor(
    const ModelChoice& choice, std::shared_ptr<core::EmbeddingStore> store = nullptr);

}  // namespace limn::apps
