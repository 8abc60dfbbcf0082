// The page: what can be done, its state in the address, and the start.

function select(item, centred) {
  S.sel = item;
  S.hover = S.said = null;
  showPanel();
  showStatus();
  if (item != null && (centred || isUnderPanel(item))) centre(item);
  highlight();
  if (item == null) giveRoomBack(); else makeRoom();
  changed();
}

// Whether the panel, which on a phone comes from below, covers an item.
function isUnderPanel(item) {
  const place = scene.places[item], { h } = freeRoom();
  return place && h < stage.clientHeight && view.y + (place.y + BOX) * view.k > h;
}

// Moves what is lit up from under the panel, and no further; smaller where it takes more than the panel leaves.
function makeRoom() {
  const free = freeRoom().w, before = { ...view }, pad = 20;
  const seen = place => place && view.x + place.x * view.k < stage.clientWidth && view.x + (place.x + place.w) * view.k > 0
    && view.y + place.y * view.k < stage.clientHeight && view.y + (place.y + place.h) * view.k > 0;
  const places = [...lit?.items || []].filter(item => !isOpen(item)).map(item => scene.places[item]).filter(seen);
  if (!places.length || free < 300) return;
  const left = Math.min(...places.map(place => place.x)), right = Math.max(...places.map(place => place.x + place.w));
  if (view.x + right * view.k <= free - pad) return;
  const k = Math.min(view.k, (free - 2 * pad) / (right - left));
  view.y += (stage.clientHeight / 2 - view.y) * (1 - k / view.k);
  view.x = free - pad - right * k;
  view.k = k;
  S.room = { before: S.room && isView(S.room.after, before) ? S.room.before : before, after: { ...view } };
  schedule();
}

// Shows again what was shown before the panel came, unless somebody has moved the picture.
function giveRoomBack() {
  if (S.room && isView(S.room.after, view)) { Object.assign(view, S.room.before); schedule(); }
  S.room = null;
}

const isView = (a, b) => a && a.k === b.k && a.x === b.x && a.y === b.y;

// Goes to a node wherever it is hidden; ends the choice of a path.
function go(item) {
  if (S.pick != null) { endPath(item); return; }
  if (S.list) setList(false);
  if (!scene.places[item]) reveal(item);
  select(item, true);
  focusElement(item);
}

// Unpins. Where the keyboard is in the panel, it goes back to the box.
function unpin() {
  const item = S.sel, isInside = $("panel").contains(document.activeElement);
  select(null);
  if (isInside) focusElement(item);
}

// Packs anew what is near a node. Depth 0 is any.
function focusOn(node, depth, dir) {
  leaveLimits();
  S.focus = { node, depth, dir };
  S.sel = node;
  S.hover = null;
  if (S.list) setList(false);
  relayout();
  showPanel();
  fitBeside();
  changed();
}

function showGroup(nodes) {
  leaveLimits();
  S.group = [...new Set(nodes)].sort((a, b) => a - b);
  S.sel = null;
  showPanel();
  relayout();
  fit();
  changed();
}

function startPath(item) { S.pick = item; showStatus(); highlight(); }

function endPath(item) {
  const from = S.pick;
  S.pick = null;
  showPath(from, item);
}

function showPath(from, to) {
  const way = wayBetween(from, to);
  if (!way) {
    S.said = noWay(from, to);
    showStatus();
    return;
  }
  leaveLimits();
  S.way = way;
  S.sel = null;
  relayout();
  showPanel();
  fitBeside();
  changed();
}

// Shows everything again. Where the keyboard is in the panel or the bar, it goes to where the path or focus began.
function leave() {
  const from = S.way?.from ?? S.focus?.node, isInside = ["panel", "crumb"].some(id => $(id).contains(document.activeElement));
  leaveLimits();
  relayout();
  showPanel();
  fitBeside();
  changed();
  if (isInside && from != null) focusElement(shownAs(PLAN, scene.open, from));
}

// The shortest way between two nodes over what is not hidden, in whichever direction there is one; without nodes where
// there is one only over what is hidden.
function wayBetween(from, to) {
  const between = uses => findWay([from], to, uses) || findWay([to], from, uses);
  const isHidden = edge => !usesEdge(edge) || isFiltered(G.nodes[edge.from]) || isFiltered(G.nodes[edge.to]);
  const nodes = between(edge => !isHidden(edge)), all = nodes || between();
  return all && { from: all[0], to: all.at(-1), nodes: nodes || [] };
}

