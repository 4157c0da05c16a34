// What lies far outside of the first view, and the way there.

const ARROWS = "→↘↓↙←↖↑↗";
const MOST_ELSEWHERE = 3;
let elsewhere = null;

function buildElsewhere() {
  if (!DATA.elsewhere.length) return;
  const Elsewhere = L.Control.extend({
    onAdd() {
      elsewhere = el("div", { class: "dl-elsewhere", role: "group", "aria-label": "Incidents far from the others" });
      L.DomEvent.disableClickPropagation(elsewhere);
      // A button that is gone by then would be taken for a click on the map.
      L.DomEvent.on(elsewhere, "click", L.DomEvent.stopPropagation);
      return elsewhere;
    },
  });
  new Elsewhere({ position: "bottomleft" }).addTo(map);
  map.on("moveend", paintElsewhere);
  onChange(paintElsewhere);
}

// In the copy of the world that is nearest to a longitude.
function spotOf(i, lng) {
  const lon = E.get("lon", i);
  return L.latLng(E.get("lat", i), lon + 360 * Math.round((lng - lon) / 360));
}

function paintElsewhere() {
  const isSeen = onMap();
  const left = DATA.elsewhere
    .map((one) => ({ ...one, events: one.events.filter((i) => shown[i] && !isSeen(i)) }))
    .filter((one) => one.events.length)
    .sort((a, b) => b.events.length - a.events.length);
  elsewhere.hidden = !left.length;
  const count = left.reduce((sum, one) => sum + one.events.length, 0), others = left.length - MOST_ELSEWHERE;
  clear(elsewhere).append(`${count.toLocaleString("en")} more:`, ...left.slice(0, MOST_ELSEWHERE).map(elsewhereButton));
  if (others > 0) elsewhere.append(el("button", { type: "button", onclick: () => fitAll(), text: plural(others, "other place") }));
}

// Whether a symbol stands below the words.
function coversIncident() {
  if (!elsewhere || elsewhere.hidden) return false;
  const { lng } = map.getCenter(), reach = 24;
  const stage = map.getContainer().getBoundingClientRect(), box = elsewhere.getBoundingClientRect();
  const covered = L.bounds(
    [box.left - stage.left - reach, box.top - stage.top - reach],
    [box.right - stage.left + reach, box.bottom - stage.top + reach]);
  return visible.some((i) => covered.contains(map.latLngToContainerPoint(spotOf(i, lng))));
}

function elsewhereButton({ place, events, km }) {
  const centre = map.getCenter(), spot = spotOf(events[0], centre.lng);
  const { x, y } = map.project(spot).subtract(map.project(centre));
  const arrow = ARROWS[(Math.round(Math.atan2(y, x) / (Math.PI / 4)) + 8) % 8];
  const shownName = place || "Elsewhere", words = `${plural(events.length, "incident")}, ${km.toLocaleString("en")} km away`;
  return el("button", { type: "button", title: words, "aria-label": `${shownName}, ${words}: show`, onclick: () => goElsewhere(events, shownName) },
    `${arrow} `, name(shownName), events.length > 1 ? ` (${events.length.toLocaleString("en")})` : "");
}

function goElsewhere(events, place) {
  const bounds = L.latLngBounds(events.map((i) => spotOf(i, map.getCenter().lng)));
  const zoom = clamp(map.getBoundsZoom(bounds.pad(0.3)), 4, 8);
  // The button is gone with what it told of.
  selection.returnTo = map.getContainer();
  map.once("moveend", () => {
    if (events.length === 1) return select(events[0], { focus: true });
    map.getContainer().focus({ preventScroll: true });
    announce(`${plural(events.length, "incident")}, ${place}`);
  });
  map.flyTo(bounds.getCenter(), zoom, { animate: !reducedMotion(), duration: 1.2 });
}
