// SPDX-FileCopyrightText: 2026 The Limn authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "limn/base/result.h"

#include <cstddef>
#include <optional>

namespace limn::core {

/// Whether what the reader did is on the disk.
struct Saving {
  enum class State {
    NotKept,  ///< there is no case file
    Saved,    ///< all of it, synced
    Writing,  ///< some milliseconds after an action; see `waiting`
    Failed,   ///< see `error`; tried again every two seconds and with each action
    ReadOnly  ///< see `error`; what is done is not kept
  };
  State state = State::NotKept;
  std::size_t waiting = 0;  // actions that are not on the disk yet
  std::optional<Error> error;
};

}  // namespace limn::core
