// SPDX-FileCopyrightText: 2026 The Limn authors
// SPDX-License-Identifier: Apache-2.0
#include "error_text.h"

#include "text.h"

#include <QCoreApplication>
#include <exception>
#include <new>

namespace limn::gui {
namespace {

QString tr(const char* text) {
  return QCoreApplication::translate("ErrorText", text);
}

}  // namespace

QString errorTitle(ErrorCode code) {
  switch (code) {
    case ErrorCode::WrongUse:
      return tr("This is not possible");
    case ErrorCode::NotFound:
      return tr("Not found");
    case ErrorCode::Unreadable:
      return tr("The file cannot be read");
    case ErrorCode::Unsupported:
      return tr("This kind of file is not supported");
    case ErrorCode::Uncalibrated:
      return tr("The position or size of the pixels is not known");
    case ErrorCode::Mismatch:
      return tr("Two inputs do not match");
    case ErrorCode::OutOfRange:
      return tr("Outside of the volume");
    case ErrorCode::WriteFailed:
      return tr("The file could not be written");
    case ErrorCode::Locked:
      return tr("This label is locked");
    case ErrorCode::CheckFailed:
      return tr("A check failed");
    case ErrorCode::Cancelled:
      return tr("Cancelled");
    case ErrorCode::OutOfMemory:
      return tr("Not enough memory");
    case ErrorCode::Internal:
      return tr("Something went wrong inside Limn");
  }
  return tr("Something went wrong inside Limn");
}

Error errorOfCurrentException() {
  try {
    throw;
  } catch (const std::bad_alloc&) {
    return {ErrorCode::OutOfMemory,
            toStdString(tr("not enough memory; close other programs and try again")),
            {}};
  } catch (const std::exception& error) {
    return {ErrorCode::Internal, error.what(), {}};
  } catch (...) {
    return {ErrorCode::Internal, toStdString(tr("an exception of unknown type")), {}};
  }
}

QString errorText(const Error& error) {
  const QString title = errorTitle(error.code);
  QString message = toQString(error.message());
  if (error.code == ErrorCode::WrongUse && !message.isEmpty()) {
    message.front() = message.front().toUpper();  // it says itself what is not possible, and why
    return message;
  }
  return message.isEmpty() ? title : QStringLiteral("%1: %2").arg(title, message);
}

}  // namespace limn::gui
