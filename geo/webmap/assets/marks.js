// Symbols: filled where the place is known, open where they only label a footprint.
// Incidents at one place stand side by side; too many become a counted circle.

const SITES = (() => {
  const sites = new Map();
  for (let i = 0; i < N; i++) {
    // What is only roughly known is not counted with what is known.
    const key = `${unitX[i]},${unitY[i]},${rough[i]}`;
    if (!sites.has(key)) sites.set(key, { x: unitX[i], y: unitY[i], rough: rough[i], all: [] });
    sites.get(key).all.push(i);
  }
  return [...sites.values()];
})();

const GRID_CELL = 46;      // pixels, at least as far as anything reaches
const TOUCH_REACH = 15;    // sites this near share one arrangement

// More than this within reach become one circle: the fuller the map, the sooner.
function crowdLimit() {
  return visible.length > 1500 ? 2 : visible.length > 400 ? 5 : 14;
}

function crowdReach() {
  return visible.length > 400 ? 46 : 34;
}

function arrange(members) {
  const order = [...members].sort((a, b) => radius[b] - radius[a] || a - b);
  const placed = [];
  for (const i of order) {
    const r = radius[i] + 1.6;
    let spot = null;
    for (let reach = 0; !spot; reach += 1.5) {
      const turns = reach === 0 ? 1 : Math.max(6, Math.ceil((2 * Math.PI * reach) / 5));
      for (let t = 0; t < turns && !spot; t++) {
        const angle = (2 * Math.PI * t) / turns - Math.PI / 2;
        const x = reach * Math.cos(angle), y = reach * Math.sin(angle);
        if (placed.every((p) => Math.hypot(p.x - x, p.y - y) >= p.r + r)) spot = { x, y };
      }
    }
    placed.push({ i, x: spot.x, y: spot.y, r });
  }
  return placed;
}

const MAX_SPREAD = 700;
const NEIGHBOURS = [-65537, -65536, -65535, -1, 0, 1, 65535, 65536, 65537];

function pushApart(one, other) {
  const dy = other.y - one.y, dx = other.x - one.x || (dy ? 0 : 0.01), distance = Math.hypot(dx, dy) || 0.01;
  const overlap = (one.r + other.r) * 1.06 + 2 - distance;
  if (overlap <= 0.2) return false;
  // The smaller gives way more; a counted circle stays where a single symbol stands in its way.
  const share = Boolean(one.group) !== Boolean(other.group) ? Number(Boolean(one.group)) : one.r ** 2 / (one.r ** 2 + other.r ** 2);
  const push = (overlap * 0.6) / distance;
  one.x -= dx * push * (1 - share);
  one.y -= dy * push * (1 - share);
  other.x += dx * push * share;
  other.y += dy * push * share;
  return true;
}

