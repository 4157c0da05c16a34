// The list beside the map: the same incidents as text, in step with the map both ways.

const PAGE_SIZE = 60;
const list = { order: [], from: 0, to: 0 };

function dayOrLast(i) {
  return firstDays[i] === NO_DAY ? 1e9 : firstDays[i];
}

const SORTS = {
  newest: ["Newest first", (a, b) => firstDays[b] - firstDays[a] || a - b],
  oldest: ["Oldest first", (a, b) => dayOrLast(a) - dayOrLast(b) || a - b],
  killed: ["Most killed first", (a, b) => killedOf(b) - killedOf(a) || a - b],
  place: ["By place", (a, b) => E.get("place_name", a).localeCompare(E.get("place_name", b), "en") || dayOrLast(a) - dayOrLast(b) || a - b],
};

function killedOf(i) {
  return E.get("killed_best", i) ?? E.get("killed_low", i) ?? E.get("killed_high", i) ?? -1;
}

function buildList(side) {
  const sort = el("select", { id: "dl-sort", onchange: (event) => { state.sort = event.target.value; renderList(); } },
    Object.entries(SORTS).map(([key, [label]]) => el("option", { value: key, text: label })));
  sort.value = state.sort;
  const search = el("input", {
    id: "dl-search", type: "search", placeholder: "Search places, actors, words", autocomplete: "off", spellcheck: "false",
    "aria-label": "Search places, actors, words",
    oninput: (event) => { state.words = event.target.value.trim(); changeSoon(); },
  });
  search.value = state.words;
  const inView = el("input", { type: "checkbox", id: "dl-inview", onchange: (event) => { state.inView = event.target.checked; renderList(); } });
  inView.checked = state.inView;
  side.append(
    el("button", { type: "button", class: "dl-grip", id: "dl-grip", "aria-expanded": "false", "aria-controls": "dl-list", onclick: toggleSheet },
      el("span", { class: "dl-grip-bar", "aria-hidden": "true" }), el("span", { id: "dl-grip-text" })),
    el("div", { class: "dl-tools" },
      search,
      el("div", { class: "dl-tools-row" },
        el("label", { class: "dl-inline" }, inView, " Only what the map shows"),
        el("span", { class: "dl-sort" }, el("label", { class: "dl-hide", for: "dl-sort", text: "Sort" }), sort))),
    el("p", { class: "dl-count", id: "dl-count" }),
    el("div", { class: "dl-sheet-card", id: "dl-sheet-card", hidden: true }),
    el("div", { class: "dl-list", id: "dl-list", tabindex: "-1", role: "region", "aria-label": "List of incidents" }),
    el("footer", { class: "dl-foot", id: "dl-foot" }));
}

// All incidents in the order wanted, sorted once: what is shown keeps it.
const sorted = {};
function inOrder() {
  const key = state.sort;
  sorted[key] = sorted[key] || Int32Array.from({ length: N }, (_, i) => i).sort(SORTS[key][1]);
  return sorted[key];
}

function listed() {
  const order = [];
  for (const i of inOrder()) if (shown[i]) order.push(i);
  return state.inView ? order.filter(onMap()) : order;
}

// Whether an incident lies in the part of the world that the map shows.
function onMap() {
  const bounds = map.getBounds();
  const nw = mercator(0, bounds.getNorth()), se = mercator(0, bounds.getSouth());
  const west = (bounds.getWest() + 180) / 360, east = (bounds.getEast() + 180) / 360;
  return (i) => {
    const k = Math.floor(west - unitX[i]) + 1;
    const x = unitX[i] + (unitX[i] >= west && unitX[i] <= east ? 0 : k);
    return x >= west && x <= east && unitY[i] >= nw[1] && unitY[i] <= se[1];
  };
}

function renderList() {
  list.order = listed();
  list.from = 0;
  list.to = Math.min(PAGE_SIZE, list.order.length);
  paintList();
  paintCount();
}

function paintCount() {
  const count = clear(byId("dl-count"));
  const total = N;
  const text = list.order.length === total ? plural(total, "incident") : `${list.order.length.toLocaleString("en")} of ${plural(total, "incident")}`;
  count.append(el("strong", { text }));
  if (list.order.length < total) {
    count.append(" ", el("button", { type: "button", class: "dl-text-button", onclick: resetFilters, text: "Show all" }));
  }
  byId("dl-grip-text").textContent = text;
}

function dayHeading(i) {
  if (state.sort === "killed" || state.sort === "place") return null;
  return firstDay(i) === null ? "Without a date" : longDay.format(asDate(firstDay(i)));
}

