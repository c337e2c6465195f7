// SPDX-FileCopyrightText: 2026 The Limn authors
// SPDX-License-Identifier: Apache-2.0
#include "limn/batch/evaluate_page.h"

#include "evaluate/evaluate_plots.h"
#include "limn/batch/svg_plot.h"
#include "report/report_page.h"

#include <fmt/core.h>

#include <array>
#include <string_view>

namespace limn::batch {
namespace {

constexpr std::array kColumns{Measure::Box,    Measure::Point1,    Measure::Point3,
                              Measure::Point5, Measure::FilledBox, Measure::InscribedEllipse};

std::string tile(std::string_view name, double dice, std::string_view note) {
  return fmt::format(R"(<div class="tile"><span>{}</span><b>{:.3f}</b><span>{}</span></div>)", name,
                     dice, note);
}

std::string tiles(const MeanScores& means) {
  std::string html = R"(<div class="tiles">)";
  constexpr std::array kTiles{std::pair{"Box", Measure::Box}, std::pair{"1 point", Measure::Point1},
                              std::pair{"3 points", Measure::Point3},
                              std::pair{"5 points", Measure::Point5}};
  for (const auto& [name, measure] : kTiles)
    html += tile(name, means[measure].dice, fmt::format("IoU {:.3f}", means[measure].iou));
  html += tile("Filled box", means[Measure::FilledBox].dice, "floor, no network");
  html += tile("Ellipse in the box", means[Measure::InscribedEllipse].dice, "floor, no network");
  return html + "</div>";
}

std::string row(std::string_view name, const MeanScores& scores, std::string_view kind) {
  std::string html =
      fmt::format(R"(<tr class="{}"><td>{}</td><td>{}</td>)", kind, escaped(name), scores.masks);
  const double floor = scores[Measure::InscribedEllipse].dice;
  for (const Measure measure : kColumns) {
    const double dice = scores[measure].dice;
    const std::string_view rank = measure != Measure::Box ? "" : dice > floor ? "over" : "under";
    html += fmt::format(R"(<td class="{}">{:.3f}</td>)", rank, dice);
  }
  return html + "</tr>";
}

std::string table(std::string_view name, const std::map<std::string, MeanScores>& groups,
                  const std::string& footer) {
  std::string html = fmt::format(
      "<div class=\"card\"><table><thead><tr><th>{}</th><th>masks</th><th>box</th><th>1 pt</th>"
      "<th>3 pt</th><th>5 pt</th><th>filled box</th><th>ellipse</th></tr></thead><tbody>",
      name);
  for (const auto& [group, scores] : groups)
    html += row(group, scores, "");
  return html + footer + "</tbody></table></div>";
}

std::string meansRows(const EvaluationSummary& summary) {
  std::string html = row("all targets", summary.means, "all");
  if (summary.meansWithoutThin)
    html += row("without thin structures", *summary.meansWithoutThin, "all");
  return html;
}

std::string withR(std::string_view name, const EvaluationReport& report, Measure measure) {
  const auto& r = report.summary.iouCorrelation[static_cast<std::size_t>(measure)];
  return r ? fmt::format("{} (r = {:.2f})", name, *r) : std::string(name);
}

std::string plots(const EvaluationReport& report) {
  return R"(<h2>By modality</h2><div class="card">)" + plotDiceByModality(report) + "</div>" +
         R"(<h2>How prompts, size and self-judgement matter</h2><div class="cards">)" +
         card("Dice against points, grey: modalities", plotDiceAgainstPoints(report)) +
         card("Dice against mask size, box", plotDiceAgainstSize(report, Measure::Box)) +
         card(withR("Predicted and true IoU, box", report, Measure::Box),
              plotPredictedAgainstTrueIou(report, Measure::Box)) +
         card(withR("Predicted and true IoU, 5 points", report, Measure::Point5),
              plotPredictedAgainstTrueIou(report, Measure::Point5)) +
         "</div>";
}

std::string clicksSection(const EvaluationReport& report) {
  if (!report.summary.means.clicks) return {};
  const MeanScores& means =
      report.summary.meansWithoutThin ? *report.summary.meansWithoutThin : report.summary.means;
  const ClickScores& clicks = *means.clicks;
  return fmt::format(
      "<h2>Corrections after a box</h2><p>Dice {:.3f} after one click, {:.3f} after three, {:.3f} "
      "after five. Surface Dice {:.3f} from the box, {:.3f} after five clicks, tolerance 2 % of "
      "the picture's diagonal; ellipse {:.3f}. Area under the curve of one to five clicks: Dice "
      "{:.3f}, surface Dice {:.3f}. Clicks obeyed: {:.1f} %. Corrections that lose more than 0.02 "
      "Dice: {:.1f} %.</p>",
      clicks.boxDice[1], clicks.boxDice[3], clicks.boxDice[5], clicks.boxSurfaceDice[0],
      clicks.boxSurfaceDice[5], clicks.ellipseSurfaceDice, clicks.diceAuc(),
      clicks.surfaceDiceAuc(), 100 * clicks.obeyed, 100 * clicks.harmful);
}

std::string worstSection(std::span<const WorstCase> worst) {
  if (worst.empty()) return {};
  std::string html =
      R"(<h2>Worst cases</h2><p class="soft key">Lowest Dice after five points, at most two of a )"
      R"(target, thin ones left out.<i style="color:#41d18a"></i>truth)"
      R"(<i style="color:#ff9f2e"></i>network. Numbered points: green inside, red outside.</p>)";
  for (std::size_t i = 0; i < worst.size(); ++i)
    html += caseFigure(worst[i], i);
  return html;
}

std::string_view readerText(Protocol protocol) {
  if (protocol == Protocol::Clicks) {
    return "apart from that a point in its middle; then up to four more points one at a time, each "
           "in the middle of the largest wrong region, which correct the mask before them. The "
           "focus network answers where there is one. Of all ";
  }
  return "apart from that one random pixel inside it; then up to four more points one at a time, "
         "each a random pixel where the answer so far is wrong, with the low-resolution answer fed "
         "back. Of three ";
}

std::string method(const EvaluationReport& report) {
  std::string html =
      "<h2>How this was measured</h2><p>For each mask the network is shown its tight box, and ";
  html += readerText(report.protocol);
  html +=
      "candidates the one with the highest predicted IoU counts. Dice and IoU are taken at "
      "the picture's own resolution. A target's score is the mean over its masks; all other "
      "scores are means over targets. A box score is green where it is above the ellipse drawn "
      "into the same box, red where it is not.</p><dl>";
  const auto entry = [&](std::string_view term, const std::string& text) {
    html += fmt::format("<dt>{}</dt><dd>{}</dd>", term, escaped(text));
  };
  const core::ModelInfo& model = report.model;
  entry("Data set", fmt::format("{} ({}){}", report.datasetPath, report.datasetForm,
                                report.split.empty() ? "" : ", split " + report.split));
  entry("Model", fmt::format("{}, {}, {:.1f} M parameters, input {}", model.name, model.family,
                             static_cast<double>(model.parameters) / 1e6, model.inputSide));
  entry("Weights SHA-256", model.weightsHash);
  entry("Seed", fmt::format("{}", report.seed));
  if (!report.promptsFile.empty()) entry("Prompts", report.promptsFile);
  entry("Time",
        fmt::format("{:.0f} s on {}, {} at once", report.seconds, model.device, report.workers));
  for (const Error& error : report.evaluation.skipped)
    entry("Skipped", error.message());
  return html + "</dl>";
}

}  // namespace

std::string evaluationPage(const EvaluationReport& report, std::span<const WorstCase> worst) {
  const EvaluationSummary& summary = report.summary;
  std::string html = pageHead(fmt::format("{} on {}", report.model.name, report.datasetPath));
  html += fmt::format(
      "<h1>{}</h1><p class=\"soft\">{} masks of {} targets in {} pictures. Dice, mean over "
      "targets{}. Research use only.</p>",
      escaped(report.model.name), report.evaluation.masks.size(), summary.means.targets,
      report.evaluation.pictures, summary.meansWithoutThin ? ", thin structures left out" : "");
  html += tiles(summary.meansWithoutThin ? *summary.meansWithoutThin : summary.means);
  html += table("Dice", {}, meansRows(summary));
  html += plots(report) + table("modality", summary.byModality, "");
  html += "<h2>By target</h2>" + table("target", summary.byTarget, "");
  return html + clicksSection(report) + worstSection(worst) + method(report) +
         std::string(pageEnd());
}

}  // namespace limn::batch
