// SPDX-FileCopyrightText: 2026 The Limn authors
// SPDX-License-Identifier: Apache-2.0
// A full-size checkpoint as SAM-Med2D publishes it: {"model": weights, "optimizer": the object
// itself}. Most of its bytes are zeros that the file system need not store.
#include "checkpoint_builder.h"
#include "checkpoint_support.h"
#include "limn/nn/formula.h"
#include "limn/nn/predictor.h"
#include "limn/nn/weights.h"

#include <ATen/TensorOperators.h>

#include <fstream>
#include <sstream>

namespace limn::nn {
namespace {

constexpr std::int64_t kHalf = 2;              // bytes of a number
constexpr std::int64_t kFilledBelow = 100000;  // larger tensors are zeros

/// Size and, for small tensors, content of one storage.
struct Storage {
  std::int64_t count = 0;
  std::string bytes;
};

std::int64_t countOf(const std::vector<std::int64_t>& shape) {
  std::int64_t count = 1;
  for (const std::int64_t side : shape)
    count *= side;
  return count;
}

at::Tensor valuesOf(const TensorSpec& spec) {
  return formulaNoise(spec.name, countOf(spec.shape)).to(at::kHalf).view(spec.shape);
}

/// Writes the file piece by piece.
class OfficialFile {
 public:
  OfficialFile(const std::filesystem::path& file, const std::vector<TensorSpec>& specs)
      : out_(file, std::ios::binary) {
    const std::string pickle = describe(specs);
    add("archive/data.pkl", {static_cast<std::int64_t>(pickle.size()), pickle}, 1);
    for (std::size_t i = 0; i < storages_.size(); ++i) {
      add("archive/data/" + std::to_string(i), storages_[i], kHalf);
    }
    add("archive/version", {2, "3\n"}, 1);
    finish();
  }

 private:
  std::string describe(const std::vector<TensorSpec>& specs) {
    test::PickleWriter pickle;
    pickle.op("}(").string("model").global("collections", "OrderedDict").op(")R(");
    for (const TensorSpec& spec : specs) {
      const std::int64_t count = countOf(spec.shape);
      std::string bytes;
      if (count < kFilledBelow) {
        const at::Tensor values = valuesOf(spec).contiguous();
        bytes.assign(static_cast<const char*>(values.data_ptr()),
                     static_cast<std::size_t>(count * kHalf));
      }
      tensor(pickle.string(spec.name), spec.shape, bytes);
    }
    pickle.op("u").string("optimizer").global("torch.optim.adam", "Adam").op(")\x81}");
    pickle.string("state").global("collections", "defaultdict").global("__builtin__", "dict");
    pickle.op("\x85R(");
    for (const TensorSpec& spec : specs)
      moments(pickle, spec.shape);
    return pickle.op("usbu").done();
  }
  /// A parameter as key, and what Adam keeps of it.
  void moments(test::PickleWriter& pickle, const std::vector<std::int64_t>& shape) {
    pickle.global("torch._utils", "_rebuild_parameter").op("(");
    tensor(pickle, shape, {});
    pickle.op("\x88").global("collections", "OrderedDict").op(")RtR}(");
    pickle.string("step").integer(1000);
    tensor(pickle.string("exp_avg"), shape, {});
    tensor(pickle.string("exp_avg_sq"), shape, {});
    pickle.op("u");
  }
  void tensor(test::PickleWriter& pickle, const std::vector<std::int64_t>& shape,
              const std::string& bytes) {
    std::vector<std::int64_t> stride(shape.size(), 1);
    for (std::size_t i = shape.size() - 1; i > 0; --i)
      stride[i - 1] = stride[i] * shape[i];
    const std::int64_t count = countOf(shape);
    pickle.tensor({std::to_string(storages_.size()), count, 0, shape, stride, "HalfStorage"});
    storages_.push_back({count, bytes});
  }

  void add(const std::string& name, const Storage& storage, std::int64_t itemSize) {
    const auto half = [](std::size_t value) {
      return test::raw(static_cast<std::uint16_t>(value));
    };
    const auto word = [](std::size_t value) {
      return test::raw(static_cast<std::uint32_t>(value));
    };
    const auto size = static_cast<std::size_t>(storage.count * itemSize);
    const auto at = static_cast<std::size_t>(out_.tellp());
    const std::string shared =
        half(0) + half(0) + word(0) + word(0) + word(size) + word(size) + half(name.size());
    directory_ += "PK\1\2" + half(20) + half(20) + shared + half(0) + half(0) + half(0) + half(0) +
                  word(0) + word(at) + name;
    ++entries_;
    out_ << "PK\3\4" + half(20) + shared + half(0) + name + storage.bytes;
    out_.seekp(static_cast<std::streamoff>(size - storage.bytes.size()), std::ios::cur);
  }
  void finish() {
    const auto half = [](std::size_t value) {
      return test::raw(static_cast<std::uint16_t>(value));
    };
    const auto word = [](std::size_t value) {
      return test::raw(static_cast<std::uint32_t>(value));
    };
    const auto at = static_cast<std::size_t>(out_.tellp());
    out_ << directory_ + "PK\5\6" + word(0) + half(entries_) + half(entries_) +
                word(directory_.size()) + word(at) + half(0);
  }

  std::ofstream out_;
  std::vector<Storage> storages_;
  std::string directory_;
  std::size_t entries_ = 0;
};

/// A line of /proc/self/status, in bytes.
std::int64_t memory(const std::string& name) {
  std::ifstream status("/proc/self/status");
  for (std::string line; std::getline(status, line);) {
    if (line.starts_with(name + ":")) return std::stoll(line.substr(name.size() + 1)) * 1024;
  }
  return 0;
}

/// Lets the high mark of memory begin anew; returns what is in use.
std::int64_t beginMeasuring() {
  std::ofstream("/proc/self/clear_refs") << 5;  // proc(5)
  return memory("VmRSS");
}

class OfficialLayout : public test::CheckpointFolder {
 protected:
  OfficialLayout() {
    OfficialFile(file, specs);
    for (const TensorSpec& spec : specs)
      numbers += countOf(spec.shape);
  }

  const SamConfig config = SamConfig::vit('b', true, 256);
  const std::vector<TensorSpec> specs = expectedTensors(config);
  const std::filesystem::path file = path("sam-med2d_b.pth");
  std::int64_t numbers = 0;
};

TEST_F(OfficialLayout, ReadingItTakesLittleMoreThanItsTensors) {
  ASSERT_GT(std::filesystem::file_size(file), 1'500'000'000U);
  const std::int64_t before = beginMeasuring();

  const StateDict state = readCheckpoint(file);

  EXPECT_LT(memory("VmHWM") - before, numbers * kHalf * 13 / 10);
  EXPECT_EQ(inferConfig(state, {}, file), config);
  for (const TensorSpec& spec : specs) {
    if (countOf(spec.shape) >= kFilledBelow) continue;
    EXPECT_TRUE(state.tensors.at(spec.name).equal(valuesOf(spec))) << spec.name;
  }
}

TEST_F(OfficialLayout, ANetworkFromItTakesLittleMoreThanItsTensorsInSinglePrecision) {
  const std::int64_t before = beginMeasuring();

  const Predictor predictor = Predictor::load(file);

  EXPECT_LT(memory("VmHWM") - before, numbers * 4 * 13 / 10);
  EXPECT_EQ(predictor.parameterCount(), numbers);
  EXPECT_EQ(predictor.config(), config);
}

}  // namespace
}  // namespace limn::nn