const Marks = CanvasLayer.extend({
  initialize() {
    CanvasLayer.prototype.initialize.call(this, { pane: "dl-marks" });
    this.drawn = [];
    this.key = "";
  },

  // Groups of sites at this zoom, in pixels of the whole world.
  groups() {
    const zoom = this._map.getZoom(), key = `${zoom} ${version}`;
    if (this.key === key) return this.found;
    const scale = 256 * 2 ** zoom, grid = new Map();
    const active = [];
    for (const site of SITES) {
      const members = site.all.filter((i) => shown[i]);
      if (!members.length) continue;
      const one = { site, members, x: site.x * scale, y: site.y * scale, used: false };
      active.push(one);
      const cell = `${Math.floor(one.x / GRID_CELL)},${Math.floor(one.y / GRID_CELL)}`;
      if (!grid.has(cell)) grid.set(cell, []);
      grid.get(cell).push(one);
    }
    active.sort((a, b) => b.members.length - a.members.length);
    const near = (one, reach) => {
      const found = [];
      const cx = Math.floor(one.x / GRID_CELL), cy = Math.floor(one.y / GRID_CELL);
      for (let dx = -1; dx <= 1; dx++) {
        for (let dy = -1; dy <= 1; dy++) {
          for (const other of grid.get(`${cx + dx},${cy + dy}`) || []) {
            if (other.used || other.site.rough !== one.site.rough) continue;
            if (Math.hypot(other.x - one.x, other.y - one.y) <= reach) found.push(other);
          }
        }
      }
      return found;
    };
    this.found = [];
    const limit = crowdLimit(), reach = crowdReach();
    for (const one of active) {
      if (one.used) continue;
      let together = near(one, reach);
      const total = together.reduce((sum, other) => sum + other.members.length, 0);
      if (total <= limit) together = near(one, TOUCH_REACH);
      for (const other of together) other.used = true;
      this.found.push(this.group(together, total > limit));
    }
    this.key = key;
    return this.found;
  },

  group(together, isCrowd) {
    const members = together.flatMap((one) => one.members);
    const weight = members.length;
    return {
      x: together.reduce((sum, one) => sum + one.x * one.members.length, 0) / weight,
      y: together.reduce((sum, one) => sum + one.y * one.members.length, 0) / weight,
      sites: together.map((one) => one.site),
      rough: Boolean(together[0].site.rough),
      members,
      isCrowd,
      r: isCrowd ? clamp(9 + 2.2 * Math.log2(weight), 13, 26) * LARGE : 0,
      spots: null,
    };
  },

  paint(context, frame) {
    this.drawn = [];
    const { scale, origin, box } = frame;
    const margin = 60 / scale;
    for (const copy of frame.copies) {
      for (const group of this.groups()) {
        const ux = group.x / scale + copy, uy = group.y / scale;
        if (ux < box[0] - margin || ux > box[2] + margin || uy < box[1] - margin || uy > box[3] + margin) continue;
        const x = group.x + copy * scale - origin.x, y = group.y - origin.y;
        if (group.isCrowd) this.drawn.push({ group, x, y, r: group.r, copy });
        else this.placeGroup(group, x, y, copy, frame);
      }
    }
    this.spread();
    this.drawLeaders(context);
    // Small ones last, so that a large one never hides them.
    const order = [...this.drawn].sort((a, b) => b.r - a.r);
    for (const mark of order) {
      if (mark.group) this.drawCrowd(context, mark);
      else this.drawMark(context, mark);
    }
    for (const mark of order) if (!mark.group) this.drawBadge(context, mark);
    drawChanges(context, frame, this);
  },

  placeGroup(group, x, y, copy, frame) {
    if (group.members.length === 1) {
      const i = group.members[0];
      this.drawn.push({ i, x, y, r: radius[i], copy, trueX: x, trueY: y });
      return;
    }
    group.spots = group.spots || arrange(group.members);
    for (const spot of group.spots) {
      this.drawn.push({
        i: spot.i, x: x + spot.x, y: y + spot.y, r: radius[spot.i], copy,
        trueX: (unitX[spot.i] + copy) * frame.scale - frame.origin.x,
        trueY: unitY[spot.i] * frame.scale - frame.origin.y,
      });
    }
  },

  // Push symbols of different places apart where they overlap; a leader keeps the tie.
  spread() {
    const marks = [...this.drawn];
    marks.forEach((mark, order) => { mark.order = order; });
    if (marks.length > MAX_SPREAD) return;
    for (let round = 0; round < 12; round++) {
      const cells = new Map();
      for (const mark of marks) {
        mark.cell = Math.floor(mark.x / 48) * 65536 + Math.floor(mark.y / 48);
        const cell = cells.get(mark.cell);
        if (cell) cell.push(mark);
        else cells.set(mark.cell, [mark]);
      }
      let moved = false;
      for (const one of marks) {
        for (const step of NEIGHBOURS) {
          for (const other of cells.get(one.cell + step) || []) {
            if (other.order > one.order && other.copy === one.copy && pushApart(one, other)) moved = true;
          }
        }
      }
      if (!moved) break;
    }
  },

  drawLeaders(context) {
    context.strokeStyle = palette["mark-edge"];
    context.fillStyle = palette["mark-edge"];
    context.lineWidth = 1;
    for (const mark of this.drawn) {
      if (mark.trueX === undefined) continue;
      if (Math.hypot(mark.x - mark.trueX, mark.y - mark.trueY) < 3) continue;
      context.beginPath();
      context.moveTo(mark.trueX, mark.trueY);
      context.lineTo(mark.x, mark.y);
      context.stroke();
      context.beginPath();
      context.arc(mark.trueX, mark.trueY, 1.8, 0, 2 * Math.PI);
      context.fill();
    }
  },

  drawMark(context, { i, x, y, r }) {
    const colour = typeColour(type[i]), open = rough[i];
    context.lineJoin = "round";
    traceSymbol(context, type[i], x, y, r);
    context.strokeStyle = palette["mark-halo"];
    context.lineWidth = open ? 5 : 3.4;
    context.stroke();
    if (open) {
      context.fillStyle = palette["mark-halo"];
      context.fill();
      context.strokeStyle = colour;
      context.lineWidth = 2;
      context.stroke();
    } else {
      context.fillStyle = colour;
      context.fill();
      context.strokeStyle = palette["mark-edge"];
      context.lineWidth = 1;
      context.stroke();
    }
  },

  drawBadge(context, mark) {
    const badge = STATUS_BADGES[E.get("status", mark.i)];
    if (!badge) return;
    const x = mark.x + mark.r * 0.8 + 2, y = mark.y - mark.r * 0.8 - 2;
    context.beginPath();
    context.arc(x, y, 5.5 * LARGE, 0, 2 * Math.PI);
    context.fillStyle = palette["mark-halo"];
    context.fill();
    context.strokeStyle = palette.ink;
    context.lineWidth = 1;
    context.stroke();
    context.fillStyle = palette.ink;
    context.font = fontOf("700", 9);
    context.textAlign = "center";
    context.textBaseline = "middle";
    context.fillText(badge, x, y + 0.5);
    context.textAlign = "left";
  },

  drawCrowd(context, { group, x, y, r }) {
    context.beginPath();
    context.arc(x, y, r + 1.5, 0, 2 * Math.PI);
    context.fillStyle = palette["mark-halo"];
    context.fill();
    const counts = new Map();
    for (const i of group.members) counts.set(type[i], (counts.get(type[i]) || 0) + 1);
    let angle = -Math.PI / 2;
    // Open and dashed like the outlines of the areas that it counts, never like a place.
    context.lineWidth = group.rough ? 2.5 : 4.5;
    context.setLineDash(group.rough ? [4, 3] : []);
    for (const kind of Object.keys(state.layers.type)) {
      const count = counts.get(kind);
      if (!count) continue;
      const next = angle + (2 * Math.PI * count) / group.members.length;
      context.beginPath();
      context.arc(x, y, r - 2, angle, next);
      context.strokeStyle = typeColour(kind);
      context.stroke();
      angle = next;
    }
    context.setLineDash([]);
    context.beginPath();
    context.arc(x, y, r - 4.5, 0, 2 * Math.PI);
    context.fillStyle = palette.cluster;
    context.fill();
    context.fillStyle = palette["cluster-ink"];
    context.font = fontOf("700", r > 20 * LARGE ? 13 : 11.5);
    context.textAlign = "center";
    context.textBaseline = "middle";
    context.fillText(compact(group.members.length), x, y + 0.5);
    context.textAlign = "left";
  },

  markAt(point, reach) {
    let best = null, score = Infinity;
    for (const mark of this.drawn) {
      const distance = Math.hypot(mark.x - point.x, mark.y - point.y);
      // Inside several, the smallest wins; near several, the nearest.
      if (distance <= mark.r + reach && Math.max(distance - mark.r, 0) * 100 + mark.r < score) {
        best = mark;
        score = Math.max(distance - mark.r, 0) * 100 + mark.r;
      }
    }
    return best;
  },

  // All that a reader may mean by pointing here, the one hit first.
  marksNear(point, reach) {
    const hit = this.markAt(point, reach);
    if (!hit || hit.group || hit.change) return { hit, others: [] };
    const others = this.drawn.filter(
      (mark) => mark !== hit && !mark.group && !mark.change && mark.copy === hit.copy &&
        (Math.hypot(mark.x - hit.x, mark.y - hit.y) < mark.r + hit.r + 4 ||
          (unitX[mark.i] === unitX[hit.i] && unitY[mark.i] === unitY[hit.i])),
    );
    return { hit, others };
  },

  markOf(i) {
    const center = this._map.latLngToLayerPoint(this._map.getCenter());
    let best = null;
    for (const mark of this.drawn) {
      if (mark.i !== i && !(mark.group && mark.group.members.includes(i))) continue;
      if (!best || Math.abs(mark.x - center.x) < Math.abs(best.x - center.x)) best = mark;
    }
    return best;
  },
});

