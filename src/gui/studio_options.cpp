// SPDX-FileCopyrightText: 2026 The Limn authors
// SPDX-License-Identifier: Apache-2.0
#include "studio_options.h"

#include "text.h"

#include <fmt/core.h>

#include <QCommandLineParser>
#include <map>

namespace limn::gui {
namespace {

std::optional<log::Level> levelOf(const QString& name) {
  static const std::map<QString, log::Level> levels{
      {QStringLiteral("trace"), log::Level::Trace},
      {QStringLiteral("debug"), log::Level::Debug},
      {QStringLiteral("info"), log::Level::Info},
      {QStringLiteral("warning"), log::Level::Warning},
      {QStringLiteral("error"), log::Level::Error},
      {QStringLiteral("off"), log::Level::Off}};
  const auto found = levels.find(name);
  return found == levels.end() ? std::nullopt : std::optional(found->second);
}

void addOptions(QCommandLineParser& parser) {
  const auto option = [&](const char* name, const char* text, const char* value) {
    parser.addOption(
        {QString::fromLatin1(name), QString::fromLatin1(text), QString::fromLatin1(value)});
  };
  const auto flag = [&](const char* name, const char* text) {
    parser.addOption({QString::fromLatin1(name), QString::fromLatin1(text)});
  };
  option("model", "checkpoint (.pth, .safetensors) or name of an installed model", "FILE");
  option("arch", "formula weights of this shape instead, for speed and parity", "TAG");
  option("family", "conventions of the checkpoint: sam-med2d, sam, medsam", "NAME");
  flag("no-adapter", "leave SAM-Med2D's adapters out");
  option("focus", "weights of a focus network, which answers on a close view around the object",
         "FILE");
  flag("no-focus", "answer with the model alone");
  option("device", "auto, cpu, cuda or cuda:N", "D");
  option("precision", "fp32, tf32, bf16 or fp16; a CPU has fp32 and may have bf16", "P");
  option("threads", "CPU threads; 0 = all cores", "N");
  flag("no-disk-cache", "neither read nor keep encoded slices on disk");
  option("cache-limit", "GB that encoded slices may take on disk", "GB");
  option("cache-memory", "MB that encoded slices may take in memory", "MB");
  option("cache-device-memory", "MB that encoded slices may take on a GPU", "MB");
  option("script", "perform the commands of this file in the window, then leave", "FILE");
  option("trace", "write where the time went, for Chrome's trace viewer, when it is closed",
         "FILE");
  option("screenshot", "write a picture of the window once it is ready", "FILE");
  flag("exit-after-startup", "leave once everything named is open");
  option("log-level", "trace, debug, info, warning, error or off", "LEVEL");
  flag("quiet", "log errors only");
  parser.addOption({{QStringLiteral("h"), QStringLiteral("help")}, QStringLiteral("this text")});
  flag("version", "the version");
}

void describe(QCommandLineParser& parser) {
  parser.setApplicationDescription(
      QStringLiteral("Segment medical scans by clicking. Research use only, not a medical device.\n"
                     "The commands that need no window: limn --help"));
  addOptions(parser);
  parser.addPositionalArgument(
      QStringLiteral("PATH"),
      QStringLiteral("NIfTI file, DICOM file or folder, or picture to open"),
      QStringLiteral("[PATH]"));
}

/// A number above 0; nothing when the option is not given.
Result<std::optional<double>> readAmount(const QCommandLineParser& parser, const char* name) {
  const QString text = parser.value(QString::fromLatin1(name));
  if (text.isEmpty() && !parser.isSet(QString::fromLatin1(name))) return std::nullopt;
  bool ok = false;
  const double amount = text.toDouble(&ok);
  if (ok && amount > 0 && amount <= 1e6) return amount;
  return fail(ErrorCode::WrongUse,
              fmt::format("--{} expects a number above 0, found '{}'", name, toStdString(text)));
}

/// What the options say about encoded slices.
Result<void> readCacheOptions(const QCommandLineParser& parser, StudioOptions& options) {
  options.noDiskCache = parser.isSet(QStringLiteral("no-disk-cache"));
  auto disk = readAmount(parser, "cache-limit");
  auto host = readAmount(parser, "cache-memory");
  auto device = readAmount(parser, "cache-device-memory");
  for (auto* amount : {&disk, &host, &device}) {
    if (!*amount) return passOn(*amount);
  }
  const auto bytes = [](std::optional<double> megabytes) {
    return megabytes ? std::optional(static_cast<std::size_t>(*megabytes * 1e6)) : std::nullopt;
  };
  options.diskLimitGigabytes = *disk;
  options.hostBudgetBytes = bytes(*host);
  options.deviceBudgetBytes = bytes(*device);
  return {};
}

Result<StudioOptions> readOptions(const QCommandLineParser& parser) {
  const auto text = [&](const char* name) {
    return toStdString(parser.value(QString::fromLatin1(name)));
  };
  const auto isSet = [&](const char* name) { return parser.isSet(QString::fromLatin1(name)); };
  StudioOptions options;
  const QStringList paths = parser.positionalArguments();
  if (paths.size() > 1) {
    return fail(ErrorCode::WrongUse, "one file or folder can be opened at a time; see --help");
  }
  if (!paths.isEmpty()) options.path = paths.front();
  options.model.model = text("model");
  options.model.arch = text("arch");
  options.model.family = text("family");
  options.model.dropAdapters = isSet("no-adapter");
  options.model.focus = text("focus");
  options.model.noFocus = isSet("no-focus");
  if (isSet("device")) options.model.device = text("device");
  if (isSet("precision")) options.model.precision = text("precision");
  if (isSet("threads")) {
    bool ok = false;
    options.model.threads = parser.value(QStringLiteral("threads")).toInt(&ok);
    if (!ok || options.model.threads < 0) {
      return fail(ErrorCode::WrongUse,
                  "--threads expects a number from 0, found '" + text("threads") + "'");
    }
  }
  if (auto read = readCacheOptions(parser, options); !read) return passOn(read);
  options.script = parser.value(QStringLiteral("script"));
  options.trace = parser.value(QStringLiteral("trace"));
  options.screenshot = parser.value(QStringLiteral("screenshot"));
  options.exitAfterStartup = isSet("exit-after-startup");
  if (isSet("quiet")) options.logLevel = log::Level::Error;
  if (isSet("log-level")) {
    options.logLevel = levelOf(parser.value(QStringLiteral("log-level")));
    if (!options.logLevel) {
      return fail(ErrorCode::WrongUse,
                  "--log-level expects trace, debug, info, warning, error or "
                  "off, found '" +
                      text("log-level") + "'");
    }
  }
  return options;
}

}  // namespace

QString helpText() {
  QCommandLineParser parser;
  describe(parser);
  return parser.helpText();
}

Result<StudioOptions> parseOptions(const QStringList& arguments, const QString& version) {
  QCommandLineParser parser;
  describe(parser);
  if (!parser.parse(arguments)) {
    return fail(ErrorCode::WrongUse, toStdString(parser.errorText()) + " See --help.");
  }
  if (parser.isSet(QStringLiteral("help"))) {
    StudioOptions options;
    options.answer = parser.helpText();
    return options;
  }
  if (parser.isSet(QStringLiteral("version"))) {
    StudioOptions options;
    options.answer = QStringLiteral("limn-studio %1\n").arg(version);
    return options;
  }
  return readOptions(parser);
}

}  // namespace limn::gui
