// The codebook's codes in words, and sentences made of its columns.

const TYPE_WORDS = {
  battle: "Battle",
  explosion: "Explosion, air strike",
  civilian_violence: "Violence against civilians",
  strategic: "Strategic development",
  protest: "Protest",
  displacement: "Displacement",
  aid: "Aid",
  hazard: "Natural hazard",
  accident: "Accident",
};

const SUB_TYPE_WORDS = {
  armed_clash: "Armed clash",
  territory_taken: "Territory taken",
  territory_lost: "Territory lost",
  suicide_bombing: "Suicide bombing",
  sexual_violence: "Sexual violence",
  drone_strike: "Drone strike",
  air_strike: "Air strike",
  peaceful: "Peaceful protest",
  delivery: "Aid delivered",
  blocked: "Aid blocked",
  flight: "People fleeing",
  return: "People returning",
};

const STATUS_WORDS = {
  occurred: "Reported as fact",
  claimed: "Claimed by one side",
  denied: "Denied",
  planned: "Planned",
  hypothetical: "Hypothetical",
};

const PRECISION_WORDS = {
  1: "the place itself",
  2: "near or part of the place",
  beside: "somewhere in its surroundings",
  3: "somewhere in the district",
  4: "somewhere in the province",
  5: "somewhere along a line or in a region",
  6: "somewhere in the country",
  7: "at sea or in the air",
};

// From the most precise on; of the exact ones the point is a position.
const EXACT = ["1", "2"];
const PRECISION_ORDER = [...EXACT, "beside", "3", "4", "5", "6", "7"];

// As the codebook's column, but for what is told beside a place and may be far off its point.
function precisionCode(i) {
  const code = String(precision[i]);
  return rough[i] && EXACT.includes(code) ? "beside" : code;
}

function precisionWords(i) {
  return PRECISION_WORDS[precisionCode(i)];
}

const CHANGE_WORDS = {
  added: "New",
  moved: "Moved",
  revised: "Revised",
  split: "Split off",
  merged: "Merged into another",
  withdrawn: "Withdrawn",
  same: "Unchanged",
};

const COLUMN_WORDS = {
  date_start: "First day", date_end: "Last day", date_text: "Date in the text", date_prec: "Precision of the date",
  actor1: "Actor", actor1_role: "Role of the actor", actor2: "Other actor", actor2_role: "Role of the other actor",
  place_text: "Place in the text", place_name: "Place", geonameid: "GeoNames", where_prec: "Precision of the place",
  radius_km: "Radius in km", casualties: "Who was hit", n_reports: "Reports", n_sources: "Independent sources",
  event_type: "Type", sub_event_type: "Kind",
};

const CORRECTED_WORDS = {
  geometry: "position", numbers: "killed and injured", actors: "sides", strike: "reports struck out",
  merge: "joined with another", split: "parted from another", lock: "kept as it is",
};

// Whether an analyst corrected an incident or only looked at it; empty where nobody has.
function reviewWords(i) {
  if (E.get("edited", i)) return "corrected by an analyst";
  return E.get("reviewed", i) === null ? "" : "checked by an analyst";
}

function correctedWords(i) {
  return E.get("edited", i).split(";").filter(Boolean).map((field) => CORRECTED_WORDS[field] || field).join(", ");
}

function columnWords(column) {
  const [, what, bound] = /^(killed|injured|affected)_(low|best|high)$/.exec(column) || [];
  if (what) return inWords(what) + { low: ", at least", best: "", high: ", at most" }[bound];
  return COLUMN_WORDS[column] || inWords(column);
}

const FEATURE_WORDS = [
  [/^PCL/, "country"], [/^ADM1/, "first-order division"], [/^ADM2/, "second-order division"],
  [/^ADM/, "division"], [/^PPLC/, "capital"], [/^PPLX/, "part of a town"], [/^PPL/, "town or village"],
  [/^RGN|^AREA/, "region"], [/^STM|^CNL|^WAD/, "river"], [/^LK|^RSV/, "lake"], [/^AIR/, "airfield"],
  [/^MT|^HLL|^PK/, "mountain"], [/^ISL/, "island"], [/^SEA|^OCN|^GULF/, "sea"], [/^VAL/, "valley"],
  [/^BDG/, "bridge"], [/^DAM/, "dam"], [/^CMP/, "camp"],
];

