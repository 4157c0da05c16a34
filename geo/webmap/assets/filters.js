// What an incident must be to be shown. Each facet has few values; each value can be switched.

// What is uncertain in itself stays off until it is asked for.
const HIDDEN_STATUSES = ["denied", "planned", "hypothetical"];

const CONFIDENCE_BANDS = [
  ["90", 0.9, "90\u00a0% or more"], ["70", 0.7, "70 to 90\u00a0%"], ["50", 0.5, "50 to 70\u00a0%"], ["0", 0, "less than 50\u00a0%"],
];

function bandOf(share) {
  return share === null ? "unknown" : CONFIDENCE_BANDS.find(([, from]) => share >= from)[0];
}

class Facet {
  constructor(key, read, wordsOf, order, isHidden) {
    this.key = key;
    this.wordsOf = wordsOf;
    this.codes = new Uint16Array(N);
    const numbers = new Map();
    for (let i = 0; i < N; i++) {
      const value = read(i);
      if (!numbers.has(value)) numbers.set(value, numbers.size);
      this.codes[i] = numbers.get(value);
    }
    this.values = [...numbers.keys()];
    this.order = order ? order.filter((value) => numbers.has(value)) : this.values;
    for (const value of this.values) if (!this.order.includes(value)) this.order.push(value);
    this.usual = this.values.map((value) => !(isHidden && isHidden(value)));
    this.on = [...this.usual];
    this.counts = new Int32Array(this.values.length);
  }
  isOn(value) {
    return this.on[this.values.indexOf(value)];
  }
  set(value, on) {
    const number = this.values.indexOf(value);
    if (number >= 0) this.on[number] = on;
  }
  countOf(value) {
    return this.counts[this.values.indexOf(value)];
  }
  isUsual() {
    return this.on.every((on, k) => on === this.usual[k]);
  }
}

function changeOf(i) {
  const change = CHANGE_OF[i];
  return change ? change.kind : "same";
}

// Of incidents that are in this build; what it no longer has is drawn by the layer itself.
const CHANGES = DATA.changes || [];
const CHANGE_OF = [];
const GONE = [];
for (const change of CHANGES) {
  if (change.i >= 0) CHANGE_OF[change.i] = change;
  else GONE.push(change);
}

const FACETS = {
  type: new Facet("type", (i) => type[i], typeWords, Object.keys(TYPE_WORDS)),
  status: new Facet("status", (i) => E.get("status", i) || "occurred", (status) => STATUS_WORDS[status] || inWords(status),
    Object.keys(STATUS_WORDS), (status) => HIDDEN_STATUSES.includes(status)),
  precision: new Facet("precision", precisionCode, (code) => inWords(PRECISION_WORDS[code]), PRECISION_ORDER),
  confidence: new Facet("confidence", (i) => bandOf(E.get("geo_confidence", i)),
    (band) => (CONFIDENCE_BANDS.find(([key]) => key === band) || [0, 0, "Not told"])[2], [...CONFIDENCE_BANDS.map(([key]) => key), "unknown"]),
  change: new Facet("change", changeOf, (kind) => CHANGE_WORDS[kind] || inWords(kind), Object.keys(CHANGE_WORDS)),
};
const SINGLE = Object.values(FACETS);

// An incident has as many sources as have reported it.
const SOURCES = (() => {
  const numbers = new Map();
  const ofArticle = Int32Array.from({ length: DATA.articleCount }, (_, a) => {
    const source = A.get("source", a) || "";
    if (!numbers.has(source)) numbers.set(source, numbers.size);
    return numbers.get(source);
  });
  const values = [...numbers.keys()];
  return { ofArticle, values, on: values.map(() => true), counts: new Int32Array(values.length), seen: new Int32Array(values.length).fill(-1), allOn: true };
})();
const articleOfReport = Int32Array.from(reportOrder, (r) => R.get("article", r));

function anySourceOn(i) {
  const from = reportsFrom[i], to = reportsFrom[i + 1];
  for (let k = from; k < to; k++) if (SOURCES.on[SOURCES.ofArticle[articleOfReport[k]]]) return true;
  return from === to;
}

function countSources(i) {
  for (let k = reportsFrom[i]; k < reportsFrom[i + 1]; k++) {
    const source = SOURCES.ofArticle[articleOfReport[k]];
    if (SOURCES.seen[source] !== i) SOURCES.counts[source] += 1;
    SOURCES.seen[source] = i;
  }
}

const shown = new Uint8Array(N);        // passes every filter
const shownAnyTime = new Uint8Array(N); // passes all but the days
let visible = [];
let version = 0;

const haystacks = new Array(N);
function haystack(i) {
  if (haystacks[i] === undefined) {
    const texts = ["place_name", "place_text", "admin1_name", "actor1", "actor2", "quote", "casualties"]
      .map((column) => E.get(column, i));
    texts.push(subTypeWords(type[i], E.get("sub_event_type", i)), typeWords(type[i]), countryWords(E.get("country_code", i)));
    for (const report of reportsOf(i)) {
      const article = R.get("article", report);
      texts.push(A.get("title", article), A.get("source", article));
    }
    haystacks[i] = fold(texts.join("\n"));
  }
  return haystacks[i];
}

// Before anyone searches: while the page has nothing else to do.
function prepareSearch() {
  let i = 0;
  const some = (idle) => {
    while (i < N && idle.timeRemaining() > 2) haystack(i++);
    if (i < N) requestIdleCallback(some);
  };
  if (typeof requestIdleCallback === "function") requestIdleCallback(some);
}

function isWholeTime() {
  return state.from <= FIRST && state.to >= LAST;
}

function wordsWanted() {
  return fold(state.words).split(/\s+/).filter(Boolean);
}

const BIT_SOURCE = 1 << 10, BIT_WORDS = 1 << 11, BIT_TIME = 1 << 12;

// Which filters an incident fails. One that fails a single facet counts for the value it has there:
// so many would come if that value were switched on.
function applyFilters() {
  const words = wordsWanted(), whole = isWholeTime(), { from, to } = state;
  FACETS.type.on = FACETS.type.values.map((kind) => state.layers.type[kind] !== false);
  SOURCES.allOn = SOURCES.on.every(Boolean);
  for (const facet of SINGLE) facet.counts.fill(0);
  SOURCES.counts.fill(0);
  SOURCES.seen.fill(-1);
  visible = [];
  for (let i = 0; i < N; i++) {
    let fails = 0;
    for (let k = 0; k < SINGLE.length; k++) if (!SINGLE[k].on[SINGLE[k].codes[i]]) fails |= 1 << k;
    if (!SOURCES.allOn && !anySourceOn(i)) fails |= BIT_SOURCE;
    if (words.length && !words.every((word) => haystack(i).includes(word))) fails |= BIT_WORDS;
    shownAnyTime[i] = fails ? 0 : 1;
    if (!whole && !(lastDays[i] >= from && firstDays[i] <= to && firstDays[i] !== NO_DAY)) fails |= BIT_TIME;
    shown[i] = fails ? 0 : 1;
    if (!fails) visible.push(i);
    for (let k = 0; k < SINGLE.length; k++) if (!(fails & ~(1 << k))) SINGLE[k].counts[SINGLE[k].codes[i]] += 1;
    if (!(fails & ~BIT_SOURCE)) countSources(i);
  }
  version += 1;
}
