// Days: how many incidents each has, and which of them to show.

const time = { bins: [], playing: null };
const MAX_BINS = 120;

// Equal stretches of days, with one before and one after for what lies far outside.
function makeBins() {
  const last = CORE_LAST > LAST - 40 ? LAST : CORE_LAST;
  const size = Math.ceil((last - CORE_FIRST + 1) / MAX_BINS);
  const bins = [];
  if (FIRST < CORE_FIRST) bins.push({ from: FIRST, to: CORE_FIRST - 1, label: "earlier" });
  for (let day = CORE_FIRST; day <= last; day += size) bins.push({ from: day, to: Math.min(last, day + size - 1) });
  if (LAST > last) bins.push({ from: last + 1, to: LAST, label: "later" });
  return bins;
}

function binOf(day) {
  let low = 0, high = time.bins.length - 1;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if (time.bins[middle].from <= day) low = middle;
    else high = middle - 1;
  }
  return low;
}

function buildTimeline() {
  const box = byId("dl-time");
  if (!dated.length || FIRST === LAST) return;
  box.hidden = false;
  time.bins = makeBins();
  time.binOf = Int16Array.from({ length: N }, (_, i) => (firstDays[i] === NO_DAY ? -1 : binOf(firstDays[i])));
  const count = time.bins.length;
  const bars = el("div", { class: "dl-bars", "aria-hidden": "true" });
  for (const bin of time.bins) {
    bin.shownPart = el("i", {});
    bin.bar = el("span", { class: bin.label ? "dl-aside" : "" }, bin.shownPart);
    bars.append(bin.bar);
  }
  time.low = handle("From");
  time.high = handle("To");
  time.play = el("button", { type: "button", class: "dl-play", "aria-label": "Play through the days", onclick: togglePlay },
    el("span", { "aria-hidden": "true", text: "▶" }));
  time.label = el("output", { class: "dl-range-text", id: "dl-range-text" });
  time.track = el("div", { class: "dl-track" }, bars, el("div", { class: "dl-ticks", "aria-hidden": "true" }, ticks(count)), time.low, time.high);
  wireTrack(bars);
  box.append(time.play, time.track,
    el("div", { class: "dl-range" }, time.label, el("span", { class: "dl-dim", id: "dl-undated" })));
  paintTimeline();
}

// A handle stands outside of its day's edge, so that the two never cover each other.
function handle(label) {
  const thumb = el("div", { class: `dl-thumb dl-thumb-${label.toLowerCase()}`, role: "slider", tabindex: "0", "aria-label": label, "aria-valuemin": 0, "aria-valuemax": time.bins.length - 1 });
  thumb.addEventListener("keydown", (event) => {
    const at = binOf(thumb === time.low ? state.from : state.to), far = Math.max(1, Math.round(time.bins.length / 10));
    const steps = {
      ArrowRight: at + 1, ArrowUp: at + 1, ArrowLeft: at - 1, ArrowDown: at - 1,
      PageUp: at + far, PageDown: at - far, Home: 0, End: time.bins.length - 1,
    };
    if (!(event.key in steps)) return;
    event.preventDefault();
    moveHandle(thumb, steps[event.key]);
  });
  thumb.addEventListener("pointerdown", (event) => {
    event.preventDefault();
    thumb.focus({ preventScroll: true });
    thumb.setPointerCapture(event.pointerId);
  });
  thumb.addEventListener("pointermove", (event) => {
    if (thumb.hasPointerCapture(event.pointerId)) moveHandle(thumb, binAt(event.clientX + (thumb === time.low ? 12 : -12)));
  });
  return thumb;
}

function binAt(clientX) {
  const box = time.track.getBoundingClientRect();
  return Math.floor(((clientX - box.left) / box.width) * time.bins.length);
}