const noWay = (from, to) => `No way leads from ${nameOf(from)} to ${nameOf(to)}, or back`;

// Fits the picture into what the panel leaves free.
function fitBeside() {
  fitInto(freeRoom());
}

// The same for the start, but no smaller than can be read on the screen of a phone: then it begins at the top left.
function fitFirst() {
  fitBeside();
  const root = scene.places[N], k = Math.min(0.7, (stage.clientHeight - 56) / (root?.h || 1));
  if (stage.clientWidth > 560 || view.k >= k) return;
  Object.assign(view, { k, x: 12 - root.x * k, y: 28 + ($("crumb").hidden ? 0 : $("crumb").offsetHeight) - root.y * k });
  schedule();
}

// The view as it was fitted last: another one is where somebody has gone.
let fitted = null;

function refit() {
  if (isView(fitted, view)) fitBeside();
  else schedule();
}

function openAll(open) {
  const all = limitedTo() ? S.limitOpen : S.open;
  all.forEach((_, at) => { all[at] = open || at === 0; });
  relayout();
  fitBeside();
  changed();
}

function setList(on) {
  S.list = on;
  showList();
  changed();
}

function setTheme() {
  const now = document.documentElement.dataset.theme || (matchMedia("(prefers-color-scheme: dark)").matches ? "dark" : "light");
  document.documentElement.dataset.theme = now === "dark" ? "light" : "dark";
  readColours();
  schedule();
  changed();
}

// The clusters that are not as they are at first, of the whole picture or of what limits it.
const turnedOf = (open, first) => open.flatMap((isOpen, at) => isOpen === first[at] ? [] : [N + at]);
const OPEN_FIRST = G.clusters.map((cluster, at) => cluster.open || at === 0);

// The state in the address: n selected and x that it is hidden, f focus, d depth, r direction, p path, g group, o clusters
// that are not as they were at first (* all open, - all closed), i the same of a focus, path or group, k kinds, e kinds of
// edges, h depths and c clusters that are hidden, v the list, t the theme.
function changed() {
  const parts = new Map(), join = list => [...list].map(encodeURIComponent).join(",");
  if (S.sel != null) parts.set("n", encodeURIComponent(nameOf(S.sel)));
  if (S.sel != null && !scene.places[S.sel]) parts.set("x", 1);
  if (S.focus) {
    parts.set("f", encodeURIComponent(nameOf(S.focus.node)));
    parts.set("d", S.focus.depth);
    if (S.focus.dir !== "both") parts.set("r", S.focus.dir);
  }
  if (S.way) parts.set("p", join([nameOf(S.way.from), nameOf(S.way.to)]));
  if (S.group) parts.set("g", writeItems(S.group));
  const turned = turnedOf(S.open, OPEN_FIRST), within = S.limitOpen ? turnedOf(S.limitOpen, openFor(scene.shown, BOXES)) : [];
  const areSame = open => S.open.every((isOpen, at) => isOpen === open || at === 0);
  if (turned.length) parts.set("o", areSame(true) ? "*" : areSame(false) ? "-" : writeItems(turned));
  if (within.length) parts.set("i", writeItems(within));
  if (S.kinds.size) parts.set("k", join(S.kinds));
  if (S.edges.size) parts.set("e", join(S.edges));
  if (S.depths.size) parts.set("h", join(S.depths));
  if (S.clusters.size) parts.set("c", writeItems([...S.clusters].map(at => N + at)));
  if (S.list) parts.set("v", "list");
  if (document.documentElement.dataset.theme) parts.set("t", document.documentElement.dataset.theme);
  const hash = "#" + [...parts].map(([key, value]) => key + "=" + value).join("&");
  if (hash !== (location.hash || "#")) history.replaceState(null, "", hash === "#" ? location.pathname + location.search : hash);
}

