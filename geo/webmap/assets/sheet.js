// On narrow screens the list is a sheet, pulled up over the map.

// As in style.css.
const SHEET_SHARE = 0.6;

function toggleSheet() {
  setSheet(!byId("dl-side").classList.contains("dl-up"));
}

function setSheet(up) {
  byId("dl-side").classList.toggle("dl-up", up);
  byId("dl-grip").setAttribute("aria-expanded", String(up));
}

function wireSheet() {
  const side = byId("dl-side"), grip = byId("dl-grip");
  let start = null, moved = false;
  grip.addEventListener("pointerdown", (event) => {
    start = event.clientY;
    moved = false;
    grip.setPointerCapture(event.pointerId);
  });
  grip.addEventListener("pointermove", (event) => {
    if (start === null || Math.abs(event.clientY - start) < 24 || moved) return;
    moved = true;
    setSheet(event.clientY < start);
  });
  grip.addEventListener("pointerup", () => { start = null; });
  // A drag ends in a click, which must not undo it.
  grip.addEventListener("click", (event) => {
    if (moved) event.stopImmediatePropagation();
    moved = false;
  }, true);
  // What has the focus must be seen.
  side.addEventListener("focusin", (event) => {
    if (isNarrow() && event.target !== grip && event.target.matches(":focus-visible")) setSheet(true);
  });
}

// Move the chosen symbol into the part of the map that the sheet leaves free.
function showAboveSheet(mark) {
  if (!mark) return;
  const stage = byId("dl-stage").getBoundingClientRect();
  const free = Math.max(window.innerHeight * (1 - SHEET_SHARE) - stage.top, 60);
  const at = map.layerPointToContainerPoint([mark.x, mark.y]);
  map.panBy([at.x - stage.width / 2, at.y - free / 2 - 12], { animate: !reducedMotion(), duration: 0.3 });
}
