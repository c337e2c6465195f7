// SPDX-FileCopyrightText: 2026 The Limn authors
// SPDX-License-Identifier: Apache-2.0
#include "app/arguments.h"
#include "app/commands.h"
#include "limn/nn/contact_sheet.h"

#include <fstream>
#include <iostream>

namespace limn::nn::app {

namespace {

/// A portable pixmap needs no library.
void writePpm(const ContactSheet& sheet, const std::string& file) {
  std::ofstream out(file, std::ios::binary);
  out << "P6\n" << sheet.width << " " << sheet.height << "\n255\n";
  out.write(reinterpret_cast<const char*>(sheet.rgb.data()),
            static_cast<std::streamsize>(sheet.rgb.size()));
  if (!out.flush()) throw std::runtime_error("cannot write " + file);
}

}  // namespace

int runSynthesize(const std::vector<std::string>& words) {
  const Arguments arguments(
      words, {.options = {"--out", "--seed", "--count", "--side", "--shards"}, .switches = {}});
  const auto file = arguments.text("--out");
  if (!file) throw UsageError("expected --out FILE.ppm");
  ContactSheetOptions options;
  options.seed = static_cast<std::uint64_t>(arguments.count("--seed").value_or(1));
  options.count = arguments.count("--count").value_or(24);
  options.side = arguments.count("--side").value_or(256);
  for (const std::string& path : arguments.list("--shards"))
    options.shards.emplace_back(path);
  const ContactSheet sheet = contactSheet(options);
  writePpm(sheet, *file);
  std::cout << *file << ": " << options.count << " pictures, " << sheet.width << " x "
            << sheet.height << "\n";
  return 0;
}

}  // namespace limn::nn::app
