// SPDX-FileCopyrightText: 2026 The Limn authors
// SPDX-License-Identifier: Apache-2.0
#include "cli_support.h"
#include "limn/nn/shard.h"

#include <gmock/gmock.h>

#include <fstream>
#include <set>

namespace limn::test {
namespace {

namespace fs = std::filesystem;
using ::testing::HasSubstr;

/// A BMP of 24 bits whose three channels are `value(x, y)`.
template <class Value>
std::string bmpBytes(std::uint32_t width, std::uint32_t height, Value value) {
  const std::uint32_t row = (3 * width + 3) / 4 * 4;
  std::string bytes = "BM";
  const auto put = [&](std::uint32_t number, int count = 4) {
    for (int i = 0; i < count; ++i)
      bytes += static_cast<char>(number >> (8 * i));
  };
  for (const std::uint32_t number : {54 + row * height, 0U, 54U, 40U, width, height})
    put(number);
  put(1, 2);
  put(24, 2);
  for (const std::uint32_t number : {0U, row * height, 2835U, 2835U, 0U, 0U})
    put(number);
  for (std::uint32_t y = height; y-- > 0;) {
    for (std::uint32_t x = 0; x < width; ++x)
      bytes.append(3, static_cast<char>(value(x, y)));
    bytes.append(row - 3 * width, '\0');
  }
  return bytes;
}

class PackTest : public CliTest {
 protected:
  /// A manifest of 32 x 24 pictures, picture i with i as its first pixel, of four pictures a case.
  /// Each has two masks: id 1 in the left half, id 9 in the last column.
  std::string manifest(int count, const std::string& name = "index.csv") const {
    std::string rows = "id,image,mask,case,modality,target\n";
    for (int i = 0; i < count; ++i) {
      const std::string id = std::string("p") + std::to_string(i);
      write(id + ".bmp",
            bmpBytes(32, 24, [&](auto x, auto y) { return x + y == 0 ? i : x * y % 256; }));
      write(id + "_m.bmp", bmpBytes(32, 24, [](auto x, auto) {
              return x < 16 ? 1 : x == 31 ? 9 : 0;
            }));
      rows += id + "," + id + ".bmp," + id + "_m.bmp,c" + std::to_string(i / 4) + "," +
              (i % 2 == 0 ? "CT" : "MR") + ",liver\n";
    }
    return write(name, rows);
  }
  nlohmann::json pack(std::vector<std::string> arguments) const {
    arguments.insert(arguments.begin(), {"pack", "--json"});
    const auto result = limn(std::move(arguments));
    EXPECT_EQ(result.exitCode, 0) << result.err;
    return parse(result);
  }
  /// The files of a folder by their names.
  std::map<std::string, std::string> filesIn(const std::string& name) const {
    std::map<std::string, std::string> files;
    for (const auto& [file, bytes] : contents(path(name)))
      files[fs::path(file).filename().string()] = bytes;
    return files;
  }
  static std::set<std::string> casesOf(const nn::ShardSet& set) {
    std::set<std::string> cases;
    for (std::int64_t i = 0; i < set.size(); ++i)
      cases.insert(set.entry(i).caseName);
    return cases;
  }
};

TEST_F(PackTest, ShardsHoldThePicturesOfTheManifest) {
  const auto document = pack({manifest(5), "-o", path("out"), "--shard-size", "2"});

  const nn::ShardSet set({path("out")});
  ASSERT_EQ(set.size(), 5);
  EXPECT_TRUE(fs::exists(path("out/shard-00002.safetensors")));
  const nn::ShardSample sample = set.read(3);
  EXPECT_EQ(sample.entry.id, "p3");
  EXPECT_EQ(sample.entry.caseName, "c0");
  EXPECT_EQ(sample.entry.modality, "MR");
  EXPECT_EQ(sample.entry.target, "liver");
  EXPECT_EQ(sample.image.sizes(), (std::vector<std::int64_t>{24, 32, 1}));
  EXPECT_EQ(sample.image.data_ptr<std::uint8_t>()[0], 3);
  EXPECT_EQ(sample.masks.sizes(), (std::vector<std::int64_t>{1, 24, 32}));
  EXPECT_EQ(sample.masks.data_ptr<std::uint8_t>()[31], 2);
  const auto& folder = document["folders"][0];
  EXPECT_EQ(folder["images"], 5);
  EXPECT_EQ(folder["masks"], 10);
  EXPECT_EQ(folder["cases"], 2);
  EXPECT_EQ(folder["by_modality"]["CT"]["images"], 3);
  EXPECT_EQ(folder["by_target"]["liver"]["masks"], 10);
}

TEST_F(PackTest, BytesDoNotDependOnTheNumberOfThreads) {
  const std::string index = manifest(9);

  pack({index, "-o", path("one"), "--shard-size", "4", "--threads", "1"});
  pack({index, "-o", path("many"), "--shard-size", "4", "--threads", "5"});

  EXPECT_EQ(filesIn("one"), filesIn("many"));
  EXPECT_EQ(filesIn("one").size(), 7U);
}

TEST_F(PackTest, WholeShardsAreKeptAndDamagedOnesMadeAgain) {
  const std::vector<std::string> arguments{manifest(6), "-o", path("out"), "--shard-size", "2"};
  pack(arguments);
  const auto before = filesIn("out");
  fs::resize_file(path("out/shard-00000.safetensors"), 100);
  fs::remove(path("out/shard-00001.json"));
  const auto untouched = fs::last_write_time(path("out/shard-00002.safetensors"));

  const auto document = pack(arguments);

  EXPECT_EQ(document["folders"][0]["kept_shards"], 1);
  EXPECT_EQ(document["folders"][0]["masks"], 12);
  EXPECT_EQ(fs::last_write_time(path("out/shard-00002.safetensors")), untouched);
  auto after = filesIn("out");
  after.erase("pack.json");  // says how many were kept
  for (const auto& [name, bytes] : after)
    EXPECT_EQ(bytes, before.at(name)) << name;
}

TEST_F(PackTest, AnotherPlanInTheSameFolderIsRefused) {
  const std::string index = manifest(3);
  pack({index, "-o", path("out")});
  const auto before = filesIn("out");

  const auto result = limn({"pack", index, "-o", path("out"), "--max-side", "16"});

  EXPECT_EQ(result.exitCode, 3);
  EXPECT_THAT(result.err, HasSubstr("max_side is 16, was 512"));
  EXPECT_EQ(filesIn("out"), before);
  manifest(4);
  EXPECT_THAT(limn({"pack", index, "-o", path("out")}).err, HasSubstr("pictures is 4, was 3"));
}

TEST_F(PackTest, AChangedPictureOfTheSameSizeIsNotTakenForTheOldOne) {
  const std::string index = manifest(3);
  pack({index, "-o", path("out")});
  const auto size = fs::file_size(path("p1.bmp"));
  write("p1.bmp", bmpBytes(32, 24, [](auto x, auto y) { return (x + y) % 7; }));
  ASSERT_EQ(fs::file_size(path("p1.bmp")), size);

  const auto result = limn({"pack", index, "-o", path("out")});

  EXPECT_EQ(result.exitCode, 3) << result.out;
  EXPECT_THAT(result.err, HasSubstr("pictures_hash is"));
}

TEST_F(PackTest, AChangedMaskOfTheSameSizeIsNotTakenForTheOldOne) {
  const std::string index = manifest(3);
  pack({index, "-o", path("out")});
  write("p1_m.bmp", bmpBytes(32, 24, [](auto x, auto) { return x < 10 ? 1 : x == 31 ? 9 : 0; }));

  const auto result = limn({"pack", index, "-o", path("out")});

  EXPECT_EQ(result.exitCode, 3) << result.out;
  EXPECT_THAT(result.err, HasSubstr("pictures_hash is"));
}

TEST_F(PackTest, FolderWithOtherShardsIsRefused) {
  const std::string index = manifest(3);
  fs::create_directory(path("out"));
  write("out/weights.safetensors", "precious");

  const auto result = limn({"pack", index, "-o", path("out")});

  EXPECT_EQ(result.exitCode, 3);
  EXPECT_THAT(result.err, HasSubstr("holds weights.safetensors, but no pack.json"));
  EXPECT_EQ(filesIn("out").size(), 1U);
}

TEST_F(PackTest, HoldoutKeepsCasesApart) {
  const std::string index = manifest(48);

  const auto first = pack({index, "-o", path("a"), "--holdout", "0.3", "--seed", "5"});
  pack({index, "-o", path("b"), "--holdout", "0.3", "--seed", "5"});
  pack({index, "-o", path("c"), "--holdout", "0.3", "--seed", "6"});

  const nn::ShardSet train({path("a/train")}), holdout({path("a/holdout")});
  EXPECT_EQ(train.size() + holdout.size(), 48);
  const auto inTrain = casesOf(train), inHoldout = casesOf(holdout);
  for (const std::string& name : inHoldout)
    EXPECT_FALSE(inTrain.contains(name)) << name;
  EXPECT_EQ(inTrain.size() + inHoldout.size(), 12U);
  EXPECT_EQ(inHoldout, casesOf(nn::ShardSet({path("b/holdout")})));
  EXPECT_NE(inHoldout, casesOf(nn::ShardSet({path("c/holdout")})));
  EXPECT_EQ(first["folders"].size(), 2U);
}

TEST_F(PackTest, HoldoutOfNothingIsRefused) {
  const auto result = limn({"pack", manifest(4), "-o", path("out"), "--holdout", "0.5"});

  EXPECT_EQ(result.exitCode, 2);
  EXPECT_THAT(result.err, HasSubstr("leaves no case for"));
}

TEST_F(PackTest, BadPictureStopsWithItsNameOrIsLeftOut) {
  const std::string index = manifest(6);
  write("p4_m.bmp", bmpBytes(31, 24, [](auto...) { return 1; }));

  const auto stopped = limn({"pack", index, "-o", path("out")});
  const auto document = pack({index, "-o", path("out"), "--keep-going"});

  EXPECT_EQ(stopped.exitCode, 3);
  EXPECT_THAT(stopped.err, HasSubstr("p4_m.bmp has 31x24 pixels"));
  EXPECT_EQ(document["folders"][0]["images"], 5);
  ASSERT_EQ(document["folders"][0]["left_out"].size(), 1U);
  EXPECT_EQ(nn::ShardSet({path("out")}).entry(4).id, "p5");
}

TEST_F(PackTest, PublishedRulesDropSmallMasks) {
  const std::string index = manifest(2);
  write("p0_m.bmp", bmpBytes(32, 24, [](auto x, auto y) {
          return x == 3 && y == 3 ? 1 : x > 20 ? 2 : 0;
        }));

  const auto plain = pack({index, "-o", path("plain")});
  const auto published = pack({index, "-o", path("published"), "--published-rules"});
  const auto chosen = pack({index, "-o", path("chosen"), "--published-rules", "--min-mask", "50"});

  // One of 768 pixels is 85 of 65536.
  EXPECT_EQ(plain["folders"][0]["masks"], 4);
  EXPECT_EQ(published["folders"][0]["masks"], 3);
  EXPECT_EQ(published["folders"][0]["dropped_masks"], 1);
  EXPECT_EQ(chosen["folders"][0]["masks"], 4);
}

TEST_F(PackTest, SameIdInTwoDataSetsIsRefused) {
  const auto result = limn({"pack", manifest(3, "a.csv"), manifest(3, "b.csv"), "-o", path("out")});

  EXPECT_EQ(result.exitCode, 3);
  EXPECT_THAT(result.err, HasSubstr("the id 'p0' is in"));
}

TEST_F(PackTest, SeveralDataSetsArePackedTogether) {
  const std::string index = manifest(3);
  write("more.csv", "id,image,mask\nq,p1.bmp,p1_m.bmp\n");

  pack({index, path("more.csv"), "-o", path("out")});

  EXPECT_EQ(nn::ShardSet({path("out")}).size(), 4);
}

TEST_F(PackTest, StatisticsAreForPeopleToo) {
  const auto result = limn({"pack", manifest(5), "-o", path("out")});

  EXPECT_EQ(result.exitCode, 0) << result.err;
  EXPECT_THAT(result.out, HasSubstr("5 images with 10 masks of 2 cases in 1 shards"));
  EXPECT_THAT(result.out, HasSubstr("MR"));
}

TEST_F(PackTest, FullDiskIsNamedAndLeavesNoHalfShard) {
  const auto result = limn({"pack", manifest(5), "-o", path("out")}, {.largestFile = 2000});

  EXPECT_EQ(result.exitCode, 3);
  EXPECT_THAT(result.err, HasSubstr("shard-00000.safetensors: cannot be written"));
  EXPECT_FALSE(fs::exists(path("out/shard-00000.safetensors")));
}

TEST_F(PackTest, PoolIsPackedInPlace) {
  const fs::path pool = fs::absolute(sharedFolder()) / "data/pool";
  std::ifstream index(pool / "index.csv");
  if (!index) GTEST_SKIP() << "no data/pool in the shared folder";
  std::string rows = "id,image,mask\n", line;
  std::getline(index, line);
  for (int i = 0; i < 1600 && std::getline(index, line); ++i) {
    if (i % 200 != 0) continue;
    const std::size_t image = line.find(','), mask = line.find(',', image + 1);
    const std::size_t end = line.find(',', mask + 1);
    rows += line.substr(0, image) + "," +
            (pool / line.substr(image + 1, mask - image - 1)).string() + "," +
            (pool / line.substr(mask + 1, end - mask - 1)).string() + "\n";
  }

  const auto document = pack({write("few.csv", rows), "-o", path("out")});

  EXPECT_EQ(document["folders"][0]["images"], 8);
  EXPECT_EQ(nn::ShardSet({path("out")}).size(), 8);
}

}  // namespace
}  // namespace limn::test
