// SPDX-FileCopyrightText: 2026 The Limn authors
// SPDX-License-Identifier: Apache-2.0
#include "session_options.h"

#include <unistd.h>

#include <algorithm>
#include <cstddef>

namespace limn::apps {

core::SessionOptions sessionOptions() {
  constexpr std::size_t kLeast = std::size_t{256} << 20U, kMost = std::size_t{4} << 30U;
  core::SessionOptions options;
  const long pages = ::sysconf(_SC_PHYS_PAGES), pageBytes = ::sysconf(_SC_PAGESIZE);
  if (pages > 0 && pageBytes > 0) {
    const auto memory = static_cast<std::size_t>(pages) * static_cast<std::size_t>(pageBytes);
    options.hostBudgetBytes = std::clamp(memory / 8, kLeast, kMost);
  }
  return options;
}

}  // namespace limn::apps
