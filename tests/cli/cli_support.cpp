// SPDX-FileCopyrightText: 2026 The Limn authors
// SPDX-License-Identifier: Apache-2.0
#include "cli_support.h"

#include "focus_support.h"
#include "limn/nn/checkpoint.h"
#include "limn/nn/formula.h"

#include <cstring>
#include <fstream>
#include <iterator>
#include <utility>

namespace limn::test {
namespace fs = std::filesystem;
namespace {

template <class T>
void put(std::string& header, std::size_t offset, T value) {
  std::memcpy(header.data() + offset, &value, sizeof value);
}

}  // namespace

std::string niftiBytes(const NiftiShape& shape, const std::vector<std::uint8_t>& voxels) {
  std::string header(352, '\0');
  put<std::int32_t>(header, 0, 348);
  const std::array<std::int16_t, 8> dim{3, shape.size[0], shape.size[1], shape.size[2], 1, 1, 1, 1};
  std::memcpy(header.data() + 40, dim.data(), sizeof dim);
  put<std::int16_t>(header, 70, 2);  // uint8
  put<std::int16_t>(header, 72, 8);
  const float sign = shape.reversed ? -1.0F : 1.0F;
  const std::array<float, 8> pixdim{
      1, shape.spacing[0], shape.spacing[1], shape.spacing[2], 0.5F, 0, 0,
      0};  // 0.5: a time step, not used
  std::memcpy(header.data() + 76, pixdim.data(), sizeof pixdim);
  put<float>(header, 108, 352);
  put<float>(header, 112, 1);
  put<std::int8_t>(header, 123, 2);
  std::array<float, 3> origin = shape.origin;
  if (shape.reversed) {
    for (std::size_t i = 0; i < 2; ++i) {
      origin[i] += static_cast<float>(shape.size[i] - 1) * shape.spacing[i];
    }
  }
  put<std::int16_t>(header, 252, 2);                      // qform: aligned
  put<std::int16_t>(header, 254, 4);                      // sform: MNI
  put<float>(header, 264, shape.reversed ? 1.0F : 0.0F);  // quaternion d: half a turn about z
  std::memcpy(header.data() + 268, origin.data(), sizeof origin);
  const std::array<float, 12> rows{sign * shape.spacing[0], 0,        0,         origin[0], 0,
                                   sign * shape.spacing[1], 0,        origin[1], 0,         0,
                                   shape.spacing[2],        origin[2]};
  std::memcpy(header.data() + 280, rows.data(), sizeof rows);
  std::memcpy(header.data() + 344, "n+1", 4);
  return header + std::string(voxels.begin(), voxels.end());
}

std::vector<std::uint8_t> ballVoxels(const NiftiShape& shape) {
  std::vector<std::uint8_t> voxels;
  for (int z = 0; z < shape.size[2]; ++z) {
    for (int y = 0; y < shape.size[1]; ++y) {
      for (int x = 0; x < shape.size[0]; ++x) {
        const int dx = x - 20, dy = y - 16, dz = 3 * (z - 2);
        const bool inside = dx * dx + dy * dy + dz * dz <= 100;
        voxels.push_back(static_cast<std::uint8_t>(inside ? 200 : 30 + x / 2));
      }
    }
  }
  return voxels;
}

std::vector<std::uint8_t> reversedOrder(const NiftiShape& shape,
                                        const std::vector<std::uint8_t>& voxels) {
  std::vector<std::uint8_t> reversed = voxels;
  const auto slice = static_cast<std::ptrdiff_t>(shape.size[0]) * shape.size[1];
  for (auto begin = reversed.begin(); begin != reversed.end(); begin += slice) {
    std::reverse(begin, begin + slice);  // half a turn in the plane
  }
  return reversed;
}

std::string readBytes(const fs::path& file) {
  std::ifstream stream(file, std::ios::binary);
  return {std::istreambuf_iterator<char>(stream), {}};
}

void writeBytes(const fs::path& file, const std::string& bytes) {
  std::ofstream(file, std::ios::binary) << bytes;
}

std::map<std::string, std::string> contents(const fs::path& folder) {
  std::map<std::string, std::string> found;
  for (const auto& entry : fs::recursive_directory_iterator(folder)) {
    found[entry.path().string()] = entry.is_regular_file() ? readBytes(entry.path()) : "";
  }
  return found;
}

std::string CliTest::write(const std::string& name, const std::string& bytes) const {
  writeBytes(folder() / name, bytes);
  return path(name);
}

std::string CliTest::image(const std::string& name, const NiftiShape& shape) const {
  const auto voxels = ballVoxels(shape);
  return write(name, niftiBytes(shape, shape.reversed ? reversedOrder(shape, voxels) : voxels));
}

std::string CliTest::model() {
  static const TemporaryFolder kept;
  static const fs::path file = [] {
    const auto config = nn::SamConfig::tinyForTests(true);
    nn::StateDict state = nn::formulaStateDict(config);
    state.metadata = nn::configMetadata(config);
    nn::writeSafetensors(kept.path() / "tiny.safetensors", state);
    return kept.path() / "tiny.safetensors";
  }();
  return file.string();
}

std::string CliTest::focus() {
  static const TemporaryFolder kept;
  static const fs::path file = [] {
    nn::writeSafetensors(kept.path() / "focus.safetensors",
                         nn::test::focusWeights(nn::test::smallFocusShape()));
    return kept.path() / "focus.safetensors";
  }();
  return file.string();
}

ProcessResult CliTest::limn(std::vector<std::string> arguments, ProcessOptions options) {
  // The tests' own environment must not choose another model, nor fill the user's cache.
  options.environment.insert(options.environment.begin(),
                             {{"LIMN_MODEL", ""}, {"LIMN_MODELS", ""}, {"LIMN_CACHE", "off"}});
  return runProcess(programPath("limn"), arguments, options);
}

nlohmann::json CliTest::parse(const ProcessResult& result) {
  auto document = nlohmann::json::parse(result.out, nullptr, false);
  EXPECT_FALSE(document.is_discarded()) << result.out << result.err;
  return document;
}

}  // namespace limn::test
