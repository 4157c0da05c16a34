// The map under the data: land, water, borders, and divisions coloured by count.

const WORLD = await readIsland("dl-basemap");
const ARCS = WORLD.arcs.map((text) => readLine(text, WORLD.grid));
const ARC_BOXES = ARCS.map((arc) => boxOf([arc]));
const LAKES = WORLD.lakes.map((text) => readLine(text, WORLD.grid));
const LAKE_BOXES = LAKES.map((line) => boxOf([line]));
const RIVERS = WORLD.rivers.map(([rank, text, line]) => ({ rank, name: text, line: readLine(line, WORLD.grid) }));
for (const river of RIVERS) river.box = boxOf([river.line]);
const CLAIMS = WORLD.claims.map((text) => readLine(text, WORLD.grid));

function arcsOf(rings) {
  return rings.map((number) => ARCS[number < 0 ? ~number : number]);
}
const LAND = WORLD.land.map((ring) => ({ ring, box: boxOf(arcsOf(ring)) }));
const DIVISIONS = WORLD.divisions.map(([country, text, lon, lat, polygons]) => ({
  country, name: text, at: mercator(lon, lat), polygons, box: boxOf(arcsOf(polygons.flat(2))),
}));

const Basemap = CanvasLayer.extend({
  paint(context, frame) {
    if (isPrinting()) {
      const { min } = this._bounds, size = this._bounds.getSize();
      context.fillStyle = palette.water;
      context.fillRect(min.x, min.y, size.x, size.y);
    }
    for (const copy of frame.copies) {
      this.fillLand(context, frame, copy);
      if (state.layers.over.divisions) this.fillDivisions(context, frame, copy);
      this.drawWater(context, frame, copy);
      if (state.layers.over.borders !== false) this.drawBorders(context, frame, copy);
    }
  },

  traceRing(context, ring, frame, copy) {
    ring.forEach((number, k) => {
      const backwards = number < 0;
      traceLine(context, ARCS[backwards ? ~number : number], frame, copy, k > 0, backwards);
    });
    context.closePath();
  },

  fillLand(context, frame, copy) {
    context.beginPath();
    for (const { ring, box } of LAND) {
      if (touches(box, frame.box, copy)) this.traceRing(context, ring, frame, copy);
    }
    context.fillStyle = palette.land;
    context.fill("evenodd");
    context.strokeStyle = palette.coast;
    context.lineWidth = 0.8;
    context.lineJoin = "round";
    context.stroke();
  },

  fillDivisions(context, frame, copy) {
    const counts = divisionCounts();
    context.fillStyle = palette.heat;
    DIVISIONS.forEach((division, number) => {
      const count = counts.of[number];
      if (!count || !touches(division.box, frame.box, copy)) return;
      context.globalAlpha = heatStep(count, counts.most);
      context.beginPath();
      for (const rings of division.polygons) {
        for (const ring of rings) this.traceRing(context, ring, frame, copy);
      }
      context.fill("evenodd");
    });
    context.globalAlpha = 1;
  },

  drawWater(context, frame, copy) {
    context.strokeStyle = palette.river;
    context.lineJoin = context.lineCap = "round";
    for (const { rank, line, box } of RIVERS) {
      if (rank > frame.zoom + 1 || !touches(box, frame.box, copy)) continue;
      context.lineWidth = clamp((frame.zoom - rank * 0.55) * 0.38, 0.5, 2.6);
      context.beginPath();
      if (frame.zoom >= 7) traceCurve(context, line, frame, copy);
      else traceLine(context, line, frame, copy);
      context.stroke();
    }
    context.beginPath();
    LAKES.forEach((line, k) => {
      if (touches(LAKE_BOXES[k], frame.box, copy)) traceRings(context, [line], frame, copy);
    });
    context.fillStyle = palette.lake;
    context.fill();
  },

  drawBorders(context, frame, copy) {
    const strong = frame.zoom >= 4;
    if (frame.zoom >= 4.5) {
      this.stroke(context, frame, copy, WORLD.lines, palette.division, frame.zoom >= 7 ? 1.1 : 0.8, [1, 3.5]);
    }
    this.stroke(context, frame, copy, WORLD.borders, palette.border, strong ? 1.4 : 0.9, []);
    this.stroke(context, frame, copy, WORLD.disputed, palette.disputed, strong ? 1.4 : 0.9, [5, 4]);
    context.beginPath();
    for (const line of CLAIMS) traceLine(context, line, frame, copy);
    context.stroke();
    context.setLineDash([]);
  },

  stroke(context, frame, copy, numbers, colour, width, dash) {
    context.beginPath();
    for (const number of numbers) {
      const arc = number < 0 ? ~number : number;
      if (touches(ARC_BOXES[arc], frame.box, copy)) traceLine(context, ARCS[arc], frame, copy);
    }
    context.strokeStyle = colour;
    context.lineWidth = width;
    context.setLineDash(dash);
    context.stroke();
  },
});

let countsCache = { version: -1 };
function divisionCounts() {
  if (countsCache.version !== version) {
    const of = new Array(DIVISIONS.length).fill(0);
    let outside = 0;
    for (const i of visible) {
      const division = E.get("division", i);
      if (division >= 0) of[division] += 1;
      else outside += 1;
    }
    countsCache = { version, of, outside, most: Math.max(0, ...of) };
  }
  return countsCache;
}

// Four steps, so that the legend can name them.
function heatBreaks(most) {
  const breaks = [1, Math.ceil(most / 4), Math.ceil(most / 2), Math.ceil((3 * most) / 4)];
  return [...new Set(breaks)].filter((step) => step >= 1 && step <= Math.max(most, 1));
}
function heatStep(count, most) {
  const breaks = heatBreaks(most);
  const step = breaks.filter((from) => count >= from).length;
  return 0.1 + (0.42 * step) / breaks.length;
}
