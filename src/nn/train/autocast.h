// SPDX-FileCopyrightText: 2026 The Limn authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <c10/core/Device.h>

namespace limn::nn {

/// While it lives, operators on a GPU that gain from it compute in bfloat16. Does nothing on a CPU
/// or when not wanted.
class Autocast {
 public:
  Autocast(bool wanted, c10::Device device);
  ~Autocast();
  Autocast(const Autocast&) = delete;
  Autocast& operator=(const Autocast&) = delete;

 private:
  bool on_;
};

}  // namespace limn::nn
