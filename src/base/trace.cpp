// SPDX-FileCopyrightText: 2026 The Limn authors
// SPDX-License-Identifier: Apache-2.0
#include "limn/base/trace.h"

#include "limn/base/atomic_file.h"
#include "limn/base/number_text.h"

#include <fmt/format.h>
#include <unistd.h>

#include <cstdint>
#include <ctime>
#include <fstream>
#include <map>
#include <mutex>
#include <span>
#include <sstream>
#include <thread>
#include <vector>

namespace limn::trace {

std::atomic<bool> detail::on = false;

namespace {

struct Event {
  std::string name;
  int row;
  Clock::time_point from, to;
};

struct Recorder {
  std::mutex mutex;
  std::vector<Event> events;
  std::map<std::string, Clock::time_point, std::less<>> waits;  // begun, not ended
  std::map<std::thread::id, int> threads;
  std::map<std::string, int, std::less<>> waitRows;
  int rows = 0;

  void clear() {
    events.clear();
    waits.clear();
    threads.clear();
    waitRows.clear();
    rows = 0;
  }
  template <class Key, class Map>
  int rowOf(Map& map, const Key& key) {
    const auto [at, isNew] = map.try_emplace(typename Map::key_type(key), rows + 1);
    if (isNew) ++rows;
    return at->second;
  }
};

Recorder& recorder() {
  static Recorder instance;
  return instance;
}

double microseconds(Clock::duration time) {
  return std::chrono::duration<double, std::micro>(time).count();
}

std::string inQuotes(std::string_view text) {
  std::string out = "\"";
  for (const char c : text) {
    if (c == '"' || c == '\\') out += '\\';
    out += static_cast<unsigned char>(c) < 0x20 ? ' ' : c;
  }
  return out + '"';
}

std::string rowName(int row, std::string_view name) {
  return fmt::format(R"({{"ph":"M","pid":1,"tid":{},"name":"thread_name","args":{{"name":{}}}}})",
                     row, inQuotes(name));
}

/// Field 22 of /proc/self/stat: clock ticks from the start of the machine to that of the process.
double startedAfterBoot() {
  std::ifstream file("/proc/self/stat");
  std::string line;
  std::getline(file, line);
  const auto name = line.rfind(')');  // the program's name may contain spaces
  if (name == std::string::npos) return -1;
  std::istringstream fields(line.substr(name + 1));
  std::string field;
  for (int i = 3; i <= 22; ++i)
    fields >> field;
  const auto ticks = parseNumber<double>(field);
  return fields && ticks ? *ticks / static_cast<double>(::sysconf(_SC_CLK_TCK)) : -1;
}

/// The second field of /proc/self/statm counts pages; -1 where it cannot be read.
std::int64_t residentMiB() {
  std::ifstream file("/proc/self/statm");
  std::int64_t size = 0, pages = -1;
  file >> size >> pages;
  return pages < 0 ? -1 : pages * ::sysconf(_SC_PAGESIZE) >> 20U;
}

Clock::time_point findProcessStart() {
  timespec boot{};
  const double started = startedAfterBoot();
  if (started < 0 || ::clock_gettime(CLOCK_BOOTTIME, &boot) != 0) return Clock::now();
  const double now = static_cast<double>(boot.tv_sec) + static_cast<double>(boot.tv_nsec) * 1e-9;
  const std::chrono::duration<double> age(now - started);
  return Clock::now() - std::chrono::duration_cast<Clock::duration>(age);
}

}  // namespace

void start() {
  static_cast<void>(processStart());
  const std::lock_guard lock(recorder().mutex);
  recorder().clear();
  detail::on = true;
}

void stop() {
  detail::on = false;
}

void record(std::string_view name, Clock::time_point from, Clock::time_point to) {
  if (!isOn()) return;
  Recorder& all = recorder();
  const std::lock_guard lock(all.mutex);
  all.events.push_back(
      {std::string(name), all.rowOf(all.threads, std::this_thread::get_id()), from, to});
}

void beginWait(std::string_view name, Clock::time_point from) {
  if (!isOn()) return;
  const std::lock_guard lock(recorder().mutex);
  recorder().waits[std::string(name)] = from;
}

void endWait(std::string_view name) {
  if (!isOn()) return;
  const auto now = Clock::now();
  Recorder& all = recorder();
  const std::lock_guard lock(all.mutex);
  const auto begun = all.waits.find(name);
  if (begun == all.waits.end()) return;
  all.events.push_back({std::string(name), all.rowOf(all.waitRows, name), begun->second, now});
  all.waits.erase(begun);
}

Clock::time_point processStart() {
  static const Clock::time_point started = findProcessStart();
  return started;
}

Result<void> write(const std::filesystem::path& file) {
  const Clock::time_point zero = processStart();
  std::string text = "{\"displayTimeUnit\":\"ms\",\"traceEvents\":[\n";
  {
    Recorder& all = recorder();
    const std::lock_guard lock(all.mutex);
    for (const auto& [thread, row] : all.threads)
      text += rowName(row, fmt::format("thread {}", row)) + ",\n";
    for (const auto& [name, row] : all.waitRows)
      text += rowName(row, name) + ",\n";
    for (const Event& event : all.events) {
      text += fmt::format(
          "{{\"ph\":\"X\",\"pid\":1,\"tid\":{},\"name\":{},\"ts\":{:.1f},\"dur\":{:.1f}}},\n",
          event.row, inQuotes(event.name), microseconds(event.from - zero),
          microseconds(event.to - event.from));
    }
    text += fmt::format(
        "{{\"ph\":\"C\",\"pid\":1,\"name\":\"resident memory\",\"ts\":{:.1f},"
        "\"args\":{{\"MiB\":{}}}}},\n",
        microseconds(Clock::now() - zero), residentMiB());
    text += rowName(0, "limn") + "\n]}\n";
  }
  return writeFileAtomically(file, std::as_bytes(std::span(text)));
}

}  // namespace limn::trace