function compact(count) {
  return count < 1000 ? String(count) : `${(count / 1000).toFixed(count < 10000 ? 1 : 0)}k`;
}

// The ring around what is chosen or pointed at, and its footprint.
const Focus = CanvasLayer.extend({
  initialize(marks) {
    CanvasLayer.prototype.initialize.call(this, { pane: "dl-focus" });
    this.marks = marks;
  },

  paint(context, frame) {
    if (state.hovered >= 0 && state.hovered !== state.selected) this.show(context, frame, state.hovered, false);
    if (state.selected >= 0) this.show(context, frame, state.selected, true);
  },

  show(context, frame, i, isSelected) {
    if (shapeOfIncident(i)) {
      for (const copy of frame.copies) {
        if (!touches(shapeBox(i), frame.box, copy)) continue;
        traceShape(context, i, frame, copy);
        context.fillStyle = typeColour(type[i]);
        context.globalAlpha = 0.1;
        context.fill("evenodd");
        context.globalAlpha = 1;
        context.strokeStyle = palette.focus;
        context.lineWidth = isSelected ? 1.8 : 1.2;
        context.setLineDash(rough[i] ? [4, 3] : []);
        context.stroke();
        context.setLineDash([]);
      }
    }
    const mark = this.marks.markOf(i);
    if (!mark) return;
    context.beginPath();
    context.arc(mark.x, mark.y, mark.r * 1.12 + (isSelected ? 6 : 5), 0, 2 * Math.PI);
    context.fillStyle = palette["mark-halo"];
    context.globalAlpha = 0.55;
    context.fill();
    context.globalAlpha = 1;
    context.strokeStyle = palette.focus;
    context.lineWidth = isSelected ? 2.6 : 1.8;
    context.stroke();
  },
});
