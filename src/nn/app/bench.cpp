// SPDX-FileCopyrightText: 2026 The Limn authors
// SPDX-License-Identifier: Apache-2.0
#include "app/arguments.h"
#include "app/commands.h"
#include "json.h"
#include "limn/nn/focus.h"
#include "limn/nn/predictor.h"

#include <ATen/ops/full.h>
#include <ATen/ops/randint.h>

#include <algorithm>
#include <array>
#include <chrono>
#include <cstdio>
#include <iostream>

namespace limn::nn::app {

namespace {

/// Slices that were encoded in one call.
struct BatchRate {
  int batch = 0;
  double slicesPerSecond = 0;
};

/// What was timed, in milliseconds; medians but for the load.
struct BenchResult {
  std::string model, device;
  std::int64_t parameters = 0, size = 0;
  int repeats = 0;
  double load = 0, encode = 0, click = 0;
  double boxes = 0;  // kBoxes prompts in one call
  std::vector<BatchRate> batches;
};

constexpr int kBoxes = 16;

template <typename Work>
double millisecondsOf(const Work& work) {
  const auto start = std::chrono::steady_clock::now();
  work();
  return std::chrono::duration<double, std::milli>(std::chrono::steady_clock::now() - start)
      .count();
}

/// Runs once to warm up, then takes the median.
template <typename Work>
double medianOf(int repeats, const Work& work) {
  work();
  std::vector<double> times;
  for (int i = 0; i < repeats; ++i)
    times.push_back(millisecondsOf(work));
  std::ranges::sort(times);
  return times[times.size() / 2];
}

Predictor loadModel(const Arguments& arguments) {
  PredictorOptions options;
  options.device = arguments.text("--device").value_or("cpu");
  options.precision = precisionFromName(arguments.text("--precision").value_or("fp32"));
  options.onNotice = [](const std::string& what) { std::cerr << "limn-nn: " << what << "\n"; };
  options.dropAdapters = arguments.has("--drop-adapters");
  const auto tag = arguments.text("--arch"), file = arguments.text("--model");
  if (tag.has_value() == file.has_value()) throw UsageError("give either --arch or --model");
  return tag ? Predictor::fromTag(*tag, options) : Predictor::load(*file, options);
}

/// Boxes that a reader's hand might draw around one object.
std::vector<Prompts> jitteredBoxes(std::int64_t size) {
  std::vector<Prompts> prompts;
  const auto side = static_cast<float>(size);
  for (int i = 0; i < kBoxes; ++i) {
    const auto shift = static_cast<float>(i);
    prompts.push_back({.points = {},
                       .box = PromptBox{side / 4 + shift, side / 3 - shift, side / 2, side * 0.7F},
                       .maskLogits = {}});
  }
  return prompts;
}

std::vector<int> batchSizes(const Arguments& arguments) {
  std::vector<int> sizes;
  for (const std::string& word : arguments.list("--batch")) {
    const Arguments one({"--batch", word}, {.options = {"--batch"}, .switches = {}});
    sizes.push_back(*one.count("--batch"));
  }
  return sizes;
}

BenchResult measure(const Arguments& arguments) {
  BenchResult result;
  std::optional<Predictor> predictor;
  result.load = millisecondsOf([&] { predictor = loadModel(arguments); });
  result.model = arguments.text("--arch").value_or(arguments.text("--model").value_or(""));
  result.device = predictor->deviceName();
  result.parameters = predictor->parameterCount();
  result.repeats = arguments.count("--repeat").value_or(5);
  result.size = arguments.count("--size").value_or(512);

  // A call ends with results on the CPU or, for the encoder, with a click that waits for them.
  const at::Tensor image = at::randint(0, 256, {result.size, result.size, 3}, at::kByte);
  const auto middle = static_cast<float>(result.size / 2);
  const Prompts click{.points = {{middle, middle, 1}}, .box = {}, .maskLogits = {}};
  ImageEmbedding embedding;
  const auto encode = [&] {
    embedding = predictor->encode(image);
    (void)embedding.features.flatten()[0].item<float>();
  };
  result.encode = medianOf(result.repeats, encode);
  result.click = medianOf(10 * result.repeats, [&] { (void)predictor->predict(embedding, click); });
  const std::vector<Prompts> boxes = jitteredBoxes(result.size);
  result.boxes = medianOf(result.repeats, [&] { (void)predictor->predictBatch(embedding, boxes); });
  for (const int batch : batchSizes(arguments)) {
    const std::vector<at::Tensor> slices(static_cast<std::size_t>(batch), image);
    const auto encodeAll = [&] {
      const std::vector<ImageEmbedding> all = predictor->encodeBatch(slices);
      (void)all.back().features.flatten()[0].item<float>();
    };
    encodeAll();  // recordings are made the second time a shape is seen
    result.batches.push_back({batch, 1000.0 * batch / medianOf(result.repeats, encodeAll)});
  }
  return result;
}

/// One answer of the focus network in a view, preparation of its input included, then the whole of
/// what a box and a click after it wait for, beside another network's answer.
void benchFocus(const Arguments& arguments) {
  PredictorOptions options;
  options.device = arguments.text("--device").value_or("cpu");
  options.precision = precisionFromName(arguments.text("--precision").value_or("fp32"));
  const FocusPredictor predictor = FocusPredictor::load(*arguments.text("--focus"), options);
  const std::int64_t size = arguments.count("--size").value_or(512);
  const int repeats = arguments.count("--repeat").value_or(20);
  const at::Tensor picture = at::randint(0, 256, {size, size, 3}, at::kByte);
  const auto side = static_cast<float>(size);
  FocusQuestion question;
  question.box = PromptBox{side / 3, side / 3, side / 2, side * 0.6F};
  for (const std::int64_t pixels : {128, 256}) {
    const FocusRequest request{question, focusView(size, size, question, pixels)};
    const double median = medianOf(repeats, [&] {
      (void)predictor.predict(picture, {&request, 1});
    });
    std::printf("focus, view %lld %7.1f ms (median of %d), %lld parameters\n",
                static_cast<long long>(pixels), median, repeats,
                static_cast<long long>(predictor.parameterCount()));
  }
  const at::Tensor suggestion = at::full({size, size}, -1.0F);
  suggestion.narrow(0, size / 3, size / 4).narrow(1, size / 3, size / 6).fill_(1);
  const auto timed = [&](const char* what) {
    std::printf("%s %7.1f ms (median of %d)\n", what,
                medianOf(repeats, [&] { (void)predictor.mask(picture, question, suggestion); }),
                repeats);
  };
  timed("answer to a box    ");
  question.previous = suggestion;
  question.points = {{side * 0.4F, side * 0.4F, 1}};
  timed("answer to a click  ");
}

void printText(const BenchResult& r) {
  std::printf("%s on %s, %lld parameters, image %lld x %lld\n", r.model.c_str(), r.device.c_str(),
              static_cast<long long>(r.parameters), static_cast<long long>(r.size),
              static_cast<long long>(r.size));
  std::printf("load   %9.1f ms\nencode %9.1f ms (median of %d)\nclick  %9.1f ms (median of %d)\n",
              r.load, r.encode, r.repeats, r.click, 10 * r.repeats);
  std::printf("%d boxes %7.1f ms in one call (median of %d)\n", kBoxes, r.boxes, r.repeats);
  for (const BatchRate& rate : r.batches)
    std::printf("batch %-4d %7.1f slices/s\n", rate.batch, rate.slicesPerSecond);
}

void printJson(const BenchResult& r) {
  std::array<char, 256> numbers{};
  std::snprintf(numbers.data(), numbers.size(),
                "\"parameters\": %lld, \"image_size\": %lld, \"repeats\": %d, \"load_ms\": %.3f, "
                "\"encode_ms\": %.3f, \"click_ms\": %.3f, \"boxes_ms\": %.3f",
                static_cast<long long>(r.parameters), static_cast<long long>(r.size), r.repeats,
                r.load, r.encode, r.click, r.boxes);
  std::cout << "{\"model\": " << jsonString(r.model) << ", \"device\": " << jsonString(r.device)
            << ", " << numbers.data() << ", \"slices_per_second\": {";
  for (const BatchRate& rate : r.batches) {
    std::cout << (&rate == r.batches.data() ? "" : ", ") << "\"" << rate.batch
              << "\": " << rate.slicesPerSecond;
  }
  std::cout << "}}\n";
}

}  // namespace

int runBench(const std::vector<std::string>& words) {
  const Arguments arguments(
      words, {.options = {"--arch", "--model", "--size", "--repeat", "--threads", "--device",
                          "--precision", "--batch", "--focus"},
              .switches = {"--drop-adapters", "--json"}});
  if (const auto threads = arguments.count("--threads")) prepareCpu(*threads);
  if (arguments.has("--focus")) {
    benchFocus(arguments);
    return 0;
  }
  const BenchResult result = measure(arguments);
  if (arguments.has("--json")) {
    printJson(result);
  } else {
    printText(result);
  }
  return 0;
}

}  // namespace limn::nn::app
