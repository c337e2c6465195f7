// SPDX-FileCopyrightText: 2026 The Limn authors
// SPDX-License-Identifier: Apache-2.0
#include "main_window.h"

#include "application.h"
#include "cache_actions.h"
#include "case_actions.h"
#include "draw_actions.h"
#include "edit_actions.h"
#include "hand_editor.h"
#include "icons.h"
#include "limn/base/trace.h"
#include "main_menu.h"
#include "moment_text.h"
#include "past_actions.h"
#include "propagation_actions.h"
#include "segment_actions.h"
#include "text.h"
#include "tool_box.h"
#include "view_actions.h"
#include "views/history_panel.h"
#include "views/keys_overlay.h"
#include "views/label_panel.h"
#include "views/message_bar.h"
#include "views/model_panel.h"
#include "views/plane_grid.h"
#include "views/prompt_panel.h"
#include "views/start_page.h"
#include "views/status_strip.h"
#include "views/tool_options.h"

#include <QApplication>
#include <QCloseEvent>
#include <QDockWidget>
#include <QDragEnterEvent>
#include <QKeyEvent>
#include <QLineEdit>
#include <QMessageBox>
#include <QMimeData>
#include <QPushButton>
#include <QScreen>
#include <QStackedWidget>
#include <QStatusBar>
#include <QTabBar>
#include <QTimer>
#include <QUrl>
#include <QVBoxLayout>
#include <algorithm>

