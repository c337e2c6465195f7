// SPDX-FileCopyrightText: 2026 The Limn authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "limn/base/result.h"
#include "limn/base/volume.h"
#include "limn/core/case_store.h"
#include "limn/core/change_event.h"
#include "limn/core/dispatcher.h"
#include "limn/core/mask_predictor.h"
#include "limn/core/prompt.h"
#include "limn/core/propagation.h"
#include "limn/core/saving.h"
#include "limn/core/segmentation_document.h"
#include "limn/core/session_options.h"

#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace limn::core {

class FileWork;

/// What the reader sees before accepting.
struct Preview {
  enum class State {
    None,      ///< no prompts
    Encoding,  ///< the slice is not known to the network yet; being worked on
    Decoding,  ///< milliseconds
    Ready,
    Failed  ///< see `error`
  };
  State state = State::None;
  SliceRef slice;
  std::vector<Candidate> candidates;  // Ready; kept (stale) while the next one is decoded
  std::size_t chosen = 0;
  std::optional<Error> error;

  [[nodiscard]] const Candidate* current() const {
    return chosen < candidates.size() ? &candidates[chosen] : nullptr;
  }
};

/// What a click under the resting cursor would give.
struct HoverMask {
  SliceRef slice;
  std::shared_ptr<const Prediction> answer;

  [[nodiscard]] const Candidate& candidate() const { return answer->candidates[answer->best]; }
};

/// Latencies of the last encode and click in milliseconds; empty before the first.
struct Latency {
  std::optional<double> encodeMs, clickMs;
};

/// Prompts that are not accepted yet. There is at most one open object on a slice.
struct OpenObject {
  SliceRef slice;
  LabelId label = 0;  // that accept() would write: of the continued mask, else the active one
  std::vector<Prompt> prompts;
};

/// Masks that are proposed on the slices around one where the reader has made a mask.
struct Propagation {
  SliceRef from;
  SliceRange range;                       // as asked; `from` lies in it
  std::vector<PropagatedSlice> proposed;  // in the order in which they were made
  bool isRunning = false;
  std::optional<Error> error;  // why it ended early, if so
};

/// What becomes of a box that the object has already.
enum class BoxUse { Replace, Add };

/// One open study and what the reader does to it: focus a slice, place prompts, look at the
/// preview, accept it into a label. Lives on one thread and never blocks it: encoding and decoding
/// run on a thread of their own and their results are posted back through the dispatcher; an answer
/// to old prompts is dropped.
class Session {
 public:
  Session(std::shared_ptr<MaskPredictor> predictor, Dispatcher dispatcher,
          SessionOptions options = {});
  Session(const Session&) = delete;
  Session& operator=(const Session&) = delete;
  ~Session();  // asks running jobs to stop and waits for them

  /// Replaces the open volume; prompts, preview and document start anew, with one label.
  void open(Volume volume);
  /// Likewise, but continues where the case ends, undo and redo included; from now on every action
  /// is written to the case. The case that is open already goes on as it is, whatever `opened` has
  /// of it. Mismatch when the history does not fit the volume or itself; then nothing is changed.
  Result<void> open(Volume volume, OpenedCase opened);
  /// The case file of the open study; null when there is none.
  [[nodiscard]] std::shared_ptr<CaseStore> caseStore() const;
  [[nodiscard]] Saving saving() const;
  /// Waits until everything is on the disk, or cannot be.
  void finishSaving();
  /// What finishSaving() does, for a job on another thread: it waits for what was done so far.
  [[nodiscard]] std::function<void()> savingBarrier() const;
  /// All actions of the case, oldest first.
  [[nodiscard]] const Journal& history() const;
  /// Where the last action was that was about one slice: where a case opens.
  [[nodiscard]] std::optional<SliceRef> lastSlice() const;
  [[nodiscard]] const std::vector<CaseBookmark>& bookmarks() const;
  [[nodiscard]] bool hasVolume() const;
  [[nodiscard]] const Volume& volume() const;  // precondition: hasVolume()
  [[nodiscard]] SegmentationDocument& document();
  [[nodiscard]] const SegmentationDocument& document() const;
  [[nodiscard]] SliceLayout layout(Axis axis) const;

  /// Null predictor: the study can be viewed and edited, prompts fail with a clear error.
  void setPredictor(std::shared_ptr<MaskPredictor> predictor);
  [[nodiscard]] const ModelInfo* model() const;

  /// Whether the focus network answers the prompts; by default where the predictor has one that
  /// was measured with its other network. A change answers the present prompts anew; what is
  /// accepted stays as it is. Not recorded: each accepted mask says what made it.
  [[nodiscard]] FocusUse focusUse() const;
  void setFocusUse(FocusUse use);

  [[nodiscard]] const InputMapping& inputMapping() const;
  /// Embeddings of the old mapping are not used any more; the present prompts are answered anew.
  void setInputMapping(InputMapping mapping);
  /// Exactly what the network is shown for this slice.
  [[nodiscard]] SlicePicture modelInput(SliceRef slice) const;

  /// The visible slice of the active view: encoded first, then its neighbours outwards.
  void focus(SliceRef slice);
  /// Less urgent than any of that, and than clicks.
  void setEncodeScope(EncodeScope scope);
  [[nodiscard]] EncodeScope encodeScope() const;
  [[nodiscard]] bool isEncoded(SliceRef slice) const;