function readAddress() {
  const parts = new Map(location.hash.slice(1).split("&").filter(Boolean).map(part => part.split(/=(.*)/s).slice(0, 2)));
  const text = key => parts.has(key) ? decoded(parts.get(key) || "") : null;
  const list = key => (parts.get(key) || "").split(",").filter(Boolean).map(decoded);
  let isForeign = false;
  const items = (key, first) => {
    const found = readItems(parts.get(key) || "", first);
    isForeign ||= !found;
    return found || [];
  };
  const isAll = { "*": true, "-": false }[parts.get("o")], turned = new Set(isAll == null ? items("o", N) : []);
  S.open = OPEN_FIRST.map((open, at) => at === 0 || (isAll ?? open !== turned.has(N + at)));
  S.kinds = new Set(list("k"));
  S.edges = new Set(list("e"));
  S.depths = new Set(list("h").map(Number));
  S.clusters = new Set(items("c", N).map(item => item - N).filter(at => at > 0));
  S.list = text("v") === "list";
  leaveLimits();
  const lost = [text("n"), text("f"), ...list("p")].find(name => name != null && itemOf(name) == null);
  if (lost != null) S.said = `There is no ${lost} in this picture`;
  const focus = byId.get(text("f")), ends = list("p").map(id => byId.get(id)), group = items("g", 0), within = items("i", N);
  if (isForeign) S.said = "This address is of another picture, or not whole";
  if (focus != null) S.focus = { node: focus, depth: Number(text("d") ?? 1) || 0, dir: ["in", "out"].includes(text("r")) ? text("r") : "both" };
  else if (ends.length === 2 && ends[0] != null && ends[1] != null) {
    S.way = wayBetween(...ends);
    if (!S.way) S.said = noWay(...ends);
  } else if (group.length) S.group = group;
  if (["dark", "light"].includes(text("t"))) document.documentElement.dataset.theme = text("t");
  readColours();
  S.sel = itemOf(text("n")) ?? null;
  relayout();
  if (S.limitOpen && within.length) {
    for (const item of within) S.limitOpen[item - N] = !S.limitOpen[item - N];
    relayout();
  }
  if (S.sel != null && !scene.places[S.sel] && !parts.has("x")) reveal(S.sel);
  showSide();
  showPanel();
  fitFirst();
  if (S.sel != null && scene.places[S.sel] && !S.focus && (view.k < 0.5 || stage.clientWidth <= 560)) centre(S.sel, 0.8);
  showList();
  highlight();
}

// What is shown now as an SVG of its own: colours as attributes, so that every viewer knows them.
function svgOfView() {
  boxes.classList.remove("far");
  const bare = scene.painted ? scene.boxItems.filter(isElementBare) : [];
  bare.forEach(item => replaceBox(item, false));
  const root = scene.places[N], font = { "font-family": "ui-monospace, DejaVu Sans Mono, monospace", "font-size": 12 };
  const size = { x: -20, y: -20, width: root.w + 40, height: root.h + 40 };
  const svg = make("svg", { viewBox: Object.values(size).join(" "), width: size.width, height: size.height });
  make("rect", { ...size, fill: colours.bg }, svg);
  const frame = (item, parent) => {
    const place = scene.places[item], element = elements.get(item), text = element.querySelector("text"), style = getComputedStyle(element.firstChild);
    const fill = isOpen(item) ? colours[PLAN.depth[item] % 2 ? "cluster" : "cluster2"] : style.fill, stroke = isOpen(item) ? colours["cluster-line"] : style.stroke;
    const g = make("g", { class: isOpen(item) ? "f" : "n", transform: `translate(${place.x} ${place.y})` }, parent);
    make("title", {}, g).textContent = element.getAttribute("aria-label");
    make("rect", { width: place.w, height: place.h, rx: isOpen(item) ? 8 : 5, fill, stroke, "stroke-width": style.strokeWidth, "stroke-dasharray": style.strokeDasharray }, g);
    const y = isOpen(item) ? HEADER / 2 + 3 : BOX / 2 + 4.2;
    make("text", { ...font, x: text.getAttribute("x"), y, "font-weight": isOpen(item) ? 600 : 400, fill: getComputedStyle(text).fill, "xml:space": "preserve" }, g).textContent = text.textContent;
  };
  scene.frames.forEach(item => frame(item, svg));
  const edges = make("g", { fill: "none" }, svg);
  const sets = [[scene.strokes, edgeColour, lit ? 0.2 : 0.7], [scene.marks, markColour, lit ? 0.2 : 0.9], ...lit ? [[lit.strokes.in, () => "in", 1], [lit.strokes.out, () => "out", 1]] : []];
  for (const [strokes, colourOf, opacity] of sets) for (const s of strokes) {
    const d = `M${s.x} ${s.y}C${s.bend} ${s.y} ${s.bend} ${s.toY} ${s.toX} ${s.toY}`;
    make("path", { d, stroke: colours[colourOf(s)], opacity: !lit && !s.mark && isFaint(s) ? 0.25 : opacity, "stroke-width": strokeWidth(s.count), "stroke-dasharray": dashOf(s) || "none" }, edges);
  }
  for (const [heads, opacity] of [[scene.heads, lit ? 0.2 : 0.8], [lit ? lit.heads : [], 1]]) for (const [item, isRight, side] of heads) {
    if (scene.places[item]) make("path", { class: "head", d: headPath(scene.places[item], isRight), fill: colours[side || "edge"], stroke: "none", opacity }, edges);
  }
  scene.boxItems.forEach(item => frame(item, svg));
  bare.forEach(item => replaceBox(item, true));
  schedule();
  return svg;
}