namespace limn::gui {
namespace {

constexpr int kNarrowPanel = 220, kWidePanel = 280, kTallEnough = 820;  // device-independent

QDockWidget* makeDock(QMainWindow& window, const QString& name, const QString& title,
                      QWidget* content) {
  auto* dock = new QDockWidget(title, &window);
  dock->setObjectName(name);
  dock->setFeatures(QDockWidget::DockWidgetClosable | QDockWidget::DockWidgetMovable);
  dock->setWidget(content);
  window.addDockWidget(Qt::RightDockWidgetArea, dock);
  return dock;
}

QString droppedPath(const QMimeData* data) {
  for (const QUrl& url : data->urls()) {
    if (url.isLocalFile()) return url.toLocalFile();
  }
  return {};
}

}  // namespace

MainWindow::MainWindow(core::Session& session, SettingsStore& settings, const StudioParts& parts,
                       QWidget* parent)
    : QMainWindow(parent), session_(session), settings_(settings) {
  setWindowTitle(tr("Limn"));
  setWindowIcon(icon(QStringLiteral("limn")));
  setAcceptDrops(true);
  buildParts(parts);
  buildCentre();
  const ActionContext context{*actions_, session_, *signals_, *state_, *messages_, *models_};
  past_ = new PastActions(context, this);
  buildDocks();
  new SegmentActions(context, this);
  new EditActions(context, *editor_, *runner_, this);
  new PropagationActions(context, this);
  new DrawActions(context, *editor_, *planes_, this);
  new ViewActions(context, *planes_, this);
  new CacheActions(context, settings_, *menu_, parts.setDiskCache, this);
  const auto* cases = new CaseActions(context, *study_, this);
  connect(cases, &CaseActions::openRequested, this, [this](const QString& file, const QString& at) {
    unlessLosing([this, file, at] { study_->openCase(file, at); });
  });
  connectFileActions(QString::fromStdString(parts.version));
  connectStudy();
  connectModel();
  connectProgress();
  if (const auto* application = qobject_cast<Application*>(qApp)) {
    connect(application, &Application::exceptionCaught, this, &MainWindow::showException);
  }
  addActions(actions_->all());
  qApp->installEventFilter(this);
  // The frame and the title bar take some of the screen, too.
  resize(QSize(1440, 900).boundedTo(screen()->availableSize() - QSize(8, 40)));
  restoreGeometry(settings_.windowGeometry());
  restoreState(settings_.windowState());
}

MainWindow::~MainWindow() {
  qApp->removeEventFilter(this);
}

void MainWindow::buildParts(const StudioParts& parts) {
  signals_ = new SessionSignals(session_, this);
  state_ = new ViewerState(this);
  state_->setMouse(mousePreset(settings_.mousePreset()));
  state_->setHoverOn(settings_.hoverPreview());
  runner_ = new IoRunner(session_.files(), this);
  actions_ = new ActionSet(settings_, this);
  study_ = new StudyController(session_, parts.io, parts.cases, *runner_, this);
  models_ = new ModelController(session_, parts.loadModel, this);
  editor_ = new HandEditor(session_, *state_, this);
  tools_ = new ToolBox(session_, *editor_, *actions_, this);
  menu_ = new MainMenu(*this, *actions_, settings_);
  if (parts.installedModels) menu_->setInstalledModels(parts.installedModels());
  // First of all observers: what follows looks at the state of the new volume.
  connect(signals_, &SessionSignals::volumeOpened, this, &MainWindow::showVolume);
  connect(signals_, &SessionSignals::pastChanged, this, &MainWindow::showTitle);
  connect(state_, &ViewerState::patientShownChanged, this, &MainWindow::showTitle);
}

void MainWindow::buildCentre() {
  auto* centre = new QWidget(this);
  auto* box = new QVBoxLayout(centre);
  box->setContentsMargins(0, 0, 0, 0);
  pages_ = new QStackedWidget(centre);
  messages_ = new MessageBar(centre);
  start_ = new StartPage(settings_, actions_->action(ActionId::OpenImage),
                         actions_->action(ActionId::OpenFolder), pages_);
  planes_ = new PlaneGrid(session_, *signals_, *state_, pages_);
  planes_->setTool(&tools_->current());
  for (SliceView* view : planes_->views())
    view->setOpenObjectAction(actions_->action(ActionId::ShowOpenObject));
  pages_->addWidget(start_);
  pages_->addWidget(planes_);
  options_ = new ToolOptions(*editor_, *actions_, *signals_, centre);
  box->addWidget(options_);
  box->addWidget(pages_);
  setCentralWidget(centre);
  status_ = new StatusStrip(session_, *signals_, this);
  statusBar()->addWidget(status_, 1);
  statusBar()->setSizeGripEnabled(false);
  keys_ = new KeysOverlay(*actions_, this);
  connect(planes_, &PlaneGrid::hovered, status_, &StatusStrip::setCursorVoxel);
  connect(tools_, &ToolBox::changed, this, [this] {
    planes_->setTool(&tools_->current());
    options_->showTool(tools_->currentId());
  });
  connect(options_, &ToolOptions::edited, this, [this] { planes_->activeView().setFocus(); });
  connect(editor_, &HandEditor::brushChanged, planes_, &PlaneGrid::redrawCursor);
  connect(start_, &StartPage::chosen, this, &MainWindow::openPath);
}

void MainWindow::buildDocks() {
  auto* labels =
      new LabelPanel(session_, *signals_, *state_, *messages_, actions_->action(ActionId::NewLabel),
                     actions_->action(ActionId::RemoveLabel), this);
  const QList<QDockWidget*> docks{
      makeDock(*this, QStringLiteral("labelsDock"), tr("Labels"), labels),
      makeDock(*this, QStringLiteral("promptsDock"), tr("Object"),
               new PromptPanel(session_, *signals_, *state_, this)),
      makeDock(*this, QStringLiteral("modelDock"), tr("Model input"),
               new ModelPanel(session_, *signals_, *state_,
                              {actions_->action(ActionId::InputWholeRange),
                               actions_->action(ActionId::InputThisWindow)},
                              this))};
  auto* lines = new HistoryPanel(session_, *signals_, this);
  connect(lines, &HistoryPanel::chosen, past_, &PastActions::lookBack);
  QDockWidget* history = makeDock(*this, QStringLiteral("historyDock"), tr("History"), lines);
  tabifyDockWidget(docks[1], history);
  if (screen()->availableSize().height() < kTallEnough) tabifyDockWidget(history, docks[2]);
  docks[1]->raise();
  for (QTabBar* tabs : findChildren<QTabBar*>(Qt::FindDirectChildrenOnly))
    tabs->setElideMode(Qt::ElideNone);  // it scrolls instead
  const int wide = std::clamp(screen()->availableSize().width() / 4, kNarrowPanel, kWidePanel);
  resizeDocks(docks, {wide, wide, wide}, Qt::Horizontal);
  resizeDocks(docks, {300, 230, 290}, Qt::Vertical);
  menu_->addDocks(docks + QList<QDockWidget*>{history});
}

void MainWindow::showVolume() {
  mayLose_ = false;
  for (const char* key : {"study", "warnings", "export", "segment"}) {
    messages_->dismiss(QString::fromLatin1(key));
  }
  tools_->current().cancel();  // a stroke on what was open before
  state_->reset(session_.volume());
  planes_->showVolume();
  pages_->setCurrentWidget(planes_);
  planes_->activeView().setFocus();
  actions_->action(ActionId::Export)->setEnabled(true);
  showTitle();
  showWarnings(session_.volume().warnings);
  focusSlice();
}

void MainWindow::showTitle() {
  if (!session_.hasVolume()) return;
  const SourceRef& source = session_.volume().source;
  QStringList parts;
  if (state_->showsPatient()) {
    parts = {toQString(source.text.patientName), toQString(source.text.studyDate),
             toQString(source.text.seriesDescription)};
    parts.removeAll(QString());
  }
  if (parts.isEmpty()) parts = {state_->showsPatient() ? caseName(source) : tr("study")};
  if (const QString moment = momentText(session_); !moment.isEmpty()) parts.append(moment);
  setWindowTitle(tr("%1 — Limn").arg(parts.join(QStringLiteral(", "))));
}

void MainWindow::focusSlice() {
  if (session_.hasVolume()) session_.focus(state_->activeSlice());
}

bool MainWindow::isIdle() const {
  const auto preview = session_.preview().state;
  return !runner_->isBusy() && !models_->isBusy() && preview != core::Preview::State::Encoding &&
         preview != core::Preview::State::Decoding && !session_.isHoverPending() &&
         !session_.isPastPending() && !planes_->isDwelling() &&
         !(session_.propagation() && session_.propagation()->isRunning);
}

void MainWindow::openPath(const QString& path) {
  unlessLosing([this, path] {
    messages_->dismiss(QStringLiteral("skipped"));
    study_->open(path);
  });
}

bool MainWindow::isAtRisk() const {
  if (mayLose_ || !session_.hasVolume() || !session_.document().isModified()) return false;
  session_.finishSaving();
  return session_.saving().state != core::Saving::State::Saved;
}

void MainWindow::unlessLosing(std::function<void()> then) {
  if (!isAtRisk()) {
    then();
    return;
  }
  auto* box =
      new QMessageBox(QMessageBox::Warning, tr("Masks are not exported"),
                      tr("There are masks that no file has yet."), QMessageBox::Cancel, this);
  box->setObjectName(QStringLiteral("lossQuestion"));
  box->setAttribute(Qt::WA_DeleteOnClose);
  box->setInformativeText(tr("Export them, or discard them?"));
  auto* save = box->addButton(tr("Export…"), QMessageBox::AcceptRole);
  auto* lose = box->addButton(tr("Discard them"), QMessageBox::DestructiveRole);
  box->setDefaultButton(save);
  connect(box, &QMessageBox::buttonClicked, this,
          [this, save, lose, then = std::move(then)](const QAbstractButton* button) {
            if (button == save) {
              session_.returnToNow();  // what would be lost is the present
              chooseExport();
            }
            if (button != lose) return;
            mayLose_ = true;
            then();
          });
  box->open();
}

void MainWindow::closeEvent(QCloseEvent* event) {
  if (isAtRisk()) {
    event->ignore();
    unlessLosing([this] { close(); });
    return;
  }
  settings_.setWindow(saveGeometry(), saveState());
  event->accept();
}

void MainWindow::dragEnterEvent(QDragEnterEvent* event) {
  if (!droppedPath(event->mimeData()).isEmpty()) event->acceptProposedAction();
}

void MainWindow::dropEvent(QDropEvent* event) {
  const QString path = droppedPath(event->mimeData());
  if (path.isEmpty()) return;
  event->acceptProposedAction();
  openPath(path);
}

void MainWindow::keyPressEvent(QKeyEvent* event) {
  if (event->key() != Qt::Key_Escape) {
    if (!past_->refuses(*event)) QMainWindow::keyPressEvent(event);
  } else if (tools_->current().cancel()) {
    planes_->redrawLabels();
  } else if (session_.lookingAt()) {
    session_.returnToNow();
  } else {
    planes_->setMaximised(false);
  }
}

bool MainWindow::eventFilter(QObject* watched, QEvent* event) {
  const bool press = event->type() == QEvent::KeyPress,
             release = event->type() == QEvent::KeyRelease;
  // A key that is a shortcut comes as an override alone.
  if (press || event->type() == QEvent::ShortcutOverride) planes_->endRest();
  if (trace::isOn() && event->type() == QEvent::Paint && watched == start_) {
    QTimer::singleShot(0, this, [] { trace::endWait("start to usable window"); });
  }
  if (event->type() == QEvent::ShortcutOverride && qobject_cast<QLineEdit*>(watched) != nullptr) {
    // While a name is being typed its keys are letters, and Return ends it.
    const auto* key = static_cast<QKeyEvent*>(event);
    if (!(key->modifiers() & (Qt::ControlModifier | Qt::AltModifier))) event->accept();
    return false;
  }
  if ((press || release) && watched == QApplication::focusWidget() && isActiveWindow() &&
      qobject_cast<QLineEdit*>(watched) == nullptr) {
    const auto* key = static_cast<QKeyEvent*>(event);
    const auto keys = actions_->keys();
    if (keys.at(ActionId::Peek).contains(QKeySequence(key->keyCombination()))) {
      if (!key->isAutoRepeat()) state_->setPeeking(press);
      return true;
    }
  }
  if (event->type() == QEvent::WindowDeactivate && watched == this) state_->setPeeking(false);
  return QMainWindow::eventFilter(watched, event);
}

}  // namespace limn::gui
