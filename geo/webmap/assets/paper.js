// The page in print.

const MOST_PRINTED = 1000;

// Paper has no steps of zoom, and shows the world once.
function fitOnPaper(bounds) {
  const snap = map.options.zoomSnap;
  const corners = [bounds.getNorthWest(), bounds.getSouthEast()].map((corner) => map.project(corner));
  const centre = map.unproject(corners[0].add(corners[1]).divideBy(2));
  if (DATA.bounds && bounds.getEast() - bounds.getWest() >= 360) centre.lng = (DATA.bounds[0] + DATA.bounds[2]) / 2;
  map.options.zoomSnap = 0;
  map.setView(centre, Math.max(map.getBoundsZoom(bounds) - 0.02, Math.log2(map.getSize().x / 256)), { animate: false });
  map.options.zoomSnap = snap;
}

// On paper the map has its own size and shows at least what the screen does, and the list is whole.
function wirePrint() {
  let before = null;
  window.addEventListener("beforeprint", () => {
    before = before || { center: map.getCenter(), zoom: map.getZoom(), bounds: map.getBounds(), wasOpen: byId("dl-panel").open };
    byId("dl-panel").open = true;
    document.documentElement.classList.add("dl-printing");
    map.invalidateSize({ animate: false });
    fitOnPaper(before.bounds);
    recolour();
    // Names and footprints must not cover them.
    canvases.marks.redraw();
    list.from = 0;
    list.to = Math.min(list.order.length, MOST_PRINTED);
    paintList();
  });
  window.addEventListener("afterprint", () => {
    if (!before) return;
    byId("dl-panel").open = before.wasOpen;
    document.documentElement.classList.remove("dl-printing");
    map.invalidateSize({ animate: false });
    map.setView(before.center, before.zoom, { animate: false });
    before = null;
    recolour();
    renderList();
  });
}
