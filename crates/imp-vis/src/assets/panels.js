// Panels: filters and lists on the left, details on the right, search, the list view, the status line.
// Text from the graph only ever becomes text nodes.

function el(name, attributes = {}, ...children) {
  const element = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) {
    if (key.startsWith("on")) element.addEventListener(key.slice(2), value);
    else if (value === true) element.setAttribute(key, "");
    else if (value !== false && value != null) element.setAttribute(key, value);
  }
  element.append(...children.filter(child => child != null && child !== false));
  return element;
}

const button = (text, title, action, attributes = {}) =>
  el("button", { type: "button", title, onclick: action, ...attributes }, text);
const plural = (count, word) => `${count} ${word}${count === 1 ? "" : "s"}`;

// Puts other children into an element; the keyboard stays at the button of the same place.
function replaceIn(parent, ...children) {
  const at = [...parent.querySelectorAll("button")].indexOf(document.activeElement);
  parent.replaceChildren(...children);
  if (at >= 0) parent.querySelectorAll("button")[at]?.focus({ preventScroll: true });
}

const sum = edges => edges.reduce((total, edge) => total + edge.count, 0);

// How many are shown of all, and how many of those are within closed clusters.
function showStatus() {
  const isShown = edge => !S.edges.has(DATA.edgeKinds[edge.kind]) && scene.shown[edge.from] && scene.shown[edge.to];
  const part = (shown, total, word, folded) => `${shown} of ${plural(total, word)}${folded ? ` (${folded} folded)` : ""}`;
  const boxes = scene.boxItems.filter(isNode).length;
  $("status").textContent = part(scene.nodes, N, "node", scene.nodes - boxes) + " · "
    + part(sum(G.edges.filter(isShown)), EDGE_TOTAL, "edge", sum(scene.lines) - scene.edges);
  const crumb = $("crumb"), leaving = button("Leave (Esc)", "Show everything again", leave);
  crumb.hidden = !(S.focus || S.way || S.group || S.pick != null || S.said);
  if (S.said) crumb.replaceChildren(S.said, button("Close (Esc)", "Go on", () => { S.said = null; showStatus(); }));
  else if (S.pick != null) crumb.replaceChildren(`Path from ${nameOf(S.pick)}: click or search for its other end`, button("Cancel (Esc)", "Stop", () => { S.pick = null; showStatus(); highlight(); }));
  else if (S.way) {
    const what = S.way.nodes.length ? `Path of ${plural(S.way.nodes.length - 1, "step")}` : "No way over what is shown";
    crumb.replaceChildren(`${what} from ${nameOf(S.way.from)} to ${nameOf(S.way.to)}`, leaving);
  } else if (S.group) crumb.replaceChildren(`${plural(S.group.length, "node")} of a list`, leaving);
  else if (S.focus) {
    const { node, depth, dir } = S.focus, what = { both: "around", in: "that use", out: "that are used by" }[dir];
    replaceIn(crumb, `${plural(scene.nodes, "node")} ${what} ${nameOf(node)}`, ...[1, 2, 0].map(hops =>
      button(hops ? plural(hops, "hop") : "all", "How far to look", () => focusOn(node, hops, dir), { "aria-pressed": String(hops === depth) })), leaving);
  }
}

