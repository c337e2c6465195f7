// SPDX-FileCopyrightText: 2026 The Limn authors
// SPDX-License-Identifier: Apache-2.0
#include "cli_support.h"

#include <functional>
#include <thread>

namespace limn::test {
namespace {
namespace fs = std::filesystem;

class EmbedTest : public CliTest {
 protected:
  [[nodiscard]] fs::path cache() const { return folder() / "cache"; }
  [[nodiscard]] ProcessOptions withCache() const {
    return {.environment = {{"LIMN_CACHE", cache().string()}}};
  }
  ProcessResult run(std::vector<std::string> arguments) const {
    return run(arguments, withCache());
  }
  static ProcessResult run(std::vector<std::string> arguments, const ProcessOptions& options) {
    arguments.insert(arguments.end(), {"--model", model()});
    return limn(std::move(arguments), options);
  }
  nlohmann::json embed(const std::vector<std::string>& more = {}) const {
    std::vector<std::string> arguments{"embed", scan, "--json"};
    arguments.insert(arguments.end(), more.begin(), more.end());
    const ProcessResult result = run(arguments);
    EXPECT_EQ(result.exitCode, 0) << result.err;
    return parse(result);
  }
  /// The result of a click, and the log of the program.
  std::string click(ProcessResult* result, const ProcessOptions& options) const {
    *result =
        run({"segment", scan, "-o", path("mask.nii"), "--point", "20,16,2", "--log-level", "info"},
            options);
    EXPECT_EQ(result->exitCode, 0) << result->err;
    return readBytes(folder() / "mask.nii");
  }
  [[nodiscard]] std::vector<fs::path> keptFiles() const {
    std::vector<fs::path> files;
    for (const auto& entry : fs::recursive_directory_iterator(cache())) {
      if (entry.is_regular_file()) files.push_back(entry.path());
    }
    return files;
  }
  static std::ptrdiff_t count(const std::string& text, const std::string& part) {
    std::ptrdiff_t found = 0;
    for (std::size_t at = text.find(part); at != std::string::npos; at = text.find(part, at + 1))
      ++found;
    return found;
  }

  /// A scan that has no two slices alike in any plane: those would share a file.
  std::string grainyScan(const std::string& name, const NiftiShape& shape) const {
    auto voxels = ballVoxels(shape);
    for (std::size_t i = 0; i < voxels.size(); ++i)
      voxels[i] = static_cast<std::uint8_t>(voxels[i] + i * 2654435761U % 1009 % 23);
    return write(name, niftiBytes(shape, voxels));
  }