function paintList() {
  const box = byId("dl-list"), focused = document.activeElement?.dataset?.i;
  clear(box);
  if (!list.order.length) {
    box.append(el("div", { class: "dl-empty" },
      el("p", { text: N ? "No incident matches." : "These articles report no incident that could be placed on a map." }),
      !N && DATA.placeCount ? el("p", { text: `The map shows the ${plural(DATA.placeCount, "place")} they name.` }) : null));
    return;
  }
  if (list.from > 0) box.append(pageButton("Earlier in the list", () => { list.from = Math.max(0, list.from - PAGE_SIZE); paintList(); }));
  let heading, items;
  for (let k = list.from; k < list.to; k++) {
    const i = list.order[k], wanted = dayHeading(i);
    if (k === list.from || wanted !== heading) {
      heading = wanted;
      if (heading) box.append(el("h2", { class: "dl-day", text: heading }));
      items = el("ul", { class: "dl-items" });
      box.append(items);
    }
    items.append(listItem(i));
  }
  if (list.to < list.order.length) {
    box.append(pageButton(`Show more (${(list.order.length - list.to).toLocaleString("en")} left)`, () => {
      const next = list.order[list.to];
      list.to = Math.min(list.order.length, list.to + PAGE_SIZE);
      paintList();
      itemOf(next)?.focus();
    }));
  }
  if (list.to === list.order.length) box.append(...goneItems());
  if (focused !== undefined) box.querySelector(`[data-i="${focused}"]`)?.focus({ preventScroll: true });
  markSelected();
}

function pageButton(text, action) {
  return el("button", { type: "button", class: "dl-page", text, onclick: action });
}

function listItem(i) {
  const open = rough[i];
  const casualties = casualtyLine(i), reports = E.get("n_reports", i);
  const heading = dayHeading(i);
  const day = heading && firstDay(i) === lastDay(i) ? "" : shortDate(i);
  const meta = [day, casualties].filter(Boolean).join(" · ");
  const region = E.get("admin1_name", i) !== E.get("place_name", i) ? E.get("admin1_name", i) : "";
  return el("li", {},
    el("button", {
      type: "button", class: "dl-item", "data-i": i, "data-event": E.get("event_id", i),
      onclick: () => select(i, { pan: true, focus: true }),
      onmouseenter: () => hover(i), onmouseleave: () => hover(-1), onfocus: () => hover(i), onblur: () => hover(-1),
    },
    symbolIcon(type[i], open),
    el("span", { class: "dl-item-text" },
      el("span", { class: "dl-item-head" },
        el("span", { class: "dl-item-kind", text: subTypeWords(type[i], E.get("sub_event_type", i)) }), statusChip(i), changeChip(i)),
      el("span", { class: "dl-item-place" }, placeTitle(i),
        region ? el("span", { class: "dl-dim" }, ", ", name(region)) : null,
        open ? el("span", { class: "dl-dim", text: ` · ${precisionWords(i)}` }) : null),
      meta ? el("span", { class: "dl-item-meta", text: meta }) : null,
      E.get("quote", i) ? el("span", { class: "dl-item-quote", dir: "auto", lang: DATA.meta.lang, text: E.get("quote", i) }) : null,
      el("span", { class: "dl-dim dl-item-sources" }, sourcesLine(i), reports > 1 ? ` · ${plural(reports, "report")}` : "",
        reviewWords(i) ? ` · ${reviewWords(i)}` : ""))));
}

const MOST_NAMED = 2;

// Who tells it: the first by name, the others counted.
function sourcesLine(i) {
  const sources = [...new Set(reportsOf(i).map((report) => A.get("source", R.get("article", report))))].filter(Boolean);
  const named = sources.slice(0, sources.length > MOST_NAMED + 1 ? MOST_NAMED : MOST_NAMED + 1);
  const left = sources.length - named.length;
  return [names(named), left ? ` and ${left} more` : ""];
}

function itemOf(i) {
  return byId("dl-list").querySelector(`[data-i="${i}"]`);
}

// Bring an incident's entry into the part of the list that is built, and into view.
function showInList(i) {
  const at = list.order.indexOf(i);
  if (at < 0) return;
  if (at < list.from || at >= list.to) {
    list.from = Math.max(0, at - PAGE_SIZE / 2);
    list.to = Math.min(list.order.length, at + PAGE_SIZE / 2);
    paintList();
  }
  markSelected();
  const item = itemOf(i);
  const box = byId("dl-list");
  if (item && box.clientHeight) {
    const top = item.getBoundingClientRect().top - box.getBoundingClientRect().top + box.scrollTop;
    if (top < box.scrollTop + 30 || top + item.offsetHeight > box.scrollTop + box.clientHeight) {
      box.scrollTo({ top: top - box.clientHeight / 3, behavior: reducedMotion() ? "auto" : "smooth" });
    }
  }
}

function markSelected() {
  for (const item of byId("dl-list").querySelectorAll(".dl-item")) {
    const i = Number(item.dataset.i);
    if (i === state.selected) item.setAttribute("aria-current", "true");
    else item.removeAttribute("aria-current");
    item.classList.toggle("dl-hovered", i === state.hovered);
  }
}
