// SPDX-FileCopyrightText: 2026 The Limn authors
// SPDX-License-Identifier: Apache-2.0
#include "error_translation.h"

#include "limn/nn/checkpoint.h"
#include "limn/nn/predictor.h"

#include <c10/util/Exception.h>

#include <exception>
#include <stdexcept>
#include <string>
#include <string_view>

namespace limn::engine {
namespace {

constexpr std::string_view kOutOfMemory =
    "not enough memory for the network; close other programs, choose --device cpu or a smaller "
    "model";

}  // namespace

Error currentError() {
  try {
    throw;
  } catch (const nn::Cancelled&) {
    return {ErrorCode::Cancelled, "stopped on request", {}};
  } catch (const nn::CheckpointError& error) {
    return {ErrorCode::Unreadable, error.what(), {}};
  } catch (const std::invalid_argument& error) {
    return {ErrorCode::WrongUse, error.what(), {}};
  } catch (const c10::Error& error) {
    if (nn::isOutOfMemory(error)) return {ErrorCode::OutOfMemory, std::string(kOutOfMemory), {}};
    return {ErrorCode::Internal,
            std::string("the network library failed: ") + error.what_without_backtrace(),
            {}};
  } catch (const std::exception& error) {
    if (nn::isOutOfMemory(error)) return {ErrorCode::OutOfMemory, std::string(kOutOfMemory), {}};
    return {ErrorCode::Internal, error.what(), {}};
  } catch (...) {
    return {ErrorCode::Internal, "an unknown failure inside the network", {}};
  }
}

}  // namespace limn::engine
