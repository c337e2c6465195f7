// SPDX-FileCopyrightText: 2026 The Limn authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "limn/core/case_store.h"

#include <filesystem>
#include <optional>
#include <string>
#include <string_view>

namespace limn::apps {

/// Cases through limn::store. Cases that are made automatically are in caseFolder().
[[nodiscard]] core::CaseIo makeCaseIo();

/// The folder of automatic cases: $XDG_DATA_HOME/limn/cases, else ~/.local/share/limn/cases.
[[nodiscard]] std::filesystem::path caseFolder();

/// The name of the reader: $LIMN_READER, else the name of the user.
[[nodiscard]] std::string readerName();

/// The volume of a case: where the case says, or at `place` when that is not empty. NotFound,
/// Mismatch when no volume there has the case's pixels.
[[nodiscard]] Result<Volume> findVolume(const CaseSource& source,
                                        const std::filesystem::path& place, const JobContext& job);

/// Mismatch when the volume is not the one that the case is about.
[[nodiscard]] Result<void> checkSource(const CaseSource& source, const Volume& volume,
                                       const std::string& pixelHash);

}  // namespace limn::apps
