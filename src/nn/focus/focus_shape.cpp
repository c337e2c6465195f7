// SPDX-FileCopyrightText: 2026 The Limn authors
// SPDX-License-Identifier: Apache-2.0
#include "focus/focus_shape.h"

#include "focus/focus_input.h"
#include "json.h"

#include <c10/util/StringUtil.h>

#include <algorithm>

namespace limn::nn {

namespace {

constexpr const char* kShapeKey = "limn.focus";

class TensorList {
 public:
  explicit TensorList(FocusForm form) : form_(form) {}

  void add(std::string name, std::vector<std::int64_t> shape) {
    specs_.push_back({std::move(name), std::move(shape)});
  }
  void linear(const std::string& name, std::int64_t in, std::int64_t out) {
    add(name + ".weight", {out, in});
    add(name + ".bias", {out});
  }
  void layerNorm(const std::string& name, std::int64_t width) {
    add(name + ".weight", {width});
    add(name + ".bias", {width});
  }
  /// A convolution of `side` x `side` with the batch norm after it, or with a bias when folded.
  void normedConv(const std::string& name, std::int64_t in, std::int64_t out, std::int64_t side) {
    add(name + ".weight", {out, in, side, side});
    if (form_ == FocusForm::Folded) {
      add(name + ".bias", {out});
      return;
    }
    for (const char* part : {".norm.weight", ".norm.bias", ".norm.mean", ".norm.variance"})
      add(name + part, {out});
  }
  void residualBlocks(const std::string& name, std::int64_t count, std::int64_t width) {
    for (std::int64_t i = 0; i < count; ++i) {
      normedConv(c10::str(name, ".", i, ".first"), width, width, 3);
      normedConv(c10::str(name, ".", i, ".second"), width, width, 3);
    }
  }
  [[nodiscard]] std::vector<TensorSpec> take() { return std::move(specs_); }

