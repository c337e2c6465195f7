// SPDX-FileCopyrightText: 2026 The Limn authors
// SPDX-License-Identifier: Apache-2.0
#include "prompt_panel.h"

#include "error_text.h"
#include "icons.h"
#include "models/prompt_model.h"
#include "open_object_list.h"
#include "session_signals.h"

#include <QHBoxLayout>
#include <QLabel>
#include <QListView>
#include <QToolButton>
#include <QVBoxLayout>
#include <cmath>

namespace limn::gui {

namespace {

/// From 1, in the order of Tab: the focus network's answer, the last of four, is shown first.
std::size_t answerNumber(const core::Preview& preview) {
  constexpr std::size_t kOfTheSlice = 3;
  const std::size_t count = preview.candidates.size();
  const std::size_t first = count > kOfTheSlice ? count - 1 : 0;
  return (preview.chosen + count - first) % count + 1;
}

QString withAnswer(const QString& form, const core::Preview& preview) {
  const core::Candidate* candidate = preview.current();
  if (candidate == nullptr) return {};
  const bool isGiven = preview.candidates.size() == 1 && candidate->predictedIou == 0;
  if (isGiven) return PromptPanel::tr("The mask as it was edited");
  return form.arg(answerNumber(preview))
      .arg(preview.candidates.size())
      .arg(std::lround(100 * static_cast<double>(candidate->predictedIou)));
}

}  // namespace

QString answerText(const core::Preview& preview) {
  return withAnswer(PromptPanel::tr("Answer %1 of %2 · model's own estimate %3 %"), preview);
}

QString shortAnswerText(const core::Preview& preview) {
  return withAnswer(PromptPanel::tr("%1 of %2 · %3 %"), preview);
}

QString previewText(const core::Session& session) {
  using State = core::Preview::State;
  const core::Preview& preview = session.preview();
  if (session.past())
    return PromptPanel::tr("The prompts of a past moment. They cannot be changed.");
  switch (preview.state) {
    case State::None:
      if (!session.hasVolume()) return PromptPanel::tr("Open a scan to begin.");
      return session.model() == nullptr
                 ? PromptPanel::tr("Open a checkpoint to segment by clicking.")
                 : PromptPanel::tr(
                       "With the click tool: left click adds, right click excludes, a drag draws a "
                       "box.");
    case State::Encoding:
      return PromptPanel::tr("The model is encoding this slice…");
    case State::Decoding:
      return PromptPanel::tr("The model is computing the mask…");
    case State::Failed:
      return preview.error ? errorText(*preview.error) : PromptPanel::tr("No answer.");
    case State::Ready:
      break;
  }
  const core::Candidate* candidate = preview.current();
  if (candidate == nullptr) return {};
  return PromptPanel::tr("%1, %2 pixels").arg(answerText(preview)).arg(candidate->mask.count());
}

PromptPanel::PromptPanel(core::Session& session, const SessionSignals& signals, ViewerState& state,
                         QWidget* parent)
    : QWidget(parent), session_(session) {
  model_ = new PromptModel(session, signals, this);
  list_ = new QListView(this);
  list_->setObjectName(QStringLiteral("promptList"));
  list_->setModel(model_);
  list_->setIconSize({16, 16});
  list_->setUniformItemSizes(true);
  list_->setMinimumHeight(40);
  list_->setFocusPolicy(Qt::ClickFocus);
  answer_ = new QLabel(this);
  answer_->setObjectName(QStringLiteral("previewText"));
  answer_->setWordWrap(true);
  answer_->setAlignment(Qt::AlignTop | Qt::AlignLeft);

  auto* remove = new QToolButton(this);
  remove->setIcon(icon(QStringLiteral("trash")));
  remove->setIconSize({16, 16});
  remove->setFocusPolicy(Qt::NoFocus);
  remove->setToolTip(tr("Remove the chosen prompt"));
  connect(remove, &QToolButton::clicked, this, [this] {
    const QModelIndex index = list_->currentIndex();
    if (index.isValid()) session_.removePrompt(static_cast<std::size_t>(index.row()));
  });

  auto* bottom = new QHBoxLayout;
  bottom->setContentsMargins(6, 0, 2, 0);
  bottom->addWidget(answer_, 1);
  bottom->addWidget(remove, 0, Qt::AlignTop);
  auto* box = new QVBoxLayout(this);
  box->setContentsMargins(4, 0, 4, 6);
  box->setSpacing(4);
  box->addWidget(new OpenObjectList(session, signals, state, this));
  box->addWidget(list_, 1);
  box->addLayout(bottom);
  for (const auto signal : {&SessionSignals::previewChanged, &SessionSignals::promptsChanged,
                            &SessionSignals::modelChanged, &SessionSignals::volumeOpened,
                            &SessionSignals::pastChanged}) {
    connect(&signals, signal, this, &PromptPanel::refreshAnswer);
  }
  refreshAnswer();
}

void PromptPanel::refreshAnswer() {
  answer_->setText(previewText(session_));
}

}  // namespace limn::gui
