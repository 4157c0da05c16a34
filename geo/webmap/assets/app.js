// Wiring: Folium makes the map and its layers, this makes them one page.

let map = null;
let canvases = null;
let popup = null;
let selection = { group: [], returnTo: null };

let baseKey = "";

function redrawAll() {
  // The basemap follows its own switches, and the counts only where they colour it.
  const key = JSON.stringify([state.layers.over, state.layers.base, state.layers.over.divisions && version]);
  if (key !== baseKey) canvases.base.redraw();
  baseKey = key;
  canvases.areas.redraw();
  canvases.marks.redraw();
  canvases.labels.redraw();
  canvases.focus.redraw();
}

function refresh() {
  if (state.selected >= 0 && !shown[state.selected]) deselect();
  redrawAll();
  renderList();
  paintTimeline();
  paintPanel();
  rememberView();
}

function hover(i) {
  if (state.hovered === i) return;
  state.hovered = i;
  canvases.focus.redraw();
  markSelected();
}

function latLngOf(mark) {
  return map.layerPointToLatLng([mark.x, mark.y]);
}

function select(i, options = {}) {
  const group = options.group || [i];
  if (!shown[i]) return;
  state.selected = i;
  selection.group = group;
  if (options.focus && !selection.returnTo) selection.returnTo = document.activeElement;
  if (options.pan) reveal(i);
  canvases.marks.redraw();
  canvases.focus.redraw();
  showInList(i);
  showCard(incidentCard(i, pagerFor(i, group)), () => canvases.marks.markOf(i), options);
  if (options.keepPager) document.querySelector(`.dl-pager button:${options.keepPager < 0 ? "first" : "last"}-of-type`)?.focus();
  announce(`${subTypeWords(type[i], E.get("sub_event_type", i))}, ${E.get("place_name", i)}`);
  rememberView();
}

// Bring an incident into view, and near enough to stand apart from its neighbours.
function reveal(i) {
  const mark = canvases.marks.markOf(i);
  // In the copy of the world that is looked at.
  const lon = E.get("lon", i), copy = Math.round((map.getCenter().lng - lon) / 360);
  const latLng = L.latLng(E.get("lat", i), lon + 360 * copy);
  const inside = map.getBounds().pad(-0.12);
  const still = { animate: false };
  if (mark && mark.group) {
    const span = isolatingZoom(i);
    map.setView(latLng, span, still);
  } else if (!mark || !inside.contains(latLngOf(mark))) {
    map.panTo(latLng, { animate: !reducedMotion() && mark !== null, duration: 0.4 });
  }
}

function isolatingZoom(i) {
  for (let zoom = Math.ceil(map.getZoom()) + 1; zoom < map.getMaxZoom(); zoom++) {
    const scale = 256 * 2 ** zoom;
    const near = visible.filter((j) => Math.hypot(unitX[j] - unitX[i], unitY[j] - unitY[i]) * scale < crowdReach());
    if (near.length <= crowdLimit()) return zoom;
  }
  return Math.min(map.getZoom() + 2, map.getMaxZoom());
}

function showCard(card, findMark, options) {
  if (isNarrow()) {
    closePopup();
    const box = byId("dl-sheet-card");
    clear(box).append(el("button", { type: "button", class: "dl-back", onclick: deselect, text: isEmbedded() ? "‹ Back to the map" : "‹ Back to the list" }), card);
    box.hidden = false;
    byId("dl-side").classList.add("dl-with-card");
    setSheet(true);
    byId("dl-side").scrollTop = 0;
    showAboveSheet(findMark());
    if (options.focus) box.querySelector(".dl-where").focus({ preventScroll: true });
    return;
  }
  closePopup();
  const mark = findMark();
  const size = map.getSize(), panel = byId("dl-panel");
  // The legend makes way where both do not fit.
  const panelWidth = panel.getBoundingClientRect().width;
  if (panel.open && size.x < panelWidth + 460 * LARGE) panel.open = false;
  const right = panel.open ? panelWidth + 26 : 16;
  popup = L.popup({
    maxWidth: Math.min(360 * LARGE, size.x - 60), minWidth: Math.min(300 * LARGE, size.x - 60), maxHeight: Math.max(160, size.y - 110),
    autoPanPaddingTopLeft: [size.x > 520 ? 60 : 16, panel.open ? 16 : 56], autoPanPaddingBottomRight: [right, 16], className: "dl-popup",
    offset: [0, mark ? 1 - mark.r : 0],
  });
  popup.findMark = findMark;
  popup.setLatLng(mark ? latLngOf(mark) : options.latLng).setContent(card).openOn(map);
  const element = popup.getElement();
  element.setAttribute("role", "dialog");
  element.setAttribute("aria-label", card.querySelector(".dl-where").textContent);
  if (options.focus) card.querySelector(".dl-where").focus({ preventScroll: true });
}

