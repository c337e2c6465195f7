// SPDX-FileCopyrightText: 2026 The Limn authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "limn/base/result.h"
#include "limn/base/volume.h"
#include "limn/core/case_store.h"
#include "limn/core/change_event.h"
#include "limn/core/mask_predictor.h"
#include "limn/core/past_moment.h"
#include "limn/core/prompt.h"
#include "limn/core/segmentation_document.h"

#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace limn::core {

/// Brings a call home to the session's thread. GUI: a queued call; CLI and tests: drained by hand.
using Dispatcher = std::function<void(std::function<void()>)>;

/// What is encoded ahead of the reader besides the neighbourhood of the visible slice.
struct EncodeScope {
  bool allPlanes = false;    // the other two planes too, around where they were last looked at
  bool wholeSeries = false;  // every slice of the planes, as far as the budget reaches
  bool operator==(const EncodeScope&) const = default;
};

struct SessionOptions {
  std::size_t hostBudgetBytes = std::size_t{512} << 20U;  // of embeddings in the program's memory
  int prefetchRadius = 16;  // slices encoded ahead on each side of the focused one; 0 = none
  std::size_t deviceBudgetBytes = std::size_t{1} << 30U;  // of embeddings in the GPU's memory
  EncodeScope scope = {};
};

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
struct CacheStatus {
  std::size_t ready = 0, wanted = 0;  // slices that are encoded / that should be
  std::size_t bytes = 0;              // on the host and the device
};

/// Whether what the reader did is on the disk.
struct Saving {
  enum class State {
    NotKept,  ///< there is no case file
    Saved,    ///< all of it, synced
    Writing,  ///< the last action is on its way
    Failed,   ///< see `error`; tried again by and by
    ReadOnly  ///< see `error`; what is done is not kept
  };
  State state = State::NotKept;
  std::optional<Error> error;
};

/// One line of the history, for people.
struct HistoryEntry {
  std::int64_t number = 0;
  CaseAction::Kind kind = CaseAction::Kind::Write;
  std::string what, utc, reader;
  std::optional<SliceRef> slice;  // where, if in one place
};

/// One open study and what the reader does to it: focus a slice, place prompts, look at the
/// preview, accept it into a label. Lives on one thread and never blocks it: encoding and decoding
/// run on a lane of their own and come home through the dispatcher; an answer to old prompts is
/// dropped.
class Session {
 public:
  Session(std::shared_ptr<MaskPredictor> predictor, Dispatcher dispatcher,
          SessionOptions options = {});
  Session(const Session&) = delete;
  Session& operator=(const Session&) = delete;
  ~Session();  // asks running jobs to stop and waits for them

  /// Replaces the open volume; prompts, preview and document start anew, with one label.
  void open(Volume volume);
  /// Likewise, but goes on where the case ends, undo and redo included; from now on every action is
  /// on the disk before the next one is recorded. Mismatch when the history does not fit the volume
  /// or itself; then nothing is changed.
  Result<void> open(Volume volume, OpenedCase opened);
  /// The case file of the open study; null when there is none.
  [[nodiscard]] std::shared_ptr<CaseStore> caseStore() const;
  [[nodiscard]] Saving saving() const;
  /// Waits until everything is on the disk, or cannot be.
  void finishSaving();
  [[nodiscard]] const std::vector<HistoryEntry>& history() const;
  [[nodiscard]] const std::vector<CaseBookmark>& bookmarks() const;
  [[nodiscard]] bool hasVolume() const;
  [[nodiscard]] const Volume& volume() const;  // precondition: hasVolume()
  [[nodiscard]] SegmentationDocument& document();
  [[nodiscard]] const SegmentationDocument& document() const;
  [[nodiscard]] SliceLayout layout(Axis axis) const;

  /// Null predictor: the study can be viewed and edited, prompts fail with a clear error.
  void setPredictor(std::shared_ptr<MaskPredictor> predictor);
  [[nodiscard]] const ModelInfo* model() const;

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

  // Prompts of the current object. A prompt on another slice than the present ones starts anew
  // there (the present preview is discarded).
  void addPoint(SliceRef slice, PixelPoint at, bool include);
  void setBox(SliceRef slice, PixelPoint corner, PixelPoint opposite);
  /// The active label's accepted mask on `from` (this slice or a neighbour) becomes the mask prompt
  /// of `slice`. NotFound when there is no such mask.
  Result<void> useMaskPrompt(SliceRef slice, SliceRef from);
  [[nodiscard]] std::vector<Prompt> prompts() const;
  [[nodiscard]] std::optional<SliceRef> promptSlice() const;
  /// The prompts of an accepted mask become the present ones, so that it can be clicked further:
  /// the latest mask on this slice, or the latest that covers `at`. Its label becomes the active
  /// one, and accept() puts the new mask in place of it. NotFound when there is none, Locked.
  Result<void> continueObject(SliceRef slice, std::optional<PixelPoint> at = {});
  void removePrompt(std::size_t index);
  void movePoint(std::size_t index, PixelPoint to);
  void removeLastPrompt();
  void clearPrompts();

  [[nodiscard]] const Preview& preview() const;
  /// Tab. The chosen candidate is the one that accept() writes and that the next prompt refines.
  void nextCandidate();
  /// Writes the chosen candidate into the active label and clears the prompts. When the prompts
  /// began from this slice's own mask it replaces the label there; otherwise it adds an object.
  /// Other labels are never entered. WrongUse when there is no preview, Locked when the label is
  /// locked.
  Result<WriteFootprint> accept();

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
  /// Undo and redo of the reader's last step: a prompt while there are any, else a document change.
  bool undo();
  bool redo();
  [[nodiscard]] std::string undoText() const;
  [[nodiscard]] std::string redoText() const;

  // The past. Looking changes nothing: journal, document, prompts, undo and redo stay as they are.
  /// Shows the case as it was after the first `actions` of history(), once that is made (on a lane
  /// of its own; the latest wish wins); after all of them is the present. Meanwhile nothing can be
  /// changed: whatever would is refused, with WrongUse where there is a result, and observers hear
  /// EditRefused.
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
  /// For who is about to change something: true while the past is looked at, and observers hear
  /// EditRefused.
  [[nodiscard]] bool refusesEdit() const;

  /// Bumped by every change of prompts, mapping, model or volume.
  [[nodiscard]] std::uint64_t revision() const;
  [[nodiscard]] Latency latency() const;
  [[nodiscard]] CacheStatus cacheStatus() const;

  /// Events of the session and of its document.
  [[nodiscard]] Subscription subscribe(std::function<void(const ChangeEvent&)> observer);

  /// Runs file work (scan, read, write) on the io lane, one after another; `done` comes home
  /// through the dispatcher once for each. cancelIo() asks all of it to stop: work that has not
  /// begun still runs, with a context that says so.
  void runIo(std::function<void(const JobContext&)> work, std::function<void()> done);
  void cancelIo();

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace limn::core
