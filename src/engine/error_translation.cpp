// SPDX-FileCopyrightText: 2026 The Limn authors
// SPDX-License-Identifier: Apache-2.0
#include "error_translation.h"

#include "limn/nn/checkpoint.h"
#include "limn/nn/predictor.h"

#include <c10/util/Exception.h>

#include <exception>
#include <new>
#include <stdexcept>
#include <string>
#include <string_view>

namespace limn::engine {
namespace {

constexpr std::string_view kOutOfMemory =
    "not enough memory for the network; close other programs, choose --device cpu or a smaller "
    "model";

/// LibTorch says so in words only: "CUDA out of memory", "not enough memory: you tried to
/// allocate".
bool speaksOfMemory(std::string_view text) {
  return text.find("out of memory") != std::string_view::npos ||
         text.find("not enough memory") != std::string_view::npos ||
         text.find("can't allocate memory") != std::string_view::npos;
}

}  // namespace

Error currentError() {
  try {
    throw;
  } catch (const nn::Cancelled&) {
    return {ErrorCode::Cancelled, "stopped on request", {}};
  } catch (const nn::CheckpointError& error) {
    return {ErrorCode::Unreadable, error.what(), {}};
  } catch (const std::bad_alloc&) {
    return {ErrorCode::OutOfMemory, std::string(kOutOfMemory), {}};
  } catch (const std::invalid_argument& error) {
    return {ErrorCode::WrongUse, error.what(), {}};
  } catch (const c10::Error& error) {
    const std::string text = error.what_without_backtrace();
    if (speaksOfMemory(text)) return {ErrorCode::OutOfMemory, std::string(kOutOfMemory), {}};
    return {ErrorCode::Internal, "the network library failed: " + text, {}};
  } catch (const std::exception& error) {
    return {ErrorCode::Internal, error.what(), {}};
  } catch (...) {
    return {ErrorCode::Internal, "an unknown failure inside the network", {}};
  }
}

}  // namespace limn::engine
