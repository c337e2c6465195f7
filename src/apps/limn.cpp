// SPDX-FileCopyrightText: 2026 The Limn authors
// SPDX-License-Identifier: Apache-2.0

// limn: the command line. Without a command it starts limn-studio.

#include "commands/command.h"
#include "commands/interrupt.h"
#include "commands/progress_bar.h"
#include "limn/base/log.h"
#include "model_catalog.h"

#include <CLI/CLI.hpp>
#include <fmt/core.h>
#include <unistd.h>

#include <algorithm>
#include <csignal>
#include <cstdio>
#include <exception>
#include <filesystem>
#include <map>
#include <new>
#include <string_view>

namespace limn::apps {
namespace {

void addGlobalOptions(CLI::App& app, GlobalOptions& options) {
  app.add_option(
      "--model", options.model.model,
      "checkpoint file (.pth, .safetensors) or name of an installed model; without it, the "
      "environment variable LIMN_MODEL, else the default model");
  app.add_option(
      "--arch", options.model.arch,
      "for measurements only: weights computed by a formula instead of a checkpoint, of the "
      "shape vit_{b,l,h}_{adapter,plain}_SIZE");
  app.add_option("--family", options.model.family,
                 "kind of network in the checkpoint, if the file does not say it")
      ->check(CLI::IsMember({"sam-med2d", "sam", "medsam"}));
  app.add_flag("--no-adapter", options.model.dropAdapters,
               "use SAM-Med2D without its adapter layers");
  app.add_option("--focus", options.model.focus,
                 "weights of a focus network, which answers after the model on a close view around "
                 "the object; without it, the installed one with the model it was measured with");
  app.add_flag("--no-focus", options.model.noFocus, "answer with the model alone");
  app.add_option("--device", options.model.device, "auto, cpu, cuda or cuda:N")
      ->capture_default_str();
  app.add_option("--precision", options.model.precision,
                 "number format: fp32, tf32, bf16 or fp16; CPUs support fp32, some also bf16")
      ->check(CLI::IsMember({"fp32", "tf32", "bf16", "fp16"}))
      ->capture_default_str();
  app.add_option("--threads", options.model.threads, "CPU threads; 0 = all cores")
      ->check(CLI::NonNegativeNumber)
      ->capture_default_str();
  app.add_flag(
      "--no-disk-cache", options.cache.isOff,
      "do not read or store encoded slices on disk; same as LIMN_CACHE=off in the environment");
  app.add_option("--cache-limit", options.cache.limitGigabytes,
                 "most gigabytes of disk that encoded slices may use")
      ->check(CLI::Range(0.001, 1e6))
      ->capture_default_str();
  app.add_flag("--json", options.json, "write the result as one JSON document to standard output");
  app.add_flag("--quiet", options.quiet, "show no progress and no summary");
  app.add_option("--log-level", options.logLevel,
                 "least severe messages that are written to standard error")
      ->check(CLI::IsMember({"trace", "debug", "info", "warning", "error", "off"}));
}

void applyLogLevel(const GlobalOptions& options) {
  const std::map<std::string, log::Level> levels{
      {"trace", log::Level::Trace},     {"debug", log::Level::Debug}, {"info", log::Level::Info},
      {"warning", log::Level::Warning}, {"error", log::Level::Error}, {"off", log::Level::Off}};
  if (const auto level = levels.find(options.logLevel); level != levels.end()) {
    log::setLevel(level->second);
  } else if (options.quiet) {
    log::setLevel(log::Level::Error);
  }
}

void printJson(const nlohmann::ordered_json& document) {
  fmt::print("{}\n",
             document.dump(2, ' ', false, nlohmann::ordered_json::error_handler_t::replace));
}

int reportError(const Error& error, bool json) {
  if (json) printJson({{"error", toJson(error)}});
  fmt::print(stderr, "limn: {}\n", error.message());
  return exitCode(error.code);
}

/// Output that cannot be written, for instance to a full disk, is an error.
int flushed(int code) {
  if (std::fflush(stdout) == 0) return code;
  fmt::print(stderr, "limn: cannot write to the standard output\n");
  return code != 0 ? code : exitCode(ErrorCode::WriteFailed);
}

int runChosen(const CommandLine& line) {
  const Interrupt interrupt;
  ProgressBar bar(line.options.quiet ? ProgressBar::Mode::Hidden : ProgressBar::modeForStderr());
  const JobContext job{interrupt.token(), [&bar](double fraction, std::string_view what) {
                         bar.report(fraction, what);
                       }};
  auto output = line.chosen(job);
  bar.finish();
  if (!output) return flushed(reportError(output.error(), line.options.json));
  if (line.options.json) {
    printJson(output->document);
  } else {
    fmt::print("{}{}", output->answer, line.options.quiet ? std::string() : output->summary);
  }
  if (!output->problem.empty()) fmt::print(stderr, "limn: {}\n", output->problem);
  return flushed(output->exitCode);
}

/// Replaces this process by limn-studio with the same arguments.
int openStudio(char** argv, const std::string& path, bool json) {
  std::error_code ignored;
  if (!path.empty() && !std::filesystem::exists(path, ignored)) {
    return reportError({ErrorCode::WrongUse,
                        fmt::format("'{}' is neither a command nor a file; see limn --help", path),
                        {}},
                       json);
  }
  const std::string studio = (programFolder() / "limn-studio").string();
  ::execv(studio.c_str(), argv);
  return reportError(
      {ErrorCode::NotFound,
       fmt::format("{} cannot be started; install limn-studio beside limn, or give a "
                   "command (limn --help)",
                   studio),
       {}},
      json);
}

int wrongUse(const CLI::App& app, const CLI::ParseError& error, bool json) {
  if (error.get_exit_code() == static_cast<int>(CLI::ExitCodes::Success)) return app.exit(error);
  return reportError({ErrorCode::WrongUse, fmt::format("{}; see limn --help", error.what()), {}},
                     json);
}

int run(int argc, char** argv) {
  CLI::App app(
      "Segment medical scans by clicking. Research use only, not a medical device.\n"
      "Without a command, limn opens the window (limn-studio).",
      "limn");
  app.set_version_flag("--version", std::string("limn ") + LIMN_VERSION);
  app.fallthrough();
  CommandLine line;
  std::string path;
  app.add_option("PATH", path, "without a command: the file or folder that limn-studio opens");
  addGlobalOptions(app, line.options);
  for (auto* add : {addBench, addCase, addInfo, addSegment, addConvert, addCompare, addEmbed,
                    addEvaluate, addMergeReports, addModels, addPack, addRefine, addReplay,
                    addSelfcheck, addSynthesize, addTrain, addVerify})
    add(app, line);
  app.require_subcommand(0, 1);

  const bool json =
      std::any_of(argv + 1, argv + argc, [](std::string_view a) { return a == "--json"; });
  try {
    app.parse(argc, argv);
  } catch (const CLI::ParseError& error) {
    return wrongUse(app, error, json);
  }
  applyLogLevel(line.options);
  if (!line.chosen) return openStudio(argv, path, json);
  if (!path.empty()) {
    return reportError(
        {ErrorCode::WrongUse, fmt::format("unexpected argument '{}'; see limn --help", path), {}},
        json);
  }
  return runChosen(line);
}

}  // namespace
}  // namespace limn::apps

int main(int argc, char** argv) {
  std::signal(SIGXFSZ, SIG_IGN);  // a file size limit is then reported as a write error
  try {
    return limn::apps::run(argc, argv);
  } catch (const std::bad_alloc&) {
    fmt::print(stderr, "limn: not enough memory; close other programs and try again\n");
  } catch (const std::exception& error) {
    fmt::print(stderr, "limn: unexpected failure: {}\n", error.what());
  }
  return limn::exitCode(limn::ErrorCode::Internal);
}
