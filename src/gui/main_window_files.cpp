// SPDX-FileCopyrightText: 2026 The Limn authors
// SPDX-License-Identifier: Apache-2.0
// What MainWindow does with files and models: dialogs, messages, progress.

#include "dialogs/series_dialog.h"
#include "dialogs/shortcuts_dialog.h"
#include "error_text.h"
#include "main_menu.h"
#include "main_window.h"
#include "moment_text.h"
#include "text.h"
#include "theme.h"
#include "tool_box.h"
#include "views/keys_overlay.h"
#include "views/message_bar.h"
#include "views/start_page.h"

#include <QApplication>
#include <QDesktopServices>
#include <QFileDialog>
#include <QFileInfo>
#include <QMessageBox>
#include <QUrl>

namespace limn::gui {
namespace {

const QString kStudy = QStringLiteral("study"), kModel = QStringLiteral("model"),
              kBusy = QStringLiteral("busy"), kExport = QStringLiteral("export"),
              kLoading = QStringLiteral("loading");

/// A file dialog that is there when it is needed and gone when it is closed.
QFileDialog* makeDialog(QWidget* parent, const QString& title, QFileDialog::FileMode mode) {
  auto* dialog = new QFileDialog(parent, title);
  dialog->setAttribute(Qt::WA_DeleteOnClose);
  dialog->setFileMode(mode);
  return dialog;
}

/// A checkpoint by its absolute path, an installed model by its name.
QString startName(const ModelRequest& request) {
  const QString model = toQString(request.model);
  const QFileInfo file(model);
  return file.isFile() ? file.absoluteFilePath() : model;
}

}  // namespace

void MainWindow::connectFileActions(const QString& version) {
  const auto on = [this](ActionId id, auto act) {
    connect(actions_->action(id), &QAction::triggered, this, act);
  };
  on(ActionId::OpenImage, [this] { chooseImage(); });
  on(ActionId::OpenFolder, [this] { chooseFolder(); });
  on(ActionId::Export, [this] { chooseExport(); });
  on(ActionId::Quit, [this] { close(); });
  on(ActionId::OpenModel, [this] { chooseModel(); });
  on(ActionId::Keys, [this] { keys_->open(tools_->mouseHelp(state_->mouse())); });
  on(ActionId::EditKeys, [this] { (new ShortcutsDialog(*actions_, this))->open(); });
  on(ActionId::About, [this, version] { about(version); });
  on(ActionId::HoverPreview, [this](bool shown) { settings_.setHoverPreview(shown); });
  on(ActionId::FullScreen, [this](bool full) { full ? showFullScreen() : showNormal(); });
  actions_->action(ActionId::Export)->setEnabled(false);
  connect(menu_, &MainMenu::recentChosen, this, &MainWindow::openPath);
  connect(menu_, &MainMenu::mousePresetChosen, this, [this](const QString& id) {
    settings_.setMousePreset(id);
    state_->setMouse(mousePreset(id));
  });
  connect(menu_, &MainMenu::themeChosen, this, [this](Theme theme) {
    settings_.setTheme(theme);
    applyTheme(*qApp, theme);
  });
}

void MainWindow::connectStudy() {
  connect(state_, &ViewerState::crosshairChanged, this, &MainWindow::focusSlice);
  connect(state_, &ViewerState::activeAxisChanged, this, &MainWindow::focusSlice);
  connect(study_, &StudyController::opened, this, [this](const QString& path) {
    settings_.addRecentPath(QFileInfo(path).absoluteFilePath());
    start_->refresh();
  });
  connect(study_, &StudyController::openFailed, this, [this](const Error& error) {
    if (error.code != ErrorCode::Cancelled) messages_->showError(kStudy, error);
  });
  connect(study_, &StudyController::geometryUnknown, this,
          [this](const SeriesSummary& series, const Error& error) {
            MessageItem& item =
                messages_->show(kStudy, MessageItem::Level::Problem, errorText(error));
            item.addButton(tr("Open without millimetres"), [this, series] {
              SeriesSummary inVoxels = series;
              inVoxels.inVoxelUnits = true;
              messages_->dismiss(kStudy);
              study_->read(inVoxels);
            });
          });
  connect(study_, &StudyController::skipped, this, [this](const std::vector<SkippedFile>& files) {
    const QString first =
        tr("Not opened: %1 (%2)")
            .arg(toQString(files.front().path.filename()), toQString(files.front().reason));
    messages_->show(
        QStringLiteral("skipped"), MessageItem::Level::Info,
        files.size() == 1 ? first : tr("%1 and %2 more").arg(first).arg(files.size() - 1));
  });
  connect(study_, &StudyController::choiceNeeded, this, [this](const StudyScan& scan) {
    auto* dialog = new SeriesDialog(scan, study_->makeThumbnails(scan.series), this);
    connect(dialog, &SeriesDialog::chosen, study_, &StudyController::read);
    dialog->open();
  });
  connect(study_, &StudyController::exported, this, &MainWindow::showExported);
  connect(study_, &StudyController::exportFailed, this,
          [this](const Error& error) { messages_->showError(kExport, error); });
}

void MainWindow::connectModel() {
  const auto offer = [this](MessageItem& message) {
    message.addButton(tr("Open checkpoint…"), [this] { chooseModel(); });
  };
  connect(models_, &ModelController::loaded, this, [this] {
    messages_->dismiss(kModel);
    showStartModel();
  });
  connect(models_, &ModelController::started, this, [this](const QString& name) {
    MessageItem& item =
        messages_->show(kLoading, MessageItem::Level::Busy, tr("Loading %1…").arg(name));
    item.addButton(tr("Cancel"), [this] { models_->cancel(); });
  });
  connect(models_, &ModelController::finished, this, [this] { messages_->dismiss(kLoading); });
  connect(actions_->action(ActionId::StartWithModel), &QAction::triggered, this,
          &MainWindow::keepModel);
  connect(menu_, &MainMenu::installedModelChosen, this, [this](const QString& name) {
    ModelRequest request = models_->lastRequest();
    request.arch.clear();
    request.family.clear();
    request.model = toStdString(name);
    models_->load(request);
  });
  showStartModel();
  connect(models_, &ModelController::failed, this, [this, offer](const Error& error) {
    const ModelRequest& request = models_->lastRequest();
    const bool asked = !request.model.empty() || !request.arch.empty();
    const QString text =
        asked || error.code != ErrorCode::NotFound
            ? errorText(error)
            : tr("No model is open: scans can be viewed, clicks do nothing. Open a SAM-Med2D, SAM "
                 "or MedSAM checkpoint (.pth, .safetensors).");
    offer(messages_->show(kModel, asked ? MessageItem::Level::Problem : MessageItem::Level::Caution,
                          text));
  });
  connect(menu_, &MainMenu::familyChosen, this, [this](const QString& family) {
    ModelRequest request = models_->lastRequest();
    request.family = toStdString(family);
    if (session_.model() != nullptr || !request.model.empty()) models_->load(request);
  });
}

void MainWindow::showStartModel() {
  const bool isOpen = session_.model() != nullptr && !models_->lastRequest().model.empty();
  QAction* action = actions_->action(ActionId::StartWithModel);
  action->setEnabled(isOpen);
  action->setChecked(isOpen && settings_.startModel() == startName(models_->lastRequest()));
}

void MainWindow::keepModel(bool keep) {
  const ModelRequest& request = models_->lastRequest();
  settings_.setStartModel(keep ? startName(request) : QString(),
                          keep ? toQString(request.family) : QString());
}

void MainWindow::connectProgress() {
  connect(runner_, &IoRunner::started, this, [this](const QString& what) {
    MessageItem& item =
        messages_->show(kBusy, MessageItem::Level::Busy, what + QStringLiteral("…"));
    item.addButton(tr("Cancel"), [this] { runner_->cancel(); });
    item.setProgress(-1);
    connect(runner_, &IoRunner::progressed, &item,
            [&item](double fraction, const QString&) { item.setProgress(fraction); });
  });
  connect(runner_, &IoRunner::finished, this, [this] { messages_->dismiss(kBusy); });
}

void MainWindow::showException(const Error& error) {
  const QString text = tr("%1 The study is still open.").arg(errorText(error) + QLatin1Char('.'));
  const QString key = QStringLiteral("exception");
  // A handler that fails again and again, as when it paints, must not rebuild its own message.
  if (const MessageItem* shown = messages_->find(key); shown != nullptr && shown->text() == text) {
    return;
  }
  messages_->show(key, MessageItem::Level::Problem, text);
}

void MainWindow::showWarnings(const std::vector<std::string>& warnings) {
  QStringList lines;
  for (const std::string& warning : warnings)
    lines.append(toQString(warning));
  if (lines.isEmpty()) return;
  messages_->show(QStringLiteral("warnings"), MessageItem::Level::Caution,
                  lines.join(QLatin1Char('\n')));
}

void MainWindow::showExported(const core::ExportReport& report, const core::PastMomentPtr& past) {
  QStringList text{
      tr("%1 was written, read back and compared: identical.").arg(toQString(report.file))};
  if (past) text.append(tr("These are the masks as of action %1.").arg(past->actions()));
  for (const std::string& note : report.notes)
    text.append(toQString(note));
  MessageItem& item =
      messages_->show(kExport, MessageItem::Level::Info, text.join(QLatin1Char(' ')));
  item.addButton(tr("Show folder"), [file = toQString(report.file)] {
    QDesktopServices::openUrl(QUrl::fromLocalFile(QFileInfo(file).absolutePath()));
  });
}

void MainWindow::chooseImage() {
  auto* dialog = makeDialog(this, tr("Open image"), QFileDialog::ExistingFile);
  dialog->setNameFilters({tr("Scans and pictures (*.nii *.nii.gz *.nrrd *.mha *.dcm *.png *.jpg "
                             "*.jpeg *.tif *.tiff *.bmp)"),
                          tr("All files (*)")});
  connect(dialog, &QFileDialog::fileSelected, this, &MainWindow::openPath);
  dialog->open();
}

void MainWindow::chooseFolder() {
  auto* dialog = makeDialog(this, tr("Open folder"), QFileDialog::Directory);
  connect(dialog, &QFileDialog::fileSelected, this, &MainWindow::openPath);
  dialog->open();
}

void MainWindow::chooseExport() {
  const auto past = session_.past();
  if (!study_->hasMasks()) {
    study_->exportMasks({}, past);  // says why there is nothing to write
    return;
  }
  auto* dialog =
      makeDialog(this, past ? tr("Export masks %1").arg(momentText(session_)) : tr("Export masks"),
                 QFileDialog::AnyFile);
  dialog->setObjectName(QStringLiteral("exportDialog"));
  dialog->setAcceptMode(QFileDialog::AcceptSave);
  dialog->setNameFilters({tr("NIfTI (*.nii.gz *.nii)"), tr("NRRD (*.nrrd)"),
                          tr("3D Slicer (*.seg.nrrd)"), tr("DICOM segmentation (*.dcm)"),
                          tr("DICOM structure set (*.rtstruct.dcm)"), tr("Picture (*.png)")});
  const QFileInfo suggested(study_->suggestedExport());
  dialog->setDirectory(suggested.absolutePath());
  dialog->selectFile(suggested.fileName());
  connect(dialog, &QFileDialog::fileSelected, study_,
          [this, past](const QString& file) { study_->exportMasks(file, past); });
  dialog->open();
}

void MainWindow::chooseModel() {
  auto* dialog = makeDialog(this, tr("Open checkpoint"), QFileDialog::ExistingFile);
  dialog->setNameFilters({tr("Checkpoints (*.pth *.pt *.safetensors)"), tr("All files (*)")});
  connect(dialog, &QFileDialog::fileSelected, this, [this](const QString& file) {
    ModelRequest request = models_->lastRequest();
    request.arch.clear();
    request.model = toStdString(file);
    models_->load(request);
  });
  dialog->open();
}

void MainWindow::about(const QString& version) {
  auto* box = new QMessageBox(QMessageBox::NoIcon, tr("About Limn"), tr("Limn %1").arg(version),
                              QMessageBox::Close, this);
  box->setAttribute(Qt::WA_DeleteOnClose);
  box->setIconPixmap(windowIcon().pixmap(64, 64));
  box->setInformativeText(tr(
      "Segment medical scans by clicking.\n\nFor research use. Not a medical device: do not base "
      "decisions about patients on it.\n\nApache License 2.0."));
  box->open();
}

}  // namespace limn::gui
