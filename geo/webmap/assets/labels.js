// Names on the map, the important ones first, none over another or over a symbol.

const codesOf = (beginnings) => new RegExp(`^(${beginnings.join("|")})`);
const AREA = codesOf(DATA.areaCodes);
const WIDEST = codesOf(DATA.widestCodes);

const PLACES = Array.from({ length: DATA.placeCount }, (_, p) => ({
  p,
  name: P.get("name", p),
  at: mercator(P.get("lon", p), P.get("lat", p)),
  mentions: P.get("n_mentions", p) || 1,
  isArea: AREA.test(P.get("feature_code", p)),
  isWidest: WIDEST.test(P.get("feature_code", p)),
})).sort((a, b) => b.mentions - a.mentions || a.p - b.p);

// With more in view, those whose dots would lie on others wait until the reader is nearer.
const MANY_PLACES = 150;

const TOWNS = WORLD.towns.map(([text, lon, lat, zoom, rank]) => ({ name: text, at: mercator(lon, lat), zoom, rank }));
const COUNTRIES = WORLD.countries.map(([code, text, lon, lat, zoom]) => ({ code, name: text, at: mercator(lon, lat), zoom }));

const widths = new Map();
function textWidth(context, font, text) {
  const key = [font, context.letterSpacing, text].join("\n");
  let width = widths.get(key);
  if (width === undefined) {
    context.font = font;
    width = context.measureText(text).width;
    widths.set(key, width);
  }
  return width;
}

class Room {
  constructor() {
    this.cells = new Map();
  }
  *around(box) {
    for (let x = Math.floor(box[0] / 80); x <= Math.floor(box[2] / 80); x++) {
      for (let y = Math.floor(box[1] / 80); y <= Math.floor(box[3] / 80); y++) yield `${x},${y}`;
    }
  }
  isFree(box) {
    for (const key of this.around(box)) {
      for (const other of this.cells.get(key) || []) {
        if (box[0] < other[2] && box[2] > other[0] && box[1] < other[3] && box[3] > other[1]) return false;
      }
    }
    return true;
  }
  take(box) {
    for (const key of this.around(box)) {
      if (!this.cells.has(key)) this.cells.set(key, []);
      this.cells.get(key).push(box);
    }
  }
  // Two names side by side must not read as one.
  takeName([left, top, right, bottom]) {
    this.take([left - 4, top, right + 4, bottom]);
  }
}

function distanceTo(box, { x, y }) {
  return Math.hypot(x - clamp(x, box[0], box[2]), y - clamp(y, box[1], box[3]));
}

