// SPDX-FileCopyrightText: 2026 The Limn authors
// SPDX-License-Identifier: Apache-2.0
#include "view_actions.h"

#include "session_signals.h"
#include "viewer_state.h"
#include "views/plane_grid.h"
#include "window_presets.h"

#include <limits>

namespace limn::gui {
namespace {

constexpr std::int64_t kPage = 5, kFar = std::numeric_limits<std::int32_t>::max();
constexpr double kZoomStep = 1.25;

}  // namespace

ViewActions::ViewActions(const ActionContext& context, PlaneGrid& planes, QObject* parent)
    : QObject(parent), context_(context), planes_(planes) {
  connectSlices();
  connectView();
  connectContrast();
  connectModelInput();
  connect(&context_.signals, &SessionSignals::volumeOpened, this, &ViewActions::refresh);
  connect(&context_.signals, &SessionSignals::modelChanged, this, &ViewActions::refresh);
  connect(&context_.signals, &SessionSignals::pastChanged, this, &ViewActions::refresh);
  connect(&context_.state, &ViewerState::windowChanged, this, &ViewActions::refresh);
  connect(&context_.state, &ViewerState::overlayChanged, this, &ViewActions::refresh);
  refresh();
}

void ViewActions::connectSlices() {
  const auto step = [this](ActionId id, std::int64_t upwards) {
    connect(context_.actions.action(id), &QAction::triggered, this,
            [this, upwards] { context_.state.stepSlice(context_.state.activeAxis(), upwards); });
  };
  step(ActionId::SliceUp, 1);
  step(ActionId::SliceDown, -1);
  step(ActionId::SlicesUp, kPage);
  step(ActionId::SlicesDown, -kPage);
  step(ActionId::SliceTop, kFar);
  step(ActionId::SliceBottom, -kFar);
}

void ViewActions::connectView() {
  const auto on = [this](ActionId id, auto act) {
    connect(context_.actions.action(id), &QAction::triggered, this, act);
  };
  on(ActionId::Fit, [this] {
    for (SliceView* view : planes_.views())
      view->fit();
  });
  on(ActionId::ZoomIn, [this] { planes_.activeView().zoom(kZoomStep); });
  on(ActionId::ZoomOut, [this] { planes_.activeView().zoom(1 / kZoomStep); });
  on(ActionId::MaximiseView, [this](bool checked) { planes_.setMaximised(checked); });
  on(ActionId::HideOverlay, [this](bool checked) { context_.state.setOverlayShown(!checked); });
  on(ActionId::Smooth, [this](bool checked) { context_.state.setSmooth(checked); });
  on(ActionId::HidePatient, [this](bool checked) { context_.state.setPatientShown(!checked); });
  on(ActionId::HoverPreview, [this](bool checked) { context_.state.setHoverOn(checked); });
  connect(&planes_, &PlaneGrid::maximisedChanged, this, [this](bool maximised) {
    context_.actions.action(ActionId::MaximiseView)->setChecked(maximised);
  });
}

void ViewActions::connectContrast() {
  const auto on = [this](ActionId id, auto act) {
    connect(context_.actions.action(id), &QAction::triggered, this, act);
  };
  core::Session& session = context_.session;
  ViewerState& state = context_.state;
  on(ActionId::AutoContrast, [&session, &state] {
    if (!session.hasVolume()) return;
    const core::SliceRef slice = state.activeSlice();
    state.setWindow(autoWindow(session.volume(), session.layout(slice.axis), slice.slice));
  });
  on(ActionId::Invert, [&state](bool checked) { state.setInverted(checked); });
  on(ActionId::FileWindow, [&session, &state] {
    if (session.hasVolume()) state.setWindow(initialWindow(session.volume()));
  });
  for (std::size_t n = 0; n < kWindowPresets.size(); ++n) {
    on(nthAction(ActionId::Window1, static_cast<int>(n)),
       [&state, n] { state.setWindow(kWindowPresets[n]); });
  }
}

void ViewActions::connectModelInput() {
  core::Session& session = context_.session;
  connect(context_.actions.action(ActionId::InputWholeRange), &QAction::triggered, this,
          [this, &session] {
            if (session.hasVolume()) {
              session.setInputMapping(core::volumeRangeMapping(session.volume()));
            }
            refresh();
          });
  connect(context_.actions.action(ActionId::InputThisWindow), &QAction::triggered, this,
          [this, &session] {
            if (session.hasVolume()) {
              session.setInputMapping(core::windowMapping(context_.state.window()));
            }
            refresh();
          });
  connect(context_.actions.action(ActionId::UseFocusNetwork), &QAction::triggered, this,
          [this, &session](bool use) {
            session.setFocusUse(use ? core::FocusUse::On : core::FocusUse::Off);
            refresh();
          });
}

void ViewActions::refresh() {
  const core::Session& session = context_.session;
  const ViewerState& state = context_.state;
  const bool open = session.hasVolume();
  const bool grey = open && session.volume().channels == 1;
  for (const ActionSpec& spec : actionTable()) {
    const bool looks = spec.category == Category::Slices || spec.category == Category::Contrast ||
                       (spec.category == Category::View && spec.id != ActionId::FullScreen);
    if (looks) context_.actions.action(spec.id)->setEnabled(open);
  }
  const bool window = open && session.inputMapping().kind == core::InputMapping::Kind::Window;
  const auto check = [this](ActionId id, bool on) { context_.actions.action(id)->setChecked(on); };
  check(ActionId::InputWholeRange, open && !window);
  check(ActionId::InputThisWindow,
        window && session.inputMapping() == core::windowMapping(state.window()));
  for (const auto id : {ActionId::InputWholeRange, ActionId::InputThisWindow})
    context_.actions.action(id)->setEnabled(grey && !session.lookingAt());
  check(ActionId::UseFocusNetwork, session.focusUse() == core::FocusUse::On);
  const bool hasFocus = session.model() != nullptr && !session.model()->focusHash.empty();
  context_.actions.action(ActionId::UseFocusNetwork)->setEnabled(hasFocus && !session.lookingAt());
  check(ActionId::Invert, state.isInverted());
  check(ActionId::Smooth, state.isSmooth());
  check(ActionId::HideOverlay, state.isOverlayHidden());
  check(ActionId::HidePatient, !state.showsPatient());
  check(ActionId::HoverPreview, state.isHoverOn());
}

}  // namespace limn::gui
