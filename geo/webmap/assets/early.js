// What Folium's own script calls before the data are read: it leaves word of what it made.

const layerState = { base: {}, over: {}, type: {} };
let onSwitch = null;

// A layer that Folium puts on the map: it draws nothing, it switches a part of the drawing.
const Switch = L.Layer.extend({
  initialize(group, key) {
    this.group = group;
    this.key = key;
    layerState[group][key] = false;
  },
  onAdd() {
    this.set(true);
  },
  onRemove() {
    this.set(false);
  },
  set(on) {
    layerState[this.group][this.key] = on;
    if (onSwitch) onSwitch();
  },
});

const handed = new Promise((resolve) => {
  window.Dateline = {
    layer: (group, key) => new Switch(group, key),
    start: (foliumMap, layers) => resolve([foliumMap, layers]),
  };
});

// Tiles that the reader has chosen. Only a page opened anew can be allowed more than it was, so
// choosing them loads it again; the choice stays with the tab and never stands in a link.
const chosenTiles = String(history.state?.tiles || "");
if (!chosenTiles) {
  const policy = document.createElement("meta");
  policy.httpEquiv = "Content-Security-Policy";
  policy.content = "img-src data: blob:";
  document.head.append(policy);
}

// JSON as it is, or deflated in base64 where there is much of it.
async function readIsland(id) {
  const text = document.getElementById(id).textContent;
  if (text[0] === "{") return JSON.parse(text);
  if (typeof DecompressionStream === "undefined") {
    document.getElementById("dl-side").textContent =
      "This browser is too old for so large a map. The same incidents are in events.csv and events.geojson.";
    throw new Error("no DecompressionStream");
  }
  const packed = atob(text), bytes = new Uint8Array(packed.length);
  for (let k = 0; k < packed.length; k++) bytes[k] = packed.charCodeAt(k);
  const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("deflate-raw"));
  return new Response(stream).json();
}
