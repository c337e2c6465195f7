# SPDX-FileCopyrightText: 2026 The Limn authors
# SPDX-License-Identifier: Apache-2.0

# LIMN_SANITIZE=address (with undefined) or thread, for the whole build.
set(LIMN_SANITIZE "" CACHE STRING "address or thread")
set_property(CACHE LIMN_SANITIZE PROPERTY STRINGS "" address thread)
if(LIMN_SANITIZE STREQUAL "address")
  set(limn_checks address,undefined,float-cast-overflow)
  add_compile_options(-fsanitize=${limn_checks} -fno-omit-frame-pointer -g1
    -fno-sanitize-recover=undefined,float-cast-overflow)
  add_link_options(-fsanitize=${limn_checks})
elseif(LIMN_SANITIZE STREQUAL "thread")
  add_compile_options(-fsanitize=thread -fno-omit-frame-pointer -g1)
  add_link_options(-fsanitize=thread)
elseif(LIMN_SANITIZE)
  message(FATAL_ERROR "LIMN_SANITIZE is '${LIMN_SANITIZE}'; expected address, thread or nothing")
endif()