  std::string scan = grainyScan("scan.nii", {});
};

TEST_F(EmbedTest, AnImageThatWasEmbeddedNeedsNoEncoding) {
  const auto first = embed();
  EXPECT_EQ(first["encoded"], 6);
  EXPECT_EQ(first["found"], 0);
  EXPECT_EQ(first["images"][0]["slices"], 6);
  EXPECT_EQ(keptFiles().size(), 6U);

  const auto second = embed();
  EXPECT_EQ(second["encoded"], 0);
  EXPECT_EQ(second["found"], 6);
}

TEST_F(EmbedTest, GoesOnWhereItWasStopped) {
  embed();
  fs::remove(keptFiles().front());
  EXPECT_EQ(embed()["encoded"], 1);
  EXPECT_EQ(embed({"--axis", "all"})["encoded"], 48 + 40);
}

TEST_F(EmbedTest, AClickOnAnEmbeddedSliceEncodesNothingAndGivesTheSameMask) {
  ProcessResult result;
  const std::string without = click(&result, {});
  EXPECT_EQ(count(result.err, "found in the cache"), 0);
  embed();
  const std::string with = click(&result, withCache());
  EXPECT_EQ(count(result.err, "0 encoded, 1 found in the cache"), 1) << result.err;
  EXPECT_EQ(with, without);
}

TEST_F(EmbedTest, AnotherWindowAnotherModelOrOtherPixelsAreEncodedAnew) {
  embed();
  EXPECT_EQ(embed({"--input-window", "100,150"})["encoded"], 6);
  EXPECT_EQ(embed({"--no-adapter"})["encoded"], 6);
  std::string bytes = readBytes(scan);
  bytes.back() = static_cast<char>(bytes.back() ^ 64);
  write("scan.nii", bytes);
  EXPECT_GE(embed()["encoded"], 1);
}

TEST_F(EmbedTest, LiesInTheUsersCacheFolder) {
  const ProcessOptions options{
      .environment = {{"LIMN_CACHE", ""}, {"XDG_CACHE_HOME", path("xdg")}, {"HOME", path("home")}}};
  EXPECT_EQ(run({"embed", scan}, options).exitCode, 0);
  EXPECT_TRUE(fs::is_directory(folder() / "xdg" / "limn" / "embeddings"));

  const ProcessOptions home{
      .environment = {{"LIMN_CACHE", ""}, {"XDG_CACHE_HOME", ""}, {"HOME", path("home")}}};
  EXPECT_EQ(run({"embed", scan}, home).exitCode, 0);
  EXPECT_TRUE(fs::is_directory(folder() / "home" / ".cache" / "limn" / "embeddings"));
}

TEST_F(EmbedTest, SwitchedOffItIsWrongUseAndNothingIsWritten) {
  EXPECT_EQ(run({"embed", scan, "--no-disk-cache"}).exitCode, 2);
  EXPECT_EQ(run({"embed", scan}, {}).exitCode, 2);  // LIMN_CACHE=off
  ProcessResult result;
  click(&result, {.environment = {{"LIMN_CACHE", "off"}, {"HOME", path("home")}}});
  EXPECT_FALSE(fs::exists(cache()));
  EXPECT_FALSE(fs::exists(folder() / "home"));
}

TEST_F(EmbedTest, ListsAndClears) {
  embed();
  const std::string other = grainyScan("other.nii", {.size = {48, 40, 4}});
  EXPECT_EQ(run({"embed", other}).exitCode, 0);

  auto list = parse(run({"embed", "--list", "--json"}));
  EXPECT_EQ(list["slices"], 10);
  EXPECT_EQ(list["series"].size(), 2U);

  EXPECT_EQ(parse(run({"embed", "--clear", other, "--json"}))["slices"], 4);
  list = parse(run({"embed", "--list", "--json"}));
  EXPECT_EQ(list["series"].size(), 1U);
  EXPECT_EQ(list["series"][0]["slices"], 6);

  EXPECT_EQ(run({"embed", "--clear"}).exitCode, 0);
  EXPECT_EQ(parse(run({"embed", "--list", "--json"}))["slices"], 0);
}

TEST_F(EmbedTest, WrongUseAndWrongFilesAreRefused) {
  EXPECT_EQ(run({"embed"}).exitCode, 2);
  EXPECT_EQ(run({"embed", scan, "--list"}).exitCode, 2);
  EXPECT_EQ(run({"embed", scan, "--axis", "w"}).exitCode, 2);
  EXPECT_EQ(run({"embed", scan, "--cache-limit", "-1"}).exitCode, 2);
  EXPECT_EQ(run({"embed", path("none.nii")}).exitCode, 3);
  EXPECT_EQ(run({"embed", write("bad.nii", "no scan")}).exitCode, 3);
}

TEST_F(EmbedTest, DamagedFilesAreRebuiltWithOneLine) {
  embed();
  ProcessResult result;
  const std::string mask = click(&result, withCache());
  const auto damage = [&](const std::function<void(const fs::path&)>& change) {
    for (const fs::path& file : keptFiles())
      change(file);
    EXPECT_EQ(click(&result, withCache()), mask);
    EXPECT_EQ(count(result.err, "1 encoded, 0 found"), 1) << result.err;
    EXPECT_EQ(count(result.err, "is not used"), 1) << result.err;
    const ProcessResult all = run({"embed", scan, "--json"});
    EXPECT_EQ(parse(all)["encoded"], 5);  // the click repaired one
    EXPECT_EQ(count(all.err, "is not used"), 1) << all.err;
    EXPECT_EQ(embed()["encoded"], 0);
  };
  damage([](const fs::path& file) { fs::resize_file(file, fs::file_size(file) / 2); });
  damage([](const fs::path& file) {
    std::string bytes = readBytes(file);
    bytes[bytes.size() / 2] ^= 1;
    writeBytes(file, bytes);
  });
  damage([](const fs::path& file) {
    std::string bytes = readBytes(file);
    bytes[8] = 99;  // version
    writeBytes(file, bytes);
  });
}

TEST_F(EmbedTest, AFullDiskFailsEmbedButNotAClick) {
  ProcessOptions full = withCache();
  full.largestFile = 8192;
  const ProcessResult embedded = run({"embed", scan}, full);
  EXPECT_EQ(embedded.exitCode, 3) << embedded.err;
  EXPECT_NE(embedded.err.find(cache().string()), std::string::npos);
  EXPECT_TRUE(keptFiles().empty());

  const ProcessResult clicked =
      run({"segment", scan, "-o", path("mask.nii.gz"), "--point", "20,16,2"}, full);
  EXPECT_EQ(clicked.exitCode, 0) << clicked.err;
  EXPECT_EQ(count(clicked.err, "are not kept"), 1) << clicked.err;
}

TEST_F(EmbedTest, AFolderThatCanOnlyBeReadIsStillRead) {
  embed();
  const std::string series = keptFiles().front().parent_path().string();
  for (const fs::path& path : {fs::path(series), cache()})
    fs::permissions(path, fs::perms::owner_read | fs::perms::owner_exec);
  ProcessOptions options = withCache();
  options.mindsPermissions = true;
  ProcessResult result;
  click(&result, options);
  EXPECT_EQ(count(result.err, "0 encoded, 1 found"), 1) << result.err;

  const ProcessResult more = run({"embed", scan, "--axis", "x"}, options);
  EXPECT_EQ(more.exitCode, 3);
  EXPECT_EQ(count(more.err, "are not kept"), 1) << more.err;
  for (const fs::path& path : {cache(), fs::path(series)})
    fs::permissions(path, fs::perms::owner_all);
}

TEST_F(EmbedTest, TwoProcessesMayFillItAtOnce) {
  std::array<ProcessResult, 2> results;
  {
    const std::jthread other([&] { results[1] = run({"embed", scan, "--axis", "all"}); });
    results[0] = run({"embed", scan, "--axis", "all"});
  }
  for (const ProcessResult& result : results)
    EXPECT_EQ(result.exitCode, 0) << result.err;
  EXPECT_EQ(embed({"--axis", "all"})["encoded"], 0);
  EXPECT_EQ(keptFiles().size(), 48U + 40 + 6);
}

}  // namespace
}  // namespace limn::test
