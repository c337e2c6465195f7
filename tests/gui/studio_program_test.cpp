// SPDX-FileCopyrightText: 2026 The Limn authors
// SPDX-License-Identifier: Apache-2.0
#include "imaging/dicom_builder.h"
#include "support/run_process.h"
#include "support/temporary_folder.h"
#include "support/test_paths.h"

#include <gtest/gtest.h>

#include <fstream>
#include <iterator>
#include <string>

namespace limn::test {
namespace {

TEST(StudioProgram, AStudyThatWasEmbeddedIsClickedWithoutEncoding) {
  const TemporaryFolder folder;
  const std::string model = dataFolder() / "nn" / "tiny_adapter.pth";
  const std::string script = (folder.path() / "script").string();
  std::ofstream(script) << "click 120,92,35\naccept\nclick 120,92,36\n";
  const ProcessOptions options{
      .environment = {{"LIMN_CACHE", (folder.path() / "cache").string()},
                      {"LIMN_SETTINGS", (folder.path() / "studio.ini").string()},
                      {"QT_QPA_PLATFORM", "offscreen"}}};
  const ProcessResult embedded =
      runProcess(programPath("limn"), {"embed", sampleScan(), "--model", model}, options);
  ASSERT_EQ(embedded.exitCode, 0) << embedded.err;

  const ProcessResult studio = runProcess(
      programPath("limn-studio"),
      {sampleScan(), "--model", model, "--script", script, "--log-level", "info"}, options);

  EXPECT_EQ(studio.exitCode, 0) << studio.err;
  EXPECT_NE(studio.err.find("slices: 0 encoded, "), std::string::npos) << studio.err;
  EXPECT_EQ(studio.err.find("slices: 0 encoded, 0 found"), std::string::npos) << studio.err;
}

TEST(StudioProgram, WithoutADisplaySaysSoAndPrintsItsHelp) {
  for (const char* display : {"", ":9999"}) {
    const ProcessOptions options{
        .environment = {{"DISPLAY", display}, {"WAYLAND_DISPLAY", ""}, {"QT_QPA_PLATFORM", "xcb"}}};
    for (const char* program : {"limn-studio", "limn"}) {
      const ProcessResult result = runProcess(programPath(program).string(), {}, options);
      EXPECT_EQ(result.exitCode, 2) << program << " on '" << display << "': " << result.err;
      EXPECT_NE(result.err.find("no display was found"), std::string::npos) << result.err;
      EXPECT_NE(result.err.find("--screenshot"), std::string::npos) << "the help is missing";
    }
  }
}

/// The text of a NRRD header that the window writes for a DICOM series with spacing 0.5 x 2 x 5 mm.
std::string exportedIn(const std::string& locale) {
  const TemporaryFolder folder;
  const auto study = folder.path() / "study";
  std::filesystem::create_directory(study);
  writeSeries(study, {.columns = 64, .rows = 48}, 3);
  const std::string script = (folder.path() / "script").string();
  const auto mask = folder.path() / "mask.nrrd";
  std::ofstream(script) << "box 10,10,50,40,1\naccept\nexport " << mask.string() << "\n";
  const ProcessResult studio = runProcess(
      programPath("limn-studio"),
      {study.string(), "--model", dataFolder() / "nn" / "tiny_adapter.pth", "--script", script},
      {.environment = {{"LC_ALL", locale},
                       {"LOCPATH", localeFolder().string()},
                       {"LIMN_CACHE", "off"},
                       {"LIMN_SETTINGS", (folder.path() / "studio.ini").string()},
                       {"XDG_DATA_HOME", (folder.path() / "data").string()},
                       {"QT_QPA_PLATFORM", "offscreen"}}});
  EXPECT_EQ(studio.exitCode, 0) << studio.err;
  std::ifstream in(mask, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), {}};
}

class StudioLocale : public ::testing::TestWithParam<const char*> {};

TEST_P(StudioLocale, DoesNotChangeTheSpacingOfAnExport) {
  if (!std::filesystem::exists(localeFolder() / GetParam()))
    GTEST_SKIP() << "needs the package 'locales' when the build is configured";
  EXPECT_NE(exportedIn(GetParam()).find("space directions: (0.5,0,0) (0,2,0) (0,0,5)"),
            std::string::npos);
}

INSTANTIATE_TEST_SUITE_P(All, StudioLocale,
                         ::testing::Values("de_DE.UTF-8", "tr_TR.UTF-8", "zh_CN.UTF-8"));

}  // namespace
}  // namespace limn::test
