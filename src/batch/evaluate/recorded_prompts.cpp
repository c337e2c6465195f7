// SPDX-FileCopyrightText: 2026 The Limn authors
// SPDX-License-Identifier: Apache-2.0
#include "limn/batch/recorded_prompts.h"

#include <fmt/core.h>
#include <nlohmann/json.hpp>

#include <cmath>
#include <fstream>
#include <optional>
#include <utility>
#include <vector>

namespace limn::batch {
namespace {

using Json = nlohmann::ordered_json;
constexpr int kPromptsVersion = 1;

/// A list of exactly `count` finite numbers.
std::optional<std::vector<double>> numbers(const Json& value, std::size_t count) {
  if (!value.is_array() || value.size() != count) return std::nullopt;
  std::vector<double> list;
  for (const Json& number : value) {
    if (!number.is_number() || !std::isfinite(number.get<double>())) return std::nullopt;
    list.push_back(number.get<double>());
  }
  return list;
}

std::optional<core::BoxPrompt> boxFrom(const Json& value) {
  const auto box = numbers(value, 4);
  if (!box || (*box)[0] > (*box)[2] || (*box)[1] > (*box)[3]) return std::nullopt;
  return core::BoxPrompt{{(*box)[0], (*box)[1]}, {(*box)[2], (*box)[3]}};
}

std::optional<std::vector<core::PointPrompt>> pointsFrom(const Json& value) {
  if (!value.is_array() || value.empty() || value.size() > kReaderPoints) {
    return std::nullopt;
  }
  std::vector<core::PointPrompt> points;
  for (const Json& entry : value) {
    const auto point = numbers(entry, 3);
    if (!point || ((*point)[2] != 0 && (*point)[2] != 1)) return std::nullopt;
    points.push_back({{(*point)[0], (*point)[1]}, (*point)[2] == 1});
  }
  return points;
}

struct Line {
  MaskKey key;
  ReaderPrompts prompts;
};

/// The sentence says what is missing.
Result<Line> lineFrom(const Json& value) {
  const auto refuse = [](const char* what) { return fail(ErrorCode::Unreadable, what); };
  if (!value.is_object()) return refuse("expected one JSON object");
  const Json none;
  const auto field = [&](const char* name) -> const Json& {
    const auto found = value.find(name);
    return found == value.end() ? none : *found;
  };
  if (!field("item").is_string()) return refuse(R"(expected "item" with the id of a picture)");
  if (!field("mask").is_number_integer()) return refuse(R"(expected "mask" with a whole number)");
  if (!field("name").is_string()) return refuse(R"(expected "name" with the mask's name)");
  const auto box = boxFrom(field("box"));
  if (!box) return refuse(R"(expected "box" as [x0, y0, x1, y1] with x0 <= x1 and y0 <= y1)");
  const auto points = pointsFrom(field("points"));
  if (!points) return refuse(R"(expected "points" with 1 to 5 entries [x, y, 1 or 0])");
  return Line{{field("item").get<std::string>(), field("mask").get<int>(),
               field("name").get<std::string>()},
              {*box, *points}};
}

Result<std::uint64_t> seedFrom(const Json& heading) {
  if (!heading.is_object() || heading.value("limn_prompts", 0) != kPromptsVersion ||
      !heading.value("seed", Json()).is_number_unsigned()) {
    return fail(ErrorCode::Unreadable,
                R"(expected the heading {"limn_prompts": 1, "seed": N}; name a file that `limn )"
                R"(evaluate --prompts-file` wrote, or one that does not exist yet)");
  }
  return heading["seed"].get<std::uint64_t>();
}

Result<void> readLine(const std::string& text, bool isHeading, RecordedPrompts& recorded) {
  const Json value = Json::parse(text, nullptr, false);
  if (value.is_discarded()) return fail(ErrorCode::Unreadable, "this is not JSON");
  if (isHeading) {
    auto seed = seedFrom(value);
    if (!seed) return passOn(seed);
    recorded = RecordedPrompts(*seed);
    return {};
  }
  auto line = lineFrom(value);
  if (!line) return passOn(line);
  if (recorded.find(line->key) != nullptr) {
    return fail(ErrorCode::Unreadable,
                fmt::format("a second entry for mask {} of {}", line->key.id, line->key.item));
  }
  recorded.add(std::move(line->key), std::move(line->prompts));
  return {};
}

}  // namespace

Result<RecordedPrompts> RecordedPrompts::read(const std::filesystem::path& file) {
  std::ifstream stream(file, std::ios::binary);
  if (!stream) {
    return fail(ErrorCode::NotFound, fmt::format("{}: cannot be opened", file.string()));
  }
  RecordedPrompts recorded;
  std::string text;
  std::size_t number = 0;
  while (std::getline(stream, text)) {
    ++number;
    if (text.empty()) continue;
    if (auto read = readLine(text, number == 1, recorded); !read) {
      return passOn(read, fmt::format("{}, line {}", file.string(), number));
    }
  }
  if (number == 0) {
    return fail(ErrorCode::Unreadable,
                fmt::format("{}: the file is empty; remove it to have it written", file.string()));
  }
  return recorded;
}

std::string RecordedPrompts::text() const {
  std::string text = Json{{"limn_prompts", kPromptsVersion}, {"seed", seed_}}.dump() + "\n";
  for (const auto& [key, prompts] : prompts_) {
    Json points = Json::array();
    for (const core::PointPrompt& point : prompts.points)
      points.push_back({point.at.x, point.at.y, point.include ? 1 : 0});
    const core::BoxPrompt& box = prompts.box;
    const Json line = {{"item", key.item},
                       {"mask", key.id},
                       {"name", key.name},
                       {"box", {box.min.x, box.min.y, box.max.x, box.max.y}},
                       {"points", points}};
    text += line.dump(-1, ' ', false, Json::error_handler_t::replace) + "\n";
  }
  return text;
}

void RecordedPrompts::add(MaskKey key, ReaderPrompts prompts) {
  prompts_.insert_or_assign(std::move(key), std::move(prompts));
}

const ReaderPrompts* RecordedPrompts::find(const MaskKey& key) const {
  const auto found = prompts_.find(key);
  return found == prompts_.end() ? nullptr : &found->second;
}

}  // namespace limn::batch
