// What is known of one incident, of a place, or of all that stand at one spot.

function statusChip(i) {
  const status = E.get("status", i) || "occurred";
  return status === "occurred" ? null : el("span", { class: "dl-chip", text: STATUS_WORDS[status] || inWords(status) });
}

function articleLine(number) {
  const [title, source, url, published] = ["title", "source", "url", "published"].map((column) => A.get(column, number));
  const day = published && dayOf(published) !== null ? plainDay.format(asDate(dayOf(published))) : "";
  const words = title || url || "Untitled article";
  const head = url
    ? el("a", { href: url, target: "_blank", rel: "noopener noreferrer nofollow", class: "dl-link" }, name(words))
    : name(words, "span");
  return el("span", { class: "dl-cite" }, head,
    source ? [" · ", name(source)] : "", day ? ` · ${day}` : "");
}

function factRow(term, ...words) {
  return el("div", { class: "dl-fact" }, el("dt", { text: term }), el("dd", {}, ...words));
}

function casualtyFacts(i) {
  const rows = casualtyParts(i).map(({ what, words, verb }) =>
    factRow(what === "affected" ? inWords(verb) : inWords(what), el("strong", { text: words === "0" ? "nobody" : words })));
  const who = E.get("casualties", i);
  // Each report's own words.
  if (who) rows.push(factRow("Who", who.split(" | ").map((part) => el("div", {}, name(part)))));
  return rows;
}

function actorFact(i) {
  const sides = [1, 2].map((side) => {
    const actor = E.get(`actor${side}`, i), role = E.get(`actor${side}_role`, i);
    return actor ? el("span", {}, name(actor), role ? ` (${role})` : "") : null;
  }).filter(Boolean);
  if (!sides.length) return null;
  return factRow("Actors", sides[0], sides[1] ? [", ", sides[1]] : "");
}

function dateFact(i) {
  const line = dateLine(i), words = E.get("date_text", i), exact = E.get("date_prec", i);
  const note = exact === 5 && line ? " (the article’s date)" : exact >= 3 && line ? " (roughly)" : "";
  return factRow("Date", line || "not told", note, words ? [" · ", el("q", {}, name(words))] : "");
}

// Where the words point, which entry that is, and how sure it is.
function whyLine(i) {
  const where = E.get("place_text", i), place = E.get("place_name", i);
  const radiusKm = E.get("radius_km", i), id = E.get("geonameid", i);
  const parts = [];
  if (where) parts.push("The text says ", el("q", {}, name(where)), ": ");
  parts.push(`${relationWords(i)} `, name(place || "a place without a name"));
  const kind = featureWords(E.get("feature_code", i));
  const detail = names([kind, ...whereParts(i), id ? `GeoNames ${id}` : ""]);
  if (detail.length) parts.push(" (", detail, ")");
  parts.push(". ");
  parts.push(`Known to be ${precisionWords(i)}`);
  if (radiusKm) parts.push(`, within ${radiusKm < 10 ? radiusKm.toLocaleString("en", { maximumFractionDigits: 1 }) : Math.round(radiusKm).toLocaleString("en")} km`);
  const sure = percent(E.get("geo_confidence", i));
  parts.push(sure ? `. Chance that this is the right place: ${sure}.` : ".");
  return parts;
}

function whyMore(i) {
  const items = [];
  const others = E.get("alternatives", i).split(";").map((one) => one.trim()).filter(Boolean);
  if (others.length) {
    items.push(el("p", {}, "Also considered: ", others.map((one, k) => {
      const fields = one.split(",").map((field) => field.trim());
      const score = Number(fields[fields.length - 1]);
      const label = fields.length >= 5 ? fields.slice(0, 3).filter(Boolean).join(", ") : one;
      const tail = fields.length >= 5 && Number.isFinite(score) ? ` (${percent(score)})` : "";
      return [k ? "; " : "", name(label.replace(/%3B/g, ";")), tail];
    })));
  }
  for (const text of [E.get("rule", i), ...reportsOf(i).map((report) => R.get("rule", report))]) {
    if (text) items.push(el("p", {}, name(text)));
  }
  return items;
}

function reportItem(report, mainQuote) {
  const quote = R.get("quote", report) || mainQuote;
  const start = R.get("start", report), length = R.get("length", report);
  return el("li", {},
    quote ? el("blockquote", { dir: "auto", lang: DATA.meta.lang, text: quote }) : null,
    articleLine(R.get("article", report)),
    start !== null && length !== null ? el("span", { class: "dl-dim", text: ` · characters ${start}–${start + length}` }) : null);
}

function quoteBlock(i) {
  const quote = E.get("quote", i), reports = reportsOf(i);
  const main = reports.find((report) => !R.get("quote", report)) ?? reports[0];
  const rest = reports.filter((report) => report !== main);
  return [
    quote ? el("blockquote", { class: "dl-quote", dir: "auto", lang: DATA.meta.lang, text: quote }) : null,
    main !== undefined ? el("p", { class: "dl-source" }, articleLine(R.get("article", main))) : null,
    rest.length
      ? el("details", { class: "dl-more" },
        el("summary", { text: plural(rest.length, "more report") }),
        el("ul", {}, rest.map((report) => reportItem(report, quote))))
      : null,
  ];
}

