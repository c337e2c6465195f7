// SPDX-FileCopyrightText: 2026 The Limn authors
// SPDX-License-Identifier: Apache-2.0
#include "script_parser.h"

#include "limn/base/number_text.h"
#include "text.h"

#include <fmt/core.h>

#include <QRegularExpression>
#include <QStringList>
#include <cstdlib>
#include <map>
#include <optional>

namespace limn::gui::script {
namespace {

constexpr std::int64_t kMostNotches = 100'000;

/// Whole numbers separated by commas, if all of `text` is that.
std::optional<std::vector<std::int64_t>> numbers(const QString& text) {
  std::vector<std::int64_t> values;
  for (const QString& part : text.split(QLatin1Char(','))) {
    bool ok = false;
    values.push_back(part.trimmed().toLongLong(&ok));
    if (!ok) return std::nullopt;
  }
  return values;
}

std::optional<Command> parseVoxel(const QString& text) {
  const auto v = numbers(text);
  if (!v || v->size() != 3) return std::nullopt;
  return Goto{{(*v)[0], (*v)[1], (*v)[2]}};
}

std::optional<Command> parseClick(const QString& text) {
  QStringList parts = text.split(QLatin1Char(','));
  bool include = true;
  if (parts.size() == 4) {
    const QString sign = parts.takeLast().trimmed();
    if (sign != QLatin1String("-") && sign != QLatin1String("+")) return std::nullopt;
    include = sign == QLatin1String("+");
  }
  const auto voxel = parseVoxel(parts.join(QLatin1Char(',')));
  if (!voxel) return std::nullopt;
  return Click{std::get<Goto>(*voxel).voxel, include};
}

std::optional<Command> parseHover(const QString& text) {
  const auto voxel = parseVoxel(text);
  if (!voxel) return std::nullopt;
  return Hover{std::get<Goto>(*voxel).voxel};
}

std::optional<Command> parseWheel(const QString& text) {
  const auto v = numbers(text);
  if (!v || v->size() != 1 || v->front() == 0 || std::abs(v->front()) > kMostNotches) {
    return std::nullopt;
  }
  return Wheel{static_cast<int>(v->front())};
}

std::optional<Command> parseBox(const QString& text) {
  const auto v = numbers(text);
  if (!v || v->size() != 5) return std::nullopt;
  return Box{(*v)[0], (*v)[1], (*v)[2], (*v)[3], (*v)[4]};
}

template <Draw::Tool Tool, std::size_t Places>
std::optional<Command> parseDraw(const QString& text) {
  const auto v = numbers(text);
  if (!v || v->size() % 2 == 0 || v->size() < 2 * Places + 1) return std::nullopt;
  Draw draw{Tool, {}, v->back()};
  for (std::size_t i = 0; i + 1 < v->size(); i += 2)
    draw.places.emplace_back((*v)[i], (*v)[i + 1]);
  return draw;
}

std::optional<Command> parseRadius(const QString& text) {
  const auto radius = parseNumber<double>(toStdString(text));
  if (!radius || !(*radius > 0)) return std::nullopt;
  return Radius{*radius};
}

std::optional<Command> parsePropagate(const QString& text) {
  static const QRegularExpression form(QStringLiteral("^(\\d{1,9})\\.\\.(\\d{1,9})$"));
  const auto match = form.match(text);
  if (!match.hasMatch()) return std::nullopt;
  return Propagate{match.captured(1).toInt(), match.captured(2).toInt()};
}

std::optional<Command> parseSize(const QString& text) {
  static const QRegularExpression form(QStringLiteral("^(\\d+)x(\\d+)$"));
  const auto match = form.match(text);
  if (!match.hasMatch()) return std::nullopt;
  return Size{match.captured(1).toInt(), match.captured(2).toInt()};
}

std::optional<Command> parseView(const QString& text) {
  const QStringList planes{QStringLiteral("axial"), QStringLiteral("coronal"),
                           QStringLiteral("sagittal")};
  if (!planes.contains(text)) return std::nullopt;
  return View{text};
}

template <class T>
std::optional<Command> withText(const QString& text) {
  if (text.isEmpty()) return std::nullopt;
  return T{text};
}

template <class T>
std::optional<Command> bare(const QString& text) {
  if (!text.isEmpty()) return std::nullopt;
  return T{};
}

/// A word for an action that scripts need often.
template <const char* const& Name>
std::optional<Command> shorthand(const QString& text) {
  if (!text.isEmpty()) return std::nullopt;
  return Action{QString::fromLatin1(Name)};
}
constexpr const char* kAccept = "accept";
constexpr const char* kUndo = "undo";
constexpr const char* kRedo = "redo";
constexpr const char* kNext = "nextCandidate";

struct Form {
  const char* usage;
  std::optional<Command> (*parse)(const QString& arguments);
};

const std::map<QString, Form>& forms() {
  static const std::map<QString, Form> table{
      {QStringLiteral("open"), {"open PATH", withText<Open>}},
      {QStringLiteral("goto"), {"goto X,Y,Z", parseVoxel}},
      {QStringLiteral("view"), {"view axial|coronal|sagittal", parseView}},
      {QStringLiteral("click"), {"click X,Y,Z[,+|-]", parseClick}},
      {QStringLiteral("hover"), {"hover X,Y,Z", parseHover}},
      {QStringLiteral("wheel"), {"wheel N, slices upwards, one picture each", parseWheel}},
      {QStringLiteral("box"), {"box X0,Y0,X1,Y1,Z", parseBox}},
      {QStringLiteral("brush"), {"brush X0,Y0[,X1,Y1,…],Z", parseDraw<Draw::Tool::Brush, 1>}},
      {QStringLiteral("erase"), {"erase X0,Y0[,X1,Y1,…],Z", parseDraw<Draw::Tool::Eraser, 1>}},
      {QStringLiteral("lasso"),
       {"lasso X0,Y0,X1,Y1,X2,Y2,…,Z", parseDraw<Draw::Tool::LassoAdd, 3>}},
      {QStringLiteral("lasso-cut"),
       {"lasso-cut X0,Y0,X1,Y1,X2,Y2,…,Z", parseDraw<Draw::Tool::LassoCut, 3>}},
      {QStringLiteral("radius"), {"radius R, of the brush", parseRadius}},
      {QStringLiteral("propagate"), {"propagate A..B, slices from 0", parsePropagate}},
      {QStringLiteral("key"), {"key KEYS, as in Ctrl+Z", withText<Key>}},
      {QStringLiteral("action"), {"action NAME", withText<Action>}},
      {QStringLiteral("accept"), {"accept", shorthand<kAccept>}},
      {QStringLiteral("undo"), {"undo", shorthand<kUndo>}},
      {QStringLiteral("redo"), {"redo", shorthand<kRedo>}},
      {QStringLiteral("next-candidate"), {"next-candidate", shorthand<kNext>}},
      {QStringLiteral("size"), {"size WIDTHxHEIGHT", parseSize}},
      {QStringLiteral("export"), {"export FILE", withText<Export>}},
      {QStringLiteral("screenshot"), {"screenshot FILE.png", withText<Screenshot>}},
      {QStringLiteral("wait"), {"wait", bare<Wait>}},
      {QStringLiteral("quit"), {"quit", bare<Quit>}},
  };
  return table;
}

Result<Command> parseLine(const QString& line) {
  const QString word = line.section(QLatin1Char(' '), 0, 0);
  const auto form = forms().find(word);
  if (form == forms().end()) {
    std::string known;
    for (const auto& [name, unused] : forms())
      known += (known.empty() ? "" : ", ") + toStdString(name);
    return fail(ErrorCode::WrongUse,
                fmt::format("'{}' is not a command; expected one of {}", toStdString(word), known));
  }
  if (auto command = form->second.parse(line.mid(word.size()).trimmed())) return *command;
  return fail(ErrorCode::WrongUse,
              fmt::format("expected '{}', found '{}'", form->second.usage, toStdString(line)));
}

}  // namespace

Result<std::vector<Step>> parse(const QString& text) {
  std::vector<Step> steps;
  int number = 0;
  for (const QString& raw : text.split(QLatin1Char('\n'))) {
    ++number;
    const QString line = raw.trimmed();
    if (line.isEmpty() || line.startsWith(QLatin1Char('#'))) continue;
    auto command = parseLine(line);
    if (!command) return passOn(command, fmt::format("script line {}", number));
    steps.push_back({number, line, std::move(*command)});
  }
  return steps;
}

}  // namespace limn::gui::script