// The left side.
function showSide() {
  const count = (items, of) => items.reduce((counts, item) => counts.set(of(item), (counts.get(of(item)) || 0) + (item.count || 1)), new Map());
  const kinds = count(G.nodes, node => node.kind), edgeKinds = count(G.edges, edge => DATA.edgeKinds[edge.kind]);
  const depths = [...count(G.nodes.filter(node => node.depth), node => node.depth)].sort((a, b) => a[0] - b[0]);
  const filter = (set, name, total, swatch, text = name) => el("label", { class: "row" },
    el("input", { type: "checkbox", checked: !set.has(name), onchange: event => {
      if (event.target.checked) set.delete(name); else set.add(name);
      S.limitOpen = null;
      relayout(); changed();
    } }), swatch, el("span", {}, text), el("small", {}, String(total)));
  const broken = G.nodes.filter(node => node.flags.includes("broken")).map(node => node.index);
  const twice = G.nodes.filter(node => node.flags.includes("duplicate")).map(node => node.index);
  const group = (text, nodes, name) => button(text, "Show only these", () => showGroup(nodes), { class: "problem " + name });
  const problems = [
    ...G.cycles.slice(0, 8).map(cycle => group(`cycle of ${cycle.length}: ${G.nodes[cycle[0]].label}${cycle[1] != null ? ", " + G.nodes[cycle[1]].label : ""}${cycle.length > 2 ? " …" : ""}`, cycle, "bad")),
    G.cycles.length > 8 && group(`${G.cycles.length - 8} smaller cycles`, G.cycles.slice(8).flat(), "bad"),
    broken.length && group(plural(broken.length, "broken name"), broken.flatMap(node => [...near(node, 1, "in")]), "bad"),
    twice.length && group(plural(twice.length, "duplicate"), twice, "bad"),
    G.orphans.length && group(plural(G.orphans.length, "orphan"), G.orphans, "dim"),
  ].filter(Boolean);
  const changes = DATA.statuses.slice(1).flatMap((status, at) => {
    const nodes = G.nodes.filter(node => node.status === status).map(node => node.index);
    const edges = G.edges.filter(edge => edge.status === at + 1), ends = [...new Set(edges.flatMap(edge => [edge.from, edge.to]))];
    return [nodes.length && group(`${nodes.length} ${status}`, nodes, status), edges.length && group(`${plural(sum(edges), "edge")} ${status}`, ends, status)];
  });
  $("side").replaceChildren(
    section("Kinds", DATA.kinds.filter(kind => kinds.has(kind)).map(kind => filter(S.kinds, kind, kinds.get(kind), el("i", { class: "swatch " + kind })))),
    section("Edges", DATA.edgeKinds.filter(kind => edgeKinds.has(kind)).map(kind => filter(S.edges, kind, edgeKinds.get(kind), dashSwatch(kind)))),
    section("Depth", depths.length < 2 ? [] : depths.map(([depth, total]) =>
      filter(S.depths, depth, total, el("i", { class: "swatch input " + depthClass(depth) }), depth === 1 ? "1, of the flake" : String(depth)))),
    section("Changes", changes.filter(Boolean)),
    section("To look at", problems),
    section("Clusters", clusterTree(0)),
  );
}

const section = (title, rows) => rows.length ? el("section", {}, el("h2", {}, title), ...rows) : "";

function dashSwatch(kind) {
  const svg = make("svg", { width: 22, height: 8, "aria-hidden": "true" });
  make("line", { x1: 0, x2: 22, y1: 4, y2: 4, "stroke-dasharray": DATA.dashes[DATA.edgeKinds.indexOf(kind)] || "none" }, svg);
  return svg;
}

function clusterTree(at) {
  const inside = [...G.clusters[at].layers.flat(), ...G.clusters[at].loose].filter(item => item > N && item < PLAN.entry);
  return inside.sort((a, b) => nameOf(a) < nameOf(b) ? -1 : 1).map(item => {
    const cluster = G.clusters[item - N], below = clusterTree(item - N);
    const row = el("div", { class: "row" },
      el("input", { type: "checkbox", checked: !S.clusters.has(item - N), "aria-label": "Show " + cluster.path, onchange: event => {
        if (event.target.checked) S.clusters.delete(item - N); else S.clusters.add(item - N);
        relayout(); changed();
      } }),
      button(cluster.name, "Go to " + cluster.path, () => { reveal(item); select(item, true); }, { class: "link" }), el("small", {}, String(cluster.size)));
    return below.length ? el("details", { open: PLAN.depth[item] < 2 && below.length < 12 }, el("summary", {}, row), ...below) : row;
  });
}

