// SPDX-FileCopyrightText: 2026 The Limn authors
// SPDX-License-Identifier: Apache-2.0
#include "checkpoint_reader.h"

#include <cstddef>
#include <cstdint>
#include <string_view>

/// libFuzzer: any bytes open or are refused with a CheckpointError; nothing else may happen.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace limn::nn;
  const MemorySource source({reinterpret_cast<const char*>(data), size});
  for (const TensorChoice choice : {TensorChoice::Weights, TensorChoice::All}) {
    try {
      const StateDict state = readFrom(source, choice);
      if (choice == TensorChoice::Weights) (void)inferConfig(state);
    } catch (const CheckpointError&) {
      continue;
    }
  }
  return 0;
}
