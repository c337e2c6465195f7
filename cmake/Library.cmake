# SPDX-FileCopyrightText: 2026 The Limn authors
# SPDX-License-Identifier: Apache-2.0

# limn_add_library(NAME SOURCES ... [HEADERS ...] [PUBLIC ...] [PRIVATE ...])
#
# Makes the static library limn_NAME with the alias limn::NAME. HEADERS are its public headers,
# relative to include/limn/NAME; each is compiled alone by `all_verify_interface_header_sets`.
# PUBLIC and PRIVATE are link dependencies as in target_link_libraries.
set(CMAKE_VERIFY_INTERFACE_HEADER_SETS ON)

function(limn_add_library name)
  cmake_parse_arguments(PARSE_ARGV 1 arg "" "" "SOURCES;HEADERS;PUBLIC;PRIVATE")
  add_library(limn_${name} STATIC ${arg_SOURCES})
  add_library(limn::${name} ALIAS limn_${name})
  set(header_root "${PROJECT_SOURCE_DIR}/include")
  list(TRANSFORM arg_HEADERS PREPEND "${header_root}/limn/${name}/")
  target_sources(limn_${name} PUBLIC FILE_SET HEADERS BASE_DIRS "${header_root}"
    FILES ${arg_HEADERS})
  target_include_directories(limn_${name} PRIVATE "${CMAKE_CURRENT_SOURCE_DIR}")
  target_link_libraries(limn_${name} PUBLIC ${arg_PUBLIC} PRIVATE ${arg_PRIVATE} limn_flags)
endfunction()
