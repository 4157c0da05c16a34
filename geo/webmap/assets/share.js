// The view in the address, a frame to embed, and what is seen as files.

const params = new URLSearchParams(location.hash.slice(1));

function isEmbedded() {
  return params.has("embed");
}

// The parameters that name the values of a facet that are not as usual.
const SWITCHED = { status: FACETS.status, precision: FACETS.precision, certain: FACETS.confidence, change: FACETS.change };
const HIDDEN_LAYERS = ["footprints", "divisions", "changes"];

function viewParams() {
  const found = new URLSearchParams();
  const { lat, lng } = map.getCenter();
  found.set("map", [+lat.toFixed(5), +lng.toFixed(5), map.getZoom()].join(","));
  if (!isWholeTime()) found.set("days", `${isoDay(state.from)}..${isoDay(state.to)}`);
  const off = Object.keys(state.layers.type).filter((kind) => state.layers.type[kind] === false);
  if (off.length) found.set("off", off.join(","));
  for (const [key, facet] of Object.entries(SWITCHED)) {
    const values = facet.values.filter((_, k) => facet.on[k] !== facet.usual[k]);
    if (values.length) found.set(key, values.join(","));
  }
  const on = SOURCES.values.filter((_, s) => SOURCES.on[s]), silent = SOURCES.values.filter((_, s) => !SOURCES.on[s]);
  if (silent.length) found.set(on.length < silent.length ? "from" : "notfrom", JSON.stringify(on.length < silent.length ? on : silent));
  const over = Object.keys(state.layers.over).filter((key) => state.layers.over[key] === (HIDDEN_LAYERS.includes(key)));
  if (over.length) found.set("switch", over.join(","));
  if (state.words) found.set("words", state.words);
  if (state.inView) found.set("inview", "1");
  if (state.sort !== "newest") found.set("sort", state.sort);
  if (state.selected >= 0) found.set("incident", E.get("event_id", state.selected));
  if (isEmbedded()) found.set("embed", "1");
  return found;
}

// Browsers refuse too many changes of the address.
const REMEMBER_AFTER_MS = 250;
let remembering = null;
function rememberView() {
  clearTimeout(remembering);
  remembering = setTimeout(writeAddress, REMEMBER_AFTER_MS);
}

function fragmentOf(view) {
  return "#" + view.toString().replace(/%2C/g, ",");
}

function addressNow() {
  return fragmentOf(viewParams());
}

function writeAddress() {
  try {
    history.replaceState(history.state, "", addressNow());
  } catch {
    // A page inside a frame without an address of its own has nothing to remember.
  }
}

// Read once, before the first drawing; what does not fit this map is passed over.
function restoreState(layers) {
  for (const kind of (params.get("off") || "").split(",")) {
    if (kind in state.layers.type) map.removeLayer(layers[`type_${kind}`]);
  }
  for (const [key, facet] of Object.entries(SWITCHED)) {
    for (const value of (params.get(key) || "").split(",")) facet.set(value, !facet.usual[facet.values.indexOf(value)]);
  }
  for (const key of ["from", "notfrom"]) {
    const named = sourcesIn(params.get(key));
    if (named) SOURCES.on = SOURCES.values.map((source) => named.has(source) === (key === "from"));
  }
  for (const key of (params.get("switch") || "").split(",")) {
    const layer = layers[`over_${key}`];
    if (!layer) continue;
    if (map.hasLayer(layer)) map.removeLayer(layer);
    else map.addLayer(layer);
  }
  const [from, to] = (params.get("days") || "").split("..").map((day) => dayOf(day || ""));
  if (Number.isInteger(from) && Number.isInteger(to) && from <= to && to >= FIRST && from <= LAST) {
    state.from = Math.max(from, FIRST);
    state.to = Math.min(to, LAST);
  }
  state.words = params.get("words") || "";
  state.inView = params.has("inview");
  if (params.get("sort") in SORTS) state.sort = params.get("sort");
}

function sourcesIn(text) {
  if (!text) return null;
  try {
    const names = JSON.parse(text);
    return Array.isArray(names) ? new Set(names) : null;
  } catch {
    return null;
  }
}

function restoreView() {
  const [lat, lng, zoom] = (params.get("map") || "").split(",").map(Number);
  if (![lat, lng, zoom].every(Number.isFinite) || !params.get("map")) return false;
  map.setView([clamp(lat, -85, 85), clamp(lng, -720, 720)], clamp(zoom, map.getMinZoom(), map.getMaxZoom()), { animate: false });
  return true;
}

function incidentFromAddress() {
  const wanted = params.get("incident");
  return wanted ? incidentNumber(wanted) : -1;
}

function incidentNumber(id) {
  for (let i = 0; i < N; i++) if (E.get("event_id", i) === id) return i;
  return -1;
}

const EXPORT_COLUMNS = (
  "event_id event_type sub_event_type status date_text date_prec actor1 actor1_role actor2 actor2_role place_text " +
  "place_name geonameid feature_code country_code admin1_name admin2_name relation distance_km bearing_deg radius_km " +
  "where_prec geo_confidence alternatives killed_low killed_best killed_high injured_low injured_best injured_high " +
  "affected_low affected_best affected_high affected_kind casualties quote n_reports n_sources point_kind"
).split(" ");