// Symbols that make way for each other stand elsewhere after a zoom; the popup goes along.
function followMark() {
  const mark = popup && popup.findMark();
  if (!mark) return;
  const wasPanning = popup.options.autoPan;
  // Following must not move the map, which would have to be followed again.
  popup.options.autoPan = false;
  popup.setLatLng(latLngOf(mark));
  popup.options.autoPan = wasPanning;
}

function closePopup() {
  if (!popup) return;
  const old = popup;
  popup = null;
  map.closePopup(old);
}

function deselect() {
  const before = state.selected;
  state.selected = -1;
  closePopup();
  const box = byId("dl-sheet-card");
  box.hidden = true;
  clear(box);
  byId("dl-side").classList.remove("dl-with-card");
  canvases.focus.redraw();
  markSelected();
  const back = selection.returnTo;
  selection = { group: [], returnTo: null };
  if (back && before >= 0) (back.isConnected ? back : itemOf(before) || map.getContainer()).focus({ preventScroll: true });
  rememberView();
}

function openCrowd(mark) {
  const { group } = mark;
  const isOneSite = group.sites.length === 1;
  if (!isOneSite && map.getZoom() < map.getMaxZoom()) {
    const xs = group.sites.map((site) => site.x), ys = group.sites.map((site) => site.y);
    const scale = 256 * 2 ** map.getZoom();
    const corner = (x, y) => map.unproject([(x + mark.copy) * scale, y * scale]);
    const bounds = L.latLngBounds(corner(Math.min(...xs), Math.max(...ys)), corner(Math.max(...xs), Math.min(...ys)));
    const zoom = Math.max(map.getBoundsZoom(bounds.pad(0.2)), map.getZoom() + 1);
    map.flyTo(bounds.getCenter(), Math.min(zoom, map.getMaxZoom()), { animate: !reducedMotion(), duration: 0.5 });
    return;
  }
  showCard(crowdCard(group.members), () => canvases.marks.drawn.find((other) => other.group === group) || null, { latLng: latLngOf(mark), focus: true });
}

function openPlace(target) {
  if (state.selected >= 0) deselect();
  const [x, y] = [target.x, target.y];
  showCard(placeCard(target.place), () => null, { latLng: map.layerPointToLatLng([x, y]) });
}

function wirePointer() {
  const tip = el("div", { class: "dl-tip", hidden: true, "aria-hidden": "true" });
  byId("dl-stage").append(tip);
  const reachOf = (event) => (event.originalEvent?.pointerType === "touch" ? 14 : 3);
  map.on("mousemove", (event) => {
    if (event.originalEvent.target.closest(".leaflet-popup, .leaflet-control, .dl-panel")) return leave();
    const mark = canvases.marks.markAt(event.layerPoint, 3);
    const target = mark ? null : canvases.labels.placeAt(event.layerPoint, 2);
    map.getContainer().style.cursor = mark || target ? "pointer" : "";
    hover(mark && !mark.group && !mark.change ? mark.i : -1);
    tip.hidden = !mark || (popup !== null && mark.i === state.selected);
    if (tip.hidden) return;
    clear(tip).append(...tipText(mark));
    const at = event.containerPoint, size = map.getSize();
    tip.style.left = `${clamp(at.x + 14, 8, size.x - tip.offsetWidth - 8)}px`;
    tip.style.top = `${at.y + 16 + tip.offsetHeight > size.y ? at.y - tip.offsetHeight - 10 : at.y + 16}px`;
  });
  const leave = () => {
    tip.hidden = true;
    hover(-1);
  };
  map.on("mouseout movestart zoomstart", leave);
  map.on("click", (event) => {
    tip.hidden = true;
    const { hit, others } = canvases.marks.marksNear(event.layerPoint, reachOf(event));
    if (hit && hit.group) return openCrowd(hit);
    if (hit && hit.change) return openGone(hit.change, {});
    if (hit) {
      const members = [hit, ...others].map((mark) => mark.i);
      return select(hit.i, { group: [...new Set(members)].sort((a, b) => dayOrLast(a) - dayOrLast(b) || a - b) });
    }
    const target = canvases.labels.placeAt(event.layerPoint, reachOf(event));
    if (target) return openPlace(target);
    if (popup || state.selected >= 0) deselect();
  });
  map.on("popupclose", (event) => {
    if (event.popup !== popup) return;
    popup = null;
    deselect();
  });
}

