// SPDX-FileCopyrightText: 2026 The Limn authors
// SPDX-License-Identifier: Apache-2.0
#include "torch_tensors.h"

#include "tensor_layout.h"

#include <ATen/ops/as_strided.h>
#include <ATen/ops/empty.h>
#include <c10/util/StringUtil.h>

#include <algorithm>
#include <array>
#include <limits>

namespace limn::nn {
namespace {

constexpr int kDeepest = 32;
constexpr std::size_t kMostVisits = 1'000'000, kLongestName = 1024;

const std::string& tensorName(const ByteSource& source, const std::string& name) {
  if (!isUtf8(name) || name.size() > kLongestName) {
    source.fail(c10::str("the tensor name ", inQuotes(name), " is too long or not UTF-8"));
  }
  return name;
}

/// The tensors directly in a dict; as in Python the last of equal keys counts.
NamedTensors tensorsOf(const ByteSource& source, const PickleDocument& document,
                       const PickleDict& dict) {
  NamedTensors named;
  for (const auto& [key, value] : dict.items) {
    const auto* name = document.get<std::string>(key);
    if (name == nullptr) continue;
    if (document.get<PickleTensor>(value) != nullptr) {
      named[tensorName(source, *name)] = value;
      continue;
    }
    named.erase(*name);
    const auto* object = document.get<PickleObject>(value);
    if (object == nullptr) continue;
    const std::string& global = document.get<PickleGlobal>(object->global)->name;
    if (global.starts_with("torch._utils._rebuild") || global.starts_with("torch._tensor.")) {
      source.fail(c10::str("the tensor ", inQuotes(*name), " is stored by ", inQuotes(global),
                           ", which is not supported; expected a plain dense tensor"));
    }
  }
  return named;
}

const PickleValue* findKey(const PickleDocument& document, const PickleDict& dict,
                           std::string_view wanted) {
  const PickleValue* found = nullptr;
  for (const auto& [key, value] : dict.items) {
    const auto* name = document.get<std::string>(key);
    if (name != nullptr && *name == wanted) found = &document.values[value];
  }
  return found;
}

[[noreturn]] void failForObject(const ByteSource& source, const PickleDocument& document,
                                const PickleObject& object) {
  source.fail(c10::str("holds a whole pickled object of ",
                       inQuotes(document.get<PickleGlobal>(object.global)->name),
                       ", which would have to be run; nothing was run. Expected a state dict: save "
                       "the weights with torch.save(model.state_dict(), file)"));
}

std::string keyList(const PickleDocument& document, const PickleDict& dict) {
  constexpr std::size_t kMost = 8;
  std::string keys;
  for (std::size_t i = 0; i < std::min(kMost, dict.items.size()); ++i) {
    const auto* name = document.get<std::string>(dict.items[i].first);
    if (!keys.empty()) keys += ", ";
    keys += name == nullptr ? "a key that is no text" : inQuotes(*name);
  }
  if (keys.empty()) return "nothing";
  return dict.items.size() > kMost ? keys + ", ..." : keys;
}

/// Walks dicts, lists and tuples; bounded, because values may hold themselves.
class Walk {
 public:
  Walk(const ByteSource& source, const PickleDocument& document)
      : source_(source), document_(document) {}

  void visit(PickleRef ref, const std::string& name, int depth) {
    if (depth > kDeepest || ++visits_ > kMostVisits || name.size() > kLongestName) {
      source_.fail("its values are nested too deeply to be a checkpoint");
    }
    const auto below = [&](const std::string& key, PickleRef value) {
      visit(value, name.empty() ? key : name + "." + key, depth + 1);
    };
    if (document_.get<PickleTensor>(ref) != nullptr) {
      named_[tensorName(source_, name)] = ref;
    } else if (const auto* dict = document_.get<PickleDict>(ref)) {
      for (const auto& [key, value] : dict->items) {
        if (const auto* text = document_.get<std::string>(key)) below(*text, value);
        if (const auto* n = document_.get<std::int64_t>(key)) below(std::to_string(*n), value);
      }
    } else if (const auto* list = document_.get<PickleList>(ref)) {
      visitItems(list->items, below);
    } else if (const auto* tuple = document_.get<PickleTuple>(ref)) {
      visitItems(tuple->items, below);
    }
  }

  [[nodiscard]] NamedTensors take() { return std::move(named_); }

 private:
  template <typename Below>
  static void visitItems(const std::vector<PickleRef>& items, const Below& below) {
    for (std::size_t i = 0; i < items.size(); ++i)
      below(std::to_string(i), items[i]);
  }

