# SPDX-FileCopyrightText: 2026 The Limn authors
# SPDX-License-Identifier: Apache-2.0

# Strict warnings for our own code; third-party headers are system headers.
option(LIMN_WERROR "Treat warnings as errors" OFF)
target_compile_options(limn_flags INTERFACE
  -Wall -Wextra -Wpedantic -Wshadow -Wnon-virtual-dtor -Woverloaded-virtual -Wcast-align
  $<$<BOOL:${LIMN_WERROR}>:-Werror>)
