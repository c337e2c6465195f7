// SPDX-FileCopyrightText: 2026 The Limn authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "document/observers.h"
#include "limn/core/file_work.h"
#include "limn/core/session.h"
#include "predict/embedding_prefetch.h"
#include "predict/prompt_replay.h"
#include "session/case_recorder.h"
#include "session/job_queue.h"

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace limn::core {

/// The state behind Session. session.cpp holds what concerns the open study, session_prompts.cpp
/// what turns prompts into a preview and a preview into voxels.
struct Session::Impl {
  Impl(std::shared_ptr<MaskPredictor> model, Dispatcher home, SessionOptions options);

  // The open study.
  /// What open() has replaced.
  struct ClosedStudy {
    std::shared_ptr<CaseRecorder> recorder;
    std::optional<Volume> volume;
    std::shared_ptr<SegmentationDocument> document;
  };
  [[nodiscard]] ClosedStudy open(Volume next, std::shared_ptr<SegmentationDocument> with);
  /// To be called when the observers have been told of the new study and no longer hold the old.
  void release(ClosedStudy closed);
  Result<void> openCase(Volume next, OpenedCase opened);
  void sourceChanged(bool keepEmbeddings);
  void encoded(const std::vector<SliceRef>& slices, std::optional<Error> error);

  // Hover.
  void rest(SliceRef slice, PixelPoint at);
  void decodeHover();
  void dropHover();
  /// The answer to the present prompts where they are what the hover asked, else null. To be read
  /// in a job of `inference`, or on the session's thread once the mask is there; empty while it is
  /// not decoded.
  [[nodiscard]] std::shared_ptr<const Answers> hoverAnswers() const;

  // Propagation.
  Result<void> propagate(SliceRef from, SliceRange range);
  void propagateFurther();
  void propagated(Result<std::optional<PropagatedSlice>> result);
  void endPropagation(std::optional<Error> error);
  void dropPropagation();
  Result<std::size_t> acceptProposals(std::optional<SliceRef> only);

  // The past.
  void lookBack(std::size_t actions);
  void returnToNow();
  void makeMoment();
  [[nodiscard]] bool refusesEdit() const;

  // Prompts and preview, of the open object in focus.
  [[nodiscard]] const PromptState& present() const { return *inFocus; }
  void changePrompts(PromptState next, std::string what, CaseAction::Kind kind);
  /// The prompts of the open object on `slice`, else a new empty state there.
  [[nodiscard]] PromptState stateOn(SliceRef slice) const;
  bool focusObject(SliceRef slice);
  void promptsMoved();  // after any change of prompts: brings the preview up to date
  void focusMoved();    // likewise, where only the object in focus is another one
  void requestPreview();
  void decode(EmbeddingPtr embedding);
  /// Shows the last of `answers`, which belong to the present prompts.
  void showAnswer();
  void decoded(std::uint64_t asked, Result<Answers> result, double ms);
  /// Shows what the network of the slice says to a first prompt until the focus network answers.
  void showFirst(std::uint64_t asked, const Answers& first);
  void failPreview(Error error);
  /// Why the network cannot be asked about this slice, if so.
  [[nodiscard]] std::optional<Error> obstacle(SliceRef slice) const;
  [[nodiscard]] bool replacesLabel() const;
  /// Why there is nothing to accept, if so.
  [[nodiscard]] std::optional<Error> nothingToAccept(std::optional<SliceRef> inView) const;
  Result<WriteFootprint> accept(std::optional<SliceRef> inView);
  [[nodiscard]] CaseObject acceptedObject(SliceRef slice, std::vector<PromptStep> steps,
                                          const Candidate& candidate, std::size_t chosen) const;
  // Accepted masks that are clicked further.
  Result<void> continueObject(SliceRef slice, std::optional<PixelPoint> at);
  [[nodiscard]] CaseObjectPtr findObject(std::int64_t number) const;
  /// The active label on the preview's slice after `mask` takes the place of `old`: pixels that
  /// only `old` covered are gone, those that another accepted mask in place covers too stay.
  [[nodiscard]] Mask labelAfter(const CaseObject& old, const Mask& mask) const;
  [[nodiscard]] bool answersAsNow(const CaseObject& object) const;
  [[nodiscard]] FocusUse focusUse() const;
  /// The predictor's, with the focus network only where it is used.
  [[nodiscard]] std::optional<ModelInfo> modelInUse() const;
  /// After a change of what answers: all answers are asked for again.
  void forgetAnswers();

  void notify(const ChangeEvent& event) const { observers.notify(event); }

  Dispatcher dispatcher;
  std::shared_ptr<MaskPredictor> predictor;
  std::optional<Volume> volume;
  std::shared_ptr<SegmentationDocument> document;
  Subscription documentChanges;
  InputMapping mapping;
  std::optional<FocusUse> chosenFocus;  // by the reader

  std::shared_ptr<const PromptState> inFocus = std::make_shared<const PromptState>();
  std::vector<PromptStep> answeredSteps;  // the steps that `answers` belong to
  Answers answers;
  Preview preview;
  /// Where the cursor rests, and the answer to a click there.
  struct Hover {
    SliceRef slice;
    PromptStep step;
    std::shared_ptr<Answers> decoded;  // null until asked; filled by a job of `inference`
    std::optional<HoverMask> mask;     // on the session's thread
  };
  std::optional<Hover> hover;
  std::uint64_t revision = 0;
  /// The propagation that is shown, and what it has still to do.
  struct Propagating {
    Propagation shown;
    Mask start, before;                       // on `from`, and on the slice before the next one
    std::vector<std::int64_t> ahead, behind;  // slices to come, the next one last
  };
  std::shared_ptr<Propagating> propagation;
  struct LookBack {
    std::size_t wanted = 0;
    bool isMaking = false;
    PastMomentPtr shown;
  };
  std::shared_ptr<LookBack> past;  // null in the present
  std::vector<CaseBookmark> bookmarks;
  std::optional<double> clickMs;
  Observers observers;

  std::shared_ptr<bool> alive = std::make_shared<bool>(true);
  FileWork files;
  JobQueue inference, pastMoments;
  EmbeddingPrefetch embeddings;  // after the queues: it posts to one
  std::shared_ptr<CaseRecorder> recorder;
};

}  // namespace limn::core
