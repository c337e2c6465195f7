// SPDX-FileCopyrightText: 2026 The Limn authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "limn/imaging/dataset.h"
#include "nifti_builder.h"
#include "support/temporary_folder.h"

#include <gtest/gtest.h>
#include <opencv2/core/mat.hpp>
#include <opencv2/imgcodecs.hpp>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <string>
#include <vector>

namespace limn::test {

/// A folder in which a test makes a data set out of small pictures and volumes.
class DatasetTest : public ::testing::Test {
 protected:
  [[nodiscard]] std::filesystem::path path(const std::string& name = {}) const {
    return folder_.path() / name;
  }
  void text(const std::string& name, const std::string& content) const {
    std::filesystem::create_directories(path(name).parent_path());
    std::ofstream(path(name), std::ios::binary) << content;
  }
  /// A grey picture; `value(x, y)` is the sample.
  template <class Value>
  void picture(const std::string& name, int width, int height, Value value) const {
    cv::Mat grey(height, width, CV_8UC1);
    for (int y = 0; y < height; ++y) {
      for (int x = 0; x < width; ++x)
        grey.at<unsigned char>(y, x) = static_cast<unsigned char>(value(x, y));
    }
    save(name, grey);
  }
  void save(const std::string& name, const cv::Mat& picture) const {
    std::filesystem::create_directories(path(name).parent_path());
    ASSERT_TRUE(cv::imwrite(path(name).string(), picture));
  }
  /// An 8 x 6 picture whose samples are 10 y + x.
  void plainImage(const std::string& name) const {
    picture(name, 8, 6, [](int x, int y) { return 10 * y + x; });
  }
  /// An 8 x 6 mask: id 1 in the left two columns, id 3 in the right two.
  void plainMask(const std::string& name) const {
    picture(name, 8, 6, [](int x, int) { return x < 2 ? 1 : x > 5 ? 3 : 0; });
  }
  void volume(const std::string& name, const NiftiBuilder& builder) const {
    std::filesystem::create_directories(path(name).parent_path());
    writeBytes(path(name), builder.bytes());
  }
  /// The message with which item `index` is refused.
  static std::string refusal(const imaging::Dataset& dataset, std::size_t index) {
    const auto picture = dataset.read(index);
    if (!picture) return picture.error().message();
    ADD_FAILURE() << "item " << index << " was read";
    return {};
  }
  static std::string refusal(const Result<imaging::Dataset>& dataset) {
    if (!dataset) return dataset.error().message();
    ADD_FAILURE() << "the data set was opened";
    return {};
  }
  static std::vector<std::string> ids(const imaging::Dataset& dataset) {
    std::vector<std::string> result;
    for (const auto& item : dataset.items)
      result.push_back(item.id);
    return result;
  }
  static std::ptrdiff_t pixelsOf(const imaging::ObjectMask& mask) {
    return std::count(mask.inside.begin(), mask.inside.end(), 1);
  }

 private:
  TemporaryFolder folder_;
};

}  // namespace limn::test