 private:
  FocusForm form_;
  std::vector<TensorSpec> specs_;
};

void addAttention(TensorList& list, const std::string& name, std::int64_t width) {
  list.layerNorm(name + ".norm1", width);
  list.linear(name + ".qkv", width, 3 * width);
  list.linear(name + ".proj", width, width);
  list.layerNorm(name + ".norm2", width);
  list.linear(name + ".lin1", width, 2 * width);
  list.linear(name + ".lin2", 2 * width, width);
}

void checkTensors(const StateDict& state, const FocusShape& shape,
                  const std::filesystem::path& file) {
  const std::vector<TensorSpec> expected = focusTensors(shape, FocusForm::Trainable);
  for (const TensorSpec& spec : expected) {
    const auto found = state.tensors.find(spec.name);
    if (found == state.tensors.end()) {
      throw CheckpointError(file, "tensor '" + spec.name + "' of the focus network is missing");
    }
    const at::Tensor& tensor = found->second;
    if (tensor.sizes() != at::IntArrayRef(spec.shape) || !tensor.is_floating_point()) {
      throw CheckpointError(
          file, c10::str("tensor '", spec.name, "' has the shape ", tensor.sizes(), " (",
                         c10::toString(tensor.scalar_type()), "); expected floating point numbers ",
                         "of the shape ", at::IntArrayRef(spec.shape)));
    }
  }
  for (const auto& [name, tensor] : state.tensors) {
    if (std::ranges::find(expected, name, &TensorSpec::name) == expected.end()) {
      throw CheckpointError(file, "tensor '" + name + "' is not one of the focus network");
    }
  }
}

FocusShape parsedShape(const std::string& text, std::int64_t& inputForm) {
  FocusShape shape;
  JsonReader json(text);
  const auto list = [&json](std::vector<std::int64_t>& to) {
    to.clear();
    json.array([&] { to.push_back(json.integer()); });
  };
  json.object([&](const std::string& key) {
    if (key == "input_form") {
      inputForm = json.integer();
    } else if (key == "input_channels") {
      shape.inputChannels = json.integer();
    } else if (key == "widths") {
      list(shape.widths);
    } else if (key == "blocks") {
      list(shape.blocks);
    } else if (key == "attention_blocks") {
      shape.attentionBlocks = json.integer();
    } else if (key == "attention_heads") {
      shape.attentionHeads = json.integer();
    } else if (key == "head_width") {
      shape.headWidth = json.integer();
    } else if (key == "candidates") {
      shape.candidates = json.integer();
    } else {
      json.fail("unknown field '" + key + "', of a newer version perhaps,");
    }
  });
  json.end();
  return shape;
}

/// Sizes that a damaged or hostile file could make huge are bounded before anything is built.
void checkSizes(const FocusShape& shape, const std::filesystem::path& file) {
  constexpr std::int64_t kMostLevels = 6, kMostWidth = 1024, kMostBlocks = 32;
  const auto within = [](std::int64_t value, std::int64_t most) {
    return value >= 1 && value <= most;
  };
  bool good = within(shape.levels(), kMostLevels) && shape.blocks.size() == shape.widths.size() &&
              within(shape.headWidth, kMostWidth) && within(shape.candidates, 16) &&
              within(shape.attentionHeads, 64) && shape.attentionBlocks >= 0 &&
              shape.attentionBlocks <= kMostBlocks;
  for (const std::int64_t width : shape.widths)
    good = good && within(width, kMostWidth);
  for (const std::int64_t blocks : shape.blocks)
    good = good && within(blocks, kMostBlocks);
  good = good && shape.widths.back() % shape.attentionHeads == 0;
  if (!good) {
    throw CheckpointError(file,
                          std::string(kShapeKey) + " describes no focus network that can be built");
  }
}

}  // namespace

std::vector<TensorSpec> focusTensors(const FocusShape& shape, FocusForm form) {
  TensorList list(form);
  std::int64_t in = shape.inputChannels;
  for (std::int64_t level = 0; level < shape.levels(); ++level) {
    const std::int64_t width = shape.widths[static_cast<std::size_t>(level)];
    const std::string name = c10::str("encoder.", level);
    list.normedConv(name + ".enter", in, width, 3);
    list.residualBlocks(name, shape.blocks[static_cast<std::size_t>(level)], width);
    in = width;
  }
  for (std::int64_t i = 0; i < shape.attentionBlocks; ++i)
    addAttention(list, c10::str("attention.", i), in);
  for (std::int64_t level = shape.levels() - 2; level >= 0; --level) {
    const std::int64_t width = shape.widths[static_cast<std::size_t>(level)];
    const std::string name = c10::str("decoder.", level);
    list.normedConv(name + ".enter", in, width, 1);
    list.residualBlocks(name, shape.blocks[static_cast<std::size_t>(level)], width);
    in = width;
  }
  list.normedConv("head.enter", in, shape.headWidth, 1);
  list.normedConv("head.mix", shape.headWidth + shape.inputChannels, shape.headWidth, 3);
  list.add("head.mask.weight", {shape.candidates, shape.headWidth, 3, 3});
  list.add("head.mask.bias", {shape.candidates});
  constexpr std::int64_t kScoreHidden = 64, kMaskNumbers = 3;
  list.linear("score.first", shape.widths.back() + 2 * in + kMaskNumbers, kScoreHidden);
  list.linear("score.second", kScoreHidden, 1);
  return list.take();
}

std::map<std::string, std::string> focusMetadata(const FocusShape& shape) {
  const auto list = [](const std::vector<std::int64_t>& values) {
    return c10::str("[", c10::Join(",", values), "]");
  };
  return {
      {"format", "pt"},
      {kShapeKey,
       c10::str("{\"input_form\":", kFocusInputForm, ",\"input_channels\":", shape.inputChannels,
                ",\"widths\":", list(shape.widths), ",\"blocks\":", list(shape.blocks),
                ",\"attention_blocks\":", shape.attentionBlocks,
                ",\"attention_heads\":", shape.attentionHeads, ",\"head_width\":", shape.headWidth,
                ",\"candidates\":", shape.candidates, "}")}};
}

bool isFocusNetwork(const StateDict& state) {
  return state.metadata.contains(kShapeKey);
}

FocusShape checkFocusNetwork(const StateDict& state, const std::filesystem::path& file) {
  const auto found = state.metadata.find(kShapeKey);
  if (found == state.metadata.end()) {
    throw CheckpointError(file, "expected a focus network (metadata " + std::string(kShapeKey) +
                                    "), found another file");
  }
  FocusShape shape;
  std::int64_t inputForm = 0;
  try {
    shape = parsedShape(found->second, inputForm);
  } catch (const JsonError& error) {
    throw CheckpointError(file, std::string(kShapeKey) + " is damaged: " + error.what());
  }
  if (shape.inputChannels != kFocusChannels || inputForm != kFocusInputForm) {
    throw CheckpointError(
        file, c10::str("the focus network was trained for ", shape.inputChannels,
                       " input channels of form ", inputForm, "; this program computes ",
                       kFocusChannels, " of form ", kFocusInputForm));
  }
  checkSizes(shape, file);
  checkTensors(state, shape, file);
  return shape;
}

}  // namespace limn::nn
