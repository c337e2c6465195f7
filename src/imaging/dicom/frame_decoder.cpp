// SPDX-FileCopyrightText: 2026 The Limn authors
// SPDX-License-Identifier: Apache-2.0
#include "frame_decoder.h"

#include "frame_protocol.h"

#include <fmt/format.h>
#include <poll.h>
#include <spawn.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <chrono>
#include <csignal>
#include <cstdlib>
#include <cstring>
#include <string>

namespace limn::imaging {

namespace {

constexpr std::chrono::seconds kPatience{120};
constexpr int kPollMs = 50;
constexpr std::uint64_t kLongestSentence = 4096;

bool isProgram(const std::filesystem::path& path) {
  return ::access(path.c_str(), X_OK) == 0;
}

}  // namespace

std::filesystem::path FrameDecoder::program() {
  if (const char* named = std::getenv("LIMN_DECODER"); named != nullptr && *named != '\0')
    return named;
  std::error_code error;
  const auto self = std::filesystem::read_symlink("/proc/self/exe", error);
  if (error) return {};
  const auto folder = self.parent_path();
  for (const auto& place : {folder / "limn-decode", folder.parent_path() / "bin" / "limn-decode",
                            folder.parent_path() / "libexec" / "limn" / "limn-decode"}) {
    if (isProgram(place)) return place;
  }
  return {};
}

FrameDecoder::~FrameDecoder() {
  end();
}

void FrameDecoder::end() {
  if (socket_ >= 0) ::close(socket_);
  if (child_ > 0) {
    ::kill(child_, SIGKILL);
    while (::waitpid(child_, nullptr, 0) < 0 && errno == EINTR) {
    }
  }
  socket_ = -1;
  child_ = -1;
}

Result<void> FrameDecoder::start() {
  if (child_ > 0) return {};
  const auto path = program();
  if (path.empty() || !isProgram(path)) {
    return fail(ErrorCode::Unsupported,
                "JPEG 2000 needs the program limn-decode, which is not installed "
                "beside this one");
  }
  std::array<int, 2> pair{};
  if (::socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, pair.data()) != 0) {
    return fail(ErrorCode::Internal, fmt::format("cannot make a socket: {}", std::strerror(errno)));
  }
  posix_spawn_file_actions_t actions;
  posix_spawn_file_actions_init(&actions);
  posix_spawn_file_actions_adddup2(&actions, pair[1], STDIN_FILENO);
  posix_spawn_file_actions_adddup2(&actions, pair[1], STDOUT_FILENO);
  std::string name = path.string();
  std::array<char*, 2> arguments{name.data(), nullptr};
  const int failed =
      ::posix_spawn(&child_, name.c_str(), &actions, nullptr, arguments.data(), environ);
  posix_spawn_file_actions_destroy(&actions);
  ::close(pair[1]);
  socket_ = pair[0];
  if (failed != 0) {
    child_ = -1;
    end();
    return fail(ErrorCode::Unsupported,
                fmt::format("cannot start {}: {}", name, std::strerror(failed)));
  }
  return {};
}

Result<void> FrameDecoder::transfer(Direction direction, std::byte* bytes, std::size_t count,
                                    const std::stop_token& stop) {
  const auto deadline = std::chrono::steady_clock::now() + kPatience;
  const bool isSend = direction == Direction::Send;
  for (std::size_t done = 0; done < count;) {
    if (stop.stop_requested()) return fail(ErrorCode::Cancelled, "cancelled");
    if (std::chrono::steady_clock::now() > deadline) {
      return fail(ErrorCode::Unreadable, "a compressed picture took over two minutes to unpack");
    }
    pollfd wait{
        .fd = socket_, .events = static_cast<short>(isSend ? POLLOUT : POLLIN), .revents = 0};
    if (::poll(&wait, 1, kPollMs) <= 0) continue;
    const ssize_t n = isSend
                          ? ::send(socket_, bytes + done, count - done, MSG_NOSIGNAL | MSG_DONTWAIT)
                          : ::recv(socket_, bytes + done, count - done, MSG_DONTWAIT);
    if (n < 0 && (errno == EINTR || errno == EAGAIN)) continue;
    if (n <= 0) {
      return fail(ErrorCode::Unreadable,
                  "a compressed picture is damaged: unpacking it ended the decoder");
    }
    done += static_cast<std::size_t>(n);
  }
  return {};
}

Result<DecodedFrame> FrameDecoder::decode(std::span<const std::byte> packed,
                                          const FrameShape& shape, const std::stop_token& stop) {
  if (auto started = start(); !started) return passOn(started);
  // After an unfinished exchange the state of the child is unknown: start another one.
  const auto abandon = [this](Result<void>& why) {
    end();
    return passOn(why);
  };
  DecodeRequest request{.bytes = packed.size()};
  DecodeReply reply;
  auto step =
      transfer(Direction::Send, reinterpret_cast<std::byte*>(&request), sizeof request, stop);
  if (!step) return abandon(step);
  step = transfer(Direction::Send, const_cast<std::byte*>(packed.data()), packed.size(), stop);
  if (!step) return abandon(step);
  step = transfer(Direction::Receive, reinterpret_cast<std::byte*>(&reply), sizeof reply, stop);
  if (!step) return abandon(step);
  DecodedFrame frame;
  frame.precision = static_cast<int>(reply.precision);
  frame.cellBytes = frame.precision <= 8 ? 1 : frame.precision <= 16 ? 2 : 4;
  frame.isSigned = reply.isSigned != 0;
  const auto samples = static_cast<std::uint64_t>(shape.columns * shape.rows) *
                       static_cast<std::uint64_t>(shape.samples);
  const bool hasShape = reply.columns == shape.columns && reply.rows == shape.rows &&
                        reply.samples == static_cast<std::uint32_t>(shape.samples) &&
                        reply.bytes == samples * static_cast<std::uint64_t>(frame.cellBytes);
  if (reply.failed == 0 && !hasShape) {
    end();
    return fail(
        ErrorCode::Unreadable,
        fmt::format("a compressed picture is {} x {} with {} sample(s); the header says {} x {} "
                    "with {}",
                    reply.columns, reply.rows, reply.samples, shape.columns, shape.rows,
                    shape.samples));
  }
  frame.bytes.resize(reply.failed == 0 ? reply.bytes : std::min(reply.bytes, kLongestSentence));
  step = transfer(Direction::Receive, frame.bytes.data(), frame.bytes.size(), stop);
  if (!step) return abandon(step);
  if (reply.failed != 0) {
    return fail(ErrorCode::Unreadable,
                fmt::format("a compressed picture is damaged: {}",
                            std::string(reinterpret_cast<const char*>(frame.bytes.data()),
                                        frame.bytes.size())));
  }
  return frame;
}

}  // namespace limn::imaging
