// SPDX-FileCopyrightText: 2026 The Limn authors
// SPDX-License-Identifier: Apache-2.0
#include "app/arguments.h"

#include <charconv>
#include <cmath>
#include <sstream>

namespace limn::nn::app {

Arguments::Arguments(const std::vector<std::string>& words, const ArgumentRules& rules) {
  for (std::size_t i = 0; i < words.size(); ++i) {
    const std::string& name = words[i];
    const bool takesValue = rules.options.contains(name);
    if (!takesValue && !rules.switches.contains(name)) {
      throw UsageError("unknown argument '" + name + "'");
    }
    if (values_.contains(name)) throw UsageError(name + " is given twice");
    if (takesValue && (i + 1 == words.size() || words[i + 1].starts_with("--"))) {
      throw UsageError(name + " needs a value");
    }
    values_[name] = takesValue ? words[++i] : "";
  }
}

bool Arguments::has(const std::string& name) const {
  return values_.contains(name);
}

std::optional<std::string> Arguments::text(const std::string& name) const {
  const auto found = values_.find(name);
  if (found == values_.end()) return {};
  return found->second;
}

std::optional<int> Arguments::count(const std::string& name) const {
  const std::optional<std::string> word = text(name);
  if (!word) return {};
  int value = 0;
  const auto [end, error] = std::from_chars(word->data(), word->data() + word->size(), value);
  if (error != std::errc{} || end != word->data() + word->size() || value < 1) {
    throw UsageError(name + " expects a whole number of at least 1, found '" + *word + "'");
  }
  return value;
}

std::optional<double> Arguments::number(const std::string& name) const {
  const std::optional<std::string> word = text(name);
  if (!word) return {};
  double value = 0;
  const auto [end, error] = std::from_chars(word->data(), word->data() + word->size(), value);
  if (error != std::errc{} || end != word->data() + word->size() || !std::isfinite(value)) {
    throw UsageError(name + " expects a number, found '" + *word + "'");
  }
  return value;
}

std::vector<std::string> Arguments::list(const std::string& name) const {
  std::vector<std::string> parts;
  std::stringstream words(text(name).value_or(""));
  for (std::string part; std::getline(words, part, ',');) {
    if (!part.empty()) parts.push_back(part);
  }
  return parts;
}

}  // namespace limn::nn::app