  const ByteSource& source_;
  const PickleDocument& document_;
  NamedTensors named_;
  std::size_t visits_ = 0;
};

/// The part of a storage that the wanted tensors touch.
struct Window {
  PickleStorage storage{};
  std::int64_t begin = std::numeric_limits<std::int64_t>::max(), end = 0;  // elements
  at::Tensor elements;
};

struct Layout {
  std::int64_t offset = 0, end = 0;
  std::vector<std::int64_t> shape, stride;
};

Layout layoutOf(const PickleDocument& document, const PickleTensor& tensor) {
  Layout layout{.offset = tensor.offset,
                .end = 0,
                .shape = document.integers(tensor.shape),
                .stride = document.integers(tensor.stride)};
  layout.end = stridedEnd(layout.offset, layout.shape, layout.stride).value_or(layout.offset);
  return layout;
}

void readWindow(const ByteSource& source, const std::string& key, const TorchFile& file,
                Window& window) {
  const std::size_t width = c10::elementSize(window.storage.type);
  const StorageExtent extent = file.locate(key);
  const std::uint64_t expected = static_cast<std::uint64_t>(window.storage.count) * width;
  if (extent.bytes < expected) {
    source.fail(c10::str("the storage ", inQuotes(key), " has ", extent.bytes,
                         " bytes; its tensors expect ", expected, "; the file is damaged"));
  }
  window.begin = std::min(window.begin, window.end);
  window.elements =
      readElements(source, extent.offset + static_cast<std::uint64_t>(window.begin) * width,
                   window.end - window.begin, window.storage.type);
}

}  // namespace

NamedTensors pickWeights(const ByteSource& source, const PickleDocument& document) {
  if (const auto* object = document.get<PickleObject>(document.root)) {
    failForObject(source, document, *object);
  }
  const auto* top = document.get<PickleDict>(document.root);
  if (top == nullptr) source.fail("holds a value that is not a dict; expected named tensors");
  for (const std::string_view key : {"model", "state_dict", "model_state_dict"}) {
    const PickleValue* value = findKey(document, *top, key);
    if (value == nullptr) continue;
    if (const auto* object = std::get_if<PickleObject>(value)) {
      failForObject(source, document, *object);
    }
    const auto* dict = std::get_if<PickleDict>(value);
    if (dict == nullptr) continue;
    if (NamedTensors named = tensorsOf(source, document, *dict); !named.empty()) return named;
  }
  NamedTensors named = tensorsOf(source, document, *top);
  if (named.empty()) {
    source.fail(
        c10::str("holds no weights: expected tensors at the top or under 'model', "
                 "'state_dict' or 'model_state_dict', found ",
                 keyList(document, *top)));
  }
  return named;
}

NamedTensors allTensors(const ByteSource& source, const PickleDocument& document) {
  Walk walk(source, document);
  walk.visit(document.root, "", 0);
  return walk.take();
}

std::map<std::string, at::Tensor> loadTensors(const ByteSource& source, const TorchFile& file,
                                              const NamedTensors& named) {
  const PickleDocument& document = file.document;
  const auto windowKey = [&](const PickleStorage& storage) {
    return std::pair(*document.get<std::string>(storage.key), storage.type);
  };
  std::map<std::pair<std::string, at::ScalarType>, Window> windows;
  for (const auto& [name, ref] : named) {
    const auto& tensor = *document.get<PickleTensor>(ref);
    const auto& storage = *document.get<PickleStorage>(tensor.storage);
    const Layout layout = layoutOf(document, tensor);
    Window& window = windows[windowKey(storage)];
    if (storage.count >= window.storage.count) window.storage = storage;
    if (layout.end == layout.offset) continue;
    window.begin = std::min(window.begin, layout.offset);
    window.end = std::max(window.end, layout.end);
  }
  for (auto& [key, window] : windows)
    readWindow(source, key.first, file, window);

  std::map<std::string, at::Tensor> tensors;
  for (const auto& [name, ref] : named) {
    const auto& tensor = *document.get<PickleTensor>(ref);
    const auto& storage = *document.get<PickleStorage>(tensor.storage);
    const Layout layout = layoutOf(document, tensor);
    const Window& window = windows[windowKey(storage)];
    const bool isEmpty = layout.end == layout.offset;
    tensors[name] = window.elements.as_strided(layout.shape, layout.stride,
                                               isEmpty ? 0 : layout.offset - window.begin);
  }
  return tensors;
}

}  // namespace limn::nn
