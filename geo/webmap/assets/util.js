// Small helpers: elements, numbers, days, lines.

function el(tag, attributes, ...children) {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes || {})) {
    if (value === null || value === undefined || value === false) continue;
    if (name === "text") node.textContent = value;
    else if (name.startsWith("on")) node.addEventListener(name.slice(2), value);
    else node.setAttribute(name, value === true ? "" : value);
  }
  for (const child of children.flat(Infinity)) {
    if (child !== null && child !== undefined && child !== "") node.append(child);
  }
  return node;
}

// A name in any script, kept from turning the words around it.
function name(text, tag) {
  return el(tag || "bdi", { dir: "auto", text });
}

// Names one after the other, each in its own direction.
function names(texts) {
  return texts.filter(Boolean).map((text, k) => [k ? ", " : "", name(text)]);
}

function clear(node) {
  node.replaceChildren();
  return node;
}

function byId(id) {
  return document.getElementById(id);
}

function clamp(value, low, high) {
  return Math.min(high, Math.max(low, value));
}

function plural(count, one, many) {
  return `${count.toLocaleString("en")} ${count === 1 ? one : many || one + "s"}`;
}

// One call a frame, however often it is asked for.
function onceAFrame(action) {
  let waiting = false;
  return () => {
    if (waiting) return;
    waiting = true;
    requestAnimationFrame(() => {
      waiting = false;
      action();
    });
  };
}

function fold(text) {
  if (!/[^\x00-\x7f]/.test(text)) return text.toLowerCase();
  return text.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase();
}

const DAY_MS = 86400000;

// Made when first used: each takes milliseconds.
function dateFormat(options) {
  let made = null;
  const get = () => (made = made || new Intl.DateTimeFormat("en-GB", { timeZone: "UTC", ...options }));
  return { format: (date) => get().format(date), formatRange: (from, to) => get().formatRange(from, to) };
}

const longDay = dateFormat({ weekday: "long", day: "numeric", month: "long", year: "numeric" });
const plainDay = dateFormat({ day: "numeric", month: "long", year: "numeric" });
const shortDay = dateFormat({ day: "numeric", month: "short" });
const shortDayYear = dateFormat({ day: "numeric", month: "short", year: "numeric" });
const shortMonth = dateFormat({ month: "short", year: "numeric" });

function asDate(day) {
  return new Date(day * DAY_MS);
}

function isoDay(day) {
  return asDate(day).toISOString().slice(0, 10);
}

function dayOf(iso) {
  const time = Date.parse(iso + "T00:00:00Z");
  return Number.isFinite(time) ? Math.round(time / DAY_MS) : null;
}

// 21–24 October 2016
function dayRange(from, to) {
  if (from === to) return plainDay.format(asDate(from));
  return plainDay.formatRange(asDate(from), asDate(to)).replace(/\u2009/g, "");
}

function shortRange(from, to) {
  if (from === to) return shortDayYear.format(asDate(from));
  return shortDayYear.formatRange(asDate(from), asDate(to)).replace(/\u2009/g, "");
}

// Web Mercator with the world as the unit square, y downwards.
function mercator(lon, lat) {
  const sin = Math.sin((clamp(lat, -85.05, 85.05) * Math.PI) / 180);
  return [(lon + 180) / 360, 0.5 - Math.log((1 + sin) / (1 - sin)) / (4 * Math.PI)];
}

// The inverse of `encode_line`, straight to the unit square: x0, y0, x1, y1, …
function readLine(text, grid) {
  const numbers = [];
  let value = 0, shift = 0, x = 0, y = 0, isX = true;
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i) - 63;
    value += (code & 31) * 2 ** shift;
    shift += 5;
    if (code >= 32) continue;
    const delta = value % 2 ? -(value + 1) / 2 : value / 2;
    if (isX) x += delta;
    else {
      y += delta;
      const [mx, my] = mercator(x / grid, y / grid);
      numbers.push(mx, my);
    }
    isX = !isX;
    value = shift = 0;
  }
  return Float64Array.from(numbers);
}

function boxOf(lines) {
  const box = [Infinity, Infinity, -Infinity, -Infinity];
  for (const line of lines) {
    for (let i = 0; i < line.length; i += 2) {
      if (line[i] < box[0]) box[0] = line[i];
      if (line[i] > box[2]) box[2] = line[i];
      if (line[i + 1] < box[1]) box[1] = line[i + 1];
      if (line[i + 1] > box[3]) box[3] = line[i + 1];
    }
  }
  return box;
}

function reducedMotion() {
  return matchMedia("(prefers-reduced-motion: reduce)").matches;
}

function isPrinting() {
  return document.documentElement.classList.contains("dl-printing");
}

function isNarrow() {
  return matchMedia("(max-width: 760px)").matches;
}

function announce(text) {
  byId("dl-live").textContent = text;
}