function tipText(mark) {
  if (mark.group) return [plural(mark.group.members.length, "incident"), mark.group.rough ? ", only roughly placed" : ""];
  if (mark.change) return [el("strong", {}, ghostWords(mark.change)), ", ", name(mark.change.place), el("div", { text: CHANGE_WORDS[mark.change.kind] })];
  const { i } = mark;
  const casualties = casualtyLine(i);
  return [el("strong", {}, subTypeWords(type[i], E.get("sub_event_type", i))), ", ", name(E.get("place_name", i)),
    el("span", { class: "dl-dim", text: ` ${shortDate(i)}` }), casualties ? el("div", { text: casualties }) : ""];
}

function wireKeys() {
  map.getContainer().addEventListener("keydown", (event) => {
    if (event.target !== map.getContainer() || event.ctrlKey || event.metaKey || event.altKey) return;
    const step = { n: 1, p: -1 }[event.key.toLowerCase()];
    if (!step || !list.order.length) return;
    event.preventDefault();
    const at = list.order.indexOf(state.selected);
    const next = list.order[(at + step + list.order.length) % list.order.length];
    selection.returnTo = map.getContainer();
    select(next, { pan: true });
  });
  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && !document.querySelector("dialog[open]") && (popup || state.selected >= 0)) {
      event.preventDefault();
      deselect();
    }
  });
}

function resetFilters() {
  state.words = "";
  byId("dl-search").value = "";
  state.inView = false;
  byId("dl-inview").checked = false;
  state.from = FIRST;
  state.to = LAST;
  stopPlaying();
  for (const facet of SINGLE) facet.on.fill(true);
  SOURCES.on.fill(true);
  for (const [key, layer] of Object.entries(foliumLayers)) {
    if (key.startsWith("type_") && !map.hasLayer(layer)) map.addLayer(layer);
  }
  changed();
}

let foliumLayers = {};

// Pixels kept free at the foot of the map.
let roomBelow = 34;

function fitFirst(animate) {
  if (!DATA.bounds) return map.setView([25, 15], isNarrow() ? 2 : 2.5, { animate: false });
  fitTo(firstBounds(), animate);
}

function firstBounds() {
  const [west, south, east, north] = DATA.bounds;
  return L.latLngBounds([south, west], [north, east]);
}

function fitAll() {
  const bounds = firstBounds(), { lng } = bounds.getCenter();
  for (const { events } of DATA.elsewhere) for (const i of events) bounds.extend(spotOf(i, lng));
  fitTo(bounds, !reducedMotion());
}

function fitTo(bounds, animate) {
  const panel = byId("dl-panel");
  const right = panel && panel.open && !isNarrow() ? panel.getBoundingClientRect().width + 24 : 24;
  map.fitBounds(bounds, {
    paddingTopLeft: [34, isNarrow() ? 64 : 34], paddingBottomRight: [right + 10, roomBelow], maxZoom: 9, animate: Boolean(animate),
  });
}

