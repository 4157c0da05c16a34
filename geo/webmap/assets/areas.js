// Footprints: hatched where the incident is only known to lie somewhere inside.

const SHAPE_RINGS = DATA.shapes.map((parts) => parts.map((rings) => rings.map((text) => readLine(text, DATA.shapeGrid))));
const SHAPE_BOXES = SHAPE_RINGS.map((parts) => boxOf(parts.flat()));

function shapeNumber(i) {
  return E.get("shape", i);
}

function traceShape(context, number, frame, copy) {
  context.beginPath();
  for (const rings of SHAPE_RINGS[number]) traceRings(context, rings, frame, copy);
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
    for (const i of visible) {
      const number = shapeNumber(i);
      if (number < 0 || (precision[i] < IMPRECISE && !state.layers.over.footprints)) continue;
      if (!byShape.has(number)) byShape.set(number, []);
      byShape.get(number).push(i);
    }
    const size = this._map.getSize();
    // Large ones first, so that small ones stay visible.
    const order = [...byShape.keys()].sort((a, b) => areaOf(b) - areaOf(a));
    for (const copy of frame.copies) {
      for (const number of order) {
        const box = SHAPE_BOXES[number];
        if (!touches(box, frame.box, copy)) continue;
        this.drawShape(context, frame, copy, number, byShape.get(number), size);
      }
    }
  },

  drawShape(context, frame, copy, number, members, size) {
    const kinds = new Set(members.map((i) => type[i]));
    const colour = kinds.size === 1 ? typeColour([...kinds][0]) : palette.hatch;
    const box = SHAPE_BOXES[number];
    const across = Math.max((box[2] - box[0]) * frame.scale / size.x, (box[3] - box[1]) * frame.scale / size.y);
    const imprecise = members.some((i) => precision[i] >= IMPRECISE);
    traceShape(context, number, frame, copy);
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

function areaOf(number) {
  const box = SHAPE_BOXES[number];
  return (box[2] - box[0]) * (box[3] - box[1]);
}