const Labels = CanvasLayer.extend({
  initialize(marks) {
    CanvasLayer.prototype.initialize.call(this, { pane: "dl-labels" });
    this.marks = marks;
    this.targets = [];
  },

  paint(context, frame) {
    const room = new Room();
    for (const mark of this.marks.drawn) {
      const r = mark.r * 1.2 + 2;
      room.take([mark.x - r, mark.y - r, mark.x + r, mark.y + r]);
    }
    this.keepWhole(room);
    this.targets = [];
    this.namedCrowds = new Set();
    context.lineJoin = "round";
    const offline = isPrinting() || state.layers.base.offline !== false;
    const named = state.layers.over.places !== false;
    for (const copy of frame.copies) {
      this.namedCountries = new Set();
      if (named) this.drawPlaces(context, frame, copy, room);
      if (!offline) continue;
      this.drawCountries(context, frame, copy, room);
      this.drawTowns(context, frame, copy, room, named);
      if (frame.zoom >= 6) this.drawDivisions(context, frame, copy, room);
      if (frame.zoom >= 6) this.drawRivers(context, frame, copy, room);
    }
  },

  // No name is cut by the edge of the map or by what lies on it.
  keepWhole(room) {
    const corner = this._map.containerPointToLayerPoint([0, 0]), size = this._map.getSize();
    const take = (left, top, width, height) => room.take([corner.x + left, corner.y + top, corner.x + left + width, corner.y + top + height]);
    for (const x of [0, size.x]) take(x, 0, 0, size.y);
    for (const y of [0, size.y]) take(0, y, size.x, 0);
    if (isPrinting()) return;
    const stage = byId("dl-stage"), { left, top } = this._map.getContainer().getBoundingClientRect();
    for (const lying of stage.querySelectorAll(".dl-panel, .leaflet-control")) {
      const box = lying.getBoundingClientRect();
      take(box.left - left, box.top - top, box.width, box.height);
    }
  },

  pixel(at, frame, copy) {
    return [(at[0] + copy) * frame.scale - frame.origin.x, at[1] * frame.scale - frame.origin.y];
  },

  isInside(at, frame, copy) {
    const x = at[0] + copy;
    return x >= frame.box[0] && x <= frame.box[2] && at[1] >= frame.box[1] && at[1] <= frame.box[3];
  },

  write(context, text, font, colour, box, halo) {
    context.font = font;
    context.textBaseline = "middle";
    context.textAlign = "left";
    context.strokeStyle = palette.halo;
    context.lineWidth = halo || 3;
    const y = (box[1] + box[3]) / 2;
    context.strokeText(text, box[0], y);
    context.fillStyle = colour;
    context.fillText(text, box[0], y);
  },

  // Beside a dot: right, left, above, below; the first place with room that suits.
  beside(context, text, font, size, x, y, gap, room, suits = () => true) {
    const w = textWidth(context, font, text), h = size * 1.2 * LARGE;
    const boxes = [
      [x + gap, y - h / 2, x + gap + w, y + h / 2],
      [x - gap - w, y - h / 2, x - gap, y + h / 2],
      [x - w / 2, y - gap - h, x + w / 2, y - gap],
      [x - w / 2, y + gap, x + w / 2, y + gap + h],
    ];
    return boxes.find((box) => room.isFree(box) && suits(box)) || null;
  },

  // Around the symbols that stand at a town: beside them, else at their corners, and never so
  // that the name reads as that of another town's symbol.
  outside(context, text, font, size, x, y, gap, room, isOwn) {
    const suits = (box) => isOwn(this.nearest(box)) && this.isOffDots(box, x, y);
    for (const reach of [gap, gap + 10]) {
      const box = this.beside(context, text, font, size, x, y, reach, room, suits);
      if (box) return box;
    }
    const w = textWidth(context, font, text), h = size * 1.2 * LARGE;
    for (const reach of [gap * 0.7, gap * 0.7 + 8]) {
      for (const [right, down] of [[1, -1], [1, 1], [-1, -1], [-1, 1]]) {
        const left = right > 0 ? x + reach : x - reach - w, top = down > 0 ? y + reach : y - reach - h;
        const box = [left, top, left + w, top + h];
        if (room.isFree(box) && suits(box)) return box;
      }
    }
    return null;
  },

  // A name this near a dot would read as its own.
  isOffDots(box, x, y) {
    return this.dots.every((dot) => (dot.x === x && dot.y === y) || distanceTo(box, dot) > 12 * LARGE);
  },

  nearest(box) {
    const apart = (mark) => distanceTo(box, mark) - mark.r;
    return this.marks.drawn.reduce((best, mark) => (!best || apart(mark) < apart(best) ? mark : best), null);
  },

  drawPlaces(context, frame, copy, room) {
    const spots = [], dots = new Room();
    this.dots = [];
    // From afar a country's name, from nearby the names inside it.
    const seen = PLACES.filter((place) => this.isInside(place.at, frame, copy) &&
      !(place.isWidest ? frame.zoom > 6.5 : place.isArea && frame.zoom < 4.5));
    const groups = this.marks.drawn.filter((mark) => mark.group);
    for (const place of seen) {
      const [x, y] = this.pixel(place.at, frame, copy);
      const crowd = place.isArea ? null : groups.find((m) => Math.hypot(m.x - x, m.y - y) < m.r + 8);
      const spot = { place, x, y, crowd, r: clamp(1.8 + Math.sqrt(place.mentions) * 0.7, 2.5, 6) };
      if (!place.isArea && !crowd) {
        const dot = [x - spot.r, y - spot.r, x + spot.r, y + spot.r];
        // Of dots upon dots only that of the place told most often tells anything.
        if (seen.length > MANY_PLACES && !dots.isFree(dot)) continue;
        dots.take(dot);
        this.drawDot(context, spot, room);
      }
      spots.push(spot);
    }
    // All dots before any name, so that no name covers one.
    for (const spot of spots) {
      if (spot.place.isArea) this.drawNamedArea(context, spot.place, spot.x, spot.y, room);
      else if (spot.crowd) this.nameCrowd(context, spot.place, spot.crowd, room, frame.zoom);
      else this.drawNamedTown(context, spot, room, frame.zoom);
    }
  },

  drawDot(context, { place, x, y, r }, room) {
    context.beginPath();
    context.arc(x, y, r, 0, 2 * Math.PI);
    context.fillStyle = palette.halo;
    context.fill();
    context.lineWidth = 1.6;
    context.strokeStyle = palette.place;
    context.stroke();
    const dot = [x - r - 2, y - r - 2, x + r + 2, y + r + 2];
    room.take(dot);
    this.dots.push({ x, y });
    this.targets.push({ place: place.p, box: dot, x, y });
  },

  // Spaced, so that it does not read as the name of a spot.
  drawNamedArea(context, place, x, y, room) {
    const size = place.isWidest ? 14 : 12.5;
    const font = fontOf("600", size);
    context.letterSpacing = "1.2px";
    const w = textWidth(context, font, place.name) + (context.letterSpacing ? 0 : place.name.length), h = size * 1.2 * LARGE;
    const box = [x - w / 2, y - h / 2, x + w / 2, y + h / 2];
    if (room.isFree(box)) {
      room.takeName(box);
      this.write(context, place.name, font, palette["town-strong"], box, 3.5);
      this.targets.push({ place: place.p, box, x, y });
      if (place.isWidest) this.namedCountries.add(P.get("country_code", place.p));
    }
    context.letterSpacing = "0px";
  },

  drawNamedTown(context, { place, x, y, r }, room, zoom) {
    if (zoom < 4 && place.mentions < 3) return;
    const size = clamp(11.5 + Math.log2(place.mentions + 1) * 0.5, 11.5, 14);
    const font = fontOf("600", size);
    const near = this.beside(context, place.name, font, size, x, y, r + 4, room);
    // With its incidents around it the name goes to the outside of them.
    const covering = this.marks.drawn.filter((m) => Math.hypot(m.x - x, m.y - y) < m.r + 4);
    const gap = Math.max(0, ...covering.map((m) => m.r * 1.25 + 4 + Math.hypot(m.x - x, m.y - y)));
    const isOwn = (mark) => Math.hypot(mark.trueX - x, mark.trueY - y) < 3;
    const box = near || (gap && this.outside(context, place.name, font, size, x, y, gap, room, isOwn));
    if (!box) return;
    room.takeName(box);
    this.write(context, place.name, font, palette.place, box, 3.5);
    this.targets.push({ place: place.p, box, x, y });
  },

  // A counted circle goes by the name that is told most often inside it.
  nameCrowd(context, place, crowd, room, zoom) {
    if (zoom < 4 || this.namedCrowds.has(crowd)) return;
    this.namedCrowds.add(crowd);
    const font = fontOf("600", 12.5);
    const box = this.outside(context, place.name, font, 12.5, crowd.x, crowd.y, crowd.r * 1.2 + 4, room, (mark) => mark === crowd);
    if (!box) return;
    room.takeName(box);
    this.write(context, place.name, font, palette.place, box, 3.5);
  },

  drawCountries(context, frame, copy, room) {
    for (const country of COUNTRIES) {
      if (frame.zoom < country.zoom - 0.8 || frame.zoom > country.zoom + 3.5) continue;
      if (!this.isInside(country.at, frame, copy) || this.namedCountries.has(country.code)) continue;
      const size = clamp(10 + (frame.zoom - country.zoom) * 1.6 + (country.zoom < 5 ? 1 : 0), 10, 16);
      const font = fontOf("600", size), text = country.name.toUpperCase();
      context.letterSpacing = "1.5px";
      const w = textWidth(context, font, text) + (context.letterSpacing ? 0 : text.length * 1.5);
      const [x, y] = this.pixel(country.at, frame, copy);
      const box = [x - w / 2, y - size * 0.6, x + w / 2, y + size * 0.6];
      if (room.isFree(box)) {
        room.takeName(box);
        this.write(context, text, font, palette.country, box);
      }
      context.letterSpacing = "0px";
    }
  },

  drawTowns(context, frame, copy, room, named) {
    const taken = named ? PLACES.filter((place) => !place.isArea) : [];
    for (const town of TOWNS) {
      if (town.zoom > frame.zoom + 0.3 || !this.isInside(town.at, frame, copy)) continue;
      const [x, y] = this.pixel(town.at, frame, copy);
      // The same town under the data's own name, about two kilometres around.
      if (taken.some((place) => Math.hypot(place.at[0] - town.at[0], place.at[1] - town.at[1]) < 7e-5)) continue;
      const big = town.zoom <= frame.zoom - 2 || town.rank === 2;
      const size = big ? 12 : 11;
      const font = fontOf(town.rank === 2 ? "500" : "400", size);
      const box = this.beside(context, town.name, font, size, x, y, 5, room);
      const dot = [x - 3, y - 3, x + 3, y + 3];
      if (!box || !room.isFree(dot)) continue;
      room.takeName(box);
      room.take(dot);
      context.fillStyle = big ? palette["town-strong"] : palette.town;
      if (town.rank === 2) context.fillRect(x - 2.5, y - 2.5, 5, 5);
      else {
        context.beginPath();
        context.arc(x, y, big ? 2.2 : 1.7, 0, 2 * Math.PI);
        context.fill();
      }
      this.write(context, town.name, font, big ? palette["town-strong"] : palette.town, box);
    }
  },

  drawDivisions(context, frame, copy, room) {
    for (const division of DIVISIONS) {
      const wide = (division.box[2] - division.box[0]) * frame.scale;
      if (wide < 90 || wide > 1600 || !division.name || !this.isInside(division.at, frame, copy)) continue;
      const font = fontOf("italic 500", 11.5);
      const w = textWidth(context, font, division.name);
      if (w > wide * 0.8) continue;
      const [x, y] = this.pixel(division.at, frame, copy);
      const box = [x - w / 2, y - 8, x + w / 2, y + 8];
      if (!room.isFree(box)) continue;
      room.takeName(box);
      this.write(context, division.name, font, palette["division-name"], box);
    }
  },

  // Along the longest straight stretch in view, upright.
  drawRivers(context, frame, copy, room) {
    const written = new Set();
    for (const river of RIVERS) {
      if (!river.name || river.rank > frame.zoom || written.has(river.name)) continue;
      if (!touches(river.box, frame.box, copy)) continue;
      const font = fontOf("italic 400", 11);
      const w = textWidth(context, font, river.name);
      const spot = this.stretch(river.line, frame, copy, w * 1.1);
      if (!spot) continue;
      const box = [spot.x - w / 2, spot.y - w / 2, spot.x + w / 2, spot.y + w / 2];
      const slim = Math.abs(Math.sin(spot.angle)) * w * 0.5 + 8;
      box[1] = spot.y - slim;
      box[3] = spot.y + slim;
      if (!room.isFree(box)) continue;
      room.take(box);
      written.add(river.name);
      context.save();
      context.translate(spot.x, spot.y);
      context.rotate(spot.angle);
      this.write(context, river.name, font, palette["river-name"], [-w / 2, -14, w / 2, -2]);
      context.restore();
    }
  },

  stretch(line, frame, copy, length) {
    const view = this._map.getSize(), corner = this._map.containerPointToLayerPoint([0, 0]);
    let best = null;
    for (let j = 0; j + 2 < line.length; j += 6) {
      const [x0, y0] = this.pixel([line[j], line[j + 1]], frame, copy);
      if (x0 < corner.x + 40 || x0 > corner.x + view.x - 40 || y0 < corner.y + 40 || y0 > corner.y + view.y - 40) continue;
      let walked = 0, k = j, x = x0, y = y0;
      while (k + 3 < line.length && walked < length) {
        const [nx, ny] = this.pixel([line[k + 2], line[k + 3]], frame, copy);
        walked += Math.hypot(nx - x, ny - y);
        x = nx;
        y = ny;
        k += 2;
      }
      if (walked < length) break;
      const direct = Math.hypot(x - x0, y - y0) / walked;
      if (direct > 0.93 && (!best || direct > best.direct)) {
        let angle = Math.atan2(y - y0, x - x0);
        if (angle > Math.PI / 2) angle -= Math.PI;
        if (angle < -Math.PI / 2) angle += Math.PI;
        best = { x: (x + x0) / 2, y: (y + y0) / 2, angle, direct };
      }
    }
    return best;
  },

  placeAt(point, reach) {
    const [x, y] = [point.x, point.y];
    return this.targets.find(({ box }) => x > box[0] - reach && x < box[2] + reach && y > box[1] - reach && y < box[3] + reach);
  },
});
