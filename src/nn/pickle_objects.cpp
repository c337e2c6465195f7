// SPDX-FileCopyrightText: 2026 The Limn authors
// SPDX-License-Identifier: Apache-2.0
#include "pickle_globals.h"
#include "pickle_machine.h"
#include "tensor_layout.h"

#include <c10/util/StringUtil.h>

// The half of the machine that builds containers, storages and tensors.
namespace limn::nn {
namespace {

constexpr std::size_t kMostArguments = 16, kMostCopiedItems = 2'000'000;

}  // namespace

bool PickleMachine::doContainer(std::uint8_t op) {
  switch (op) {
    case ']':
    case 0x8f:
      pushNew(PickleList{});
      return true;  // EMPTY_SET
    case '}':
      pushNew(PickleDict{});
      return true;
    case 'l':
    case 0x91:
      pushNew(PickleList{popToMark()});
      return true;  // FROZENSET
    case 'd':
      pushDict(popToMark());
      return true;
    case 'a': {
      const PickleRef item = pop();
      append(top(), {item});
      return true;
    }
    case 'e':
    case 0x90: {  // ADDITEMS
      const std::vector<PickleRef> items = popToMark();
      append(top(), items);
      return true;
    }
    case 's': {
      const PickleRef value = pop();
      const PickleRef key = pop();
      setItems(top(), {key, value});
      return true;
    }
    case 'u': {
      const std::vector<PickleRef> flat = popToMark();
      setItems(top(), flat);
      return true;
    }
    default:
      return false;
  }
}

void PickleMachine::pushDict(const std::vector<PickleRef>& flat) {
  const PickleRef dict = add(PickleDict{});
  setItems(dict, flat);
  push(dict);
}

void PickleMachine::append(PickleRef target, const std::vector<PickleRef>& items) {
  PickleValue& value = document_.values[target];
  if (auto* list = std::get_if<PickleList>(&value)) {
    list->items.insert(list->items.end(), items.begin(), items.end());
  } else if (!std::holds_alternative<PickleObject>(value)) {
    fail("it appends to a value that is no list");
  }
}

void PickleMachine::setItems(PickleRef target, const std::vector<PickleRef>& flat) {
  if (flat.size() % 2 != 0) fail("a dict has a key without a value");
  PickleValue& value = document_.values[target];
  if (auto* dict = std::get_if<PickleDict>(&value)) {
    for (std::size_t i = 0; i < flat.size(); i += 2)
      dict->items.emplace_back(flat[i], flat[i + 1]);
  } else if (!std::holds_alternative<PickleObject>(value)) {
    fail("it sets items of a value that is not a dict");
  }
}

bool PickleMachine::doObject(std::uint8_t op) {
  switch (op) {
    case 'c': {
      const std::string module = input_.line();
      pushGlobal(module, input_.line());
      return true;
    }
    case 0x93: {  // STACK_GLOBAL
      const std::string name = expect<std::string>(pop(), "a global's name is no string");
      pushGlobal(expect<std::string>(pop(), "a global's module is no string"), name);
      return true;
    }
    case 0x92:
      (void)pop();
      [[fallthrough]];  // NEWOBJ_EX: keywords are dropped
    case 0x81:          // NEWOBJ
    case 'R': {
      const PickleRef arguments = pop();
      push(call(pop(), arguments));
      return true;
    }
    case 'o': {  // OBJ
      std::vector<PickleRef> items = popToMark();
      if (items.empty()) fail("an object has no class");
      const PickleRef function = items.front();
      items.erase(items.begin());
      push(call(function, add(PickleTuple{std::move(items)})));
      return true;
    }
    case 'b':  // BUILD: the state of a dict is its hidden attributes, that of an object is dropped
      (void)pop();
      (void)top();
      return true;
    case 'Q':
      push(makeStorage(pop()));
      return true;
    default:
      return false;
  }
}

void PickleMachine::pushGlobal(const std::string& module, const std::string& name) {
  constexpr std::size_t kLongest = 1024;
  if (module.size() + name.size() > kLongest) fail("the name of a global is too long");
  std::string full = module + "." + name;
  if (isAttack(full)) {
    input_.source().fail(c10::str("its pickle asks to call ", inQuotes(full),
                                  ", which no checkpoint needs. Nothing was run. Do not open this "
                                  "file with other programs; get the weights from elsewhere"));
  }
  pushNew(PickleGlobal{std::move(full)});
}

PickleRef PickleMachine::call(PickleRef function, PickleRef arguments) {
  if (const auto* object = document_.get<PickleObject>(function)) {
    return add(PickleObject{object->global});
  }
  const auto& global = expect<PickleGlobal>(function, "it calls a value that is no global");
  const GlobalKind kind = globalKind(global.name);
  if (kind == GlobalKind::Inert) return add(PickleObject{function});
  if (kind == GlobalKind::Dict) return add(PickleDict{});
  const auto& tuple = expect<PickleTuple>(arguments, "the arguments of a call are no tuple");
  if (tuple.items.size() > kMostArguments) fail("a call has too many arguments");
  const std::vector<PickleRef> items = tuple.items;
  if (kind == GlobalKind::OrderedDict) return makeOrderedDict(items);
  if (kind == GlobalKind::Tensor) return makeTensor(items);
  if (items.empty()) fail(c10::str(inQuotes(global.name), " has no argument"));
  return items.front();
}

/// Python 2 hands the items over as a list of pairs.
PickleRef PickleMachine::makeOrderedDict(const std::vector<PickleRef>& arguments) {
  PickleDict dict;
  if (!arguments.empty()) {
    const auto& pairs = expect<PickleList>(arguments[0], "a dict's items are no list").items;
    copiedItems_ += pairs.size();
    if (copiedItems_ > kMostCopiedItems) fail("it copies too many items");
    for (const PickleRef pair : pairs) {
      const auto* list = document_.get<PickleList>(pair);
      const auto* tuple = document_.get<PickleTuple>(pair);
      const std::vector<PickleRef>* items = list != nullptr    ? &list->items
                                            : tuple != nullptr ? &tuple->items
                                                               : nullptr;
      if (items == nullptr || items->size() != 2) fail("a dict's item is no pair");
      dict.items.emplace_back((*items)[0], (*items)[1]);
    }
  }
  return add(std::move(dict));
}

std::int64_t PickleMachine::integerAt(const std::vector<PickleRef>& items, std::size_t i) const {
  if (i >= items.size()) fail("a storage or tensor has too few arguments");
  return expect<std::int64_t>(items[i], "a size of a storage or tensor is no integer");
}

void PickleMachine::checkIntegers(PickleRef tuple) const {
  constexpr std::size_t kMostDimensions = 64;
  const auto& items = expect<PickleTuple>(tuple, "the shape of a tensor is no tuple").items;
  if (items.size() > kMostDimensions) fail("a tensor has more than 64 dimensions");
  for (std::size_t i = 0; i < items.size(); ++i)
    (void)integerAt(items, i);
}

/// arguments: storage, offset, shape, stride, then what inference does not need.
PickleRef PickleMachine::makeTensor(const std::vector<PickleRef>& arguments) {
  if (arguments.size() < 4) fail("a tensor has too few arguments");
  const auto& storage = expect<PickleStorage>(arguments[0], "a tensor has no storage");
  checkIntegers(arguments[2]);
  checkIntegers(arguments[3]);
  const std::vector<std::int64_t> shape = document_.integers(arguments[2]);
  const std::vector<std::int64_t> stride = document_.integers(arguments[3]);
  if (shape.size() != stride.size()) fail("a tensor's shape and stride have different lengths");

  const std::int64_t offset = integerAt(arguments, 1);
  const auto count = elementCount(shape);
  const auto end = stridedEnd(offset, shape, stride);
  if (!count || !end || *end > storage.viewCount) {
    fail(c10::str("a tensor of shape [", c10::Join(", ", shape), "], stride [",
                  c10::Join(", ", stride), "] and offset ", offset, " does not fit its storage of ",
                  storage.viewCount, " elements"));
  }
  // Strides of 0 repeat elements; a real file does not repeat them beyond its own size.
  const auto most = input_.source().size() / c10::elementSize(storage.type);
  if (static_cast<std::uint64_t>(*count) > most) fail("a tensor is larger than the file");
  return add(PickleTensor{.storage = arguments[0],
                          .offset = storage.viewOffset + offset,
                          .shape = arguments[2],
                          .stride = arguments[3]});
}

/// `id` is ("storage", class, key, device, count[, (key, offset, count) of a view]).
PickleRef PickleMachine::makeStorage(PickleRef id) {
  const auto& items = expect<PickleTuple>(id, "a persistent id is no tuple").items;
  if (items.size() < 2) fail("a persistent id is too short");
  const auto& kind = expect<std::string>(items[0], "a persistent id has no kind");
  if (kind == "module") return items[1];  // the class of a whole pickled module, with its source
  if (kind != "storage" || items.size() < 5) fail("a persistent id is no storage");
  const auto& name = expect<PickleGlobal>(items[1], "a storage has no class").name;
  const auto type = storageType(name);
  if (!type) fail(c10::str("storages of ", inQuotes(name), " are not supported"));
  (void)expect<std::string>(items[2], "a storage has no key");

  const std::int64_t count = integerAt(items, 4);
  PickleStorage storage{
      .type = *type, .key = items[2], .count = count, .viewOffset = 0, .viewCount = count};
  if (items.size() > 5 && document_.get<PickleTuple>(items[5]) != nullptr) {
    const auto& view = document_.get<PickleTuple>(items[5])->items;
    storage.viewOffset = integerAt(view, 1);
    storage.viewCount = integerAt(view, 2);
  }
  const bool isInside = storage.count >= 0 && storage.viewOffset >= 0 && storage.viewCount >= 0 &&
                        storage.viewOffset <= storage.count &&
                        storage.viewCount <= storage.count - storage.viewOffset;
  const auto most = input_.source().size() / c10::elementSize(*type);
  if (!isInside || static_cast<std::uint64_t>(storage.count) > most) {
    fail(c10::str("a storage of ", storage.count, " elements does not fit the file"));
  }
  return add(storage);
}

}  // namespace limn::nn
