// SPDX-FileCopyrightText: 2026 The Limn authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <map>
#include <optional>
#include <set>
#include <stdexcept>
#include <string>
#include <vector>

namespace limn::nn::app {

/// The command line was wrong; the text says how.
struct UsageError : std::runtime_error {
  using std::runtime_error::runtime_error;
};

/// What a command understands: `--name VALUE` options and `--name` switches.
struct ArgumentRules {
  std::set<std::string> options, switches;
};

/// The words after a command's name, told apart.
class Arguments {
 public:
  /// Throws UsageError for an unknown word, an option twice or an option without its value.
  Arguments(const std::vector<std::string>& words, const ArgumentRules& rules);

  [[nodiscard]] bool has(const std::string& name) const;
  [[nodiscard]] std::optional<std::string> text(const std::string& name) const;
  /// Throws UsageError unless the value is a whole number of at least 1.
  [[nodiscard]] std::optional<int> count(const std::string& name) const;
  /// Throws UsageError unless the value is a finite number.
  [[nodiscard]] std::optional<double> number(const std::string& name) const;
  /// The parts of a value between commas; none when it is not given.
  [[nodiscard]] std::vector<std::string> list(const std::string& name) const;

 private:
  std::map<std::string, std::string> values_;
};

}  // namespace limn::nn::app
