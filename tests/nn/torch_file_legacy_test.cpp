// SPDX-FileCopyrightText: 2026 The Limn authors
// SPDX-License-Identifier: Apache-2.0
#include "checkpoint_builder.h"
#include "checkpoint_support.h"
#include "torch_file.h"

#include <gmock/gmock.h>

namespace limn::nn {
namespace {

using test::PickleWriter;
using ::testing::HasSubstr;

/// Opcodes of {"w": tensor}, without the frame of a pickle.
std::string valueWith(const PickleWriter::Tensor& tensor) {
  const std::string whole = PickleWriter().op("}").string("w").tensor(tensor).op("s").done();
  return whole.substr(2, whole.size() - 3);
}

std::string legacyErrorOf(const std::string& file) {
  return test::checkpointErrorOf([&] { (void)openTorchLegacy(MemorySource(file)); });
}

TEST(TorchFileLegacy, FindsEachStorageInTheOrderOfTheKeys) {
  const std::string floats = test::sixFloats();
  std::string value =
      PickleWriter().op("(").tensor({.key = "b"}).tensor({.key = "a"}).op("t").done();
  value = value.substr(2, value.size() - 3);
  const std::string file = test::legacyCheckpoint(value, {{"a", floats}, {"b", floats}});
  const MemorySource source(file);

  const TorchFile opened = openTorchLegacy(source);

  EXPECT_EQ(opened.locate("b").offset, file.size() - floats.size());
  EXPECT_EQ(opened.locate("a").offset, file.size() - 2 * floats.size() - 8);
  EXPECT_EQ(opened.locate("a").bytes, floats.size());
  EXPECT_THAT(test::checkpointErrorOf([&] { (void)opened.locate("c"); }),
              HasSubstr("no storage 'c'"));
}

TEST(TorchFileLegacy, StorageOfAnotherLengthIsRefused) {
  EXPECT_THAT(
      legacyErrorOf(test::legacyCheckpoint(valueWith({}), {{"0", test::sixFloats() + "1234"}})),
      HasSubstr("has 7 elements; its tensors expect 6"));
}

TEST(TorchFileLegacy, StorageThatNoTensorUsesIsRefused) {
  EXPECT_THAT(legacyErrorOf(test::legacyCheckpoint(valueWith({}), {{"1", test::sixFloats()}})),
              HasSubstr("one that no tensor uses"));
}

TEST(TorchFileLegacy, OtherPicklesAndOtherVersionsAreRefused) {
  const std::string good = test::legacyCheckpoint(valueWith({}), {{"0", test::sixFloats()}});
  std::string otherMagic = good, otherProtocol = good, bigEndian = good;
  otherMagic[5] ^= 1;
  otherProtocol[good.find("\x8a\x08") + 2] ^= 1;
  bigEndian[good.find("little_endian") + 13] = '\x89';

  EXPECT_THAT(legacyErrorOf(otherMagic), HasSubstr("not one of torch.save"));
  EXPECT_THAT(legacyErrorOf(otherProtocol), HasSubstr("expected protocol 1001"));
  EXPECT_THAT(legacyErrorOf(bigEndian), HasSubstr("big-endian"));
}

}  // namespace
}  // namespace limn::nn