// The right side: everything about the pinned item, or the steps of a path.
function showPanel() {
  const panel = $("panel"), item = S.sel;
  panel.hidden = item == null && !S.way?.nodes.length;
  if (panel.hidden) return;
  if (item == null) { replaceIn(panel, ...wayParts()); return; }
  const close = button("×", "Close (Esc)", unpin, { class: "close", "aria-label": "Close" });
  if (!isNode(item)) {
    const cluster = G.clusters[item - N], kinds = Object.entries(cluster.kinds).map(([kind, count]) => plural(count, kind)).join(", ");
    replaceIn(panel, close, el("p", { class: "kind" }, "cluster"), el("h2", { class: "name" }, cluster.path), el("p", {}, kinds),
      el("p", { class: "actions" }, button(isOpen(item) ? "Close" : "Open", "Enter", () => { toggle(item); showPanel(); })),
      merged("Depends on", item, "from", "to"), merged("Used by", item, "to", "from"),
      links("In it", G.nodes.filter(node => isIn(node.index, item)).map(node => [node.index])));
    return;
  }
  const node = G.nodes[item], dependents = near(item, 0, "in").size - 1, dependencies = near(item, 0, "out").size - 1;
  const reason = why(item), flags = node.flags.concat(node.cycle >= 0 ? "in a cycle" : [], node.status === "stayed" ? [] : node.status);
  const parts = [close,
    el("p", { class: "kind " + node.kind }, el("i", { class: "swatch " + node.kind }), node.kind, ...flags.map(flag => el("b", { class: "flag" }, flag))),
    el("h2", { class: "name" }, node.id),
    node.path && el("p", { class: "source" }, source(node.path, node.line), button("copy", "Copy the place", event => copy(event.target, placeText(node.path, node.line)))),
    node.note && el("p", {}, node.note),
    el("p", { class: "actions" },
      button("Focus", "F", () => focusOn(item, 1, "both")), button("2 hops", "F F", () => focusOn(item, 2, "both")),
      button(`All it uses (${dependencies})`, "Everything that it depends on", () => focusOn(item, 0, "out")),
      button(`All users (${dependents})`, "Everything that depends on it", () => focusOn(item, 0, "in")),
      button("Path to …", "P", () => startPath(item))),
    links("Depends on", node.out.map(edge => [edge.to, edge]), node.path),
    links("Used by", node.in.map(edge => [edge.from, edge]), node.path),
    node.cycle >= 0 && links("Cycle", G.cycles[node.cycle].map(member => [member])),
    el("section", {}, el("h3", {}, "Why it is here"), reason
      ? el("p", { class: "why" }, ...reason.flatMap((at, step) => [step ? stepTo(reason[step - 1], at) : "", link(at)]))
      : el("p", { class: "dim" }, noReason(node)))];
  replaceIn(panel, ...parts.filter(Boolean));
  panel.scrollTop = 0;
}

// Each step of a path with what causes it.
function wayParts() {
  const { from, to, nodes } = S.way, steps = nodes.map((node, at) =>
    el("li", {}, link(node), ...at ? edgesBetween(nodes[at - 1], node).flatMap(edge => reasons(edge)) : []));
  return [button("×", "Leave (Esc)", leave, { class: "close", "aria-label": "Leave" }), el("p", { class: "kind" }, "path"),
    el("h2", { class: "name" }, `${nameOf(from)} → ${nameOf(to)}`), el("p", { class: "actions" }, button("Leave", "Esc", leave)),
    el("section", {}, el("h3", {}, plural(nodes.length - 1, "step")), el("ol", {}, ...steps))];
}

function noReason(node) {
  if (node.flags.includes("orphan")) return "Nothing uses it, as far as can be read without Nix.";
  return DATA.roots[DATA.kinds.indexOf(node.kind)] ? "It is what the flake is for." : "No way leads to it from a host or an output.";
}

const stepTo = (from, to) => G.nodes[from].out.some(edge => edge.to === to && isCertain(edge)) ? " → " : " → possibly ";

const placeText = (path, line) => line ? `${path}:${line}` : path;

function source(path, line) {
  const text = placeText(path, line);
  if (!DATA.source || !/^https?:/.test(DATA.source)) return el("code", {}, text);
  const file = path.split("/").map(encodeURIComponent).join("/");
  const url = DATA.source.includes("{path}") ? DATA.source.replace("{path}", file).replace("{line}", line || 1) : `${DATA.source.replace(/\/$/, "")}/${file}${line ? "#L" + line : ""}`;
  return el("a", { href: url, rel: "noopener noreferrer", target: "_blank" }, text);
}

function copy(target, text) {
  const done = () => { target.textContent = "copied"; setTimeout(() => { target.textContent = "copy"; }, 1200); };
  if (navigator.clipboard) navigator.clipboard.writeText(text).then(done, () => getSelection().selectAllChildren(target.previousSibling));
}

function link(item) {
  return button(nameOf(item), "Go there", () => go(item), {
    class: "link", onmouseenter: () => hover(item), onmouseleave: () => hover(null), onfocus: () => hover(item), onblur: () => hover(null),
  });
}

// What kind an edge has, and the lines that cause it; of the file `own`, which is named above, only the line.
function reasons(edge, own) {
  const kind = DATA.edgeKinds[edge.kind] + (edge.count > 1 ? ` ×${edge.count}` : "") + (edge.status ? ", " + DATA.statuses[edge.status] : "");
  const lines = references(edge), places = lines.slice(0, 4).map(([path, line]) => {
    const place = source(path, line);
    if (path === own) place.textContent = "line " + line;
    place.classList.add("ref");
    return place;
  });
  return [el("small", {}, kind), ...places, lines.length > 4 && el("small", {}, `and ${lines.length - 4} more lines`)];
}

