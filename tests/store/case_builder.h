// SPDX-FileCopyrightText: 2026 The Limn authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "limn/core/case_store.h"
#include "limn/core/segmentation_document.h"
#include "support/builders.h"

#include <cstring>
#include <utility>
#include <vector>

namespace limn::test {

/// A source with every field set.
inline CaseSource richSource() {
  Grid grid;
  grid.size = {20, 15, 6};
  grid.spacing = {0.7, 1.0 / 3, 2.5};
  grid.origin = {-1.1, 2.2, 3.3};
  CaseSource source;
  source.grid = grid;
  source.type = PixelType::UInt16;
  source.channels = 1;
  source.pixelHash = "0123456789abcdef";
  source.source.path = "/scans/a b.nii.gz";
  source.source.files = {"/scans/1.dcm", "/scans/2.dcm"};
  source.source.format = "dicom";
  source.source.modality = "CT";
  source.source.studyInstanceUid = "1.2";
  source.source.seriesInstanceUid = "1.2.3";
  source.source.frameOfReferenceUid = "1.2.4";
  source.source.sopInstanceUids = {"1.2.3.1", "1.2.3.2"};
  source.source.description = "Abdomen \"thin\"";
  NiftiForms forms;
  std::memset(forms.pixdim.data(), 0x11, forms.pixdim.size());
  std::memset(forms.forms.data(), 0xA2, forms.forms.size());
  std::memset(forms.xyztUnits.data(), 0x0A, forms.xyztUnits.size());
  forms.bigEndian = true;
  source.source.niftiForms = forms;
  return source;
}

/// Actions of many kinds on that source, as a document and a session make them.
inline CaseData richCase() {
  CaseData data{richSource(), core::firstLabels(), {}, {}};
  Volume volume = rampVolume(data.source.grid);
  core::SegmentationDocument document(volume);
  document.setRecorder([&data](CaseAction action) {
    action.number = static_cast<std::int64_t>(data.actions.size()) + 1;
    action.utc = "2026-11-25T03:36:00.123Z";
    action.reader = "reader";
    action.activeLabel = 1;
    data.actions.push_back(std::move(action));
  });
  const SliceRef axial{Axis::Z, 2}, sagittal{Axis::X, 7};
  Mask disk(20, 15), strip(15, 6);
  for (int i = 3; i < 12; ++i)
    disk.set(i, 4), disk.set(i, 5), strip.set(i, 3);
  CaseAction prompts;
  prompts.number = 1;
  prompts.kind = CaseAction::Kind::AddPoint;
  prompts.what = "Add include click";
  prompts.utc = "2026-11-25T03:35:59.000Z";
  prompts.reader = "reader";
  prompts.activeLabel = 1;
  prompts.prompts = PromptState{axial,
                                {{PointPrompt{{3.25, 1.0 / 3}, true}, {}},
                                 {BoxPrompt{{1, 2}, {8, 9}}, 1U},
                                 {MaskPrompt{disk}, {}}},
                                0};
  prompts.model = ModelInfo{"tiny.pth", "sam-med2d", "abc", "cpu", true, 256, 12345, "cpu", 2};
  data.actions.push_back(prompts);
  auto object = std::make_shared<CaseObject>();
  object->number = 2;
  object->label = 1;
  object->slice = axial;
  object->steps = prompts.prompts->steps;
  object->mask = disk;
  object->chosen = 2;
  object->predictedIou = 0.875F;
  object->logits = std::make_shared<LowResLogits>(LowResLogits{2, {-1.5F, 0, 3.25F, 1e-20F}});
  object->model = *prompts.model;
  object->mapping = {InputMapping::Kind::Window, -160, 240.5};
  object->entry = CaseObject::Entry::Replaced;
  object->continues = 0;
  using Mode = core::SegmentationDocument::WriteMode;
  const auto keep = core::Overlap::KeepOthers;
  static_cast<void>(document.write(axial, 1, disk, Mode::Add, keep, "Accept", object));
  const LabelId cyst = document.addLabel("Zyste ü", Rgb{1, 2, 3});
  static_cast<void>(document.write(sagittal, cyst, strip, Mode::Add, keep, "Draw"));
  HandEdit grow{.operation = HandEdit::Operation::CutNear,
                .label = cyst,
                .slice = sagittal,
                .otherSlice = 3,
                .amount = 1.0 / 3,
                .inVoxels = true,
                .other = 1};
  static_cast<void>(document.edit(grow, {{40, 9, cyst}, {300, 2, 0}}, keep));
  document.undo();
  document.redo();
  static_cast<void>(document.setLocked(cyst, true));
  static_cast<void>(document.setVisible(1, false));
  CaseAction mapping;
  mapping.number = static_cast<std::int64_t>(data.actions.size()) + 1;
  mapping.kind = CaseAction::Kind::SetMapping;
  mapping.what = "Show the model window 40/400";
  mapping.mapping = InputMapping{InputMapping::Kind::Window, -160, 240};
  data.actions.push_back(mapping);
  data.bookmarks = {{axial, 1, "the model doubts"}, {sagittal, 0, "look here"}};
  return data;
}

}  // namespace limn::test