// The same as the text of a file. XML has no way to write control characters.
function fileOfView() {
  return new XMLSerializer().serializeToString(svgOfView()).replace(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/g, "\ufffd");
}

function saveSvg() {
  const url = URL.createObjectURL(new Blob([fileOfView()], { type: "image/svg+xml" }));
  el("a", { href: url, download: `${DATA.title.replace(/[^\w.-]+/g, "-")}.svg` }).click();
  setTimeout(() => URL.revokeObjectURL(url), 10000);
}

// Puts the picture on paper: as a file has it, in light colours, as wide as the paper.
function showPaper() {
  const root = document.documentElement, theme = root.dataset.theme;
  root.dataset.theme = "light";
  readColours();
  draw();
  const svg = svgOfView();
  svg.id = "paper";
  document.body.append(svg);
  if (theme) root.dataset.theme = theme; else delete root.dataset.theme;
  readColours();
}

function removePaper() {
  if ($("paper")) $("paper").remove();
  schedule();
}

const KEYS = [["/", "search names and paths"], ["Tab, arrows", "move between boxes"], ["Enter", "pin a box; open or close a cluster"], ["D", "to the details of what is pinned"], ["Esc", "leave: pin, focus, path"],
  ["F", "focus on a box: one hop, again two hops; without a box, fit"], ["P", "path from a box to another"], ["E / C", "open / close all clusters"], ["L", "list of what is shown"], ["+ − 0", "zoom, fit"], ["?", "this help"]];

function start() {
  const tool = (name, title, action, pressed) => button(name, title, action, { "data-tool": name, "aria-pressed": pressed });
  const named = (sign, title, action) => button(sign, title, action, { "data-tool": sign, "aria-label": title });
  $("tools").append(tool("Open all", "E", () => openAll(true)), tool("Close all", "C", () => openAll(false)), tool("Fit", "0", fit),
    tool("List", "L", () => setList(!S.list), "false"), tool("Save SVG", "What is shown now, as a file", saveSvg), named("◐", "Light or dark", setTheme), named("?", "Keys", () => $("help").showModal()));
  $("zoom").append(named("+", "Zoom in", () => zoom(1.25)), named("−", "Zoom out", () => zoom(0.8)));
  $("help").append(el("h2", {}, "Keys"), el("dl", {}, ...KEYS.flatMap(([key, what]) => [el("dt", {}, el("kbd", {}, key)), el("dd", {}, what)])),
    el("p", {}, "Blue edges lead to what a box uses, orange ones come from what uses it. Dashes tell kinds of edges apart, red marks cycles and duplicates. In a comparison green came, red went, and amber changed. What leads to a box that very many use is faint until one of them is hovered. Double click focuses."),
    el("form", { method: "dialog" }, button("Close", "Esc", () => $("help").close())));
  const toggleSide = on => { document.body.classList.toggle("no-side", !on); $("toggle-side").setAttribute("aria-expanded", String(on)); };
  $("toggle-side").addEventListener("click", () => { toggleSide(document.body.classList.contains("no-side")); schedule(); });
  if (innerWidth < 900) toggleSide(false);
  $("search").addEventListener("input", event => search(event.target.value));
  $("search").addEventListener("blur", () => { $("hits").hidden = true; });
  $("search").addEventListener("focus", event => { if (event.target.value) search(event.target.value); });
  addEventListener("keydown", onKey);
  addEventListener("hashchange", readAddress);
  addEventListener("resize", refit);
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => { readColours(); schedule(); });
  addEventListener("beforeprint", showPaper);
  addEventListener("afterprint", removePaper);
  listenToPointers();
  readAddress();
  document.body.dataset.ready = String(Math.round(performance.now()));
}

start();
