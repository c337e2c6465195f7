// SPDX-FileCopyrightText: 2026 The Limn authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <dcmtk/config/osconfig.h>
#include <dcmtk/dcmdata/dctk.h>

#include <optional>
#include <string>
#include <vector>

namespace limn::imaging {

/// Registers DCMTK's decoders and sends its messages to our log at debug, once per process.
/// False when its data dictionary cannot be found. Any thread.
[[nodiscard]] bool prepareToolkit();

/// First value as trimmed text; empty when absent.
[[nodiscard]] std::string textOf(DcmItem& item, const DcmTagKey& tag);
/// All values as text, with backslashes between them.
[[nodiscard]] std::string wholeTextOf(DcmItem& item, const DcmTagKey& tag);
/// The first in UTF-8, by the character set of the data set around the item; what cannot be read is
/// '?'.
[[nodiscard]] std::string readableTextOf(DcmItem& dataSet, DcmItem& item, const DcmTagKey& tag);
/// All values as numbers; one that is not a finite number makes the list empty.
[[nodiscard]] std::vector<double> numbersOf(DcmItem& item, const DcmTagKey& tag);
[[nodiscard]] std::optional<double> numberOf(DcmItem& item, const DcmTagKey& tag);
[[nodiscard]] std::optional<long> integerOf(DcmItem& item, const DcmTagKey& tag);
/// Whether the attribute is there with a value, sensible or not.
[[nodiscard]] bool isFilled(DcmItem& item, const DcmTagKey& tag);
/// Item `index` of a sequence, or null.
[[nodiscard]] DcmItem* itemOf(DcmItem& item, const DcmTagKey& sequence, long index = 0);

}  // namespace limn::imaging
