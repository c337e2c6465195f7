// SPDX-FileCopyrightText: 2026 The Limn authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "pickle_input.h"
#include "pickle_value.h"

#include <array>
#include <cstdint>
#include <string>
#include <unordered_map>
#include <vector>

namespace limn::nn {

/// The stack machine behind readPickle(). Each group of opcodes is one function that says whether
/// the opcode was its own. Counts of values, stack and memo are bounded, so memory stays in
/// proportion to the pickle's size.
class PickleMachine {
 public:
  PickleMachine(const ByteSource& source, std::uint64_t begin, std::uint64_t end);
  [[nodiscard]] PickleDocument run();

 private:
  bool doFrame(std::uint8_t op);
  bool doNumber(std::uint8_t op);
  bool doText(std::uint8_t op);
  bool doStack(std::uint8_t op);
  bool doTuple(std::uint8_t op);
  bool doContainer(std::uint8_t op);
  bool doObject(std::uint8_t op);

  void push(PickleRef ref);
  PickleRef pop();
  [[nodiscard]] PickleRef top() const;
  std::vector<PickleRef> popToMark();
  PickleRef add(PickleValue value);
  void pushNew(PickleValue value) { push(add(std::move(value))); }
  void pushInteger(std::int64_t value);
  void pushLong(const std::string& bytes);
  void pushDict(const std::vector<PickleRef>& flat);
  void remember(std::uint64_t index, PickleRef ref);
  void recall(std::uint64_t index);
  void append(PickleRef target, const std::vector<PickleRef>& items);
  void setItems(PickleRef target, const std::vector<PickleRef>& flat);

  void pushGlobal(const std::string& module, const std::string& name);
  [[nodiscard]] PickleRef call(PickleRef function, PickleRef arguments);
  [[nodiscard]] PickleRef makeOrderedDict(const std::vector<PickleRef>& arguments);
  [[nodiscard]] PickleRef makeTensor(const std::vector<PickleRef>& arguments);
  [[nodiscard]] PickleRef makeStorage(PickleRef id);
  [[nodiscard]] std::int64_t integerAt(const std::vector<PickleRef>& items, std::size_t i) const;
  void checkIntegers(PickleRef tuple) const;

  template <typename T>
  [[nodiscard]] const T& expect(PickleRef ref, const char* what) const {
    const T* value = document_.get<T>(ref);
    if (value == nullptr) fail(what);
    return *value;
  }
  [[noreturn]] void fail(const std::string& what) const;

  PickleInput input_;
  PickleDocument document_;
  std::vector<PickleRef> stack_;
  std::vector<std::size_t> marks_;
  std::unordered_map<std::uint64_t, PickleRef> memo_;
  std::array<PickleRef, 256> smallIntegers_{};  // 0: not made yet
  std::uint64_t begin_ = 0;
  std::size_t copiedItems_ = 0;
};

}  // namespace limn::nn