  // Open objects: prompts that are not accepted yet, at most one object a slice. A prompt on a
  // slice belongs to the object there or begins one; objects on other slices stay open. One of them
  // has the focus: preview(), prompts(), removePrompt() and the like are about it. The object that
  // is changed gets the focus, and so does the one on the slice of focus().
  [[nodiscard]] std::vector<OpenObject> openObjects() const;  // the one changed last stands last
  /// False when there is no open object on that slice. Not recorded.
  bool focusObject(SliceRef slice);
  void addPoint(SliceRef slice, PixelPoint at, bool include);
  /// A box replaces the one that the object has, unless it is to be added.
  void setBox(SliceRef slice, PixelPoint corner, PixelPoint opposite, BoxUse use = BoxUse::Replace);
  /// The active label's accepted mask on `from` (this slice or a neighbour) becomes the mask prompt
  /// of `slice`. NotFound when there is no such mask.
  Result<void> useMaskPrompt(SliceRef slice, SliceRef from);
  [[nodiscard]] std::vector<Prompt> prompts() const;
  [[nodiscard]] std::optional<SliceRef> promptSlice() const;
  /// The prompts of an accepted mask become the present ones, so that it can be clicked further:
  /// the latest mask on this slice, or the latest that covers `at`. Its label becomes the active
  /// one, and accept() puts the new mask in place of it. Where the label was edited by hand since,
  /// its mask as it is now is what the next prompt corrects. NotFound when there is none, Locked.
  Result<void> continueObject(SliceRef slice, std::optional<PixelPoint> at = {});
  void removePrompt(std::size_t index);
  void movePoint(std::size_t index, PixelPoint to);
  void removeLastPrompt();
  void clearPrompts();

  [[nodiscard]] const Preview& preview() const;
  /// Tab. The chosen candidate is the one that accept() writes and that the next prompt refines.
  void nextCandidate();
  /// Writes the chosen candidate into the active label and closes the object. When the prompts
  /// began from this slice's own mask it replaces the label there; otherwise it adds an object.
  /// Other labels are never entered. With `inView`, only an object on that slice is accepted:
  /// WrongUse names the slice where another one waits. WrongUse when there is no preview, Locked
  /// when the label is locked.
  Result<WriteFootprint> accept(std::optional<SliceRef> inView = {});

  /// Carries the mask shown on `from` (the preview, else the active label's mask there) from slice
  /// to slice within the range, in both directions, and proposes what comes out: nothing is written
  /// until it is accepted. Runs behind clicks and before encoding ahead. One at a time; it ends
  /// with the volume, and with any change of what answers. NotFound when there is no mask,
  /// OutOfRange, WrongUse.
  Result<void> propagate(SliceRef from, SliceRange range);
  void stopPropagation();  // what has been proposed stays
  void dropPropagation();
  [[nodiscard]] const Propagation* propagation() const;  // null when there is none
  [[nodiscard]] const PropagatedSlice* proposalOn(SliceRef slice) const;
  /// Writes all proposals, or the one on that slice, into the active label, each as an accepted
  /// object of its own, and drops them. Slices with an open object are left out: its prompts are
  /// what the reader wants there. How many were written. WrongUse when there is none, Locked.
  Result<std::size_t> acceptProposals(std::optional<SliceRef> only = {});

  /// The cursor rests here: once the slice is encoded, the mask that an include click would give is
  /// made ahead of it, unless the object has prompts on this slice already. A click never waits for
  /// it, and a click at this very place takes it over. Any change of prompts, mapping, model or
  /// volume ends it.
  void rest(SliceRef slice, PixelPoint at);
  /// The cursor moved on.
  void endRest();
  [[nodiscard]] const HoverMask* hoverMask() const;  // null while there is none
  [[nodiscard]] bool isHoverPending() const;         // being decoded

  [[nodiscard]] LabelId activeLabel() const;
  void setActiveLabel(LabelId id);  // ignored when unknown
  /// Undo and redo in the one order of doing, prompts and all else. Undoing an accept brings the
  /// object back open, with its prompts.
  bool undo();
  bool redo();
  [[nodiscard]] std::string undoText() const;
  [[nodiscard]] std::string redoText() const;

  // The past. Looking changes nothing: journal, document, prompts, undo and redo stay as they are.
  /// Shows the case as it was after the first `actions` of history(), once that is made (on a
  /// thread of its own; the latest request counts); after all of them is the present. Meanwhile
  /// nothing can be changed: whatever would is refused, with WrongUse where there is a result, and
  /// observers receive EditRefused.
  void lookBack(std::size_t actions);
  void returnToNow();
  /// What was last asked for; empty in the present.
  [[nodiscard]] std::optional<std::size_t> lookingAt() const;
  /// What is shown instead of the present; null in the present, and until the first moment is made.
  [[nodiscard]] PastMomentPtr past() const;
  [[nodiscard]] bool isPastPending() const;  // past() is not what lookingAt() says yet
  /// The past moment if one is shown, else the document. Precondition: hasVolume().
  [[nodiscard]] const LabelView& shown() const;
  [[nodiscard]] std::vector<Prompt> shownPrompts() const;
  [[nodiscard]] std::optional<SliceRef> shownPromptSlice() const;
  /// To be asked before a change: true while the past is looked at; observers receive
  /// EditRefused.
  [[nodiscard]] bool refusesEdit() const;

  /// Bumped by every change of prompts, mapping, model or volume.
  [[nodiscard]] std::uint64_t revision() const;
  [[nodiscard]] Latency latency() const;
  [[nodiscard]] CacheStatus cacheStatus() const;

  /// Events of the session and of its document.
  [[nodiscard]] Subscription subscribe(std::function<void(const ChangeEvent&)> observer);

  /// The thread for work on files. A case that is closed by opening another study is finished
  /// there, before work that is posted later.
  [[nodiscard]] FileWork& files();

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace limn::core
