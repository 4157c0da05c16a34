// Changes since the last build: marks on what is new or other, ghosts of what is gone.

for (const change of GONE) [change.x, change.y] = mercator(change.lon, change.lat);
for (const change of CHANGES) if (change.from) [change.fromX, change.fromY] = mercator(...change.from);

const GHOST_RADIUS = 8.5 * LARGE;

// Called by the marks, which it draws over and adds to.
function drawChanges(context, frame, marks) {
  if (!state.layers.over.changes) return;
  for (const mark of marks.drawn) {
    const change = mark.i === undefined ? null : CHANGE_OF[mark.i];
    if (!change) continue;
    if (change.fromX !== undefined) drawMove(context, frame, change, mark);
    drawChangeBadge(context, mark.x - mark.r * 0.8 - 2, mark.y - mark.r * 0.8 - 2, CHANGE_BADGES[change.kind]);
  }
  const taken = new Map();
  for (const copy of frame.copies) {
    for (const change of GONE) {
      const x = (change.x + copy) * frame.scale - frame.origin.x, y = change.y * frame.scale - frame.origin.y;
      // Several that stood at one place stand in a row below it.
      const key = `${copy} ${change.x} ${change.y}`, before = taken.get(key) || 0;
      taken.set(key, before + 1);
      const ghost = { change, copy, x: x + before * 3 * GHOST_RADIUS, y: y + 2.6 * GHOST_RADIUS, r: GHOST_RADIUS };
      marks.drawn.push(ghost);
      drawGhost(context, ghost);
    }
  }
}

function drawMove(context, frame, change, mark) {
  const x = (change.fromX + mark.copy) * frame.scale - frame.origin.x, y = change.fromY * frame.scale - frame.origin.y;
  context.strokeStyle = palette.focus;
  context.lineWidth = 1.3;
  context.setLineDash([5, 4]);
  context.beginPath();
  context.moveTo(x, y);
  context.lineTo(mark.x, mark.y);
  context.stroke();
  context.setLineDash([]);
  context.beginPath();
  context.arc(x, y, 3.5, 0, 2 * Math.PI);
  context.fillStyle = palette["mark-halo"];
  context.fill();
  context.stroke();
}

function drawChangeBadge(context, x, y, text) {
  context.beginPath();
  context.roundRect(x - 6 * LARGE, y - 6 * LARGE, 12 * LARGE, 12 * LARGE, 3);
  context.fillStyle = palette.accent;
  context.fill();
  context.strokeStyle = palette["mark-halo"];
  context.lineWidth = 1;
  context.stroke();
  context.fillStyle = palette["mark-halo"];
  context.font = fontOf("700", 10.5);
  context.textAlign = "center";
  context.textBaseline = "middle";
  context.fillText(text, x, y + 0.5);
  context.textAlign = "left";
}

function drawGhost(context, { change, x, y, r }) {
  traceSymbol(context, change.type, x, y, r);
  context.globalAlpha = 0.75;
  context.fillStyle = palette["mark-halo"];
  context.fill();
  context.globalAlpha = 1;
  context.strokeStyle = palette.hatch;
  context.lineWidth = 1.4;
  context.setLineDash([3, 2.5]);
  context.stroke();
  context.setLineDash([]);
  drawChangeBadge(context, x - r * 0.9, y - r * 0.9, CHANGE_BADGES[change.kind]);
}

function ghostWords({ sub, type: kind }) {
  return subTypeWords(kind, sub);
}

function ghostCard(change) {
  const day = dayOf(change.day);
  const heirs = (change.others || []).map(incidentNumber).filter((i) => i >= 0);
  return el("article", { class: "dl-card" },
    el("p", { class: "dl-kind" }, symbolIcon(change.type, true), el("span", { text: ghostWords(change) }),
      el("span", { class: "dl-chip", text: CHANGE_WORDS[change.kind] })),
    el("h2", { class: "dl-where", tabindex: "-1" }, name(change.place || "Unnamed place")),
    el("p", { class: "dl-dim", text: day === null ? "" : plainDay.format(asDate(day)) }),
    change.quote ? el("blockquote", { dir: "auto", text: change.quote }) : null,
    el("p", { text: change.kind === "merged" ? "The last build told this as an incident of its own; this one counts it as part of another." : "The last build had this incident; no report supports it any more." }),
    heirs.length ? el("ul", { class: "dl-mini" }, heirs.map((i) => miniItem(i))) : null);
}

function openGone(change, options) {
  if (state.selected >= 0) deselect();
  const find = () => canvases.marks.drawn.find((mark) => mark.change === change) || null;
  if (!find() || options.pan) map.panTo([change.lat, change.lon], { animate: false });
  showCard(ghostCard(change), find, { latLng: L.latLng(change.lat, change.lon), ...options });
}

function changeChip(i) {
  const change = state.layers.over.changes && CHANGE_OF[i];
  return change ? el("span", { class: "dl-chip dl-chip-change", text: CHANGE_WORDS[change.kind] }) : null;
}

function valueWords(value) {
  if (value === null || value === "") return el("span", { class: "dl-dim", text: "nothing" });
  return name(typeof value === "number" ? value.toLocaleString("en") : String(value));
}

// For the card: what is other than in the last build.
function changeFacts(i) {
  const change = CHANGE_OF[i];
  if (!change) return null;
  const rows = [];
  if (change.km) rows.push(el("li", { text: `Moved by ${change.km.toLocaleString("en", { maximumFractionDigits: change.km < 10 ? 1 : 0 })} km` }));
  for (const [column, before, after] of change.columns || []) {
    rows.push(el("li", {}, columnWords(column), ": ", valueWords(before), " → ", valueWords(after)));
  }
  const other = (change.others || []).map(incidentNumber).filter((one) => one >= 0);
  const head = `${CHANGE_WORDS[change.kind]} since the last build`;
  if (!rows.length && !other.length) return el("p", { class: "dl-dim", text: head });
  return el("details", { class: "dl-more" },
    el("summary", { text: head }),
    rows.length ? el("ul", { class: "dl-plain" }, rows) : null,
    other.length ? el("ul", { class: "dl-mini" }, other.map((one) => miniItem(one))) : null);
}

// For the end of the list: what the map shows as ghosts.
function goneItems() {
  if (!state.layers.over.changes || !GONE.length) return [];
  return [el("h2", { class: "dl-day", text: "No longer among the incidents" }),
    el("ul", { class: "dl-items" }, GONE.map((change) => el("li", {},
      el("button", { type: "button", class: "dl-item dl-item-gone", onclick: () => openGone(change, { focus: true, pan: true }) },
        symbolIcon(change.type, true),
        el("span", { class: "dl-item-text" },
          el("span", { class: "dl-item-head" }, ghostWords(change), el("span", { class: "dl-chip dl-chip-change", text: CHANGE_WORDS[change.kind] })),
          el("span", { class: "dl-item-place" }, name(change.place)),
          change.quote ? el("span", { class: "dl-item-quote", dir: "auto", text: change.quote }) : null)))))];
}
