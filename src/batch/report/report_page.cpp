// SPDX-FileCopyrightText: 2026 The Limn authors
// SPDX-License-Identifier: Apache-2.0
#include "report/report_page.h"

#include "limn/batch/svg_plot.h"

#include <fmt/core.h>

namespace limn::batch {
namespace {

constexpr std::string_view kStyle = R"css(
:root{color-scheme:light dark;--page:#fbfbfa;--card:#fff;--text:#1d2329;--soft:#5f6b77;--edge:#e3e6ea;--good:#2d7d4f;--bad:#b4463f}
@media (prefers-color-scheme:dark){:root{--page:#14171b;--card:#1b1f24;--text:#e4e8ec;--soft:#98a2ae;--edge:#2b3138;--good:#74c497;--bad:#e58783}}
*{box-sizing:border-box}
body{margin:0;background:var(--page);color:var(--text);font:16px/1.5 system-ui,-apple-system,"Segoe UI",sans-serif}
main{max-width:1080px;margin:0 auto;padding:48px 24px 96px}
h1{font-size:30px;line-height:1.2;margin:0 0 6px;letter-spacing:-.01em}
h2{font-size:19px;margin:56px 0 14px}h3{font-size:14px;font-weight:600;margin:0 0 8px}
p{max-width:70ch;margin:0 0 14px}.soft,figcaption,header span{color:var(--soft)}
.tiles{display:grid;grid-template-columns:repeat(auto-fit,minmax(150px,1fr));gap:12px;margin:28px 0}
.tile,.card,.worst{background:var(--card);border:1px solid var(--edge);border-radius:10px}
.tile{padding:14px 16px}.tile b{display:block;font-size:30px;line-height:1.15;font-weight:600;font-variant-numeric:tabular-nums}
.tile span{color:var(--soft);font-size:13px}
.cards{display:grid;grid-template-columns:repeat(auto-fit,minmax(430px,1fr));gap:14px}
.card{padding:16px 18px;overflow-x:auto}
table{border-collapse:collapse;width:100%;font-size:14px;font-variant-numeric:tabular-nums}
th{font-weight:600;color:var(--soft);border-bottom:1px solid var(--edge)}
th,td{text-align:right;padding:5px 10px;white-space:nowrap}
th:first-child,td:first-child{text-align:left;white-space:normal}
tbody tr+tr td{border-top:1px solid var(--edge)}
td.under{color:var(--bad)}td.over{color:var(--good);font-weight:600}
tr.all td{font-weight:600}
dl{display:grid;grid-template-columns:max-content 1fr;gap:4px 18px;font-size:14px;margin:0}
dt{color:var(--soft)}dd{margin:0;overflow-wrap:anywhere}
.worst{padding:14px 16px;margin-bottom:14px}.worst header{margin-bottom:10px}.worst header span{font-size:13px}
.pair{display:grid;grid-template-columns:1fr 1fr;gap:14px}figure{margin:0}figcaption{font-size:13px;margin-top:6px}
.case{display:block;width:100%;aspect-ratio:1;background:#000;border-radius:6px}.case image{image-rendering:pixelated}
.case path,.case rect,.case circle{fill:none;vector-effect:non-scaling-stroke}
.case .truth{stroke:#41d18a;stroke-width:2}.case .answer{stroke:#ff9f2e;stroke-width:2}
.case .prompt{stroke:#fff;stroke-width:1.5;stroke-dasharray:6 4}
.case .include{fill:#1f8f57;stroke:#fff;stroke-width:1.2}.case .exclude{fill:#c33d3d;stroke:#fff;stroke-width:1.2}
.case .number{fill:#fff;text-anchor:middle;font-family:system-ui,sans-serif;font-weight:700}
.key i{display:inline-block;width:18px;height:0;border-top:3px solid;vertical-align:middle;margin:0 6px 0 14px}
@media (max-width:600px){.cards{grid-template-columns:1fr}.pair{grid-template-columns:1fr}}
@media print{body{background:#fff}.card,.tile,.worst{break-inside:avoid}}
)css";

}  // namespace

std::string pageHead(std::string_view title) {
  std::string html = fmt::format(
      "<!doctype html>\n<html lang=\"en\"><head><meta charset=\"utf-8\"><meta name=\"viewport\" "
      "content=\"width=device-width,initial-scale=1\"><title>{}</title><style>",
      escaped(title));
  return html + std::string(kStyle) + std::string(plotStyle()) + "</style></head><body><main>";
}

std::string_view pageEnd() {
  return "</main></body></html>\n";
}

std::string card(const std::string& title, const std::string& body) {
  return fmt::format(R"(<div class="card"><h3>{}</h3>{}</div>)", title, body);
}

}  // namespace limn::batch
