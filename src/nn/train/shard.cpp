// SPDX-FileCopyrightText: 2026 The Limn authors
// SPDX-License-Identifier: Apache-2.0
#include "limn/nn/shard.h"

#include "byte_source.h"
#include "json.h"
#include "limn/nn/checkpoint.h"
#include "safetensors.h"
#include "tensor_layout.h"

#include <c10/util/StringUtil.h>

#include <algorithm>
#include <map>
#include <stdexcept>
#include <system_error>
#include <utility>

namespace limn::nn {
namespace fs = std::filesystem;
namespace {

constexpr const char* kVersionKey = "limn.shard";
constexpr const char* kVersion = "1";
constexpr const char* kSamplesKey = "limn.samples";

std::string shapeText(std::span<const std::int64_t> shape) {
  std::string text = "[";
  for (const std::int64_t size : shape) {
    if (text.size() > 1) text += ", ";
    text += std::to_string(size);
  }
  return text + "]";
}

/// What is wrong with the shapes of one sample; empty when nothing is.
std::string shapeProblem(std::span<const std::int64_t> image, std::span<const std::int64_t> masks) {
  const bool isImage =
      image.size() == 3 && image[0] > 0 && image[1] > 0 && (image[2] == 1 || image[2] == 3);
  if (!isImage) {
    return c10::str("the image has the shape ", shapeText(image),
                    "; expected [H, W, 1] or [H, W, 3] with pixels in it");
  }
  const bool fits =
      masks.size() == 3 && masks[0] > 0 && masks[1] == image[0] && masks[2] == image[1];
  if (!fits) {
    return c10::str("the masks have the shape ", shapeText(masks), "; expected [planes, ", image[0],
                    ", ", image[1], "], as the image is");
  }
  return {};
}

void checkSample(const fs::path& file, std::size_t index, const ShardSample& sample) {
  const auto refuse = [&](const std::string& what) {
    throw CheckpointError(file, c10::str("sample ", index, " (", inQuotes(sample.entry.id),
                                         ") cannot be stored: ", what));
  };
  for (const at::Tensor* tensor : {&sample.image, &sample.masks}) {
    if (!tensor->defined() || tensor->scalar_type() != at::kByte) {
      refuse("expected image and masks of 8-bit samples (uint8)");
    }
  }
  const std::string problem = shapeProblem(sample.image.sizes(), sample.masks.sizes());
  if (!problem.empty()) refuse(problem);
}

std::string entriesText(std::span<const ShardSample> samples) {
  std::string text = "[";
  for (const ShardSample& sample : samples) {
    if (text.size() > 1) text += ',';
    text += c10::str("{\"id\":", jsonString(sample.entry.id),
                     ",\"case\":", jsonString(sample.entry.caseName),
                     ",\"modality\":", jsonString(sample.entry.modality),
                     ",\"target\":", jsonString(sample.entry.target), "}");
  }
  return text + "]";
}

std::vector<ShardEntry> readEntries(const ByteSource& source, const SafetensorsHeader& header) {
  const auto version = header.metadata.find(kVersionKey);
  const auto samples = header.metadata.find(kSamplesKey);
  if (version == header.metadata.end() || samples == header.metadata.end()) {
    source.fail(c10::str("is a safetensors file, but no shard of pictures: expected ", kVersionKey,
                         " and ", kSamplesKey, " in its metadata; make shards with `limn pack`"));
  }
  if (version->second != kVersion) {
    source.fail(c10::str("is a shard of version ", inQuotes(version->second), "; expected ",
                         kVersion, "; pack the data set again"));
  }
  std::vector<ShardEntry> entries;
  try {
    JsonReader json(samples->second);
    json.array([&] {
      ShardEntry& entry = entries.emplace_back();
      const std::map<std::string, std::string*> fields{{"id", &entry.id},
                                                       {"case", &entry.caseName},
                                                       {"modality", &entry.modality},
                                                       {"target", &entry.target}};
      json.object([&](const std::string& key) {
        const auto field = fields.find(key);
        if (field == fields.end()) json.fail(c10::str("unknown key ", inQuotes(key)));
        *field->second = json.string();
      });
    });
    json.end();
  } catch (const JsonError& error) {
    source.fail(c10::str(kSamplesKey, " of the metadata is damaged: ", error.what()));
  }
  return entries;
}

/// Where the pixels of one tensor lie in a shard.
struct Block {
  std::uint64_t offset = 0;  // bytes, from the start of the file
  std::vector<std::int64_t> shape;
};

Block findBlock(const ByteSource& source, const SafetensorsHeader& header,
                const std::map<std::string, const SafetensorsEntry*>& byName,
                const std::string& name) {
  const auto found = byName.find(name);
  if (found == byName.end()) {
    source.fail(c10::str("lacks the tensor ", inQuotes(name), " of a sample that it lists"));
  }
  const SafetensorsEntry& entry = *found->second;
  if (entry.type != at::kByte) {
    source.fail(c10::str(inQuotes(name), " has the dtype ", std::string(dtypeCode(entry.type)),
                         "; expected U8"));
  }
  return {header.dataStart + static_cast<std::uint64_t>(entry.begin), entry.shape};
}

at::Tensor readBlock(const ByteSource& source, const Block& block) {
  const std::int64_t count = elementCount(block.shape).value_or(0);
  return readElements(source, block.offset, count, at::kByte).view(block.shape);
}

std::vector<fs::path> listShards(const std::vector<fs::path>& filesOrFolders) {
  std::vector<fs::path> files;
  for (const fs::path& path : filesOrFolders) {
    std::error_code error;
    if (!fs::is_directory(path, error)) {
      files.push_back(path);
      continue;
    }
    std::vector<fs::path> inFolder;
    for (fs::directory_iterator it(path, error), end; !error && it != end; it.increment(error)) {
      if (it->path().extension() == ".safetensors") inFolder.push_back(it->path());
    }
    if (error) throw CheckpointError(path, c10::str("cannot be listed: ", error.message()));
    std::ranges::sort(inFolder);
    files.insert(files.end(), inFolder.begin(), inFolder.end());
  }
  return files;
}

}  // namespace

void writeShard(const fs::path& file, std::span<const ShardSample> samples) {
  StateDict state;
  for (std::size_t i = 0; i < samples.size(); ++i) {
    checkSample(file, i, samples[i]);
    state.tensors[c10::str(i, ".image")] = samples[i].image;
    state.tensors[c10::str(i, ".masks")] = samples[i].masks;
  }
  state.metadata = {{kVersionKey, kVersion}, {kSamplesKey, entriesText(samples)}};
  writeSafetensors(file, state);
}

struct ShardSet::Impl {
  struct File {
    fs::path path;
    std::uint64_t size = 0;
  };
  struct Sample {
    std::size_t file = 0;
    ShardEntry entry;
    Block image, masks;
  };

