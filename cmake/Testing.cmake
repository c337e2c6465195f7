# SPDX-FileCopyrightText: 2026 The Limn authors
# SPDX-License-Identifier: Apache-2.0

# limn_add_test(NAME SOURCES ... LABELS label [LINK ...] [WHOLE])
#
# One GoogleTest program; its cases appear in CTest one by one, or with WHOLE as one test: loading
# LibTorch, ITK or DCMTK takes longer than most cases. GTEST_FILTER chooses cases of such a test.
#
# Tests find folders and programs with support/test_paths.h: a compile definition that names a folder
# would make each checkout compile every test file again in spite of the compiler cache. They are
# compiled with little optimisation, which takes a fifth less time.
#
# OpenMP's workers sleep while they wait: spinning ones starve the tests that run beside them.
# Scripts run with LIMN_PYTHON: the distribution's python3, which has nibabel, before any other.
include(GoogleTest)
find_program(LIMN_PYTHON python3 PATHS /usr/bin NO_DEFAULT_PATH)
find_program(LIMN_PYTHON python3 REQUIRED)
find_package(GTest REQUIRED)

add_library(limn_test_paths STATIC "${PROJECT_SOURCE_DIR}/tests/support/test_paths.cpp")
target_include_directories(limn_test_paths PUBLIC "${PROJECT_SOURCE_DIR}/tests")
target_compile_definitions(limn_test_paths PRIVATE LIMN_SOURCE_DIR="${PROJECT_SOURCE_DIR}"
  LIMN_BINARY_DIR="${PROJECT_BINARY_DIR}" LIMN_SHARED_DIR="${LIMN_SHARED_DIR}"
  LIMN_PYTHON="${LIMN_PYTHON}")

function(limn_add_test name)
  cmake_parse_arguments(PARSE_ARGV 1 arg "WHOLE" "" "SOURCES;LINK;LABELS")
  if(NOT arg_LABELS)
    message(FATAL_ERROR "${name} needs a label, or no preset can choose it")
  endif()
  add_executable(${name} ${arg_SOURCES})
  target_link_libraries(${name} PRIVATE ${arg_LINK} limn_test_paths GTest::gtest GTest::gtest_main limn_flags)
  set_target_properties(${name} PROPERTIES RUNTIME_OUTPUT_DIRECTORY "${PROJECT_BINARY_DIR}/tests")
  target_compile_options(${name} PRIVATE $<$<CONFIG:Release>:-O1>)
  set(environment "OMP_WAIT_POLICY=passive;LIMN_CACHE=off")
  if(arg_WHOLE)
    add_test(NAME ${name} COMMAND ${name} --gtest_brief=1)
    set_tests_properties(${name} PROPERTIES TIMEOUT 1200 LABELS "${arg_LABELS}"
      ENVIRONMENT "${environment}" COST 10)  # starts before the short ones
  else()
    gtest_discover_tests(${name} DISCOVERY_MODE PRE_TEST DISCOVERY_TIMEOUT 60
      PROPERTIES TIMEOUT 300 LABELS "${arg_LABELS}" ENVIRONMENT "${environment}")
  endif()
endfunction()
