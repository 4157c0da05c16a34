// Legend, layers and filters in one: what a symbol means is also where it is switched.

const TILE_WORDS = {
  osm: "OpenStreetMap",
  carto: "CARTO light",
  carto_dark: "CARTO dark",
};
const MOST_SOURCES = 100;

function switchRow(kind, attributes, icon, label, count) {
  const input = el("input", { type: kind, ...attributes });
  return el("label", { class: "dl-row" }, input, icon, el("span", { class: "dl-row-text" }, label),
    count === undefined ? null : el("span", { class: "dl-row-count", text: count.toLocaleString("en") }));
}

function group(key, title, isOpen, ...rows) {
  return el("details", { class: "dl-group", "data-group": key, open: isOpen },
    el("summary", {}, el("span", { text: title }), el("span", { class: "dl-filtered", text: "filtered", hidden: true })),
    el("div", { role: "group", "aria-label": title }, ...rows));
}

// One row for each value of a facet.
function facetRows(facet, iconOf) {
  return facet.order.map((value) => switchRow("checkbox", {
    "data-facet": facet.key, "data-value": value,
    onchange: (event) => { facet.set(value, event.target.checked); changed(); },
  }, iconOf ? iconOf(value) : null, facet.wordsOf(value), 0));
}

function facetGroup(facet, title, isOpen, iconOf, ...before) {
  // A single value that all have leaves nothing to choose.
  if (facet.order.length < 2 && facet.isUsual() && facet.usual.every(Boolean) && !before.length) return null;
  return group(facet.key, title, isOpen, ...before, ...(facet.order.length > 1 || !facet.usual.every(Boolean) ? facetRows(facet, iconOf) : []));
}

function statusIcon(status) {
  return el("span", STATUS_BADGES[status] ? { class: "dl-badge", "aria-hidden": "true", text: STATUS_BADGES[status] } : { class: "dl-badge dl-badge-none" });
}

function changeIcon(kind) {
  return el("span", CHANGE_BADGES[kind] ? { class: "dl-badge dl-badge-square", "aria-hidden": "true", text: CHANGE_BADGES[kind] } : { class: "dl-badge dl-badge-none" });
}

function precisionIcon(code) {
  return el("span", { class: `dl-swatch${EXACT.includes(code) ? " dl-swatch-exact" : " dl-swatch-hatch"}`, "aria-hidden": "true" });
}

function sourceGroup() {
  const totals = new Int32Array(SOURCES.values.length);
  for (let i = 0; i < N; i++) countSources(i);
  totals.set(SOURCES.counts);
  const order = SOURCES.values.map((_, s) => s).filter((s) => totals[s]).sort((a, b) => totals[b] - totals[a] || a - b);
  if (order.length < 2) return null;
  const setAll = (on) => { SOURCES.on.fill(on); changed(); };
  return group("source", "Sources", false,
    el("div", { class: "dl-row-buttons" },
      el("button", { type: "button", class: "dl-text-button", onclick: () => setAll(true), text: "All" }),
      el("button", { type: "button", class: "dl-text-button", onclick: () => setAll(false), text: "None" })),
    order.slice(0, MOST_SOURCES).map((s) => switchRow("checkbox", {
      "data-source": s,
      onchange: (event) => { SOURCES.on[s] = event.target.checked; changed(); },
    }, null, SOURCES.values[s] ? name(SOURCES.values[s]) : "Without a name", 0)),
    order.length > MOST_SOURCES ? el("p", { class: "dl-dim dl-note", text: `The search finds the other ${order.length - MOST_SOURCES}.` }) : null);
}

function changeGroup(toggle) {
  if (!CHANGES.length) return null;
  const note = DATA.meta.since ? el("p", { class: "dl-dim dl-note", text: `The build before is of ${DATA.meta.since}.` }) : null;
  const gone = {};
  for (const { kind } of GONE) gone[kind] = (gone[kind] || 0) + 1;
  return group("change", "Changes since the last build", false, note,
    switchRow("checkbox", { "data-layer": "over_changes", onchange: toggle("over_changes") }, el("span", { class: "dl-badge dl-badge-square", "aria-hidden": "true", text: "+" }), "Mark them on the map", CHANGES.length),
    facetRows(FACETS.change, changeIcon),
    Object.entries(gone).map(([kind, count]) => el("div", { class: "dl-row dl-row-fixed" }, changeIcon(kind), el("span", { class: "dl-row-text", text: CHANGE_WORDS[kind] }), el("span", { class: "dl-row-count", text: count }))));
}

