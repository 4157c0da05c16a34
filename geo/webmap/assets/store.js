// The data as columns, and what of them the reader wants to see.

const DATA = JSON.parse(byId("dl-data").textContent);

class Columns {
  constructor(packed, count) {
    this.count = count;
    this.readers = {};
    for (const [column, values] of Object.entries(packed)) {
      if (Array.isArray(values)) this.readers[column] = (i) => values[i];
      else if ("i" in values) this.readers[column] = (i) => values.d[values.i[i]];
      else this.readers[column] = () => values.v;
    }
  }
  get(column, i) {
    return this.readers[column](i);
  }
}

const N = DATA.count;
const E = new Columns(DATA.events, N);
const P = new Columns(DATA.places, DATA.placeCount);
const R = new Columns(DATA.reports, DATA.reports.event.length);

// Reports of each incident, in order.
const reportsOf = Array.from({ length: N }, () => []);
DATA.reports.event.forEach((event, report) => {
  if (event >= 0) reportsOf[event].push(report);
});

const type = Array.from({ length: N }, (_, i) => E.get("event_type", i));
const precision = Int8Array.from({ length: N }, (_, i) => E.get("where_prec", i) || 7);
const IMPRECISE = 3;
const firstDay = new Array(N), lastDay = new Array(N);
const radius = new Float32Array(N);
const unitX = new Float64Array(N), unitY = new Float64Array(N);
for (let i = 0; i < N; i++) {
  const from = E.get("start", i), to = E.get("end", i);
  firstDay[i] = from === null ? to : from;
  lastDay[i] = to === null ? from : to;
  if (lastDay[i] !== null && lastDay[i] < firstDay[i]) lastDay[i] = firstDay[i];
  const killed = E.get("killed_best", i) ?? E.get("killed_low", i) ?? 0;
  radius[i] = radiusFor(killed);
  [unitX[i], unitY[i]] = mercator(E.get("lon", i), E.get("lat", i));
}

const dated = firstDay.filter((day) => day !== null);
const FIRST = dated.reduce((a, b) => Math.min(a, b), Infinity);
const LAST = lastDay.reduce((a, b) => (b === null ? a : Math.max(a, b)), -Infinity);
const UNDATED = N - dated.length;

// The days that most incidents fall on. News recalls the past: one event of years ago must
// not press the week that is reported into a few pixels.
const OUTLIERS = 0.1, WIDE_GAP = 0.3;
function coreDays(days) {
  const order = [...days].sort((a, b) => a - b);
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

// What is uncertain in itself stays off until it is asked for.
const HIDDEN_STATUSES = ["denied", "planned", "hypothetical"];

const state = {
  layers: { base: {}, over: {}, type: {} },
  statuses: {},
  words: "",
  from: FIRST,
  to: LAST,
  inView: false,
  sort: "newest",
  selected: -1,
  hovered: -1,
};
for (let i = 0; i < N; i++) {
  const status = E.get("status", i) || "occurred";
  state.statuses[status] = !HIDDEN_STATUSES.includes(status);
}

const shown = new Uint8Array(N);      // passes every filter
const shownAnyTime = new Uint8Array(N); // passes all but the days
let visible = [];
let version = 0;

let haystacks = null;
function haystack(i) {
  haystacks = haystacks || new Array(N);
  if (haystacks[i] === undefined) {
    const texts = ["place_name", "place_text", "admin1_name", "actor1", "actor2", "quote", "casualties"]
      .map((column) => E.get(column, i));
    texts.push(subTypeWords(type[i], E.get("sub_event_type", i)), typeWords(type[i]), countryWords(E.get("country_code", i)));
    for (const report of reportsOf[i]) {
      const [, title, source] = DATA.articles[R.get("article", report)];
      texts.push(title, source);
    }
    haystacks[i] = fold(texts.join("\n"));
  }
  return haystacks[i];
}

function isWholeTime() {
  return state.from <= FIRST && state.to >= LAST;
}

function passesTime(i) {
  if (isWholeTime()) return true;
  return firstDay[i] !== null && firstDay[i] <= state.to && lastDay[i] >= state.from;
}

function applyFilters() {
  const words = fold(state.words).split(/\s+/).filter(Boolean);
  visible = [];
  for (let i = 0; i < N; i++) {
    const passes =
      state.layers.type[type[i]] !== false &&
      state.statuses[E.get("status", i) || "occurred"] &&
      (!words.length || words.every((word) => haystack(i).includes(word)));
    shownAnyTime[i] = passes ? 1 : 0;
    shown[i] = passes && passesTime(i) ? 1 : 0;
    if (shown[i]) visible.push(i);
  }
  version += 1;
}

const listeners = [];
function onChange(action) {
  listeners.push(action);
}
function changed() {
  applyFilters();
  for (const action of listeners) action();
}
const changeSoon = onceAFrame(changed);
