// Footprints: hatched where the incident is only known to lie somewhere inside.

// A footprint is a circle around its incident, told by its radius in metres, or an outline;
// outlines are read when they are first drawn.
const EQUATOR_M = 40075016.7;
const shapes = DATA.shapes.map((shape) => (typeof shape === "number" ? { metres: shape } : { parts: shape }));

function shapeOfIncident(i) {
  const number = E.get("shape", i);
  return number < 0 ? null : shapes[number];
}

// Incidents with the same footprint share one drawing.
function shapeKey(i) {
  const number = E.get("shape", i);
  return shapes[number].metres === undefined ? number : `${number} ${unitX[i]} ${unitY[i]}`;
}

function circleReach(metres, i) {
  return metres / EQUATOR_M / Math.cos((E.get("lat", i) * Math.PI) / 180);
}

function shapeBox(i) {
  const shape = shapeOfIncident(i);
  if (shape.metres !== undefined) {
    const reach = circleReach(shape.metres, i);
    return [unitX[i] - reach, unitY[i] - reach, unitX[i] + reach, unitY[i] + reach];
  }
  if (!shape.rings) {
    shape.rings = shape.parts.flat().map((text) => readLine(text, DATA.shapeGrid));
    shape.box = boxOf(shape.rings);
  }
  return shape.box;
}

function traceShape(context, i, frame, copy) {
  const shape = shapeOfIncident(i);
  context.beginPath();
  if (shape.metres === undefined) traceRings(context, shape.rings, frame, copy);
  else {
    const { scale, origin } = frame;
    context.arc((unitX[i] + copy) * scale - origin.x, unitY[i] * scale - origin.y, circleReach(shape.metres, i) * scale, 0, 2 * Math.PI);
  }
}

const hatches = new Map();
function hatch(context, colour, ratio) {
  const key = `${colour} ${ratio}`;
  if (!hatches.has(key)) {
    const size = 9;
    const tile = document.createElement("canvas");
    tile.width = tile.height = size * ratio;
    const pen = tile.getContext("2d");
    pen.scale(ratio, ratio);
    pen.strokeStyle = colour;
    pen.lineWidth = 1.1;
    pen.beginPath();
    for (const shift of [-size, 0, size]) {
      pen.moveTo(shift - 1, size + 1);
      pen.lineTo(shift + size + 1, -1);
    }
    pen.stroke();
    const pattern = context.createPattern(tile, "repeat");
    pattern.setTransform(new DOMMatrix().scale(1 / ratio));
    hatches.set(key, pattern);
  }
  return hatches.get(key);
}

const Areas = CanvasLayer.extend({
  paint(context, frame) {
    const byShape = new Map();
    const all = state.layers.over.footprints;
    for (const i of visible) {
      if ((!rough[i] && !all) || !shapeOfIncident(i)) continue;
      const key = shapeKey(i);
      if (!byShape.has(key)) byShape.set(key, { box: shapeBox(i), members: [] });
      byShape.get(key).members.push(i);
    }
    const size = this._map.getSize();
    // Large ones first, so that small ones stay visible.
    const order = [...byShape.values()].sort((a, b) => areaOf(b.box) - areaOf(a.box));
    for (const copy of frame.copies) {
      for (const { box, members } of order) {
        if (touches(box, frame.box, copy)) this.drawShape(context, frame, copy, box, members, size);
      }
    }
  },

  drawShape(context, frame, copy, box, members, size) {
    const kinds = new Set(members.map((i) => type[i]));
    const colour = kinds.size === 1 ? typeColour([...kinds][0]) : palette.hatch;
    const across = Math.max((box[2] - box[0]) * frame.scale / size.x, (box[3] - box[1]) * frame.scale / size.y);
    const imprecise = members.some((i) => rough[i]);
    traceShape(context, members[0], frame, copy);
    // What fills the whole view says nothing about where to look: it steps back.
    const strength = clamp(1.25 - across * 0.6, 0.25, 1);
    context.fillStyle = colour;
    context.globalAlpha = 0.07 * strength;
    context.fill("evenodd");
    if (imprecise) {
      context.fillStyle = hatch(context, colour, this._ratio);
      context.globalAlpha = 0.34 * strength;
      context.fill("evenodd");
    }
    context.globalAlpha = 0.25 + 0.45 * strength;
    context.strokeStyle = colour;
    context.lineWidth = 1.1;
    context.setLineDash(imprecise ? [2, 3] : []);
    context.stroke();
    context.setLineDash([]);
    context.globalAlpha = 1;
  },
});

function areaOf(box) {
  return (box[2] - box[0]) * (box[3] - box[1]);
}