// A list of nodes with the lines of the references.
function links(title, list, own) {
  if (!list.length) return "";
  const shown = list.slice(0, 200), rest = list.length - shown.length;
  return el("section", {}, el("h3", {}, `${title} (${list.length})`), el("ul", {},
    ...shown.map(([item, edge]) => el("li", {}, link(item), ...edge ? reasons(edge, own) : [])),
    rest > 0 && el("li", { class: "dim" }, `and ${rest} more`)));
}

// The boxes that edges of a cluster lead to, or come from, with the number of edges.
function merged(title, cluster, near, far) {
  const counts = new Map();
  for (const edge of scene.lines) {
    if (!isIn(edge[near], cluster) || isIn(edge[far], cluster)) continue;
    const other = shownAs(PLAN, scene.open, edge[far]);
    counts.set(other, (counts.get(other) || 0) + edge.count);
  }
  const list = [...counts].sort((a, b) => b[1] - a[1] || a[0] - b[0]);
  return list.length ? el("section", {}, el("h3", {}, `${title} (${list.length})`),
    el("ul", {}, ...list.map(([other, count]) => el("li", {}, link(other), el("small", {}, plural(count, "edge")))))) : "";
}

// Search over names and paths: every word must be there; names that begin with the text come first.
let hitAt = 0, hits = [];
function search(text) {
  const words = text.toLowerCase().split(/\s+/).filter(Boolean), first = words[0];
  const score = node => (node.label.toLowerCase() === first ? 0 : node.label.toLowerCase().startsWith(first) ? 1 : node.id.toLowerCase().includes(first) ? 2 : 3);
  hits = words.length ? G.nodes.filter(node => words.every(word => (node.id + " " + node.path).toLowerCase().includes(word))) : [];
  const total = hits.length;
  hits = hits.map(node => [score(node), node]).sort((a, b) => a[0] - b[0] || a[1].index - b[1].index).slice(0, 40).map(hit => hit[1]);
  hitAt = 0;
  const list = $("hits");
  list.hidden = !words.length;
  $("search").setAttribute("aria-expanded", String(!list.hidden));
  list.replaceChildren(...hits.map((node, at) => el("li", { role: "option", id: "hit-" + at, onmousedown: event => { event.preventDefault(); take(at); } },
    el("i", { class: "swatch " + node.kind }), el("b", {}, node.id), el("small", {}, node.path))));
  if (words.length) list.append(el("li", { class: "dim" }, total > hits.length ? `${total} found, the first ${hits.length} shown` : total ? `${total} found` : "Nothing found"));
  markHit();
}

function markHit() {
  [...$("hits").children].forEach((child, at) => child.setAttribute("aria-selected", String(at === hitAt && at < hits.length)));
  $("search").setAttribute("aria-activedescendant", hits.length ? "hit-" + hitAt : "");
  $("hits").children[hitAt]?.scrollIntoView({ block: "nearest" });
}

function take(at) {
  const node = hits[at];
  if (!node) return;
  $("search").value = "";
  search("");
  $("search").blur();
  go(node.index);
}

// The list view: what is shown, as a table.
function showList() {
  const list = $("list");
  document.querySelector("[data-tool=List]").setAttribute("aria-pressed", String(S.list));
  list.hidden = !S.list;
  if (!S.list) { list.replaceChildren(); return; }
  const rows = G.nodes.filter(node => scene.shown[node.index]), hasDepths = rows.some(node => node.depth > 1);
  list.replaceChildren(el("table", {}, el("caption", {}, plural(rows.length, "node")),
    el("thead", {}, el("tr", {}, ...["Name", "Kind", ...hasDepths ? ["Depth"] : [], "Place", "Uses", "Used by"].map(title => el("th", { scope: "col" }, title)))),
    el("tbody", {}, ...rows.map(node => el("tr", {}, el("th", { scope: "row" }, link(node.index)),
      el("td", {}, el("i", { class: "swatch " + node.kind }), node.kind, ...node.flags.map(flag => el("b", { class: "flag" }, flag))),
      hasDepths && el("td", {}, String(node.depth || "")), el("td", {}, node.path ? source(node.path, node.line) : ""), el("td", {}, String(node.out.length)), el("td", {}, String(node.in.length)))))));
}
