// SPDX-FileCopyrightText: 2026 The Limn authors
// SPDX-License-Identifier: Apache-2.0
#include "limn/gui/studio.h"

#include "application.h"
#include "gui_dispatcher.h"
#include "limn/base/trace.h"
#include "main_window.h"
#include "script/script_runner.h"
#include "studio_options.h"
#include "text.h"
#include "theme.h"

#include <fmt/core.h>

#include <QFile>
#include <QFileInfo>
#include <algorithm>
#include <clocale>
#include <cstdio>
#include <cstdlib>
#include <memory>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

namespace limn::gui {
namespace {

int complain(const Error& error) {
  fmt::print(stderr, "limn-studio: {}\n", error.message());
  return exitCode(error.code);
}

Result<std::vector<script::Step>> readScript(const QString& path) {
  QFile file(path);
  if (!file.open(QIODevice::ReadOnly)) {
    return fail(ErrorCode::WrongUse, "cannot read the script " + toStdString(path) + ": " +
                                         toStdString(file.errorString()));
  }
  return script::parse(QString::fromUtf8(file.readAll()));
}

/// Asked before the window opens, so that a wrong name does not cost a session.
Result<void> checkTraceFile(const QString& path) {
  const QFileInfo file(path);
  if (QFileInfo(file.absolutePath()).isWritable() && !file.isDir()) return {};
  return fail(ErrorCode::WriteFailed, "cannot write the trace " + toStdString(path) +
                                          "; give a file in a folder that can be written to");
}

/// `code` unless a trace was asked for and cannot be written.
int writeTrace(const QString& path, int code) {
  if (path.isEmpty()) return code;
  auto written = trace::write(toPath(path));
  return written ? code : std::max(code, complain(written.error()));
}

/// The window for one run of the program, and what the options ask of it.
class Studio {
 public:
  Studio(StudioParts parts, StudioOptions options)
      : options_(std::move(options)),
        settings_(SettingsStore::defaultFile()),
        session_(nullptr, makeGuiDispatcher(home_), sessionOptions(parts.session, options_)) {
    limitDiskCache(parts);
    applyTheme(*qApp, settings_.theme());
    window_ = std::make_unique<MainWindow>(session_, settings_, parts);
  }

  int run(std::vector<script::Step> steps) {
    window_->show();
    if (!options_.path.isEmpty()) window_->openPath(options_.path);
    window_->models().load(startModel());
    const auto add = [&steps](const QString& text, script::Command command) {
      steps.push_back({0, text, std::move(command)});
    };
    if (!options_.screenshot.isEmpty()) {
      add(QStringLiteral("--screenshot"), script::Screenshot{options_.screenshot});
    }
    const bool leaves = options_.exitAfterStartup || !options_.script.isEmpty();
    if (leaves) add(QStringLiteral("at the end"), script::Quit{});
    if (!steps.empty()) perform(std::move(steps));
    return writeTrace(options_.trace, QApplication::exec());
  }

 private:
  static core::SessionOptions sessionOptions(core::SessionOptions session,
                                             const StudioOptions& options) {
    session.hostBudgetBytes = options.hostBudgetBytes.value_or(session.hostBudgetBytes);
    session.deviceBudgetBytes = options.deviceBudgetBytes.value_or(session.deviceBudgetBytes);
    return session;
  }

  /// The command line takes precedence over the settings.
  void limitDiskCache(StudioParts& parts) const {
    if (!parts.setDiskCache) return;
    if (options_.noDiskCache) {
      std::exchange(parts.setDiskCache, nullptr)({.isOn = false});
    } else if (options_.diskLimitGigabytes) {
      parts.setDiskCache = [set = std::move(parts.setDiskCache),
                            limit = *options_.diskLimitGigabytes](DiskCacheRequest request) {
        request.limitGigabytes = limit;
        set(request);
      };
    }
  }