function inWords(code) {
  const text = code.replace(/_/g, " ");
  return text.charAt(0).toUpperCase() + text.slice(1);
}

function typeWords(type) {
  return TYPE_WORDS[type] || inWords(type || "other");
}

function subTypeWords(type, sub) {
  if (!sub || sub === "other") return typeWords(type);
  if (type === "accident" && sub === "blast") return "Accidental blast";
  return SUB_TYPE_WORDS[sub] || inWords(sub);
}

function featureWords(code) {
  const found = FEATURE_WORDS.find(([pattern]) => pattern.test(code || ""));
  return found ? found[1] : "";
}

let regionNames = null;
function countryWords(code) {
  if (!code) return "";
  try {
    regionNames = regionNames || new Intl.DisplayNames(["en"], { type: "region" });
    return regionNames.of(code) || code;
  } catch {
    return code;
  }
}

// Bounds as a sentence; null when the text gives no number.
function countWords(low, best, high) {
  if (low === null && best === null && high === null) return null;
  const figure = (n) => n.toLocaleString("en");
  if (best !== null && best === low && best === high) return figure(best);
  if (best !== null && high === null) return low === null || low < best
    ? `about ${figure(best)}` + (low !== null ? `, at least ${figure(low)}` : "")
    : `at least ${figure(best)}`;
  if (best !== null && low !== null && high !== null) return `about ${figure(best)} (${figure(low)} to ${figure(high)})`;
  if (best !== null) return `about ${figure(best)}, at most ${figure(high)}`;
  if (low !== null && low > 0 && high !== null) return `${figure(low)} to ${figure(high)}`;
  if (high !== null) return `up to ${figure(high)}`;
  return `at least ${figure(low)}`;
}

function casualtyParts(i) {
  const parts = [];
  for (const [what, verb] of [["killed", "killed"], ["injured", "injured"]]) {
    const words = countWords(E.get(what + "_low", i), E.get(what + "_best", i), E.get(what + "_high", i));
    if (words !== null) parts.push({ what, words, verb });
  }
  const affected = countWords(E.get("affected_low", i), E.get("affected_best", i), E.get("affected_high", i));
  if (affected !== null) {
    parts.push({ what: "affected", words: affected, verb: E.get("affected_kind", i) || "affected" });
  }
  return parts;
}

function casualtyLine(i) {
  return casualtyParts(i)
    .map(({ words, verb }) => (words === "0" ? `nobody ${verb}` : `${words} ${verb}`))
    .join(" · ");
}

function dateLine(i) {
  return firstDay(i) === null ? "" : dayRange(firstDay(i), lastDay(i));
}

function whereParts(i) {
  return [E.get("admin1_name", i), countryWords(E.get("country_code", i))].filter((part) => part && part !== E.get("place_name", i));
}

// "20 km south-west of", for the line that says why a symbol stands where it does.
const COMPASS = ["north", "north-east", "east", "south-east", "south", "south-west", "west", "north-west"];

function relationWords(i) {
  const km = E.get("distance_km", i), bearing = E.get("bearing_deg", i);
  const heading = bearing === null ? "" : COMPASS[Math.round(bearing / 45) % 8];
  const distance = km === null ? "" : `${km.toLocaleString("en")} km `;
  switch (E.get("relation", i)) {
    case "near": return "near";
    case "outside": return "just outside";
    case "in_part": return heading ? `in the ${heading} of` : "in a part of";
    case "offset": return heading ? `${distance}${heading} of` : `${distance}from`;
    case "direction": return heading ? `${heading} of` : "in a direction from";
    case "between": return "between two places, one of them";
    case "along": return "along";
    case "within": return "somewhere within";
    default: return "at";
  }
}

// The same before a place's name: a symbol "near" a town must not read as one in it.
function placeTitle(i) {
  const place = E.get("place_name", i), at = ["at", "within", null].includes(E.get("relation", i));
  if (!place) return [name(E.get("place_text", i) || "Unnamed place")];
  return at ? [name(place)] : [el("span", { class: "dl-relation", text: `${relationWords(i)} ` }), name(place)];
}

function percent(share) {
  return share === null ? "" : `${Math.round(share * 100)}\u00a0%`;
}
