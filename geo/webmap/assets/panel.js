// Legend and layer control in one: what a symbol means is also where it is switched.

const TILE_WORDS = {
  osm: "OpenStreetMap",
  carto: "CARTO light",
  carto_dark: "CARTO dark",
};

function switchRow(kind, attributes, icon, label, count) {
  const input = el("input", { type: kind, ...attributes });
  return el("label", { class: "dl-row" }, input, icon, el("span", { class: "dl-row-text", text: label }),
    count === undefined ? null : el("span", { class: "dl-row-count", text: count.toLocaleString("en") }));
}

function group(title, ...rows) {
  return el("fieldset", { class: "dl-group" }, el("legend", { text: title }), ...rows);
}

function buildPanel(layers) {
  const toggle = (key) => (event) => {
    if (event.target.checked) map.addLayer(layers[key]);
    else map.removeLayer(layers[key]);
  };
  const typeRows = Object.keys(state.layers.type).map((kind) => {
    const row = switchRow("checkbox", { "data-layer": `type_${kind}`, onchange: toggle(`type_${kind}`) }, symbolIcon(kind), typeWords(kind), 0);
    return row;
  });
  const statuses = Object.keys(STATUS_WORDS).filter((status) => status in state.statuses);
  const statusRows = statuses.map((status) => switchRow("checkbox", {
    "data-status": status,
    onchange: (event) => { state.statuses[status] = event.target.checked; changed(); },
  }, STATUS_BADGES[status] ? el("span", { class: "dl-badge", "aria-hidden": "true", text: STATUS_BADGES[status] }) : el("span", { class: "dl-badge dl-badge-none" }),
  STATUS_WORDS[status], countOf((i) => (E.get("status", i) || "occurred") === status)));
  const over = (key, label, icon, count) => switchRow("checkbox", { "data-layer": `over_${key}`, onchange: toggle(`over_${key}`) }, icon, label, count);
  const bases = ["base_offline", ...Object.keys(TILE_WORDS).map((key) => `tiles_${key}`)];
  const baseRows = bases.map((key) => el("label", { class: "dl-row" },
    el("input", { type: "radio", name: "dl-base", value: key, "data-layer": key, checked: key === "base_offline",
      onchange: () => chooseBase(layers, bases, key) }),
    el("span", { class: "dl-row-text" }, key === "base_offline" ? "Offline map" : TILE_WORDS[key.slice(6)],
      key === "base_offline" ? null : el("small", { class: "dl-net", text: "loads from the network" }))));
  const hasImprecise = precision.some((value) => value >= IMPRECISE);
  const body = el("div", { class: "dl-panel-body" },
    N ? group("Incidents", typeRows) : null,
    N ? readingKey(hasImprecise) : null,
    statuses.length > 1 || (statuses.length && statuses[0] !== "occurred") ? group("How it is told", statusRows) : null,
    group("Also on the map",
      over("places", "Places named", el("span", { class: "dl-dot" }), DATA.placeCount),
      N ? over("footprints", "Footprints of all incidents", el("span", { class: "dl-swatch" })) : null,
      N && DIVISIONS.length ? over("divisions", "Divisions by incidents", el("span", { class: "dl-swatch dl-swatch-heat" })) : null,
      el("div", { class: "dl-scale", id: "dl-scale", hidden: true }),
      over("borders", "Administrative borders", el("span", { class: "dl-swatch dl-swatch-line" }))),
    group("Background", baseRows));
  const panel = el("details", { class: "dl-panel", id: "dl-panel" }, el("summary", { text: "Legend and layers" }), body);
  L.DomEvent.disableClickPropagation(panel);
  L.DomEvent.disableScrollPropagation(panel);
  panel.addEventListener("keydown", (event) => event.stopPropagation());
  byId("dl-stage").append(panel);
  const stage = byId("dl-stage");
  panel.open = stage.clientWidth > 700 && stage.clientHeight > 460 && !document.body.classList.contains("dl-embed");
}

function chooseBase(layers, keys, chosen) {
  for (const key of keys) {
    if (key === chosen) map.addLayer(layers[key]);
    else map.removeLayer(layers[key]);
  }
  byId("dl-app").classList.toggle("dl-online", chosen !== "base_offline");
}

// What size, open shapes and numbers mean.
function readingKey(hasImprecise) {
  const sizes = el("span", { class: "dl-sizes", "aria-hidden": "true" });
  for (const killed of [0, 10, 75]) {
    const dot = el("i", {});
    dot.style.width = dot.style.height = `${2 * radiusFor(killed)}px`;
    sizes.append(dot);
  }
  const rows = [el("div", { class: "dl-key" }, sizes, el("span", { text: "none or unknown, 10, 75 killed" }))];
  if (hasImprecise) {
    rows.push(el("div", { class: "dl-key" }, el("span", { class: "dl-swatch dl-swatch-hatch", "aria-hidden": "true" }),
      el("span", { text: "open symbol, hatching: somewhere inside" })));
  }
  return el("div", { class: "dl-keys" }, rows);
}

function countOf(test) {
  let count = 0;
  for (let i = 0; i < N; i++) if (test(i)) count += 1;
  return count;
}

// Counts per type follow the days and words, but not the types' own switches.
function paintPanel() {
  const panel = byId("dl-panel");
  if (!panel) return;
  const counts = {};
  const words = fold(state.words).split(/\s+/).filter(Boolean);
  for (let i = 0; i < N; i++) {
    if (passesTime(i) && state.statuses[E.get("status", i) || "occurred"] &&
      (!words.length || words.every((word) => haystack(i).includes(word)))) counts[type[i]] = (counts[type[i]] || 0) + 1;
  }
  for (const input of panel.querySelectorAll("[data-layer]")) {
    const key = input.dataset.layer, cut = key.indexOf("_");
    const [part, rest] = [key.slice(0, cut), key.slice(cut + 1)];
    if (part === "type") {
      input.checked = state.layers.type[rest] !== false;
      input.parentElement.querySelector(".dl-row-count").textContent = (counts[rest] || 0).toLocaleString("en");
    } else if (part === "over") input.checked = state.layers.over[rest] !== false;
  }
  for (const input of panel.querySelectorAll("[data-status]")) input.checked = state.statuses[input.dataset.status];
  paintScale();
}

function paintScale() {
  const scale = byId("dl-scale");
  scale.hidden = !state.layers.over.divisions || !N;
  if (scale.hidden) return;
  const { most } = divisionCounts(), breaks = heatBreaks(most);
  clear(scale);
  breaks.forEach((from, k) => {
    const to = k + 1 < breaks.length ? breaks[k + 1] - 1 : most;
    const box = el("i", {});
    box.style.opacity = heatStep(from, most);
    scale.append(el("span", {}, box, from >= to ? String(from) : `${from}–${to}`));
  });
}
