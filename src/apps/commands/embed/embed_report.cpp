// SPDX-FileCopyrightText: 2026 The Limn authors
// SPDX-License-Identifier: Apache-2.0
#include "embed/embed_report.h"

#include "limn/batch/json_forms.h"

#include <fmt/chrono.h>
#include <fmt/core.h>

#include <chrono>

namespace limn::apps {
namespace {

double megabytes(std::uint64_t bytes) {
  return static_cast<double>(bytes) / 1e6;
}

std::string utc(std::filesystem::file_time_type time) {
  const auto system = std::chrono::file_clock::to_sys(time);
  return fmt::format("{:%Y-%m-%dT%H:%M:%SZ}",
                     fmt::gmtime(std::chrono::system_clock::to_time_t(
                         std::chrono::time_point_cast<std::chrono::seconds>(system))));
}

}  // namespace

CommandOutput describeEmbedded(const std::vector<EmbeddedImage>& images,
                               const core::ModelInfo& model, const std::filesystem::path& folder) {
  CommandOutput output;
  std::uint64_t encoded = 0, found = 0;
  auto list = nlohmann::ordered_json::array();
  for (const EmbeddedImage& one : images) {
    encoded += one.encoded;
    found += one.found;
    list.push_back({{"image", one.image.string()},
                    {"series", one.series},
                    {"slices", one.slices},
                    {"encoded", one.encoded},
                    {"found", one.found},
                    {"seconds", one.seconds}});
    output.summary +=
        fmt::format("{}: {} slices, {} encoded, {} there already, {:.1f} s\n", one.image.string(),
                    one.slices, one.encoded, one.found, one.seconds);
  }
  output.document = {{"model", toJson(model)},
                     {"folder", folder.string()},
                     {"encoded", encoded},
                     {"found", found},
                     {"images", std::move(list)}};
  return output;
}

CommandOutput describeKept(const std::vector<cache::KeptSeries>& kept,
                           const std::filesystem::path& folder) {
  CommandOutput output;
  std::uint64_t slices = 0, bytes = 0;
  auto list = nlohmann::ordered_json::array();
  for (const cache::KeptSeries& one : kept) {
    slices += one.slices;
    bytes += one.bytes;
    const std::string lastUsed = utc(one.lastUsed);
    list.push_back({{"series", one.series},
                    {"slices", one.slices},
                    {"bytes", one.bytes},
                    {"last_used", lastUsed}});
    output.answer += fmt::format("{:<32} {:>6} slices {:>10.1f} MB  {}\n", one.series, one.slices,
                                 megabytes(one.bytes), lastUsed);
  }
  output.answer += fmt::format("{} slices of {} series, {:.1f} MB in {}\n", slices, kept.size(),
                               megabytes(bytes), folder.string());
  output.document = {{"folder", folder.string()},
                     {"slices", slices},
                     {"bytes", bytes},
                     {"series", std::move(list)}};
  return output;
}

CommandOutput describeForgotten(const cache::KeptSeries& gone,
                                const std::filesystem::path& folder) {
  CommandOutput output;
  output.document = {{"folder", folder.string()}, {"slices", gone.slices}, {"bytes", gone.bytes}};
  output.summary =
      fmt::format("{} slices, {:.1f} MB forgotten\n", gone.slices, megabytes(gone.bytes));
  return output;
}

}  // namespace limn::apps
