# SPDX-FileCopyrightText: 2026 The Limn authors
# SPDX-License-Identifier: Apache-2.0

# limn_test_in_locales(NAME LABELS label)
#
# Runs a whole test program of limn_add_test() again in each locale of LIMN_TEST_LOCALES. The
# program contains tests/support/test_locale.cpp, or starts programs that take their locale from
# LC_ALL. The locales are compiled into the build folder, so that none has to be installed. Not
# with sanitizers: they find the same in every locale.
set(LIMN_TEST_LOCALES de_DE tr_TR zh_CN)
set(LIMN_LOCALE_FOLDER "${PROJECT_BINARY_DIR}/locale")
find_program(LIMN_LOCALEDEF localedef)

if(LIMN_LOCALEDEF AND EXISTS /usr/share/i18n/locales/de_DE)
  foreach(locale IN LISTS LIMN_TEST_LOCALES)
    add_custom_command(OUTPUT "${LIMN_LOCALE_FOLDER}/${locale}.UTF-8/LC_NUMERIC"
      COMMAND "${CMAKE_COMMAND}" -E make_directory "${LIMN_LOCALE_FOLDER}"
      COMMAND "${LIMN_LOCALEDEF}" --no-archive -i ${locale} -f UTF-8
        "${LIMN_LOCALE_FOLDER}/${locale}.UTF-8"
      COMMENT "Compiling the locale ${locale}" VERBATIM)
    list(APPEND locale_files "${LIMN_LOCALE_FOLDER}/${locale}.UTF-8/LC_NUMERIC")
  endforeach()
  add_custom_target(limn_test_locales DEPENDS ${locale_files})
else()
  message(STATUS "No tests in other locales: install the package 'locales'")
endif()

function(limn_test_in_locales name)
  cmake_parse_arguments(PARSE_ARGV 1 arg "" "" "LABELS")
  if(NOT TARGET limn_test_locales OR LIMN_SANITIZE)
    return()
  endif()
  add_dependencies(${name} limn_test_locales)
  foreach(locale IN LISTS LIMN_TEST_LOCALES)
    add_test(NAME ${name}.${locale} COMMAND ${name} --gtest_brief=1)
    set_tests_properties(${name}.${locale} PROPERTIES LABELS "${arg_LABELS}" TIMEOUT 300
      ENVIRONMENT "LIMN_TEST_LOCALE=${locale}.UTF-8;LC_ALL=${locale}.UTF-8;LOCPATH=${LIMN_LOCALE_FOLDER};LIMN_CACHE=off")
  endforeach()
endfunction()