function exportRow(i) {
  const row = {};
  for (const column of EXPORT_COLUMNS) row[column] = E.get(column, i);
  row.date_start = firstDay(i) === null ? null : isoDay(firstDay(i));
  row.date_end = lastDay(i) === null ? null : isoDay(lastDay(i));
  const articles = [...new Set(reportsOf(i).map((report) => R.get("article", report)))];
  row.articles = articles.map((article) => A.get("article_id", article)).join(";");
  row.url = articles.map((article) => A.get("url", article)).filter(Boolean).join(" ");
  return row;
}

function asGeoJSON(incidents) {
  const features = incidents.map((i) => ({
    type: "Feature",
    id: E.get("event_id", i),
    geometry: { type: "Point", coordinates: [E.get("lon", i), E.get("lat", i)] },
    properties: exportRow(i),
  }));
  return JSON.stringify({ type: "FeatureCollection", features }, null, 1);
}

function asCSV(incidents) {
  const cell = (value) => {
    if (value === null || value === undefined) return "";
    // Readers of CSV stop at a NUL.
    let text = String(value).replace(/\0/g, "\ufffd");
    // A spreadsheet must not take an article's words for a formula; as in the build's own CSV,
    // an apostrophe taken away restores every cell.
    if (typeof value === "string" && /^'*[=+\-@\t\r]/.test(text)) text = "'" + text;
    return /[",\n\r]/.test(text) ? `"${text.replace(/"/g, '""')}"` : text;
  };
  const columns = [...EXPORT_COLUMNS.slice(0, 4), "date_start", "date_end", ...EXPORT_COLUMNS.slice(4), "articles", "url", "lon", "lat"];
  const lines = incidents.map((i) => {
    const row = { ...exportRow(i), lon: E.get("lon", i), lat: E.get("lat", i) };
    return columns.map((column) => cell(row[column])).join(",");
  });
  return "\ufeff" + [columns.join(","), ...lines].join("\r\n") + "\r\n";
}

function download(filename, mime, text) {
  const url = URL.createObjectURL(new Blob([text], { type: mime }));
  el("a", { href: url, download: filename }).click();
  setTimeout(() => URL.revokeObjectURL(url), 10000);
}

const FRAME_SIZES = { "Column (640 × 480)": [640, 480], "Wide (960 × 600)": [960, 600], "Phone (360 × 640)": [360, 640], "As wide as its column (600 high)": ["100%", 600] };

function frameCode(size) {
  const found = viewParams();
  found.delete("incident");
  found.set("embed", "1");
  const page = location.protocol === "file:" ? "map.html" : location.href.split("#")[0];
  const quoted = (text) => text.replace(/&/g, "&amp;").replace(/"/g, "&quot;").replace(/</g, "&lt;");
  const address = quoted(page + fragmentOf(found)), title = quoted(DATA.meta.title);
  const [width, height] = FRAME_SIZES[size];
  return `<iframe src="${address}" title="${title}" width="${width}" height="${height}" loading="lazy"></iframe>`;
}

function buildShare() {
  const code = el("textarea", { id: "dl-code", rows: "4", readonly: true, "aria-label": "Code to embed this map", spellcheck: "false" });
  const size = el("select", { id: "dl-size", "aria-label": "Size", onchange: () => { code.value = frameCode(size.value); } },
    Object.keys(FRAME_SIZES).map((label) => el("option", { value: label, text: label })));
  const said = el("p", { class: "dl-dim", role: "status" });
  const copy = async (text, what) => {
    try {
      await navigator.clipboard.writeText(text);
      said.textContent = `${what} copied.`;
    } catch {
      said.textContent = "This browser does not let a page copy: select the text and copy it.";
      code.value = text;
      code.select();
    }
  };
  const dialog = el("dialog", { class: "dl-dialog", id: "dl-share", "aria-labelledby": "dl-share-title" },
    el("div", { class: "dl-dialog-head" }, el("h2", { id: "dl-share-title", text: "Share and download" }),
      el("button", { type: "button", class: "dl-close", "aria-label": "Close", onclick: () => dialog.close(), text: "×" })),
    el("section", {}, el("h3", { text: "This view" }),
      el("button", { type: "button", class: "dl-button", onclick: () => copy(location.href.split("#")[0] + addressNow(), "Link"), text: "Copy link" }),
      el("button", { type: "button", class: "dl-button", onclick: () => { dialog.close(); window.print(); }, text: "Print" })),
    el("section", {}, el("h3", { text: "Embed" }), size, code,
      el("button", { type: "button", class: "dl-button", onclick: () => copy(code.value, "Code"), text: "Copy code" })),
    el("section", {}, el("h3", { id: "dl-download-title", text: "Download what is shown" }),
      el("button", { type: "button", class: "dl-button", onclick: () => download("incidents.geojson", "application/geo+json", asGeoJSON(visible)), text: "GeoJSON" }),
      el("button", { type: "button", class: "dl-button", onclick: () => download("incidents.csv", "text/csv", asCSV(visible)), text: "CSV" })),
    said);
  document.body.append(dialog);
  return () => {
    code.value = frameCode(size.value);
    said.textContent = "";
    byId("dl-download-title").textContent = `Download what is shown (${plural(visible.length, "incident")})`;
    dialog.showModal();
  };
}
