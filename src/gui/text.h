// SPDX-FileCopyrightText: 2026 The Limn authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QByteArray>
#include <QFile>
#include <QString>
#include <filesystem>
#include <string>
#include <string_view>

namespace limn::gui {

[[nodiscard]] inline QString toQString(std::string_view text) {
  return QString::fromUtf8(text.data(), static_cast<qsizetype>(text.size()));
}
[[nodiscard]] inline QString toQString(const std::string& text) {
  return toQString(std::string_view(text));
}
[[nodiscard]] inline QString toQString(const std::filesystem::path& path) {
  return QFile::decodeName(QByteArray::fromStdString(path.string()));
}
[[nodiscard]] inline std::string toStdString(const QString& text) {
  return text.toUtf8().toStdString();
}
[[nodiscard]] inline std::filesystem::path toPath(const QString& text) {
  return {QFile::encodeName(text).toStdString()};
}

}  // namespace limn::gui