function reviewFact(i) {
  const words = reviewWords(i), what = correctedWords(i), day = E.get("reviewed", i);
  if (!words) return null;
  return el("p", { text: inWords(words) + (day === null ? "" : ` on ${plainDay.format(asDate(day))}`) + (what ? `: ${what}.` : ".") });
}

function incidentCard(i, pager) {
  const more = whyMore(i);
  const sub = E.get("sub_event_type", i);
  return el("article", { class: "dl-card", "data-event": E.get("event_id", i) },
    pager || null,
    el("p", { class: "dl-kind" }, symbolIcon(type[i], rough[i]),
      el("span", { text: subTypeWords(type[i], sub) }), statusChip(i), changeChip(i)),
    el("h2", { class: "dl-where", tabindex: "-1" }, placeTitle(i)),
    el("p", { class: "dl-dim" }, names(whereParts(i))),
    el("dl", { class: "dl-facts" }, dateFact(i), casualtyFacts(i), actorFact(i)),
    quoteBlock(i),
    el("div", { class: "dl-why" },
      el("h3", { text: "Why here?" }),
      el("p", {}, whyLine(i)),
      reviewFact(i),
      E.get("comment", i) ? el("p", {}, "An analyst says: ", el("q", { dir: "auto", text: E.get("comment", i) })) : null,
      more.length ? el("details", { class: "dl-more" }, el("summary", { text: "How this was decided" }), more) : null,
      changeFacts(i)),
    el("p", { class: "dl-dim dl-id" },
      [E.get("n_reports", i) ? plural(E.get("n_reports", i), "report") : "",
        E.get("n_sources", i) ? plural(E.get("n_sources", i), "independent source") : ""].filter(Boolean).join(" · ")));
}

function placeCard(p) {
  const mentions = P.get("n_mentions", p) || 0, articles = P.get("n_articles", p) || 0;
  const here = visible.filter((i) => E.get("place_name", i) === P.get("name", p) &&
    E.get("geonameid", i) === P.get("geonameid", p));
  const roles = P.get("roles", p).split(";").filter(Boolean)
    .map((role) => role.replace(":", " × ")).join(", ");
  const url = P.get("url", p), title = P.get("title", p) || url;
  const id = P.get("geonameid", p);
  const where = [featureWords(P.get("feature_code", p)), P.get("admin1_name", p), countryWords(P.get("country_code", p))]
    .filter((part) => part !== P.get("name", p));
  return el("article", { class: "dl-card" },
    el("p", { class: "dl-kind" }, el("span", { class: "dl-dot" }), el("span", { text: "Place named" })),
    el("h2", { class: "dl-where", tabindex: "-1" }, name(P.get("name", p))),
    el("p", { class: "dl-dim" }, names(where)),
    el("p", {}, `Named ${plural(mentions, "time")} in ${plural(articles, "article")}`,
      roles ? ` (${roles})` : "", "."),
    P.get("quote", p) ? el("blockquote", { class: "dl-quote", dir: "auto", lang: DATA.meta.lang, text: P.get("quote", p) }) : null,
    title ? el("p", { class: "dl-source" },
      url ? el("a", { href: url, target: "_blank", rel: "noopener noreferrer nofollow", class: "dl-link" }, name(title)) : name(title),
      P.get("source", p) ? [" · ", name(P.get("source", p))] : "") : null,
    el("p", { class: "dl-dim dl-id" },
      [id ? `GeoNames ${id}` : "", P.get("geo_confidence", p) !== null ? `chance that this is the right place: ${percent(P.get("geo_confidence", p))}` : ""]
        .filter(Boolean).join(" · ")),
    here.length ? el("div", { class: "dl-why" }, el("h3", { text: plural(here.length, "incident") + " here" }),
      el("ul", { class: "dl-mini" }, here.slice(0, 50).map((i) => miniItem(i)))) : null);
}

function miniItem(i) {
  return el("li", {}, el("button", { type: "button", class: "dl-mini-item", onclick: () => select(i, { focus: true }) },
    symbolIcon(type[i], rough[i]),
    el("span", {}, subTypeWords(type[i], E.get("sub_event_type", i)), ", ", placeTitle(i),
      el("span", { class: "dl-dim", text: ` ${shortDate(i)}` }))));
}

function shortDate(i) {
  return firstDay(i) === null ? "no date" : shortRange(firstDay(i), lastDay(i));
}

function crowdCard(members) {
  const order = [...members].sort((a, b) => firstDays[b] - firstDays[a] || a - b);
  return el("article", { class: "dl-card" },
    el("h2", { class: "dl-where", tabindex: "-1", text: plural(order.length, "incident") + " here" }),
    el("ul", { class: "dl-mini" }, order.slice(0, 200).map((i) => miniItem(i))),
    order.length > 200 ? el("p", { class: "dl-dim", text: `The list has all ${order.length}.` }) : null);
}

// "2 of 5 here", with buttons for the one before and after.
function pagerFor(i, group) {
  if (group.length < 2) return null;
  const at = group.indexOf(i);
  const go = (step) => select(group[(at + step + group.length) % group.length], { group, focus: true, keepPager: step });
  return el("div", { class: "dl-pager" },
    el("button", { type: "button", "aria-label": "Previous incident here", onclick: () => go(-1) }, "‹"),
    el("span", { text: `${at + 1} of ${group.length} here` }),
    el("button", { type: "button", "aria-label": "Next incident here", onclick: () => go(1) }, "›"));
}