// A handle stops at the other: it never pushes it.
function moveHandle(thumb, wanted) {
  stopPlaying();
  const low = binOf(state.from), high = binOf(state.to);
  if (thumb === time.low) state.from = time.bins[clamp(wanted, 0, high)].from;
  else state.to = time.bins[clamp(wanted, low, time.bins.length - 1)].to;
  changeSoon();
}

// For those who cannot drag: a click among the days fetches the nearer handle.
function wireTrack(bars) {
  bars.addEventListener("click", (event) => {
    const bin = binAt(event.clientX), low = binOf(state.from), high = binOf(state.to);
    moveHandle(Math.abs(bin - low) <= Math.abs(bin - high) ? time.low : time.high, bin);
  });
}

function ticks(count) {
  const wanted = Math.min(isNarrow() ? 4 : 6, count), marks = [];
  const step = Math.max(1, Math.ceil((count - 1) / (wanted - 1)));
  const format = CORE_LAST - CORE_FIRST > 300 ? shortMonth : shortDay;
  const offset = time.bins[0].label ? 1 : 0;
  const numbers = offset ? [0] : [];
  for (let number = offset; number < count; number += step) numbers.push(number);
  for (const number of numbers) {
    const bin = time.bins[number];
    // Beside a far-off stretch there is no room for the next day's name.
    if (number === offset && offset && count > (isNarrow() ? 4 : 12)) continue;
    const tick = el("span", { text: bin.label || format.format(asDate(bin.from)) });
    tick.style.left = `${((number + 0.5) / count) * 100}%`;
    if (number === 0) tick.className = "dl-first";
    if (number === count - 1) tick.className = "dl-last";
    marks.push(tick);
  }
  return marks;
}

function paintTimeline() {
  if (!time.bins.length) return;
  const all = new Array(time.bins.length).fill(0);
  for (let i = 0; i < N; i++) if (shownAnyTime[i] && time.binOf[i] >= 0) all[time.binOf[i]] += 1;
  const most = Math.max(1, ...all);
  const low = binOf(state.from), high = binOf(state.to);
  time.bins.forEach(({ bar, shownPart }, k) => {
    shownPart.style.height = all[k] ? `${Math.max(6, (100 * all[k]) / most)}%` : "0";
    bar.classList.toggle("dl-out", k < low || k > high);
  });
  time.low.style.left = `${(100 * low) / time.bins.length}%`;
  time.high.style.left = `${(100 * (high + 1)) / time.bins.length}%`;
  for (const [thumb, bin, day] of [[time.low, low, state.from], [time.high, high, state.to]]) {
    thumb.setAttribute("aria-valuenow", bin);
    thumb.setAttribute("aria-valuetext", plainDay.format(asDate(clamp(day, FIRST, LAST))));
  }
  time.label.textContent = shortRange(clamp(state.from, FIRST, LAST), clamp(state.to, FIRST, LAST));
  byId("dl-undated").textContent = UNDATED ? `${UNDATED} without a date${isWholeTime() ? "" : " hidden"}` : "";
}

function togglePlay() {
  if (time.playing) return stopPlaying();
  const count = time.bins.length;
  let low = binOf(state.from), high = binOf(state.to);
  const width = low === 0 && high === count - 1 ? Math.max(1, Math.round(count / 10)) : high - low + 1;
  if (low === 0 && high === count - 1 || high === count - 1) low = -1;
  time.play.setAttribute("aria-label", "Pause");
  time.play.firstChild.textContent = "❚❚";
  const step = () => {
    low += 1;
    if (low + width > count) return stopPlaying();
    state.from = time.bins[low].from;
    state.to = time.bins[low + width - 1].to;
    changed();
  };
  step();
  time.playing = setInterval(step, Math.max(180, 900 - count * 6));
}

function stopPlaying() {
  clearInterval(time.playing);
  time.playing = null;
  if (time.play) {
    time.play.setAttribute("aria-label", "Play through the days");
    time.play.firstChild.textContent = "▶";
  }
}
