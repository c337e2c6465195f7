// SPDX-FileCopyrightText: 2026 The Limn authors
// SPDX-License-Identifier: Apache-2.0
#include "series_dialog.h"

#include "models/series_model.h"
#include "series_thumbnails.h"
#include "text.h"

#include <QDialogButtonBox>
#include <QHeaderView>
#include <QLabel>
#include <QScreen>
#include <QTreeView>
#include <QTreeWidget>
#include <QVBoxLayout>
#include <utility>

namespace limn::gui {

SeriesDialog::SeriesDialog(StudyScan scan, SeriesThumbnails* thumbnails, QWidget* parent)
    : QDialog(parent), scan_(std::move(scan)) {
  setWindowTitle(tr("Choose a series"));
  setAttribute(Qt::WA_DeleteOnClose);
  resize(QSize(1080, 520).boundedTo(parent->screen()->availableSize() * 0.9));
  auto* intro = new QLabel(tr("%1 volumes can be opened here.").arg(scan_.series.size()), this);
  list_ = new QTreeView(this);
  list_->setObjectName(QStringLiteral("seriesList"));
  list_->setRootIsDecorated(false);
  list_->setAlternatingRowColors(true);
  list_->setUniformRowHeights(true);
  list_->setIconSize(kThumbnailSize);
  auto* model = new SeriesModel(scan_.series, this);
  list_->setModel(model);
  list_->header()->setSectionResizeMode(SeriesModel::Description, QHeaderView::Stretch);
  for (const int column : {SeriesModel::Number, SeriesModel::Modality, SeriesModel::Date,
                           SeriesModel::Time, SeriesModel::Size, SeriesModel::Part}) {
    list_->header()->setSectionResizeMode(column, QHeaderView::ResizeToContents);
  }
  list_->header()->setStretchLastSection(false);
  list_->header()->resizeSection(SeriesModel::Warnings, 240);
  for (const int column : {SeriesModel::Number, SeriesModel::Date, SeriesModel::Time,
                           SeriesModel::Part, SeriesModel::Warnings}) {
    bool isEmpty = true;
    for (int row = 0; row < list_->model()->rowCount(); ++row)
      isEmpty &= list_->model()->index(row, column).data().toString().isEmpty();
    list_->setColumnHidden(column, isEmpty);
  }
  connect(list_, &QTreeView::activated, this, &SeriesDialog::choose);

  auto* buttons = new QDialogButtonBox(QDialogButtonBox::Open | QDialogButtonBox::Cancel, this);
  connect(buttons, &QDialogButtonBox::accepted, this, &SeriesDialog::choose);
  connect(buttons, &QDialogButtonBox::rejected, this, &QDialog::reject);
  auto* box = new QVBoxLayout(this);
  box->addWidget(intro);
  box->addWidget(list_, 3);
  if (!scan_.skipped.empty()) box->addWidget(makeSkippedList(), 1);
  box->addWidget(buttons);
  select(0);

  thumbnails->setParent(this);
  connect(thumbnails, &SeriesThumbnails::made, model, &SeriesModel::setThumbnail);
  connect(this, &QDialog::finished, thumbnails, &SeriesThumbnails::stop);
  thumbnails->start();
}

void SeriesDialog::select(int row) {
  list_->setCurrentIndex(list_->model()->index(row, 0));
}

QWidget* SeriesDialog::makeSkippedList() {
  auto* list = new QTreeWidget(this);
  list->setObjectName(QStringLiteral("skippedList"));
  list->setRootIsDecorated(false);
  list->setHeaderLabels({tr("Not opened"), tr("Why")});
  for (const SkippedFile& skipped : scan_.skipped) {
    auto* item =
        new QTreeWidgetItem(list, {toQString(skipped.path.filename()), toQString(skipped.reason)});
    item->setToolTip(0, toQString(skipped.path));
  }
  list->header()->setSectionResizeMode(0, QHeaderView::ResizeToContents);
  return list;
}

void SeriesDialog::choose() {
  const auto row = static_cast<std::size_t>(list_->currentIndex().row());
  if (!list_->currentIndex().isValid() || row >= scan_.series.size()) return;
  const SeriesSummary series = scan_.series[row];
  accept();
  Q_EMIT chosen(series);
}

}  // namespace limn::gui
