# SPDX-FileCopyrightText: 2026 The Limn authors
# SPDX-License-Identifier: Apache-2.0

# The DICOM half of imaging; sees its private headers, and DCMTK to make files with.
find_package(DCMTK REQUIRED)
find_package(OpenCV REQUIRED COMPONENTS core imgcodecs)
find_package(OpenSSL REQUIRED COMPONENTS Crypto)
find_package(nlohmann_json REQUIRED)

limn_add_test(imaging_dicom_test
  SOURCES contours_test.cpp dicom_builder.cpp dicom_calibration_test.cpp dicom_mask_test.cpp
    dicom_reading_test.cpp dicom_segmentation_test.cpp
    dicom_series_refusal_test.cpp dicom_series_test.cpp dicom_stack_test.cpp dicom_structure_test.cpp dicom_values_test.cpp frame_decoder_test.cpp structure_set_test.cpp
    ../support/test_locale.cpp
  LINK limn::imaging limn::base DCMTK::dcmdata GTest::gmock opencv_core opencv_imgcodecs
  LABELS imaging WHOLE)

limn_test_in_locales(imaging_dicom_test LABELS imaging)

# Other people's files, with the facts that came with them.
limn_add_test(imaging_dicom_shared_test
  SOURCES dicom_segmentation_shared_test.cpp dicom_shared_file_test.cpp dicom_shared_series_test.cpp dicom_shared_support.cpp
    dicom_twin_test.cpp mask_formats_shared_test.cpp
  LINK limn::imaging limn::base nlohmann_json::nlohmann_json OpenSSL::Crypto
  LABELS imaging WHOLE)

foreach(test IN ITEMS imaging_dicom_test imaging_dicom_shared_test)
  target_include_directories(${test} PRIVATE "${PROJECT_SOURCE_DIR}/src/imaging")
  add_dependencies(${test} limn-decode)
endforeach()
