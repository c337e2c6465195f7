// SPDX-FileCopyrightText: 2026 The Limn authors
// SPDX-License-Identifier: Apache-2.0
#include "limn/base/trace.h"
#include "script/script_parser.h"
#include "script/script_runner.h"
#include "studio_options.h"
#include "window_fixture.h"

#include <QFileInfo>
#include <QImage>
#include <QJsonArray>
#include <QJsonDocument>
#include <QMap>

namespace limn::gui {
namespace {

Result<std::vector<script::Step>> parse(const char* text) {
  return script::parse(QString::fromUtf8(text));
}

TEST(ScriptParser, ReadsCommandsAndSkipsRemarks) {
  const auto steps =
      parse("# remark\n\nopen a b.nii\nclick 1,2,3,-\nbox 1,2,3,4,5\nsize 800x600\n");

  ASSERT_TRUE(steps) << steps.error().message();
  ASSERT_EQ(steps->size(), 4U);
  EXPECT_EQ(std::get<script::Open>((*steps)[0].command).path, QStringLiteral("a b.nii"));
  EXPECT_FALSE(std::get<script::Click>((*steps)[1].command).include);
  EXPECT_EQ(std::get<script::Box>((*steps)[2].command).slice, 5);
  EXPECT_EQ(std::get<script::Size>((*steps)[3].command).width, 800);
  EXPECT_EQ((*steps)[1].line, 4);
}

TEST(ScriptParser, NamesTheLineAndWhatItExpectedThere) {
  for (const char* bad :
       {"open",      "click 1,2",   "click 1,2,x",    "click 1,2,3,?", "box 1,2,3,4",
        "size 800",  "hover 1,2",   "brush 1,2",      "brush 1,2,3,4", "lasso 1,2,3",
        "radius",    "radius -1",   "radius x",       "wheel",         "wheel 0",
        "wheel 1,2", "propagate 3", "propagate 1..x", "view oblique",  "fly",
        "undo 3"}) {
    const auto steps = parse((std::string("wait\n") + bad).c_str());

    ASSERT_FALSE(steps) << bad;
    EXPECT_EQ(steps.error().code, ErrorCode::WrongUse);
    EXPECT_NE(steps.error().message().find("line 2"), std::string::npos);
  }
}

class ScriptRunnerTest : public WindowTest {
 protected:
  ScriptRunnerTest() {
    scan_ = [](const std::filesystem::path& path) -> Result<StudyScan> {
      if (path.filename() == "missing.nii")
        return fail(ErrorCode::NotFound, "missing.nii: no such file");
      SeriesSummary series;
      series.path = path;
      return StudyScan{{series}, {}};
    };
    read_ = [](const SeriesSummary&) -> Result<Volume> {
      return test::rampVolume(Size3{48, 40, 12});
    };
    write_ = [this](const Segmentation& masks,
                    const std::filesystem::path& file) -> Result<core::ExportReport> {
      written_ = masks;
      return core::ExportReport{file, {}, {}};
    };
  }
  /// Runs the script to its end and returns its error text.
  QString run(const QString& text) {
    openWindow();
    session_.setPredictor(predictor_);
    ScriptRunner runner(*window_, script::parse(text).value());
    std::optional<QString> end;
    QObject::connect(&runner, &ScriptRunner::finished, &runner,
                     [&end](const QString& error) { end = error; });
    runner.start();
    EXPECT_TRUE(waitUntil([&end] { return end.has_value(); }));
    return end.value_or(QStringLiteral("not finished"));
  }
  std::optional<Segmentation> written_;
};

TEST_F(ScriptRunnerTest, ClicksAcceptsUndoesRedoesAndExportsInTheRealWindow) {
  const QString picture = folder_.filePath(QStringLiteral("shot.png"));

  const QString error =
      run(QStringLiteral("open scan.nii\nclick 20,16,4\nclick 21,16,4,-\nnext-candidate\naccept\n"
                         "undo\nredo\nscreenshot %1\nexport out.nii.gz\nquit\n")
              .arg(picture));

  EXPECT_EQ(error.toStdString(), "");
  ASSERT_TRUE(written_.has_value());
  EXPECT_GT(std::count(written_->voxels.begin(), written_->voxels.end(), LabelId{1}), 0);
  EXPECT_EQ(written_->voxels[static_cast<std::size_t>(21 + 48 * (16 + 40 * 4))], 0);
  EXPECT_FALSE(QImage(picture).isNull());
}

TEST_F(ScriptRunnerTest, DragsABox) {
  EXPECT_EQ(
      run(QStringLiteral("open scan.nii\nbox 10,9,22,17,5\naccept\nexport o.nii\n")).toStdString(),
      "");

  ASSERT_TRUE(written_.has_value());
  EXPECT_EQ(std::count(written_->voxels.begin(), written_->voxels.end(), LabelId{1}), 13 * 9);
}

TEST_F(ScriptRunnerTest, DrawsWithBrushEraserAndLasso) {
  EXPECT_EQ(
      run(QStringLiteral("open scan.nii\nradius 2\nbrush 10,9,22,9,5\nerase 16,9,5\n"
                         "lasso 30,20,40,20,40,30,30,30,5\nlasso-cut 30,20,35,20,35,30,30,30,5\n"
                         "brush 20,30,6\nundo\nexport o.nii\n"))
          .toStdString(),
      "");

  ASSERT_TRUE(written_.has_value());
  for (std::int64_t y = 0; y < 40; ++y) {
    for (std::int64_t x = 0; x < 48; ++x) {
      const std::int64_t along = std::clamp<std::int64_t>(x, 10, 22) - x;
      const bool isPainted = along * along + (y - 9) * (y - 9) <= 4;
      const bool isErased = (x - 16) * (x - 16) + (y - 9) * (y - 9) <= 4;
      const bool isInside = x > 35 && x < 40 && y > 20 && y < 30;
      const bool isOnLine = x >= 30 && x <= 40 && y >= 20 && y <= 30 &&
                            (x == 30 || x == 35 || x == 40 || y == 20 || y == 30);
      if (isOnLine) continue;  // of a lasso, through the centre of the voxel
      EXPECT_EQ(written_->voxels[static_cast<std::size_t>(x + 48 * (y + 40 * 5))],
                (isPainted && !isErased) || isInside ? 1 : 0)
          << x << ',' << y;
    }
  }
  EXPECT_EQ(std::count(written_->voxels.begin(), written_->voxels.end(), LabelId{1}),
            session_.document().voxelCount(1));
}

TEST_F(ScriptRunnerTest, RestsTheCursorUntilTheMaskIsThere) {
  EXPECT_EQ(run(QStringLiteral("open scan.nii\ngoto 20,16,4\nwait\nhover 20,16,4\nwait\n")),
            QString());

  ASSERT_NE(session_.hoverMask(), nullptr);
  EXPECT_TRUE(session_.hoverMask()->candidate().mask.count() > 0);
  EXPECT_TRUE(session_.prompts().empty());
}

TEST_F(ScriptRunnerTest, TurnsTheWheelAPictureAtATimeAndStopsAtTheEnd) {
  EXPECT_EQ(run(QStringLiteral("open scan.nii\ngoto 20,16,2\nwheel 5\nwait\n")), QString());
  EXPECT_EQ(window_->state().slice(Axis::Z), 7);
  window_.reset();

  EXPECT_EQ(run(QStringLiteral("open scan.nii\nwheel -99\nwait\n")), QString());
  EXPECT_EQ(window_->state().slice(Axis::Z), 0);
}

TEST_F(ScriptRunnerTest, TheTraceHoldsWhatAReaderWaitsFor) {
  trace::start();
  const QString error =
      run(QStringLiteral("open scan.nii\ngoto 20,16,4\nclick 20,16,4\nwait\nwheel 2\nwait\n"));
  const QString file = folder_.filePath(QStringLiteral("trace.json"));
  ASSERT_TRUE(trace::write(toPath(file)));
  trace::stop();

  EXPECT_EQ(error, QString());
  QFile in(file);
  ASSERT_TRUE(in.open(QIODevice::ReadOnly));
  QMap<QString, int> spans;
  const auto events =
      QJsonDocument::fromJson(in.readAll())[QStringLiteral("traceEvents")].toArray();
  for (const auto& event : events) {
    if (event[QStringLiteral("ph")] == QStringLiteral("X"))
      ++spans[event[QStringLiteral("name")].toString()];
  }
  EXPECT_EQ(spans[QStringLiteral("open to first picture")], 1);
  EXPECT_EQ(spans[QStringLiteral("open to full volume")], 1);
  EXPECT_EQ(spans[QStringLiteral("click to painted mask")], 1);
  EXPECT_EQ(spans[QStringLiteral("wheel to painted frame")], 2);
  EXPECT_GT(spans[QStringLiteral("paint view")], 3);
}

TEST_F(ScriptRunnerTest, StopsWithTheLineThatFailed) {
  const QString missing = run(QStringLiteral("wait\nopen missing.nii\nwait\n"));
  EXPECT_TRUE(missing.contains(QStringLiteral("line 2"))) << missing.toStdString();
  EXPECT_TRUE(missing.contains(QStringLiteral("no such file")));
}

TEST_F(ScriptRunnerTest, RefusesVoxelsOutsideOfTheVolume) {
  const QString error = run(QStringLiteral("open scan.nii\nclick 60,0,0\n"));

  EXPECT_TRUE(error.contains(QStringLiteral("outside of the volume of 48 x 40 x 12")))
      << error.toStdString();
}

TEST_F(ScriptRunnerTest, RefusesAnActionThatHasNothingToWorkOn) {
  const QString error = run(QStringLiteral("open scan.nii\naccept\n"));

  EXPECT_TRUE(error.contains(QStringLiteral("line 2"))) << error.toStdString();
}

TEST(StudioOptions, ReadsPathModelAndScript) {
  const auto options = parseOptions(
      {QStringLiteral("limn-studio"), QStringLiteral("--arch"), QStringLiteral("vit_b_plain_256"),
       QStringLiteral("--threads"), QStringLiteral("3"), QStringLiteral("--script"),
       QStringLiteral("s.txt"), QStringLiteral("--trace"), QStringLiteral("t.json"),
       QStringLiteral("scan.nii")},
      QStringLiteral("1"));

  ASSERT_TRUE(options) << options.error().message();
  EXPECT_EQ(options->path, QStringLiteral("scan.nii"));
  EXPECT_EQ(options->model.arch, "vit_b_plain_256");
  EXPECT_EQ(options->model.threads, 3);
  EXPECT_EQ(options->script, QStringLiteral("s.txt"));
  EXPECT_EQ(options->trace, QStringLiteral("t.json"));
}

TEST(StudioOptions, ReadsWhereAndInWhatTheModelComputes) {
  const auto options =
      parseOptions({QStringLiteral("limn-studio"), QStringLiteral("--device"),
                    QStringLiteral("cpu"), QStringLiteral("--precision"), QStringLiteral("bf16")},
                   QStringLiteral("1"));

  ASSERT_TRUE(options) << options.error().message();
  EXPECT_EQ(options->model.device, "cpu");
  EXPECT_EQ(options->model.precision, "bf16");
  EXPECT_EQ(parseOptions({QStringLiteral("limn-studio")}, {})->model.precision, "fp32");
}

TEST(StudioOptions, RefusesWhatItDoesNotKnow) {
  for (const auto& bad : {QStringList{QStringLiteral("--frobnicate")},
                          QStringList{QStringLiteral("--threads"), QStringLiteral("many")},
                          QStringList{QStringLiteral("a"), QStringLiteral("b")}}) {
    const auto options = parseOptions(QStringList{QStringLiteral("limn-studio")} + bad, {});

    ASSERT_FALSE(options);
    EXPECT_EQ(exitCode(options.error().code), 2);
  }
}

}  // namespace
}  // namespace limn::gui