function buildPanel(layers) {
  const toggle = (key) => (event) => {
    if (event.target.checked) map.addLayer(layers[key]);
    else map.removeLayer(layers[key]);
  };
  const typeRows = Object.keys(state.layers.type).map((kind) =>
    switchRow("checkbox", { "data-layer": `type_${kind}`, onchange: toggle(`type_${kind}`) }, symbolIcon(kind), typeWords(kind), 0));
  const over = (key, label, icon, count) => switchRow("checkbox", { "data-layer": `over_${key}`, onchange: toggle(`over_${key}`) }, icon, label, count);
  const bases = ["base_offline", ...Object.keys(TILE_WORDS).map((key) => `tiles_${key}`)];
  const base = bases.includes(chosenTiles) ? chosenTiles : "base_offline";
  const baseRows = bases.map((key) => el("label", { class: "dl-row" },
    el("input", { type: "radio", name: "dl-base", value: key, "data-layer": key, checked: key === base,
      onchange: () => chooseBase(key) }),
    el("span", { class: "dl-row-text" }, key === "base_offline" ? "Offline map" : TILE_WORDS[key.slice(6)],
      key === "base_offline" ? null : el("small", { class: "dl-net", text: "leaves this page: loads from the network" }))));
  const hasImprecise = rough.some(Boolean);
  const withShape = countOf((i) => shapeOfIncident(i) !== null);
  const body = el("div", { class: "dl-panel-body" },
    N ? group("type", "Incidents", true, ...typeRows, readingKey(hasImprecise)) : null,
    N ? facetGroup(FACETS.status, "How it is told", true, statusIcon) : null,
    N ? facetGroup(FACETS.precision, "How precise the place is", false, precisionIcon) : null,
    N ? facetGroup(FACETS.confidence, "How certain the place is", false) : null,
    N ? sourceGroup() : null,
    changeGroup(toggle),
    group("over", "Also on the map", true,
      over("places", "Places named", el("span", { class: "dl-dot" }), DATA.placeCount),
      withShape ? over("footprints", "Footprints of all incidents", el("span", { class: "dl-swatch dl-swatch-area" }), withShape) : null,
      N && DIVISIONS.length ? over("divisions", "Divisions by incidents", el("span", { class: "dl-swatch dl-swatch-heat" }), 0) : null,
      el("div", { class: "dl-scale", id: "dl-scale", hidden: true }),
      over("borders", "Administrative borders", el("span", { class: "dl-swatch dl-swatch-line" })),
      borderKey()),
    group("base", "Background", base !== "base_offline", ...baseRows));
  const panel = el("details", { class: "dl-panel", id: "dl-panel" }, el("summary", { text: "Legend, layers, filters" }), body);
  L.DomEvent.disableClickPropagation(panel);
  L.DomEvent.disableScrollPropagation(panel);
  panel.addEventListener("keydown", (event) => event.stopPropagation());
  panel.addEventListener("toggle", () => canvases?.labels.redraw(), true);
  byId("dl-stage").append(panel);
  const stage = byId("dl-stage");
  if (base !== "base_offline") {
    map.removeLayer(layers.base_offline);
    map.addLayer(layers[base]);
    byId("dl-app").classList.add("dl-online");
  }
  panel.open = stage.clientWidth > 700 && stage.clientHeight > 460 && !isEmbedded();
}

function chooseBase(key) {
  try {
    history.replaceState(key === "base_offline" ? null : { tiles: key }, "", addressNow());
    location.reload();
  } catch {
    announce("This page stands where it may not load anything.");
  }
}

// What size, open shapes and numbers mean.
function readingKey(hasImprecise) {
  const sizes = el("span", { class: "dl-sizes", "aria-hidden": "true" });
  for (const [killed, label] of [[0, "0 or ?"], [10, "10"], [75, "75 killed"]]) {
    const dot = el("i", {});
    dot.style.width = dot.style.height = `${(2 * radiusFor(killed)) / LARGE}px`;
    sizes.append(dot, label);
  }
  const rows = [el("div", { class: "dl-key" }, el("span", { class: "dl-hide", text: "The larger a symbol, the more people were killed." }), sizes)];
  if (hasImprecise) {
    rows.push(el("div", { class: "dl-key" }, el("span", { class: "dl-swatch dl-swatch-hatch", "aria-hidden": "true" }),
      el("span", { text: "hatched, open, dashed: somewhere inside" })));
  }
  return el("div", { class: "dl-keys" }, rows);
}

function borderKey() {
  if (!WORLD.disputed.length) return null;
  return el("div", { class: "dl-key dl-key-in" }, el("span", { class: "dl-swatch dl-swatch-dashed", "aria-hidden": "true" }), el("span", { text: "disputed border" }));
}

function countOf(test) {
  let count = 0;
  for (let i = 0; i < N; i++) if (test(i)) count += 1;
  return count;
}

// Each count says how many there are, or would be, with that value switched on.
function paintPanel() {
  const panel = byId("dl-panel");
  if (!panel) return;
  const write = (input, isOn, count) => {
    input.checked = isOn;
    if (count !== undefined) input.parentElement.querySelector(".dl-row-count").textContent = count.toLocaleString("en");
  };
  for (const input of panel.querySelectorAll("[data-layer]")) {
    const key = input.dataset.layer, cut = key.indexOf("_");
    const [part, rest] = [key.slice(0, cut), key.slice(cut + 1)];
    if (part === "type") write(input, state.layers.type[rest] !== false, FACETS.type.countOf(rest) || 0);
    else if (part === "over") write(input, state.layers.over[rest] !== false, rest === "divisions" ? divisionCounts().of.filter(Boolean).length : undefined);
  }
  for (const input of panel.querySelectorAll("[data-facet]")) {
    const facet = FACETS[input.dataset.facet];
    write(input, facet.isOn(input.dataset.value), facet.countOf(input.dataset.value));
  }
  for (const input of panel.querySelectorAll("[data-source]")) write(input, SOURCES.on[input.dataset.source], SOURCES.counts[input.dataset.source]);
  for (const box of panel.querySelectorAll("[data-group]")) {
    const facet = FACETS[box.dataset.group];
    const isUsual = box.dataset.group === "source" ? SOURCES.allOn : !facet || facet.isUsual();
    box.querySelector(".dl-filtered").hidden = isUsual;
  }
  paintScale();
}

function paintScale() {
  const scale = byId("dl-scale");
  scale.hidden = !state.layers.over.divisions || !N;
  if (scale.hidden) return;
  const { most, outside } = divisionCounts(), breaks = heatBreaks(most);
  clear(scale);
  breaks.forEach((from, k) => {
    const to = k + 1 < breaks.length ? breaks[k + 1] - 1 : most;
    const box = el("i", {});
    box.style.opacity = heatStep(from, most);
    scale.append(el("span", {}, box, from >= to ? String(from) : `${from}–${to}`));
  });
  if (outside) scale.append(el("span", { text: `${outside.toLocaleString("en")} in no one division` }));
}
