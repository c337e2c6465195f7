// SPDX-FileCopyrightText: 2026 The Limn authors
// SPDX-License-Identifier: Apache-2.0
#include "train/run_files.h"

#include "limn/nn/checkpoint.h"

#include <system_error>

namespace limn::nn {

RunFiles::RunFiles(const std::filesystem::path& folder)
    : state(folder / "state.safetensors"),
      model(folder / "model.safetensors"),
      csv(folder / "curves.csv"),
      svg(folder / "curves.svg") {
  std::error_code problem;
  std::filesystem::create_directories(folder, problem);
  if (problem) {
    throw TrainError(folder.string() +
                     ": the folder of the run cannot be made: " + problem.message());
  }
}

void RunFiles::write(const TrainState& run, const Curves& curves) const {
  curves.writeCsv(csv);
  curves.writeSvg(svg);
  StateDict weights;
  weights.metadata = networkMetadata(run);
  for (const auto& [name, tensor] : run.average.empty() ? run.weights : run.average) {
    weights.tensors[name] = tensor.detach().to(at::kCPU).contiguous();
  }
  writeSafetensors(model, weights);
  writeTrainState(state, run);
}

}  // namespace limn::nn
