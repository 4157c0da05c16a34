// The data as columns, and what of them the reader wants to see.

const DATA = await readIsland("dl-data");

// The forms that `pack.py` writes.
function columnReader(values, site) {
  if (Array.isArray(values)) return (i) => values[i];
  if ("v" in values) return () => values.v;
  if ("i" in values) {
    const distinct = columnReader(values.d), numbers = values.i;
    return (i) => distinct(numbers[i]);
  }
  if ("site" in values) {
    const own = columnReader(values.site);
    return (i) => own(site[i]);
  }
  if ("+" in values) {
    let sum = 0;
    const numbers = values["+"].map((step) => (sum += step));
    return (i) => numbers[i];
  }
  if ("parts" in values) {
    const parts = values.parts.map((part) => columnReader(part));
    return (i) => parts.map((part) => part(i)).filter(Boolean).join(values.s);
  }
  let texts = null;
  return (i) => (texts = texts || values.t.split(values.s))[i];
}

class Columns {
  constructor(packed, count) {
    this.count = count;
    this.readers = {};
    for (const [column, values] of Object.entries(packed)) this.readers[column] = columnReader(values, packed.site);
  }
  get(column, i) {
    return this.readers[column](i);
  }
}

const N = DATA.count;
const E = new Columns(DATA.events, N);
const P = new Columns(DATA.places, DATA.placeCount);
const R = new Columns(DATA.reports, DATA.reportCount);
const A = new Columns(DATA.articles, DATA.articleCount);
const SITE = Int32Array.from(DATA.events.site);
const SITE_COUNT = SITE.reduce((most, site) => Math.max(most, site + 1), 0);

// The reports of incident i are those from reportsFrom[i] on in this order.
const reportsFrom = new Int32Array(N + 1);
const reportOrder = new Int32Array(DATA.reportCount);
for (let r = 0; r < DATA.reportCount; r++) if (R.get("event", r) >= 0) reportsFrom[R.get("event", r) + 1] += 1;
for (let i = 0; i < N; i++) reportsFrom[i + 1] += reportsFrom[i];
const nextReport = reportsFrom.slice();
for (let r = 0; r < DATA.reportCount; r++) if (R.get("event", r) >= 0) reportOrder[nextReport[R.get("event", r)]++] = r;

function reportsOf(i) {
  return [...reportOrder.subarray(reportsFrom[i], reportsFrom[i + 1])];
}

const NO_DAY = -1e9;
const type = new Array(N);
const precision = new Int8Array(N);
// Whether the point only says where to write: then the footprint is what is known.
const rough = new Uint8Array(N);
const firstDays = new Int32Array(N), lastDays = new Int32Array(N);
const radius = new Float32Array(N);
const unitX = new Float64Array(N), unitY = new Float64Array(N);
{
  const unit = new Array(SITE_COUNT);
  for (let i = 0; i < N; i++) {
    type[i] = E.get("event_type", i);
    precision[i] = E.get("where_prec", i) || 7;
    rough[i] = Number(E.get("point_kind", i) !== "position");
    const from = E.get("start", i);
    firstDays[i] = from === null ? NO_DAY : from;
    lastDays[i] = from === null ? NO_DAY : from + Math.max(0, E.get("days", i));
    radius[i] = radiusFor(E.get("killed_best", i) ?? E.get("killed_low", i) ?? 0);
    [unitX[i], unitY[i]] = unit[SITE[i]] = unit[SITE[i]] || mercator(E.get("lon", i), E.get("lat", i));
  }
}

function firstDay(i) {
  return firstDays[i] === NO_DAY ? null : firstDays[i];
}

function lastDay(i) {
  return lastDays[i] === NO_DAY ? null : lastDays[i];
}

const dated = [...firstDays].filter((day) => day !== NO_DAY);
const FIRST = dated.reduce((a, b) => Math.min(a, b), Infinity);
const LAST = lastDays.reduce((a, b) => (b === NO_DAY ? a : Math.max(a, b)), -Infinity);
const UNDATED = N - dated.length;

// The days that most incidents fall on. News recalls the past: one event of years ago must
// not press the week that is reported into a few pixels.
const OUTLIERS = 0.1, WIDE_GAP = 0.3;
function coreDays(days) {
  const order = Int32Array.from(days).sort();
  const spare = Math.floor(order.length * OUTLIERS);
  let first = 0, last = order.length - 1;
  for (;;) {
    const span = order[last] - order[first];
    const left = firstWide(first, first + spare, span), right = lastWide(last, last - spare, span);
    if (span < 40 || (left === first && right === last)) break;
    if (left !== first) first = left;
    else last = right;
  }
  return [order[first], order[last]];

  function firstWide(from, to, span) {
    for (let k = to; k > from; k--) if (order[k] - order[k - 1] > span * WIDE_GAP && k <= spare) return k;
    return from;
  }
  function lastWide(from, to, span) {
    for (let k = to; k < from; k++) if (order[k + 1] - order[k] > span * WIDE_GAP && order.length - 1 - k <= spare) return k;
    return from;
  }
}
const [CORE_FIRST, CORE_LAST] = dated.length ? coreDays(dated) : [Infinity, -Infinity];

const state = {
  layers: layerState,
  words: "",
  from: FIRST,
  to: LAST,
  inView: false,
  sort: "newest",
  selected: -1,
  hovered: -1,
};

const listeners = [];
function onChange(action) {
  listeners.push(action);
}
function changed() {
  applyFilters();
  for (const action of listeners) action();
}
const changeSoon = onceAFrame(changed);
