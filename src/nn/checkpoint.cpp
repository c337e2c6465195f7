// SPDX-FileCopyrightText: 2026 The Limn authors
// SPDX-License-Identifier: Apache-2.0
#include "limn/nn/checkpoint.h"

#include "checkpoint_reader.h"
#include "safetensors.h"
#include "torch_file.h"
#include "torch_tensors.h"

#include <c10/util/Exception.h>
#include <c10/util/StringUtil.h>

#include <algorithm>
#include <new>
#include <string_view>

namespace limn::nn {
namespace {

constexpr std::string_view kModulePrefix = "module.";

[[noreturn]] void failForContent(const ByteSource& source) {
  const std::string start = source.text(0, std::min<std::uint64_t>(source.size(), 512));
  const std::string expected = "; expected a .pth of torch.save or a .safetensors file";
  if (start.empty()) source.fail("is empty" + expected);
  if (start.starts_with("version https://git-lfs")) {
    source.fail("is a Git LFS pointer, not the file itself; fetch it with 'git lfs pull'");
  }
  if (start.starts_with("<")) source.fail("is a web page or XML, not a checkpoint" + expected);
  if (start.size() > 262 && std::string_view(start).substr(257, 5) == "ustar") {
    source.fail(
        "is a tar archive, a form that torch gave up in 2017; save it again with a newer torch");
  }
  source.fail(c10::str("is not a checkpoint: it begins with ",
                       inQuotes(std::string_view(start).substr(0, 16)), expected));
}

StateDict readAs(const ByteSource& source, TensorChoice choice) {
  if (looksLikeZip(source) || looksLikePickle(source)) {
    const TorchFile file = looksLikeZip(source) ? openTorchZip(source) : openTorchLegacy(source);
    const NamedTensors named = choice == TensorChoice::All ? allTensors(source, file.document)
                                                           : pickWeights(source, file.document);
    return {.tensors = loadTensors(source, file, named), .metadata = {}};
  }
  if (looksLikeSafetensors(source)) return readSafetensors(source);
  failForContent(source);
}

/// Names as DistributedDataParallel and DataParallel write them, without their prefix.
void stripModulePrefix(StateDict& state) {
  const auto hasPrefix = [](const auto& row) { return row.first.starts_with(kModulePrefix); };
  while (!state.tensors.empty() && std::ranges::all_of(state.tensors, hasPrefix)) {
    std::map<std::string, at::Tensor> stripped;
    for (auto& [name, tensor] : state.tensors) {
      stripped.emplace(name.substr(kModulePrefix.size()), std::move(tensor));
    }
    state.tensors = std::move(stripped);
  }
}

}  // namespace

StateDict readFrom(const ByteSource& source, TensorChoice choice) {
  try {
    StateDict state = readAs(source, choice);
    if (choice == TensorChoice::All) return state;
    stripModulePrefix(state);
    if (state.tensors.empty()) source.fail("holds no tensors");
    return state;
  } catch (const c10::Error& error) {
    source.fail(c10::str("cannot be read: ", error.what_without_backtrace()));
  } catch (const std::bad_alloc&) {
    source.fail("cannot be read: not enough memory");
  } catch (const std::length_error&) {
    source.fail("cannot be read: not enough memory");
  }
}

StateDict readCheckpoint(const std::filesystem::path& file) {
  return readFrom(FileSource(file), TensorChoice::Weights);
}

StateDict readAllTensors(const std::filesystem::path& file) {
  return readFrom(FileSource(file), TensorChoice::All);
}

}  // namespace limn::nn