  void open(const fs::path& path);
  [[nodiscard]] const Sample& at(std::int64_t index) const {
    if (index < 0 || index >= static_cast<std::int64_t>(samples.size())) {
      throw std::out_of_range(
          c10::str("sample ", index, " of ", samples.size(), " packed pictures was asked for"));
    }
    return samples[static_cast<std::size_t>(index)];
  }

  std::vector<File> files;
  std::vector<Sample> samples;
};

void ShardSet::Impl::open(const fs::path& path) {
  const FileSource source(path);
  if (!looksLikeSafetensors(source)) {
    source.fail("is no safetensors file, so no shard of pictures; make shards with `limn pack`");
  }
  const SafetensorsHeader header = readSafetensorsHeader(source);
  std::vector<ShardEntry> entries = readEntries(source, header);
  if (header.entries.size() != 2 * entries.size()) {
    source.fail(c10::str("lists ", entries.size(), " samples but holds ", header.entries.size(),
                         " tensors; expected an image and masks for each"));
  }
  std::map<std::string, const SafetensorsEntry*> byName;
  for (const SafetensorsEntry& entry : header.entries)
    byName[entry.name] = &entry;
  for (std::size_t i = 0; i < entries.size(); ++i) {
    Sample sample{files.size(), std::move(entries[i]),
                  findBlock(source, header, byName, c10::str(i, ".image")),
                  findBlock(source, header, byName, c10::str(i, ".masks"))};
    const std::string problem = shapeProblem(sample.image.shape, sample.masks.shape);
    if (!problem.empty()) source.fail(c10::str("sample ", i, ": ", problem));
    samples.push_back(std::move(sample));
  }
  files.push_back({path, source.size()});
}

ShardSet::ShardSet(const std::vector<fs::path>& filesOrFolders) : impl_(std::make_unique<Impl>()) {
  for (const fs::path& file : listShards(filesOrFolders))
    impl_->open(file);
  if (!impl_->samples.empty()) return;
  std::string names;
  for (const fs::path& path : filesOrFolders)
    names += (names.empty() ? "" : ", ") + path.string();
  throw std::invalid_argument(c10::str("there is no packed picture in ",
                                       names.empty() ? "no file at all" : names,
                                       "; expected shards (*.safetensors) made by `limn pack`"));
}

ShardSet::ShardSet(ShardSet&&) noexcept = default;
ShardSet::~ShardSet() = default;

std::int64_t ShardSet::size() const {
  return static_cast<std::int64_t>(impl_->samples.size());
}

const ShardEntry& ShardSet::entry(std::int64_t index) const {
  return impl_->at(index).entry;
}

ShardSample ShardSet::read(std::int64_t index) const {
  const Impl::Sample& sample = impl_->at(index);
  const Impl::File& file = impl_->files[sample.file];
  // Opened anew each time: a data set may have more shards than a process may have open files.
  const FileSource source(file.path);
  if (source.size() != file.size) {
    source.fail(c10::str("has ", source.size(), " bytes, but had ", file.size,
                         " when it was opened; it was replaced or cut"));
  }
  return {sample.entry, readBlock(source, sample.image), readBlock(source, sample.masks)};
}

}  // namespace limn::nn
