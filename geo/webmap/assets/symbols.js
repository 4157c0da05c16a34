// One shape and one colour for each type: the shape alone is enough to tell them apart.

const SHAPES = {
  battle: regular(4, 0),
  explosion: star(8, 0.52),
  civilian_violence: regular(3, 0),
  strategic: regular(4, Math.PI / 4),
  protest: null,
  displacement: [[-1, -0.85], [0.15, -0.85], [1.1, 0], [0.15, 0.85], [-1, 0.85], [-0.35, 0]],
  aid: plus(0.38),
  hazard: [[-1, -1], [1, -1], [0.3, 0], [1, 1], [-1, 1], [-0.3, 0]],
  accident: regular(3, Math.PI),
  other: regular(5, 0),
};

function regular(corners, turn) {
  return Array.from({ length: corners }, (_, k) => {
    const angle = (2 * Math.PI * k) / corners + turn;
    return [Math.sin(angle), -Math.cos(angle)];
  });
}

function star(points, inner) {
  return Array.from({ length: 2 * points }, (_, k) => {
    const angle = (Math.PI * k) / points, reach = k % 2 ? inner : 1;
    return [reach * Math.sin(angle), -reach * Math.cos(angle)];
  });
}

function plus(arm) {
  const a = arm;
  return [[-a, -1], [a, -1], [a, -a], [1, -a], [1, a], [a, a], [a, 1], [-a, 1], [-a, a], [-1, a], [-1, -a], [-a, -a]];
}

// All shapes cover the area of the unit circle, so that size means the same for all.
for (const [type, corners] of Object.entries(SHAPES)) {
  if (!corners) continue;
  let double = 0;
  corners.forEach(([x, y], k) => {
    const [nx, ny] = corners[(k + 1) % corners.length];
    double += x * ny - nx * y;
  });
  const scale = Math.sqrt(Math.PI / (Math.abs(double) / 2));
  SHAPES[type] = corners.map(([x, y]) => [x * scale, y * scale]);
}

function shapeOf(type) {
  return type in SHAPES ? SHAPES[type] : SHAPES.other;
}

function traceSymbol(context, type, x, y, r) {
  const corners = shapeOf(type);
  context.beginPath();
  if (!corners) context.arc(x, y, r, 0, 2 * Math.PI);
  else {
    corners.forEach(([cx, cy], k) => context[k ? "lineTo" : "moveTo"](x + cx * r, y + cy * r));
    context.closePath();
  }
}

const SVG = "http://www.w3.org/2000/svg";

// The same symbol for lists and legends; it says nothing that the text beside it does not.
function symbolIcon(type, open) {
  const svg = document.createElementNS(SVG, "svg");
  svg.setAttribute("viewBox", "-1.8 -1.8 3.6 3.6");
  svg.setAttribute("class", `dl-icon dl-t-${type in SHAPES ? type : "other"}${open ? " dl-open" : ""}`);
  svg.setAttribute("aria-hidden", "true");
  svg.setAttribute("focusable", "false");
  const corners = shapeOf(type);
  const path = document.createElementNS(SVG, corners ? "path" : "circle");
  if (corners) path.setAttribute("d", `M${corners.map((c) => c.map((n) => n.toFixed(3)).join(" ")).join("L")}Z`);
  else path.setAttribute("r", "1");
  svg.append(path);
  return svg;
}

// On a wall of pixels symbols and names grow, as the rest of the page does in style.css.
const LARGE = matchMedia("(min-width: 2200px)").matches ? 1.35 : 1;
const BASE_RADIUS = 6 * LARGE;
const MAX_RADIUS = 20 * LARGE;
// Square pixels of radius² for each person killed: 75 killed give a radius of 14.
const PER_PERSON = 2 * LARGE ** 2;

function radiusFor(killed) {
  return Math.min(MAX_RADIUS, Math.sqrt(BASE_RADIUS ** 2 + PER_PERSON * (killed || 0)));
}

const CHANGE_BADGES = { added: "+", moved: "↗", revised: "Δ", split: "÷", merged: "∪", withdrawn: "×" };
const STATUS_BADGES = { claimed: "?", denied: "×", planned: "→", hypothetical: "…" };
