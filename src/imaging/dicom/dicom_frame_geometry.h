// SPDX-FileCopyrightText: 2026 The Limn authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "dicom_frame_items.h"

namespace limn::imaging {

/// Reads position, orientation and spacing of a frame. What cannot be read stays empty, and
/// DicomFrame::geometryFault says which attribute it is and what was found. The spacing is, in this
/// order: the ultrasound region calibration (of modality US), Pixel Spacing, Imager Pixel Spacing,
/// Nominal Scanned Pixel Spacing (PS3.3, 10.7.1.1 and C.8.5.5).
void readFrameGeometry(DicomFrame& frame, const FrameItems& items, DicomHeader& header);

}  // namespace limn::imaging
