// Days: how many incidents each has, and which of them to show.

const time = { bins: [], size: 1, playing: null };
const MAX_BINS = 120;

function buildTimeline() {
  const box = byId("dl-time");
  if (!dated.length || FIRST === LAST) return;
  box.hidden = false;
  byId("dl-app").classList.add("dl-has-time");
  const days = LAST - FIRST + 1;
  time.size = Math.ceil(days / MAX_BINS);
  const count = Math.ceil(days / time.size);
  const bars = el("div", { class: "dl-bars", "aria-hidden": "true" });
  for (let k = 0; k < count; k++) {
    const shownPart = el("i", {}), bar = el("span", {}, shownPart);
    time.bins.push({ bar, shownPart, from: FIRST + k * time.size });
    bars.append(bar);
  }
  time.low = rangeInput("From", 0, count - 1, 0);
  time.high = rangeInput("To", 0, count - 1, count - 1);
  // Each handle stands at the outer edge of its day.
  const share = 100 / count;
  time.low.style.left = "-7px";
  time.high.style.left = `calc(${share}% - 7px)`;
  time.low.style.width = time.high.style.width = `calc(${100 - share}% + 14px)`;
  time.play = el("button", { type: "button", class: "dl-play", "aria-label": "Play through the days", onclick: togglePlay },
    el("span", { "aria-hidden": "true", text: "▶" }));
  time.label = el("output", { class: "dl-range-text", id: "dl-range-text" });
  box.append(time.play,
    el("div", { class: "dl-track" }, bars, el("div", { class: "dl-ticks", "aria-hidden": "true" }, ticks(count)), time.low, time.high),
    el("div", { class: "dl-range" }, time.label, el("span", { class: "dl-dim", id: "dl-undated" })));
  paintTimeline();
}

function rangeInput(label, low, high, value) {
  const input = el("input", { type: "range", min: low, max: high, step: 1, "aria-label": label, class: "dl-thumb" });
  input.value = value;
  input.addEventListener("input", () => {
    stopPlaying();
    const from = Number(time.low.value), to = Number(time.high.value);
    // A thumb stops at the other: it never pushes it.
    if (from > to) input.value = input === time.low ? to : from;
    state.from = binStart(Number(time.low.value));
    state.to = binEnd(Number(time.high.value));
    changeSoon();
  });
  return input;
}

function binStart(k) {
  return FIRST + k * time.size;
}
function binEnd(k) {
  return Math.min(LAST, FIRST + (k + 1) * time.size - 1);
}

function ticks(count) {
  const wanted = Math.min(isNarrow() ? 4 : 6, count), marks = [];
  const step = Math.max(1, Math.ceil((count - 1) / (wanted - 1)));
  for (let bin = 0; bin < count; bin += step) {
    const format = time.size > 3 || LAST - FIRST > 300 ? shortMonth : shortDay;
    const tick = el("span", { text: format.format(asDate(binStart(bin))) });
    tick.style.left = `${((bin + 0.5) / count) * 100}%`;
    if (bin === 0) tick.className = "dl-first";
    if (bin === count - 1) tick.className = "dl-last";
    marks.push(tick);
  }
  return marks;
}

function paintTimeline() {
  if (!time.bins.length) return;
  const all = new Array(time.bins.length).fill(0);
  for (let i = 0; i < N; i++) {
    if (!shownAnyTime[i] || firstDay[i] === null) continue;
    all[Math.floor((firstDay[i] - FIRST) / time.size)] += 1;
  }
  const most = Math.max(1, ...all);
  const low = Math.round((state.from - FIRST) / time.size);
  const high = Math.floor((state.to - FIRST) / time.size);
  time.bins.forEach(({ bar, shownPart }, k) => {
    shownPart.style.height = all[k] ? `${Math.max(6, (100 * all[k]) / most)}%` : "0";
    bar.classList.toggle("dl-out", k < low || k > high);
  });
  time.low.value = low;
  time.high.value = high;
  for (const [input, day] of [[time.low, state.from], [time.high, state.to]]) {
    input.setAttribute("aria-valuetext", plainDay.format(asDate(clamp(day, FIRST, LAST))));
  }
  time.label.textContent = shortRange(clamp(state.from, FIRST, LAST), clamp(state.to, FIRST, LAST));
  byId("dl-undated").textContent = UNDATED ? `${UNDATED} without a date${isWholeTime() ? "" : " hidden"}` : "";
}

function togglePlay() {
  if (time.playing) return stopPlaying();
  const count = time.bins.length;
  let low = Number(time.low.value), high = Number(time.high.value);
  const width = low === 0 && high === count - 1 ? Math.max(1, Math.round(count / 10)) : high - low + 1;
  if (low === 0 && high === count - 1 || high === count - 1) low = -1;
  time.play.setAttribute("aria-label", "Pause");
  time.play.firstChild.textContent = "❚❚";
  const step = () => {
    low += 1;
    if (low + width > count) return stopPlaying();
    state.from = binStart(low);
    state.to = binEnd(low + width - 1);
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