  /// What the options name, else what the reader chose to start with, else the installed default.
  [[nodiscard]] ModelRequest startModel() const {
    ModelRequest request = options_.model;
    const QString chosen = settings_.startModel();
    const bool named =
        !request.model.empty() || !request.arch.empty() || qEnvironmentVariableIsSet("LIMN_MODEL");
    const bool isGone = QFileInfo(chosen).isAbsolute() && !QFileInfo(chosen).isFile();
    if (!named && !chosen.isEmpty() && !isGone) {
      request.model = toStdString(chosen);
      if (request.family.empty()) request.family = toStdString(settings_.startModelFamily());
    }
    return request;
  }

  /// Does the steps in the window. It stays open afterwards unless they say quit or go wrong.
  void perform(std::vector<script::Step> steps) {
    const bool quits = std::holds_alternative<script::Quit>(steps.back().command);
    auto* runner = new ScriptRunner(*window_, std::move(steps), window_.get());
    QObject::connect(runner, &ScriptRunner::finished, window_.get(), [quits](const QString& error) {
      if (!error.isEmpty()) fmt::print(stderr, "limn-studio: {}\n", toStdString(error));
      if (quits || !error.isEmpty()) QApplication::exit(error.isEmpty() ? 0 : 1);
    });
    runner->start();
  }

  StudioOptions options_;
  SettingsStore settings_;
  QObject home_;  // receives the results of jobs
  core::Session session_;
  std::unique_ptr<MainWindow> window_;
};

/// Qt ends the program with abort() when it finds no display; this ends it with a sentence.
void explainMissingDisplay(QtMsgType type, const QMessageLogContext&, const QString& text) {
  if (type != QtFatalMsg) return;  // the attempts before the last one
  fmt::print(stderr,
             "limn-studio: the window cannot be opened because no display was found. Start it in a "
             "graphical session, or set DISPLAY or WAYLAND_DISPLAY. Qt says: {}\n\n{}",
             toStdString(text.section(QLatin1Char('\n'), 0, 0)), toStdString(helpText()));
  std::fflush(stderr);
  std::_Exit(exitCode(ErrorCode::WrongUse));
}

/// --help and --version must answer where there is no display too.
std::unique_ptr<QCoreApplication> makeApplication(int& argc, char** argv) {
  const bool asksForText = std::any_of(argv + 1, argv + argc, [](std::string_view argument) {
    return argument == "--help" || argument == "-h" || argument == "--version";
  });
  if (asksForText) return std::make_unique<QCoreApplication>(argc, argv);
  const QtMessageHandler before = qInstallMessageHandler(explainMissingDisplay);
  auto application = std::make_unique<Application>(argc, argv);
  qInstallMessageHandler(before);
  return application;
}

}  // namespace

int runStudio(int argc, char** argv, StudioParts parts) {
  const std::unique_ptr<QCoreApplication> application = makeApplication(argc, argv);
  // Qt has set the user's locale. Texts and dates stay in it; numbers of files have a point.
  std::setlocale(LC_NUMERIC, "C");
  QApplication::setApplicationName(QStringLiteral("limn-studio"));
  QApplication::setApplicationDisplayName(QStringLiteral("Limn"));
  QApplication::setDesktopFileName(QStringLiteral("limn-studio"));
  auto options = parseOptions(QApplication::arguments(), QString::fromStdString(parts.version));
  if (!options) return complain(options.error());
  if (options->answer) {
    fmt::print("{}", toStdString(*options->answer));
    return 0;
  }
  if (options->logLevel) log::setLevel(*options->logLevel);
  if (!options->trace.isEmpty()) {
    if (auto writable = checkTraceFile(options->trace); !writable) {
      return complain(writable.error());
    }
    trace::start();
    trace::beginWait("start to usable window", trace::processStart());
    trace::beginWait("start to model ready", trace::processStart());
  }
  std::vector<script::Step> steps;
  if (!options->script.isEmpty()) {
    auto read = readScript(options->script);
    if (!read) return complain(read.error());
    steps = std::move(*read);
  }
  return Studio(std::move(parts), std::move(*options)).run(std::move(steps));
}

}  // namespace limn::gui
