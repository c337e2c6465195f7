// SPDX-FileCopyrightText: 2026 The Limn authors
// SPDX-License-Identifier: Apache-2.0
#include "limn/base/log.h"

#include <spdlog/sinks/rotating_file_sink.h>
#include <spdlog/sinks/stdout_color_sinks.h>
#include <spdlog/spdlog.h>

#include <array>
#include <memory>

namespace limn::log {
namespace {

spdlog::logger& logger() {
  static const std::shared_ptr<spdlog::logger> instance = [] {
    auto made = std::make_shared<spdlog::logger>(
        "limn", std::make_shared<spdlog::sinks::stderr_color_sink_mt>());
    made->set_pattern("[%H:%M:%S.%e] %^%l%$ %v");
    made->set_level(spdlog::level::warn);
    made->flush_on(spdlog::level::warn);
    return made;
  }();
  return *instance;
}

spdlog::level::level_enum toSpdlog(Level level) {
  constexpr std::array kLevels{spdlog::level::trace, spdlog::level::debug, spdlog::level::info,
                               spdlog::level::warn,  spdlog::level::err,   spdlog::level::off};
  return kLevels[static_cast<std::size_t>(level)];
}

}  // namespace

void setLevel(Level level) {
  logger().set_level(toSpdlog(level));
}

bool toFile(const std::filesystem::path& file) {
  try {
    constexpr std::size_t kBytes = 5U << 20U;
    constexpr std::size_t kFiles = 3;
    logger().sinks().push_back(
        std::make_shared<spdlog::sinks::rotating_file_sink_mt>(file.string(), kBytes, kFiles));
    return true;
  } catch (const spdlog::spdlog_ex& error) {
    write(Level::Warning, error.what());
    return false;
  }
}

bool isEnabled(Level level) {
  return logger().should_log(toSpdlog(level));
}

void write(Level level, std::string_view text) {
  logger().log(toSpdlog(level), "{}", text);
}

}  // namespace limn::log
