// SPDX-FileCopyrightText: 2026 The Limn authors
// SPDX-License-Identifier: Apache-2.0
#include "action_table.h"

#include <QCoreApplication>
#include <algorithm>
#include <array>
#include <iterator>

namespace limn::gui {
namespace {

using enum ActionId;
using Kind = ActionSpec::Kind;

// clang-format off
constexpr ActionSpec kActions[] = {
    {OpenImage, "openImage", QT_TRANSLATE_NOOP("Actions", "Open image…"), "image", "Ctrl+O", Category::File},
    {OpenFolder, "openFolder", QT_TRANSLATE_NOOP("Actions", "Open folder…"), "folder", "Ctrl+Shift+O", Category::File},
    {OpenCase, "openCase", QT_TRANSLATE_NOOP("Actions", "Open case…"), "", "Ctrl+Shift+C", Category::File},
    {SaveCaseCopy, "saveCaseCopy", QT_TRANSLATE_NOOP("Actions", "Save a copy of the case…"), "", "Ctrl+Shift+S", Category::File},
    {Export, "export", QT_TRANSLATE_NOOP("Actions", "Export masks…"), "export", "Ctrl+S", Category::File},
    {Quit, "quit", QT_TRANSLATE_NOOP("Actions", "Quit"), "", "Ctrl+Q", Category::File},

    {Undo, "undo", QT_TRANSLATE_NOOP("Actions", "Undo"), "undo", "Ctrl+Z", Category::Segment},
    {Redo, "redo", QT_TRANSLATE_NOOP("Actions", "Redo"), "redo", "Ctrl+Shift+Z; Ctrl+Y", Category::Segment},
    {Accept, "accept", QT_TRANSLATE_NOOP("Actions", "Accept mask"), "check", "Return; Enter; F", Category::Segment},
    {NextCandidate, "nextCandidate", QT_TRANSLATE_NOOP("Actions", "Next candidate"), "next", "Tab", Category::Segment},
    {RemoveLastPrompt, "removeLastPrompt", QT_TRANSLATE_NOOP("Actions", "Remove last prompt"), "backspace", "Backspace", Category::Segment},
    {ClearPrompts, "clearPrompts", QT_TRANSLATE_NOOP("Actions", "Clear prompts"), "", "Shift+Backspace", Category::Segment},
    {MaskFromThisSlice, "maskFromThisSlice", QT_TRANSLATE_NOOP("Actions", "Use this slice's mask as prompt"), "mask", "M", Category::Segment},
    {MaskFromPreviousSlice, "maskFromPreviousSlice", QT_TRANSLATE_NOOP("Actions", "Use the mask one slice below as prompt"), "", ",", Category::Segment},
    {MaskFromNextSlice, "maskFromNextSlice", QT_TRANSLATE_NOOP("Actions", "Use the mask one slice above as prompt"), "", ".", Category::Segment},
    {ShowOpenObject, "showOpenObject", QT_TRANSLATE_NOOP("Actions", "Go to the open object"), "", "G", Category::Segment},
    {ContinueMask, "continueMask", QT_TRANSLATE_NOOP("Actions", "Edit mask at crosshair"), "", "E", Category::Segment},
    {Propagate, "propagate", QT_TRANSLATE_NOOP("Actions", "Propose masks on the slices around…"), "", "Ctrl+P", Category::Segment},
    {AcceptProposals, "acceptProposals", QT_TRANSLATE_NOOP("Actions", "Accept all proposed masks"), "", "Ctrl+Return", Category::Segment},
    {AcceptProposal, "acceptProposal", QT_TRANSLATE_NOOP("Actions", "Accept the mask proposed on this slice"), "", "Shift+Return", Category::Segment},
    {DropProposals, "dropProposals", QT_TRANSLATE_NOOP("Actions", "Discard proposed masks"), "", "Ctrl+Backspace", Category::Segment},

    {EditInVolume, "editInVolume", QT_TRANSLATE_NOOP("Actions", "Work in the whole volume"), "", "Ctrl+3", Category::Edit, Kind::Check},
    {FillHoles, "fillHoles", QT_TRANSLATE_NOOP("Actions", "Fill holes"), "", "Ctrl+H", Category::Edit},
    {KeepLargest, "keepLargest", QT_TRANSLATE_NOOP("Actions", "Keep the largest component"), "", "Ctrl+K", Category::Edit},
    {RemoveSmall, "removeSmall", QT_TRANSLATE_NOOP("Actions", "Remove small components…"), "", "Ctrl+Shift+K", Category::Edit},
    {SplitComponents, "splitComponents", QT_TRANSLATE_NOOP("Actions", "Split into components, a label each"), "", "", Category::Edit},
    {GrowMask, "growMask", QT_TRANSLATE_NOOP("Actions", "Grow…"), "", "Ctrl+G", Category::Edit},
    {ShrinkMask, "shrinkMask", QT_TRANSLATE_NOOP("Actions", "Shrink…"), "", "Ctrl+Shift+G", Category::Edit},
    {SmoothMask, "smoothMask", QT_TRANSLATE_NOOP("Actions", "Smooth…"), "", "Ctrl+T", Category::Edit},
    {CloseMask, "closeMask", QT_TRANSLATE_NOOP("Actions", "Close gaps…"), "", "", Category::Edit},
    {UniteLabels, "uniteLabels", QT_TRANSLATE_NOOP("Actions", "Unite with another label…"), "", "Ctrl+U", Category::Edit},
    {CutNear, "cutNear", QT_TRANSLATE_NOOP("Actions", "Cut away near another label…"), "", "", Category::Edit},
    {KeepNear, "keepNear", QT_TRANSLATE_NOOP("Actions", "Keep only near another label…"), "", "", Category::Edit},
    {CopySliceUp, "copySliceUp", QT_TRANSLATE_NOOP("Actions", "Copy this slice's mask one slice up"), "", "Ctrl+Up", Category::Edit},
    {CopySliceDown, "copySliceDown", QT_TRANSLATE_NOOP("Actions", "Copy this slice's mask one slice down"), "", "Ctrl+Down", Category::Edit},
    {FillBetween, "fillBetween", QT_TRANSLATE_NOOP("Actions", "Fill between masks on other slices"), "", "Ctrl+B", Category::Edit},
    {ClearSlice, "clearSlice", QT_TRANSLATE_NOOP("Actions", "Delete this slice's mask"), "", "Del", Category::Edit},
    {ClearRange, "clearRange", QT_TRANSLATE_NOOP("Actions", "Delete the masks of slices…"), "", "Shift+Del", Category::Edit},

    {ClickTool, "clickTool", QT_TRANSLATE_NOOP("Actions", "Click"), "click", "C", Category::Tools, Kind::Check},
    {NavigateTool, "navigateTool", QT_TRANSLATE_NOOP("Actions", "Navigate"), "crosshair", "X; V", Category::Tools, Kind::Check},
    {WindowTool, "windowTool", QT_TRANSLATE_NOOP("Actions", "Window/level"), "contrast", "W", Category::Tools, Kind::Check},
    {BrushTool, "brushTool", QT_TRANSLATE_NOOP("Actions", "Brush"), "brush", "D", Category::Tools, Kind::Check},
    {EraserTool, "eraserTool", QT_TRANSLATE_NOOP("Actions", "Eraser"), "eraser", "Shift+D", Category::Tools, Kind::Check},
    {LassoTool, "lassoTool", QT_TRANSLATE_NOOP("Actions", "Lasso"), "lasso", "L", Category::Tools, Kind::Check},
    {BrushSmaller, "brushSmaller", QT_TRANSLATE_NOOP("Actions", "Smaller brush"), "", "[", Category::Tools},
    {BrushLarger, "brushLarger", QT_TRANSLATE_NOOP("Actions", "Larger brush"), "", "]", Category::Tools},
    {BrushSphere, "brushSphere", QT_TRANSLATE_NOOP("Actions", "Paint in 3D (sphere)"), "sphere", "Shift+S", Category::Tools, Kind::Check},
    {BrushRange, "brushRange", QT_TRANSLATE_NOOP("Actions", "Paint only values in a range"), "", "Shift+T", Category::Tools, Kind::Check},
    {RangeFromCursor, "rangeFromCursor", QT_TRANSLATE_NOOP("Actions", "Take the range from under the cursor"), "", "T", Category::Tools},
    {KeepOtherLabels, "keepOtherLabels", QT_TRANSLATE_NOOP("Actions", "Draw only where no other label is"), "", "", Category::Tools, Kind::Check},
    {HoverPreview, "hoverPreview", QT_TRANSLATE_NOOP("Actions", "Preview the mask under the cursor"), "", "H", Category::Tools, Kind::Check},

    {NewLabel, "newLabel", QT_TRANSLATE_NOOP("Actions", "New label"), "plus", "Ctrl+L", Category::Labels},
    {RemoveLabel, "removeLabel", QT_TRANSLATE_NOOP("Actions", "Remove the active label and its voxels"), "trash", "", Category::Labels},
    {Label1, "label1", QT_TRANSLATE_NOOP("Actions", "Label 1"), "", "1", Category::Labels},
    {Label2, "label2", QT_TRANSLATE_NOOP("Actions", "Label 2"), "", "2", Category::Labels},
    {Label3, "label3", QT_TRANSLATE_NOOP("Actions", "Label 3"), "", "3", Category::Labels},
    {Label4, "label4", QT_TRANSLATE_NOOP("Actions", "Label 4"), "", "4", Category::Labels},
    {Label5, "label5", QT_TRANSLATE_NOOP("Actions", "Label 5"), "", "5", Category::Labels},
    {Label6, "label6", QT_TRANSLATE_NOOP("Actions", "Label 6"), "", "6", Category::Labels},
    {Label7, "label7", QT_TRANSLATE_NOOP("Actions", "Label 7"), "", "7", Category::Labels},
    {Label8, "label8", QT_TRANSLATE_NOOP("Actions", "Label 8"), "", "8", Category::Labels},
    {Label9, "label9", QT_TRANSLATE_NOOP("Actions", "Label 9"), "", "9", Category::Labels},

    {SliceUp, "sliceUp", QT_TRANSLATE_NOOP("Actions", "One slice up"), "", "Up", Category::Slices},
    {SliceDown, "sliceDown", QT_TRANSLATE_NOOP("Actions", "One slice down"), "", "Down", Category::Slices},
    {SlicesUp, "slicesUp", QT_TRANSLATE_NOOP("Actions", "Five slices up"), "", "PgUp", Category::Slices},
    {SlicesDown, "slicesDown", QT_TRANSLATE_NOOP("Actions", "Five slices down"), "", "PgDown", Category::Slices},
    {SliceTop, "sliceTop", QT_TRANSLATE_NOOP("Actions", "Topmost slice"), "", "Home", Category::Slices},
    {SliceBottom, "sliceBottom", QT_TRANSLATE_NOOP("Actions", "Bottom slice"), "", "End", Category::Slices},
    {NextBookmark, "nextBookmark", QT_TRANSLATE_NOOP("Actions", "Next bookmarked slice"), "", "B", Category::Slices},

    {EarlierMoment, "earlierMoment", QT_TRANSLATE_NOOP("Actions", "One action earlier"), "", "Alt+Left", Category::History},
    {LaterMoment, "laterMoment", QT_TRANSLATE_NOOP("Actions", "One action later"), "", "Alt+Right", Category::History},
    {ReturnToNow, "returnToNow", QT_TRANSLATE_NOOP("Actions", "Return to now (also Esc)"), "", "Alt+End", Category::History},

    {Fit, "fit", QT_TRANSLATE_NOOP("Actions", "Fit to view"), "fit", "R; Ctrl+F", Category::View},
    {ZoomIn, "zoomIn", QT_TRANSLATE_NOOP("Actions", "Zoom in"), "", "Ctrl++; Ctrl+=", Category::View},
    {ZoomOut, "zoomOut", QT_TRANSLATE_NOOP("Actions", "Zoom out"), "", "Ctrl+-", Category::View},
    {MaximiseView, "maximiseView", QT_TRANSLATE_NOOP("Actions", "Maximise view"), "maximise", "Z", Category::View, Kind::Check},
    {HideOverlay, "hideOverlay", QT_TRANSLATE_NOOP("Actions", "Hide masks"), "eye", "S", Category::View, Kind::Check},
    {Peek, "peek", QT_TRANSLATE_NOOP("Actions", "Hide masks while held"), "", "Space", Category::View, Kind::Hold},
    {Smooth, "smooth", QT_TRANSLATE_NOOP("Actions", "Interpolate pixels"), "", "", Category::View, Kind::Check},
    {HidePatient, "hidePatient", QT_TRANSLATE_NOOP("Actions", "Hide patient and study texts"), "", "P", Category::View, Kind::Check},
    {FullScreen, "fullScreen", QT_TRANSLATE_NOOP("Actions", "Full screen"), "", "F11", Category::View, Kind::Check},

    {AutoContrast, "autoContrast", QT_TRANSLATE_NOOP("Actions", "Automatic window"), "", "Ctrl+J", Category::Contrast},
    {Invert, "invert", QT_TRANSLATE_NOOP("Actions", "Invert grey levels"), "", "I", Category::Contrast, Kind::Check},
    {FileWindow, "fileWindow", QT_TRANSLATE_NOOP("Actions", "Window of the file"), "", "Alt+9", Category::Contrast},
    {Window1, "window1", QT_TRANSLATE_NOOP("Actions", "Soft tissue"), "", "Alt+1", Category::Contrast},
    {Window2, "window2", QT_TRANSLATE_NOOP("Actions", "Lung"), "", "Alt+2", Category::Contrast},
    {Window3, "window3", QT_TRANSLATE_NOOP("Actions", "Bone"), "", "Alt+3", Category::Contrast},
    {Window4, "window4", QT_TRANSLATE_NOOP("Actions", "Brain"), "", "Alt+4", Category::Contrast},
    {Window5, "window5", QT_TRANSLATE_NOOP("Actions", "Liver"), "", "Alt+5", Category::Contrast},
    {Window6, "window6", QT_TRANSLATE_NOOP("Actions", "Mediastinum"), "", "Alt+6", Category::Contrast},
    {Window7, "window7", QT_TRANSLATE_NOOP("Actions", "Angiography"), "", "Alt+7", Category::Contrast},
    {Window8, "window8", QT_TRANSLATE_NOOP("Actions", "Stroke"), "", "Alt+8", Category::Contrast},

    {OpenModel, "openModel", QT_TRANSLATE_NOOP("Actions", "Open checkpoint…"), "model", "Ctrl+M", Category::Model},
    {StartWithModel, "startWithModel", QT_TRANSLATE_NOOP("Actions", "Start with this model"), "", "", Category::Model, Kind::Check},
    {UseFocusNetwork, "useFocusNetwork", QT_TRANSLATE_NOOP("Actions", "Refine masks on a close view (focus network)"), "", "", Category::Model, Kind::Check},
    {InputWholeRange, "inputWholeRange", QT_TRANSLATE_NOOP("Actions", "Use the whole value range as model input"), "", "", Category::Model, Kind::Check},
    {InputThisWindow, "inputThisWindow", QT_TRANSLATE_NOOP("Actions", "Use the current window as model input"), "", "", Category::Model, Kind::Check},
    {EncodeAllPlanes, "encodeAllPlanes", QT_TRANSLATE_NOOP("Actions", "Encode all three planes in advance"), "", "", Category::Model, Kind::Check},
    {EncodeWholeSeries, "encodeWholeSeries", QT_TRANSLATE_NOOP("Actions", "Encode the whole series in advance"), "", "", Category::Model, Kind::Check},
    {KeepOnDisk, "keepOnDisk", QT_TRANSLATE_NOOP("Actions", "Keep encoded slices on disk"), "", "", Category::Model, Kind::Check},

    {Keys, "keys", QT_TRANSLATE_NOOP("Actions", "Keys"), "keys", "?; F1", Category::Help},
    {EditKeys, "editKeys", QT_TRANSLATE_NOOP("Actions", "Edit keys…"), "", "", Category::Help},
    {About, "about", QT_TRANSLATE_NOOP("Actions", "About Limn"), "", "", Category::Help},
};
// clang-format on

constexpr std::array kCategories{Category::File,    Category::Segment, Category::Edit,
                                 Category::Tools,   Category::Labels,  Category::Slices,
                                 Category::History, Category::View,    Category::Contrast,
                                 Category::Model,   Category::Help};

}  // namespace

std::span<const ActionSpec> actionTable() {
  return kActions;
}

const ActionSpec& actionSpec(ActionId id) {
  return *std::find_if(std::begin(kActions), std::end(kActions),
                       [id](const ActionSpec& spec) { return spec.id == id; });
}

QString actionText(const ActionSpec& spec) {
  return QCoreApplication::translate("Actions", spec.text);
}

QList<QKeySequence> defaultKeys(const ActionSpec& spec) {
  if (*spec.keys == '\0') return {};
  return QKeySequence::listFromString(QString::fromLatin1(spec.keys), QKeySequence::PortableText);
}

std::span<const Category> categories() {
  return kCategories;
}

QString categoryName(Category category) {
  const auto tr = [](const char* text) { return QCoreApplication::translate("Actions", text); };
  switch (category) {
    case Category::File:
      return tr("File");
    case Category::Segment:
      return tr("Segment");
    case Category::Edit:
      return tr("Edit mask");
    case Category::Tools:
      return tr("Tools");
    case Category::Labels:
      return tr("Labels");
    case Category::Slices:
      return tr("Slices");
    case Category::History:
      return tr("History");
    case Category::View:
      return tr("View");
    case Category::Contrast:
      return tr("Window/level");
    case Category::Model:
      return tr("Model");
    case Category::Help:
      return tr("Help");
  }
  return {};
}

}  // namespace limn::gui
