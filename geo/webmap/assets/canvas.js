// A canvas that moves and zooms with the map; Leaflet's renderer does the bookkeeping.

const palette = {};

function readPalette() {
  const style = getComputedStyle(document.documentElement);
  const names = (
    "land water lake river coast border disputed division town town-strong country division-name river-name " +
    "halo ink mark-halo mark-edge hatch place heat focus area-edge cluster cluster-ink"
  ).split(" ");
  for (const key of names) palette[key] = style.getPropertyValue(`--m-${key}`).trim();
  for (const key of Object.keys(SHAPES)) palette[`t-${key}`] = style.getPropertyValue(`--c-${key}`).trim();
  palette.accent = style.getPropertyValue("--accent").trim();
}

function typeColour(kind) {
  return palette[`t-${kind in SHAPES ? kind : "other"}`];
}

const FONT = 'system-ui, -apple-system, "Segoe UI", Roboto, "Noto Sans", "DejaVu Sans", sans-serif';

function fontOf(style, size) {
  return `${style} ${size * LARGE}px ${FONT}`;
}

const CanvasLayer = L.Renderer.extend({
  options: { padding: 0.3 },

  _initContainer() {
    this._container = document.createElement("canvas");
    this._container.className = "dl-canvas";
    this._container.setAttribute("aria-hidden", "true");
    this._context = this._container.getContext("2d");
  },

  _destroyContainer() {
    L.DomUtil.remove(this._container);
    delete this._container;
    delete this._context;
  },

  _update() {
    if (this._map._animatingZoom && this._bounds) return;
    L.Renderer.prototype._update.call(this);
    const size = this._bounds.getSize(), ratio = Math.min(window.devicePixelRatio || 1, 2);
    L.DomUtil.setPosition(this._container, this._bounds.min);
    this._container.width = Math.round(size.x * ratio);
    this._container.height = Math.round(size.y * ratio);
    this._container.style.width = `${size.x}px`;
    this._container.style.height = `${size.y}px`;
    this._ratio = ratio;
    this.fire("update");
  },

  _updatePaths() {
    this.redraw();
  },

  redraw() {
    if (!this._context || !this._bounds || !canvases) return;
    // Chromium prints a canvas as what was drawn, and its clearing as white over all that lies
    // below: on paper one canvas holds everything.
    const sheet = isPrinting() ? canvases.base : this;
    const context = sheet._context, { min } = this._bounds, ratio = this._ratio;
    context.setTransform(1, 0, 0, 1, 0, 0);
    if (sheet === this) context.clearRect(0, 0, this._container.width, this._container.height);
    context.setTransform(ratio, 0, 0, ratio, -min.x * ratio, -min.y * ratio);
    this.paint(context, this.frame());
  },

  // Where the unit square lies: pixel = unit * scale - origin, for each copy of the world.
  frame() {
    const { min, max } = this._bounds;
    const scale = 256 * 2 ** this._map.getZoom();
    const origin = this._map.getPixelOrigin();
    const box = [
      (min.x + origin.x) / scale, (min.y + origin.y) / scale,
      (max.x + origin.x) / scale, (max.y + origin.y) / scale,
    ];
    const copies = [];
    for (let k = Math.floor(box[0]); k <= Math.floor(box[2]); k++) copies.push(k);
    return { zoom: this._map.getZoom(), scale, origin, box, copies };
  },
});

function touches(box, view, copy) {
  return box[0] + copy <= view[2] && box[2] + copy >= view[0] && box[1] <= view[3] && box[3] >= view[1];
}

// Trace a line of unit coordinates, leaving out what cannot be seen: points nearer than
// `step` pixels to the last, and runs that stay beyond one side of the view.
function traceLine(context, line, frame, copy, continues, backwards) {
  const { scale, origin, box } = frame;
  const n = line.length / 2;
  const dx = copy * scale - origin.x, dy = -origin.y;
  const left = box[0] - copy, right = box[2] - copy;
  let lastX = Infinity, lastY = Infinity, lastSide = 0;
  for (let j = 0; j < n; j++) {
    const at = 2 * (backwards ? n - 1 - j : j);
    const ux = line[at], uy = line[at + 1];
    const x = ux * scale + dx, y = uy * scale + dy;
    const edge = j === 0 || j === n - 1;
    const side = (ux < left ? 1 : ux > right ? 2 : 0) | (uy < box[1] ? 4 : uy > box[3] ? 8 : 0);
    if (!edge) {
      if (Math.abs(x - lastX) + Math.abs(y - lastY) < 1) continue;
      if (side & lastSide) {
        const next = 2 * (backwards ? n - 2 - j : j + 1);
        const nx = line[next], ny = line[next + 1];
        const nextSide = (nx < left ? 1 : nx > right ? 2 : 0) | (ny < box[1] ? 4 : ny > box[3] ? 8 : 0);
        if (side & lastSide & nextSide) continue;
      }
    }
    if (j === 0 && !continues) context.moveTo(x, y);
    else context.lineTo(x, y);
    lastX = x;
    lastY = y;
    lastSide = side;
  }
}

// A line through the middles of its stretches, as a curve: for rivers seen from near.
function traceCurve(context, line, frame, copy) {
  const dx = copy * frame.scale - frame.origin.x, dy = -frame.origin.y;
  const at = (j) => [line[j] * frame.scale + dx, line[j + 1] * frame.scale + dy];
  let [x, y] = at(0);
  context.moveTo(x, y);
  for (let j = 2; j < line.length; j += 2) {
    const [nx, ny] = at(j);
    const isLast = j + 2 >= line.length;
    context.quadraticCurveTo(x, y, isLast ? nx : (x + nx) / 2, isLast ? ny : (y + ny) / 2);
    x = nx;
    y = ny;
  }
}

function traceRings(context, rings, frame, copy) {
  for (const ring of rings) {
    traceLine(context, ring, frame, copy, false, false);
    context.closePath();
  }
}
