// Draws the figures of components/chart.html with Plotly, in the colours of the page.
//
// Needs static/vendor/plotly-basic.min.js (global `Plotly`) before it. A colour of a figure may be
// written "var(--empathy)" or "var(--empathy)/0.3"; it is read from the page, so that light and dark fit.

import { separators } from "./number.js";

const TOKEN = /^var\((--[\w-]+)\)(?:\/([\d.]+))?$/;
const CONFIG = { displayModeBar: false, responsive: true };

/** The computed value of a token as a plain colour that Plotly understands. */
function colour(token, opacity = 1) {
  const probe = document.createElement("span");
  probe.style.color = `var(${token})`;
  document.body.append(probe);
  const value = getComputedStyle(probe).color;
  probe.remove();
  if (Number(opacity) === 1) return value;
  return value.replace(/^rgb\((.*)\)$/, `rgba($1, ${opacity})`);
}

function painted(value) {
  if (typeof value === "string") {
    const match = TOKEN.exec(value);
    return match ? colour(match[1], match[2]) : value;
  }
  if (Array.isArray(value)) return value.map(painted);
  if (value && typeof value === "object") {
    return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, painted(inner)]));
  }
  return value;
}

function axis(own = {}) {
  const line = colour("--line");
  return { gridcolor: line, linecolor: line, zerolinecolor: line, automargin: true, ...own };
}

function layout(own = {}) {
  const base = {
    paper_bgcolor: "rgba(0,0,0,0)",
    plot_bgcolor: "rgba(0,0,0,0)",
    font: { family: getComputedStyle(document.body).fontFamily, size: 13, color: colour("--text") },
    margin: { l: 48, r: 16, t: 16, b: 40 },
    hoverlabel: { bgcolor: colour("--raised"), bordercolor: colour("--line"), font: { color: colour("--text") } },
    legend: { orientation: "h", y: -0.2 },
    separators: separators(),
  };
  const axes = Object.fromEntries(
    ["xaxis", "yaxis", ...Object.keys(own).filter((key) => /^[xy]axis\d/.test(key))].map((key) => [key, axis(own[key])]),
  );
  return { ...base, ...own, ...axes };
}

async function draw(figure) {
  const place = figure.querySelector("[data-chart-drawing]");
  try {
    const source = JSON.parse(figure.querySelector("[data-chart-figure]").textContent);
    await globalThis.Plotly.react(place, painted(source.data), layout(painted(source.layout ?? {})), CONFIG);
  } catch (problem) {
    place.hidden = true;
    figure.querySelector("[data-chart-failed]").hidden = false;
    console.error("chart", figure.dataset.chart, problem);
  }
}

function drawAll() {
  for (const figure of document.querySelectorAll("[data-chart]")) draw(figure);
}

drawAll();
document.addEventListener("theme:change", drawAll);
