# SPDX-FileCopyrightText: 2026 The Limn authors
# SPDX-License-Identifier: Apache-2.0

# A compiler cache and a fast linker where they are installed.
find_program(LIMN_CCACHE ccache)
if(LIMN_CCACHE AND NOT CMAKE_CXX_COMPILER_LAUNCHER)
  set(CMAKE_C_COMPILER_LAUNCHER "${LIMN_CCACHE}")
  set(CMAKE_CXX_COMPILER_LAUNCHER "${LIMN_CCACHE}")
endif()
find_program(LIMN_MOLD mold)
if(LIMN_MOLD)
  add_link_options(-fuse-ld=mold)
endif()