function buildControls() {
  map.attributionControl.setPrefix('<a href="https://leafletjs.com" target="_blank" rel="noopener">Leaflet</a>');
  // A frame has no foot to say so.
  if (isEmbedded()) map.attributionControl.addAttribution("Read from news by a program");
  map.attributionControl.addAttribution("Natural Earth · GeoNames");
  L.control.zoom({ position: "topleft" }).addTo(map);
  const Home = L.Control.extend({
    onAdd() {
      const box = L.DomUtil.create("div", "leaflet-bar");
      const add = (words, text, onclick) => box.append(el("button", { type: "button", class: "dl-home", title: words, "aria-label": words, onclick, text }));
      add(DATA.elsewhere.length ? "Back to the first view" : "Show all the data", "⌂", () => fitFirst(!reducedMotion()));
      if (DATA.elsewhere.length) add("Show all incidents", "⤢", fitAll);
      L.DomEvent.disableClickPropagation(box);
      return box;
    },
  });
  new Home({ position: "topleft" }).addTo(map);
  L.control.scale({ position: "bottomleft", imperial: false }).addTo(map);
  buildElsewhere();
  // A map of half the world has no one scale.
  const hideScale = () => byId("dl-stage").classList.toggle("dl-no-scale", map.getZoom() < 4);
  map.on("zoomend", hideScale);
  hideScale();
}

function makeCanvases() {
  for (const [pane, order] of [["dl-base", 190], ["dl-areas", 410], ["dl-labels", 420], ["dl-focus", 430], ["dl-marks", 440]]) {
    map.createPane(pane).style.zIndex = order;
    map.getPane(pane).style.pointerEvents = "none";
  }
  const marks = new Marks();
  const made = {
    base: new Basemap({ pane: "dl-base" }), areas: new Areas({ pane: "dl-areas" }),
    // Names and rings are drawn around symbols, so after them.
    marks, labels: new Labels(marks), focus: new Focus(marks),
  };
  for (const layer of Object.values(made)) map.addLayer(layer);
  return made;
}

function recolour() {
  readPalette();
  hatches.clear();
  baseKey = "";
  redrawAll();
}

function wireTheme() {
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", recolour);
}

function fitSize() {
  const { clientWidth, clientHeight } = map.getContainer();
  // Leaflet forgets the exact centre and takes that of whole pixels: a link would creep.
  if (!map.getSize().equals([clientWidth, clientHeight])) map.invalidateSize({ animate: false });
}

function start(foliumMap, layers) {
  map = foliumMap;
  foliumLayers = layers;
  onSwitch = () => { if (canvases) changeSoon(); };
  document.body.classList.toggle("dl-embed", isEmbedded());
  const container = map.getContainer();
  container.setAttribute("role", "application");
  container.setAttribute("aria-label", "Map. Arrow keys move it, plus and minus zoom, N and P go to the next and the previous incident. The list holds the same incidents as text.");
  // No step of the zoom is small enough to be animated for those who want it still.
  if (reducedMotion()) map.options.zoomAnimationThreshold = 0;
  readPalette();
  buildHead();
  restoreState(layers);
  buildList(byId("dl-side"));
  buildFoot();
  buildControls();
  buildPanel(layers);
  wireSheet();
  buildTimeline();
  applyFilters();
  map.invalidateSize({ animate: false });
  if (!restoreView()) {
    fitFirst(false);
    if (coversIncident()) {
      roomBelow += 62;
      fitFirst(false);
    }
  }
  canvases = makeCanvases();
  onChange(refresh);
  refresh();
  wirePointer();
  wireKeys();
  wireTheme();
  map.on("moveend", () => {
    if (state.inView) renderList();
    followMark();
    rememberView();
  });
  new ResizeObserver(onceAFrame(fitSize)).observe(container);
  wirePrint();
  const wanted = incidentFromAddress();
  if (wanted >= 0 && shown[wanted]) select(wanted, { pan: !params.has("map") });
  for (const id of ["dl-head", "dl-foot"]) {
    // Only an uncommonly long text makes these scroll; then the keyboard must reach them.
    if (byId(id).scrollHeight > byId(id).clientHeight + 1) byId(id).tabIndex = 0;
  }
  document.documentElement.dataset.ready = "true";
  prepareSearch();
}

start(...(await handed));
