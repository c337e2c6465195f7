// SPDX-FileCopyrightText: 2026 The Limn authors
// SPDX-License-Identifier: Apache-2.0
#include "pickle.h"

#include "checkpoint_builder.h"
#include "checkpoint_support.h"

#include <gmock/gmock.h>

#include <limits>

namespace limn::nn {
namespace {

using test::PickleWriter;
using test::raw;
using ::testing::HasSubstr;

PickleDocument read(std::string_view bytes) {
  const MemorySource source(bytes);
  return readPickle(source, 0, bytes.size());
}

std::string pickleErrorOf(std::string_view bytes) {
  return test::checkpointErrorOf([&] { (void)read(bytes); });
}

template <typename T>
T rootOf(std::string_view bytes) {
  const PickleDocument document = read(bytes);
  const T* value = document.get<T>(document.root);
  EXPECT_NE(value, nullptr);
  return value == nullptr ? T{} : *value;
}

TEST(Pickle, ReadsIntegersOfEveryOpcode) {
  EXPECT_EQ(rootOf<std::int64_t>("\x80\2K\xff."), 255);
  EXPECT_EQ(rootOf<std::int64_t>("\x80\2M\xff\xff."), 65535);
  EXPECT_EQ(rootOf<std::int64_t>("\x80\2J\xff\xff\xff\xff."), -1);
  EXPECT_EQ(rootOf<std::int64_t>(std::string("\x80\2\x8a\0.", 5)), 0);
  EXPECT_EQ(rootOf<std::int64_t>("\x80\2\x8a\1\x80."), -128);
  EXPECT_EQ(rootOf<std::int64_t>(std::string("\x80\2\x8a\2\x80\0.", 7)), 128);
  const auto least = std::numeric_limits<std::int64_t>::min();
  EXPECT_EQ(rootOf<std::int64_t>(PickleWriter().integer(least).done()), least);
  EXPECT_EQ(rootOf<PickleBytes>("\x80\2\x8a\x09"
                                "123456789.")
                .bytes,
            "123456789");
}

TEST(Pickle, ReadsOtherScalars) {
  EXPECT_TRUE(rootOf<bool>("\x80\2\x88."));
  EXPECT_FALSE(rootOf<bool>("\x80\2\x89."));
  EXPECT_DOUBLE_EQ(rootOf<double>(std::string("\x80\2G\x3f\xf8\0\0\0\0\0\0.", 12)), 1.5);
  EXPECT_EQ(rootOf<std::string>(PickleWriter().string("text").done()), "text");
  EXPECT_EQ(rootOf<std::string>("\x80\2U\4text."), "text");
  EXPECT_EQ(rootOf<std::string>("\x80\4\x8c\4text."), "text");
  EXPECT_EQ(rootOf<PickleBytes>("\x80\3C\4data.").bytes, "data");
}

TEST(Pickle, ReadsContainers) {
  EXPECT_EQ(rootOf<PickleTuple>("\x80\2K\1K\2K\3\x87.").items.size(), 3U);
  EXPECT_EQ(rootOf<PickleTuple>("\x80\2(K\1K\2K\3K\4t.").items.size(), 4U);
  EXPECT_EQ(rootOf<PickleTuple>("\x80\2).").items.size(), 0U);
  EXPECT_EQ(rootOf<PickleList>("\x80\2]K\1a(K\2K\3e.").items.size(), 3U);
  EXPECT_EQ(rootOf<PickleDict>("\x80\2}K\1K\2s(K\3K\4u.").items.size(), 2U);
  EXPECT_EQ(rootOf<PickleDict>("\x80\2(K\1K\2d.").items.size(), 1U);
}

TEST(Pickle, ReadsMemoFramesAndStackGlobalsOfProtocolFour) {
  const std::string body = "]\x94(\x8c\1a\x94\x8c\1b\x94h\1h\2e.";
  const std::string bytes = "\x80\4\x95" + raw(std::uint64_t{body.size()}) + body;

  const PickleDocument document = read(bytes);

  const auto* list = document.get<PickleList>(document.root);
  ASSERT_NE(list, nullptr);
  ASSERT_EQ(list->items.size(), 4U);
  EXPECT_EQ(list->items[0], list->items[2]);
  EXPECT_EQ(rootOf<PickleGlobal>("\x80\4\x8c\4some\x8c\5thing\x93.").name, "some.thing");
}

TEST(Pickle, DictsOfCollectionsAreDicts) {
  EXPECT_EQ(
      rootOf<PickleDict>(PickleWriter().global("collections", "OrderedDict").op(")RK\1K\2s").done())
          .items.size(),
      1U);
  const auto pairs = PickleWriter().global("collections", "OrderedDict").op("]](K\1K\2ea\x85R");
  EXPECT_EQ(rootOf<PickleDict>(pairs.done()).items.size(), 1U);
  EXPECT_EQ(rootOf<PickleDict>(PickleWriter()
                                   .global("collections", "defaultdict")
                                   .global("__builtin__", "dict")
                                   .op("\x85RK\1K\2s")
                                   .done())
                .items.size(),
            1U);
}

TEST(Pickle, OtherGlobalsAreInert) {
  const auto object = PickleWriter().global("torch.optim.adam", "Adam").op(")\x81}K\1K\2sb");

  const PickleDocument document = read(object.done());

  const auto* made = document.get<PickleObject>(document.root);
  ASSERT_NE(made, nullptr);
  EXPECT_EQ(document.get<PickleGlobal>(made->global)->name, "torch.optim.adam.Adam");
}

TEST(Pickle, ItemsOfInertObjectsAreDropped) {
  const PickleDocument document =
      read(PickleWriter().global("a", "B").op(")RK\1K\2s(K\1K\2uK\1a(K\1e").done());

  const auto* made = document.get<PickleObject>(document.root);
  ASSERT_NE(made, nullptr) << "the items have not taken its place";
  EXPECT_EQ(document.get<PickleGlobal>(made->global)->name, "a.B");
}

TEST(Pickle, RefusesWhatPythonWouldRefuse) {
  EXPECT_THAT(pickleErrorOf("\x80\2h\7."), HasSubstr("memo has no value 7"));
  EXPECT_THAT(pickleErrorOf("\x80\2."), HasSubstr("one value"));
  EXPECT_THAT(pickleErrorOf("\x80\2K\1K\2."), HasSubstr("one value"));
  EXPECT_THAT(pickleErrorOf("\x80\2(K\1."), HasSubstr("one value"));
  EXPECT_THAT(pickleErrorOf("\x80\2"
                            "0."),
              HasSubstr("empty stack"));
  EXPECT_THAT(pickleErrorOf("\x80\2t."), HasSubstr("mark is missing"));
  EXPECT_THAT(pickleErrorOf("\x80\2K\1(a."), HasSubstr("empty stack"));
  EXPECT_THAT(pickleErrorOf("\x80\2}(K\1u."), HasSubstr("without a value"));
  EXPECT_THAT(pickleErrorOf("\x80\2K\1K\1a."), HasSubstr("no list"));
  EXPECT_THAT(pickleErrorOf("\x80\2K\1K\1K\1s."), HasSubstr("not a dict"));
  EXPECT_THAT(pickleErrorOf("\x80\2K\1)R."), HasSubstr("no global"));
  EXPECT_THAT(pickleErrorOf("\x80\x09."), HasSubstr("unknown protocol 9"));
  EXPECT_THAT(pickleErrorOf("\x80\2\xff."), HasSubstr("unknown opcode 255"));
  EXPECT_THAT(pickleErrorOf("\x80\2K"), HasSubstr("it is cut"));
  EXPECT_THAT(pickleErrorOf("\x80\2X\xff\xff\xff\x7f."), HasSubstr("it is cut"));
}

TEST(Pickle, DeepAndCyclicValuesNeedNoRecursion) {
  const std::string deep = "\x80\2" + std::string(100'000, ']') + std::string(99'999, 'a') + ".";
  const std::string marks = "\x80\2" + std::string(100'000, '(') + std::string(100'000, 't') + ".";
  const std::string cycle = "\x80\2]q" + std::string(1, '\0') + "h" + std::string(1, '\0') + "a.";

  EXPECT_EQ(rootOf<PickleList>(deep).items.size(), 1U);
  EXPECT_EQ(rootOf<PickleTuple>(marks).items.size(), 1U);
  EXPECT_EQ(rootOf<PickleList>(cycle).items.size(), 1U);
}

TEST(Pickle, CountsOfValuesStackAndMarksAreBounded) {
  EXPECT_THAT(pickleErrorOf("\x80\2" + std::string(2'100'000, ']')), HasSubstr("too many values"));
  EXPECT_THAT(pickleErrorOf("\x80\2" + std::string(2'100'000, 'N')), HasSubstr("too many values"));
  EXPECT_THAT(pickleErrorOf("\x80\2" + std::string(2'100'000, '(')), HasSubstr("too many marks"));
}

}  // namespace
}  // namespace limn::nn
