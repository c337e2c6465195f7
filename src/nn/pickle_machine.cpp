// SPDX-FileCopyrightText: 2026 The Limn authors
// SPDX-License-Identifier: Apache-2.0
#include "pickle_machine.h"

#include "pickle.h"

#include <c10/util/StringUtil.h>

#include <bit>

namespace limn::nn {
namespace {

constexpr std::size_t kMostValues = 2'000'000;
constexpr std::uint64_t kLargestPickle = 256 << 20;
constexpr std::uint8_t kStop = '.';
// The first values of every document.
constexpr PickleRef kNone = 0, kTrue = 1, kFalse = 2, kEmptyTuple = 3;

}  // namespace

PickleDocument readPickle(const ByteSource& source, std::uint64_t begin, std::uint64_t end) {
  return PickleMachine(source, begin, end).run();
}

PickleMachine::PickleMachine(const ByteSource& source, std::uint64_t begin, std::uint64_t end)
    : input_(source, begin, end), begin_(begin) {
  document_.values = {PickleNone{}, true, false, PickleTuple{}};
}

PickleDocument PickleMachine::run() {
  for (auto op = input_.number<std::uint8_t>(); op != kStop; op = input_.number<std::uint8_t>()) {
    const bool isKnown = doStack(op) || doText(op) || doNumber(op) || doTuple(op) ||
                         doContainer(op) || doObject(op) || doFrame(op);
    if (!isKnown) fail(c10::str("unknown opcode ", static_cast<int>(op)));
    if (input_.position() - begin_ > kLargestPickle) fail("it is larger than any checkpoint's");
  }
  if (!marks_.empty() || stack_.size() != 1) fail("it does not end with one value");
  document_.root = stack_.back();
  document_.end = input_.position();
  return std::move(document_);
}

void PickleMachine::fail(const std::string& what) const {
  input_.source().fail(c10::str("the pickle is damaged or not of torch.save: ", what, ", at byte ",
                                input_.position()));
}

void PickleMachine::push(PickleRef ref) {
  if (stack_.size() >= kMostValues) fail("its stack has too many values");
  stack_.push_back(ref);
}

PickleRef PickleMachine::top() const {
  if (stack_.size() <= (marks_.empty() ? 0 : marks_.back())) fail("it takes from an empty stack");
  return stack_.back();
}

PickleRef PickleMachine::pop() {
  const PickleRef ref = top();
  stack_.pop_back();
  return ref;
}

std::vector<PickleRef> PickleMachine::popToMark() {
  if (marks_.empty()) fail("a mark is missing");
  const auto begin = stack_.begin() + static_cast<std::ptrdiff_t>(marks_.back());
  std::vector<PickleRef> items(begin, stack_.end());
  stack_.erase(begin, stack_.end());
  marks_.pop_back();
  return items;
}

PickleRef PickleMachine::add(PickleValue value) {
  if (document_.values.size() >= kMostValues) fail("it has too many values");
  document_.values.push_back(std::move(value));
  return static_cast<PickleRef>(document_.values.size() - 1);
}

void PickleMachine::pushInteger(std::int64_t value) {
  if (value < 0 || value > 255) return pushNew(value);
  PickleRef& known = smallIntegers_[static_cast<std::size_t>(value)];
  if (known == 0) known = add(value);
  push(known);
}

void PickleMachine::pushLong(const std::string& bytes) {
  if (bytes.size() > sizeof(std::int64_t)) return pushNew(PickleBytes{bytes});
  std::uint64_t value = 0;
  if (!bytes.empty() && (bytes.back() & 0x80) != 0) value = ~std::uint64_t{0};
  for (std::size_t i = bytes.size(); i-- > 0;) {
    value = (value << 8) | static_cast<unsigned char>(bytes[i]);
  }
  pushInteger(static_cast<std::int64_t>(value));
}

bool PickleMachine::doFrame(std::uint8_t op) {
  if (op == 0x80) {  // PROTO
    const auto protocol = input_.number<std::uint8_t>();
    if (protocol > 5) fail(c10::str("unknown protocol ", static_cast<int>(protocol)));
    return true;
  }
  if (op == 0x95) {  // FRAME: only a hint how much to read
    (void)input_.number<std::uint64_t>();
    return true;
  }
  return false;
}

bool PickleMachine::doNumber(std::uint8_t op) {
  switch (op) {
    case 'N':
      push(kNone);
      return true;
    case 0x88:
      push(kTrue);
      return true;
    case 0x89:
      push(kFalse);
      return true;
    case 'K':
      pushInteger(input_.number<std::uint8_t>());
      return true;
    case 'M':
      pushInteger(input_.number<std::uint16_t>());
      return true;
    case 'J':
      pushInteger(input_.number<std::int32_t>());
      return true;
    case 0x8a:
      pushLong(input_.bytes(input_.number<std::uint8_t>()));
      return true;  // LONG1
    case 0x8b:
      pushLong(input_.bytes(input_.number<std::uint32_t>()));
      return true;  // LONG4
    case 'G': {     // BINFLOAT, big-endian
      const auto bits = __builtin_bswap64(input_.number<std::uint64_t>());
      pushNew(std::bit_cast<double>(bits));
      return true;
    }
    default:
      return false;
  }
}

bool PickleMachine::doText(std::uint8_t op) {
  switch (op) {
    case 'X':  // BINUNICODE
    case 'T':
      pushNew(input_.bytes(input_.number<std::uint32_t>()));
      return true;
    case 0x8c:  // SHORT_BINUNICODE
    case 'U':
      pushNew(input_.bytes(input_.number<std::uint8_t>()));
      return true;
    case 0x8d:
      pushNew(input_.bytes(input_.number<std::uint64_t>()));
      return true;
    case 'C':
      pushNew(PickleBytes{input_.bytes(input_.number<std::uint8_t>())});
      return true;
    case 'B':
      pushNew(PickleBytes{input_.bytes(input_.number<std::uint32_t>())});
      return true;
    case 0x8e:  // BINBYTES8
    case 0x96:
      pushNew(PickleBytes{input_.bytes(input_.number<std::uint64_t>())});
      return true;
    default:
      return false;
  }
}

bool PickleMachine::doStack(std::uint8_t op) {
  switch (op) {
    case '(':
      if (marks_.size() >= kMostValues) fail("it has too many marks");
      marks_.push_back(stack_.size());
      return true;
    case '0':  // POP takes a mark when nothing lies above it
      if (!marks_.empty() && marks_.back() == stack_.size()) {
        marks_.pop_back();
      } else {
        (void)pop();
      }
      return true;
    case '1':
      (void)popToMark();
      return true;
    case '2':
      push(top());
      return true;
    case 'q':
      remember(input_.number<std::uint8_t>(), top());
      return true;
    case 'r':
      remember(input_.number<std::uint32_t>(), top());
      return true;
    case 0x94:
      remember(memo_.size(), top());
      return true;
    case 'h':
      recall(input_.number<std::uint8_t>());
      return true;
    case 'j':
      recall(input_.number<std::uint32_t>());
      return true;
    default:
      return false;
  }
}

void PickleMachine::remember(std::uint64_t index, PickleRef ref) {
  if (memo_.size() >= kMostValues) fail("its memo has too many values");
  memo_[index] = ref;
}

void PickleMachine::recall(std::uint64_t index) {
  const auto found = memo_.find(index);
  if (found == memo_.end()) fail(c10::str("the memo has no value ", index));
  push(found->second);
}

bool PickleMachine::doTuple(std::uint8_t op) {
  if (op == ')') {
    push(kEmptyTuple);
  } else if (op == 't') {
    pushNew(PickleTuple{popToMark()});
  } else if (op >= 0x85 && op <= 0x87) {  // TUPLE1..3
    PickleTuple tuple{std::vector<PickleRef>(op - 0x84U)};
    for (std::size_t i = tuple.items.size(); i-- > 0;)
      tuple.items[i] = pop();
    pushNew(std::move(tuple));
  } else {
    return false;
  }
  return true;
}

}  // namespace limn::nn
