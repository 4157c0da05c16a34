// The words around the map: title, period and counts above the list, sources and licences below.

function buildHead() {
  const { title, subtitle } = DATA.meta;
  const facts = [];
  const told = firstDays.filter((day, i) => day !== NO_DAY && !HIDDEN_STATUSES.includes(E.get("status", i)));
  if (told.length) {
    const [first, last] = coreDays(told);
    facts.push(dayRange(first, last));
  }
  facts.push(plural(N, "incident"));
  if (DATA.placeCount) facts.push(plural(DATA.placeCount, "place") + " named");
  const openShare = buildShare();
  byId("dl-head").append(
    el("h1", { class: "dl-title", dir: "auto", lang: DATA.meta.lang, text: title }),
    subtitle ? el("p", { class: "dl-subtitle", dir: "auto", lang: DATA.meta.lang, text: subtitle }) : "",
    el("p", { class: "dl-facts-line" }, el("span", { class: "dl-told" }, facts.map((fact) => [el("span", { text: fact }), " "])),
      el("button", { type: "button", class: "dl-text-button", id: "dl-share-button", "aria-haspopup": "dialog", onclick: openShare, text: "Share" })));
}

const MOST_CREDITED = 4;

// Whose articles these are, those with most of them first.
function articlesLine() {
  const counts = new Map();
  for (const s of SOURCES.ofArticle) if (SOURCES.values[s]) counts.set(s, (counts.get(s) || 0) + 1);
  const order = [...counts.keys()].sort((a, b) => counts.get(b) - counts.get(a) || a - b);
  if (!order.length) return [];
  const left = order.length - MOST_CREDITED;
  const named = order.slice(0, left > 1 ? MOST_CREDITED : order.length).map((s) => SOURCES.values[s]);
  return [el("p", {}, "Source: articles of ", names(named), left > 1 ? ` and ${left} more` : "")];
}

function buildFoot() {
  const { source, licences } = DATA.meta;
  const foot = byId("dl-foot");
  if (source) foot.append(el("p", {}, "Source: ", name(source)));
  else foot.append(...articlesLine());
  foot.append(el("p", { text: "Read by a program: check the sentence behind a symbol before you rely on it." }));
  foot.append(el("p", { text: licences }));
}
