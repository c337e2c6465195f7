// SPDX-FileCopyrightText: 2026 The Limn authors
// SPDX-License-Identifier: Apache-2.0
#include "refine/refine_page.h"

#include "limn/batch/svg_plot.h"
#include "report/figure_panel.h"
#include "report/mask_path.h"
#include "report/report_page.h"

#include <fmt/core.h>

#include <algorithm>
#include <map>

namespace limn::batch {
namespace {

std::string tile(std::string_view name, const std::string& value, std::string_view note) {
  return fmt::format(R"(<div class="tile"><span>{}</span><b>{}</b><span>{}</span></div>)", name,
                     value, note);
}

std::string tiles(const RefineSummary& summary) {
  const RefineSums& all = summary.all;
  std::string html = R"(<div class="tiles">)";
  if (all.measured > 0) {
    html += tile("Dice before", fmt::format("{:.3f}", all.meanBefore()), "mean over slices");
    html += tile("Dice after", fmt::format("{:.3f}", all.meanAfter()),
                 fmt::format("{:+.4f}", all.meanAfter() - all.meanBefore()));
  }
  html += tile("Changed", fmt::format("{}", all.changed), fmt::format("of {} slices", all.rows));
  html += tile("Doubtful", fmt::format("{}", all.doubtful), "to be checked");
  html += tile("Clicks", fmt::format("{}", all.clicks), "simulated");
  html += tile("Broken cases", fmt::format("{}", summary.brokenCount),
               fmt::format("of {}", summary.cases));
  return html + "</div>";
}

std::string row(const std::string& name, const RefineSums& sums, std::string_view kind) {
  std::string html =
      fmt::format(R"(<tr class="{}"><td>{}</td><td>{}</td><td>{}</td><td>{}</td><td>{}</td>)", kind,
                  escaped(name), sums.rows, sums.changed, sums.doubtful,
                  sums.volumeChangeMl ? fmt::format("{:+.2f}", *sums.volumeChangeMl) : "-");
  if (sums.measured == 0) return html + "<td>-</td><td>-</td><td>-</td></tr>";
  const double change = sums.meanAfter() - sums.meanBefore();
  return html + fmt::format(R"(<td>{:.4f}</td><td>{:.4f}</td><td class="{}">{:+.4f}</td></tr>)",
                            sums.meanBefore(), sums.meanAfter(),
                            change < 0   ? "under"
                            : change > 0 ? "over"
                                         : "",
                            change);
}

std::string table(std::string_view title, const std::map<std::string, RefineSums>& groups,
                  const RefineSums* all) {
  if (groups.empty()) return {};
  std::string html = fmt::format(
      "<h2>By {0}</h2><div class=\"card\"><table><thead><tr><th>{0}</th><th>slices</th>"
      "<th>changed</th><th>doubtful</th><th>ml</th><th>Dice before</th><th>Dice after</th>"
      "<th>change</th></tr></thead><tbody>",
      title);
  for (const auto& [name, sums] : groups)
    html += row(name, sums, "");
  if (all != nullptr) html += row("all", *all, "all");
  return html + "</tbody></table></div>";
}

std::string plotBeforeAfter(const RefineSummary& summary) {
  return scatterPlot({{"Dice before", 0, 1, false},
                      {"Dice after", 0, 1, false},
                      {"slices", 0, summary.dots, true},
                      {{"equal", 5, {{0, 0}, {1, 1}}, false}}});
}

std::string plotChanges(const RefineSummary& summary) {
  std::vector<PlotPoint> points;
  std::size_t most = 1;
  for (std::size_t i = 0; i < summary.changes.size(); ++i) {
    points.push_back(
        {(static_cast<double>(i) - 20) / 100, static_cast<double>(summary.changes[i])});
    most = std::max(most, summary.changes[i]);
  }
  return linePlot({"change of the Dice (ends: and beyond)", -0.2, 0.2, false},
                  {"slices", 0, static_cast<double>(most), false}, {{"", 0, points, true}});
}

std::string plotOutcomes(const RefineSummary& summary) {
  BarPlot plot{"share of slices", {"slices"}, {}, {}};
  for (const auto& [outcome, count] : summary.outcomes) {
    plot.groups.push_back(
        {outcome, {static_cast<double>(count) / static_cast<double>(summary.all.rows)}, {}});
  }
  return barPlot(plot);
}

std::string plots(const RefineSummary& summary) {
  if (summary.all.rows == 0) return {};
  std::string html = R"(<h2>What happened</h2><div class="cards">)" +
                     card("What became of the drafts", plotOutcomes(summary));
  if (summary.all.measured > 0) {
    html += card("Dice before and after", plotBeforeAfter(summary)) +
            card("How far the Dice moved", plotChanges(summary));
  }
  return html + "</div>";
}

std::string figure(const ChangePicture& shown, std::size_t index) {
  const CaseRecord& record = shown.change.record;
  const RefineRow& row = shown.change.row;
  const std::string dice =
      row.diceBefore && row.diceAfter
          ? fmt::format(" · Dice {:.3f} to {:.3f}", *row.diceBefore, *row.diceAfter)
          : std::string();
  const std::string title = fmt::format(
      "<strong>{}</strong> · {}<br><span>{} · slice {} across {} · {} to {} pixels{} · predicted "
      "IoU {:.2f}, answers agree {:.2f}</span>",
      escaped(row.name.empty() ? fmt::format("label {}", row.label) : row.name), row.outcome,
      escaped(record.id), row.slice, record.axis, row.pixelsBefore, row.pixelsAfter, dice,
      row.predictedIou, row.agreement);
  if (!shown.problem.empty()) {
    return fmt::format(R"(<article class="worst"><header>{}</header><p>{}</p></article>)", title,
                       escaped(shown.problem));
  }
  const FigureView view =
      viewAround(around(around(shown.before.bounds(), shown.after.bounds()),
                        shown.reference.isEmpty() ? PixelBox{} : shown.reference.bounds()),
                 shown.picture.width, shown.picture.height);
  const std::string truth =
      shown.reference.isEmpty()
          ? std::string()
          : fmt::format(R"(<path class="truth" d="{}"/>)", maskPath(shown.reference));
  const auto answer = [&](const Mask& mask) {
    return truth + fmt::format(R"(<path class="answer" d="{}"/>)", maskPath(mask));
  };
  return fmt::format(
      R"(<article class="worst"><header>{}</header><div class="pair">{}{}</div></article>)", title,
      panel(view, imageElement(shown.picture, index) + answer(shown.before), "draft"),
      panel(view, fmt::format(R"(<use href="#case{}"/>)", index) + answer(shown.after), "refined"));
}

std::string changes(std::span<const ChangePicture> pictures) {
  if (pictures.empty()) return {};
  std::string html =
      R"(<h2>Largest changes</h2><p class="soft key">By the share of the object's pixels.)"
      R"(<i style="color:#41d18a"></i>reference, where there is one)"
      R"(<i style="color:#ff9f2e"></i>draft and refined mask</p>)";
  for (std::size_t i = 0; i < pictures.size(); ++i)
    html += figure(pictures[i], i);
  return html;
}

std::string brokenCases(const RefineSummary& summary) {
  if (summary.brokenCount == 0) return {};
  std::string html = "<h2>Broken cases</h2><dl>";
  for (const auto& [id, message] : summary.broken)
    html += fmt::format("<dt>{}</dt><dd>{}</dd>", escaped(id), escaped(message));
  if (summary.brokenCount > summary.broken.size()) {
    html += fmt::format("<dt>and</dt><dd>{} more; their records say why</dd>",
                        summary.brokenCount - summary.broken.size());
  }
  return html + "</dl>";
}

}  // namespace

std::string refinePage(const RefineSummary& summary, std::span<const ChangePicture> pictures) {
  std::string html = pageHead("Refined masks");
  html += fmt::format(
      "<h1>Refined masks</h1><p class=\"soft\">{} of {} cases, {} objects on slices. Each object "
      "on each slice counts once. Research use only.</p>",
      summary.cases, summary.total, summary.all.rows);
  html += tiles(summary) + plots(summary) + table("defect", summary.byDefect, nullptr) +
          table("modality", summary.byModality, nullptr) +
          table("object", summary.byLabel, &summary.all) + changes(pictures) + brokenCases(summary);
  return html + std::string(pageEnd());
}

}  // namespace limn::batch
