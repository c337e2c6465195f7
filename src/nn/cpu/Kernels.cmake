# SPDX-FileCopyrightText: 2026 The Limn authors
# SPDX-License-Identifier: Apache-2.0

# The inner loops, once for each instruction set; kernels.cpp picks one when the program runs. They
# are always optimised: a debug build without it takes minutes for one picture.
set(limn_kernel_flags -O3 -ffp-contract=fast -fno-math-errno -fno-trapping-math -fopenmp-simd)
set_source_files_properties(cpu/kernels_baseline.cpp PROPERTIES
  COMPILE_OPTIONS "${limn_kernel_flags}")
if(CMAKE_SYSTEM_PROCESSOR MATCHES "^(x86_64|AMD64)$")
  target_sources(limn_nn PRIVATE cpu/kernels_avx2.cpp cpu/kernels_avx512.cpp
    cpu/kernels_avx512_bf16.cpp)
  set_source_files_properties(cpu/kernels_avx2.cpp PROPERTIES
    COMPILE_OPTIONS "${limn_kernel_flags};-mavx2;-mfma")
  set_source_files_properties(cpu/kernels_avx512.cpp PROPERTIES
    COMPILE_OPTIONS "${limn_kernel_flags};-mavx512f;-mfma")
  set_source_files_properties(cpu/kernels_avx512_bf16.cpp PROPERTIES
    COMPILE_OPTIONS "${limn_kernel_flags};-mavx512f;-mavx512bw;-mavx512bf16;-mfma")
endif()

# Our loops run on LibTorch's threads, which are OpenMP's. The thread sanitizer does not know how
# those wait for each other, so there they run on one.
find_package(OpenMP COMPONENTS CXX)
if(OpenMP_CXX_FOUND AND NOT LIMN_SANITIZE STREQUAL "thread")
  target_link_libraries(limn_nn PRIVATE OpenMP::OpenMP_CXX)
endif()
