// SPDX-FileCopyrightText: 2026 The Limn authors
// SPDX-License-Identifier: Apache-2.0
#include "main_menu.h"

#include "icons.h"
#include "mouse_preset.h"
#include "text.h"

#include <QActionGroup>
#include <QDockWidget>
#include <QFileInfo>
#include <QMainWindow>
#include <QMenu>
#include <QMenuBar>
#include <QToolBar>
#include <QToolButton>
#include <array>
#include <utility>

namespace limn::gui {
namespace {

/// A sub-menu of exclusive choices; `choose` is told the data of the chosen one.
struct Choice {
  QString text, value;
};

template <class Choose>
void addChoices(QMenu& menu, const QList<Choice>& choices, const QString& current, Choose choose) {
  auto* group = new QActionGroup(&menu);
  for (const Choice& choice : choices) {
    QAction* action = menu.addAction(choice.text);
    action->setCheckable(true);
    action->setChecked(choice.value == current);
    group->addAction(action);
    QObject::connect(action, &QAction::triggered, &menu,
                     [choose, value = choice.value] { choose(value); });
  }
}

}  // namespace

MainMenu::MainMenu(QMainWindow& window, const ActionSet& actions, SettingsStore& settings)
    : QObject(&window), window_(window), actions_(actions), settings_(settings) {
  buildFile();
  buildSegment();
  buildEdit();
  buildTools();
  buildView();
  buildModel();
  buildHelp();
  buildToolBar();
}

void MainMenu::addCategory(QMenu& menu, Category category) {
  for (const ActionSpec& spec : actionTable()) {
    if (spec.category == category && spec.kind != ActionSpec::Kind::Hold) {
      menu.addAction(actions_.action(spec.id));
    }
  }
}

void MainMenu::buildFile() {
  QMenu* menu = window_.menuBar()->addMenu(tr("&File"));
  menu->addAction(actions_.action(ActionId::OpenImage));
  menu->addAction(actions_.action(ActionId::OpenFolder));
  menu->addAction(actions_.action(ActionId::OpenCase));
  QMenu* recent = menu->addMenu(tr("Recent"));
  connect(recent, &QMenu::aboutToShow, this, [this, recent] { fillRecent(*recent); });
  menu->addSeparator();
  menu->addAction(actions_.action(ActionId::SaveCaseCopy));
  menu->addAction(actions_.action(ActionId::Export));
  menu->addSeparator();
  menu->addAction(actions_.action(ActionId::Quit));
}

void MainMenu::fillRecent(QMenu& menu) {
  menu.clear();
  const QStringList paths = settings_.recentPaths();
  for (const QString& path : paths) {
    const QFileInfo file(path);
    QAction* action =
        menu.addAction(QStringLiteral("%1   (%2)").arg(file.fileName(), file.absolutePath()));
    connect(action, &QAction::triggered, this, [this, path] { Q_EMIT recentChosen(path); });
  }
  if (paths.isEmpty()) {
    menu.addAction(tr("Nothing yet"))->setEnabled(false);
  } else {
    menu.addSeparator();
    menu.addAction(tr("Forget these"), this, [this] { settings_.clearRecentPaths(); });
  }
}

void MainMenu::buildSegment() {
  QMenu* menu = window_.menuBar()->addMenu(tr("&Segment"));
  for (const ActionSpec& spec : actionTable()) {
    if (spec.category != Category::Segment) continue;
    if (spec.id == ActionId::Accept || spec.id == ActionId::MaskFromThisSlice) menu->addSeparator();
    menu->addAction(actions_.action(spec.id));
  }
  menu->addSeparator();
  addCategory(*menu->addMenu(tr("Label")), Category::Labels);
}

void MainMenu::buildEdit() {
  QMenu* menu = window_.menuBar()->addMenu(tr("&Edit mask"));
  for (const ActionSpec& spec : actionTable()) {
    if (spec.category != Category::Edit) continue;
    using enum ActionId;
    for (const ActionId first : {FillHoles, GrowMask, UniteLabels, CopySliceUp, ClearSlice})
      if (spec.id == first) menu->addSeparator();
    menu->addAction(actions_.action(spec.id));
  }
}

void MainMenu::buildTools() {
  QMenu* menu = window_.menuBar()->addMenu(tr("&Tools"));
  addCategory(*menu, Category::Tools);
  menu->addSeparator();
  QList<Choice> presets;
  for (const MousePreset& preset : kMousePresets) {
    presets.append({QString::fromLatin1(preset.name), QString::fromLatin1(preset.id)});
  }
  addChoices(*menu->addMenu(tr("Mouse buttons as in")), presets,
             QString::fromLatin1(mousePreset(settings_.mousePreset()).id),
             [this](const QString& id) { Q_EMIT mousePresetChosen(id); });
}

void MainMenu::buildView() {
  view_ = window_.menuBar()->addMenu(tr("&View"));
  addCategory(*view_, Category::View);
  view_->addSeparator();
  addCategory(*view_->addMenu(tr("Window/level")), Category::Contrast);
  addCategory(*view_->addMenu(tr("Slices")), Category::Slices);
  addCategory(*view_->addMenu(tr("History")), Category::History);
  view_->addSeparator();
  addChoices(
      *view_->addMenu(tr("Colours")),
      {{tr("Dark"), QStringLiteral("dark")}, {tr("Like the system"), QStringLiteral("system")}},
      settings_.theme() == Theme::Dark ? QStringLiteral("dark") : QStringLiteral("system"),
      [this](const QString& value) {
        Q_EMIT themeChosen(value == QLatin1String("dark") ? Theme::Dark : Theme::System);
      });
}

void MainMenu::addDocks(const QList<QDockWidget*>& docks) {
  view_->addSeparator();
  for (QDockWidget* dock : docks)
    view_->addAction(dock->toggleViewAction());
}

void MainMenu::buildModel() {
  QMenu* menu = window_.menuBar()->addMenu(tr("&Model"));
  installed_ = menu->addMenu(tr("Installed"));
  installed_->setObjectName(QStringLiteral("installedModels"));
  installed_->setEnabled(false);
  menu->addAction(actions_.action(ActionId::OpenModel));
  menu->addAction(actions_.action(ActionId::StartWithModel));
  addChoices(*menu->addMenu(tr("Model family")),
             {{tr("As stated in the file"), QString()},
              {QStringLiteral("SAM-Med2D"), QStringLiteral("sam-med2d")},
              {QStringLiteral("SAM"), QStringLiteral("sam")},
              {QStringLiteral("MedSAM"), QStringLiteral("medsam")}},
             QString(), [this](const QString& family) { Q_EMIT familyChosen(family); });
  menu->addSeparator();
  menu->addAction(actions_.action(ActionId::UseFocusNetwork));
  menu->addAction(actions_.action(ActionId::InputWholeRange));
  menu->addAction(actions_.action(ActionId::InputThisWindow));
  menu->addSeparator();
  menu->addAction(actions_.action(ActionId::EncodeAllPlanes));
  menu->addAction(actions_.action(ActionId::EncodeWholeSeries));
  menu->addAction(actions_.action(ActionId::KeepOnDisk));
  QList<Choice> limits;
  for (const int gigabytes : {1, 4, 16, 64})
    limits.append({tr("%1 GB").arg(gigabytes), QString::number(gigabytes)});
  addChoices(*menu->addMenu(tr("Disk space at most")), limits,
             QString::number(settings_.diskLimit()),
             [this](const QString& gigabytes) { Q_EMIT diskLimitChosen(gigabytes.toInt()); });
}

void MainMenu::setInstalledModels(const std::vector<InstalledModelText>& models) {
  installed_->clear();
  installed_->setEnabled(!models.empty());
  for (const InstalledModelText& model : models) {
    const QString name = toQString(model.name);
    QAction* action = installed_->addAction(name);
    action->setToolTip(toQString(model.description));
    connect(action, &QAction::triggered, this, [this, name] { Q_EMIT installedModelChosen(name); });
  }
  installed_->setToolTipsVisible(true);
}

void MainMenu::buildHelp() {
  QMenu* menu = window_.menuBar()->addMenu(tr("&Help"));
  addCategory(*menu, Category::Help);
}

void MainMenu::buildToolBar() {
  auto* bar = new QToolBar(tr("Tools"), &window_);
  bar->setObjectName(QStringLiteral("tools"));
  bar->setMovable(false);
  bar->setIconSize({22, 22});
  bar->setToolButtonStyle(Qt::ToolButtonIconOnly);
  using enum ActionId;
  constexpr std::array kGroups{
      std::array{OpenImage, OpenFolder, Export},
      std::array{ClickTool, NavigateTool, WindowTool},
      std::array{BrushTool, EraserTool, LassoTool},
      std::array{Accept, NextCandidate, RemoveLastPrompt},
      std::array{Undo, Redo, MaskFromThisSlice},
      std::array{Fit, MaximiseView, HideOverlay},
  };
  for (const auto& group : kGroups) {
    for (const ActionId id : group)
      bar->addAction(actions_.action(id));
    bar->addSeparator();
  }
  bar->addAction(actions_.action(Keys));
  window_.addToolBar(Qt::LeftToolBarArea, bar);
  // Qt's own arrow is black, which cannot be seen on a dark window.
  if (auto* rest = bar->findChild<QToolButton*>(QStringLiteral("qt_toolbar_ext_button"))) {
    rest->setIcon(icon(QStringLiteral("more")));
  }
}

}  // namespace limn::gui
