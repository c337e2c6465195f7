// SPDX-FileCopyrightText: 2026 The Limn authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "dicom_toolkit.h"
#include "limn/imaging/mask_file.h"

#include <cstdint>
#include <optional>

namespace limn::imaging {

/// The first code of a sequence; none when there is no item.
[[nodiscard]] Code codeOf(DcmItem& dataSet, DcmItem& item, const DcmTagKey& sequence);
/// Adds a code; nothing when it is none.
void putCode(DcmItem& to, const DcmTagKey& sequence, const Code& code);

/// The five codes of an item of the Segment Sequence, PS3.3 C.8.20.4.
[[nodiscard]] LabelCodes segmentCodesOf(DcmItem& dataSet, DcmItem& segment);
void putSegmentCodes(DcmItem& segment, const LabelCodes& codes);

/// The label value that Limn keeps in a private attribute of a segment or a region, because the
/// numbers of segments must be 1, 2, 3, ... (PS3.3 C.8.20.2.3).
[[nodiscard]] std::optional<std::int64_t> labelValueOf(DcmItem& item);
void putLabelValue(DcmItem& item, LabelId label);

}  // namespace limn::imaging
