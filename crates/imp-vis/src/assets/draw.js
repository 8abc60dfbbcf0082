// Drawing: edges and frames on one canvas below the boxes, culled to the window; the transform of the
// boxes; what hovering and pinning light up.

const canvas = $("edges"), pen = canvas.getContext("2d"), boxes = $("boxes"), stage = $("stage");
const FAR = 0.34, MANY = 4000;
let drawn = { x: 0, y: 0, k: 1 }, resting = 0, isLight = false;
let colours = {}, frame = 0, lit = null, dark = null;

function readColours() {
  const style = getComputedStyle(document.documentElement);
  for (const name of ["bg", "cluster", "cluster2", "cluster-line", "edge", "out", "in", "bad", "came", "went", "changed", "pin", "line", "text", "dim", ...DATA.kinds, ...DATA.kinds.map(kind => kind + "-fill")]) {
    colours[name] = style.getPropertyValue("--" + name).trim();
  }
}

// Draws in the next frame. While a picture of many edges moves, the last drawing is moved with the boxes,
// and drawn anew when it rests.
function schedule(isMoving = false) {
  isLight = isMoving && isLight;
  if (!frame) {
    isLight = isMoving;
    frame = requestAnimationFrame(() => { frame = 0; if (isLight && scene.strokes.length > MANY) shift(); else draw(); });
  }
}

function shift() {
  const scale = view.k / drawn.k, isOff = Math.abs(view.x - drawn.x) > stage.clientWidth / 3 || Math.abs(view.y - drawn.y) > stage.clientHeight / 3;
  if (isOff || scale > 1.5 || scale < 0.7) { draw(); return; }
  canvas.style.transform = `translate(${view.x - drawn.x * scale}px, ${view.y - drawn.y * scale}px) scale(${scale})`;
  moveBoxes();
  clearTimeout(resting);
  resting = setTimeout(draw, 110);
}

function moveBoxes() {
  $("world").setAttribute("transform", `translate(${view.x} ${view.y}) scale(${view.k})`);
}

const strokeWidth = count => Math.min(3.6, 1.1 + 0.35 * Math.log2(count));

function draw() {
  const ratio = Math.min(2, devicePixelRatio || 1), w = stage.clientWidth, h = stage.clientHeight;
  if (canvas.width !== Math.round(w * ratio) || canvas.height !== Math.round(h * ratio)) {
    canvas.width = Math.round(w * ratio);
    canvas.height = Math.round(h * ratio);
  }
  clearTimeout(resting);
  canvas.style.transform = "";
  drawn = { ...view };
  moveBoxes();
  boxes.classList.toggle("far", view.k < FAR);
  pen.setTransform(1, 0, 0, 1, 0, 0);
  pen.clearRect(0, 0, canvas.width, canvas.height);
  pen.setTransform(ratio * view.k, 0, 0, ratio * view.k, ratio * view.x, ratio * view.y);
  const left = -view.x / view.k, top = -view.y / view.k, right = left + w / view.k, bottom = top + h / view.k;
  const isSeen = place => place.x < right && place.x + place.w > left && place.y < bottom && place.y + place.h > top;
  drawFrames(isSeen);
  const box = { left, top, right, bottom };
  drawStrokes(scene.strokes, box, stroke => lit ? 0.13 : isFaint(stroke) ? 0.25 : 0.55, edgeColour);
  drawStrokes(scene.marks, box, () => lit ? 0.13 : 0.9, markColour);
  drawHeads(scene.heads, lit ? 0.15 : 0.8, head => isNode(head[0]) && G.nodes[head[0]].isMarked ? "bad" : "edge", isSeen);
  if (lit) {
    for (const side of ["in", "out", "bad"]) drawStrokes(lit.strokes[side], box, () => 1, () => side, 0.7);
    drawHeads(lit.heads, 1, head => head[2], isSeen);
    drawCounts(isSeen);
  }
  if (scene.painted) paintBoxes(isSeen);
  titles();
}

// How a painted box looks: what the style sheet says of its element.
function look(item) {
  const node = G.nodes[item], kind = node ? node.kind : G.clusters[item - N].kind;
  if (item === S.sel) return { fill: kind + "-fill", stroke: "pin", width: 3.4, text: "text" };
  if (lit && !lit.items.has(item)) return { fill: "bg", stroke: "line", width: 1.3, text: "cluster-line" };
  if (!node) return { fill: kind + "-fill", stroke: kind, width: 2.6, text: "text" };
  const has = flag => node.flags.includes(flag);
  const stroke = node.status !== "stayed" ? node.status : has("broken") || has("duplicate") || node.isMarked ? "bad" : kind;
  const dash = node.status === "went" ? [5, 3] : has("broken") ? [6, 3] : has("orphan") ? [3, 3] : null;
  return { fill: kind + "-fill", stroke, width: stroke !== kind ? 2.2 : 1.3, dash, text: "text" };
}

// Paints thousands of boxes, those that look alike in one path: tiles of their kind from afar, else with their text.
function paintBoxes(isSeen) {
  const groups = new Map(), isFar = view.k < FAR, focused = focusedItem();
  for (const item of scene.boxItems) {
    if (!isSeen(scene.places[item])) continue;
    const style = look(item), key = style.fill + style.stroke + style.width + (style.dash || "");
    if (!groups.has(key)) groups.set(key, { style, items: [] });
    groups.get(key).items.push(item);
  }
  pen.font = '12px ui-monospace, "DejaVu Sans Mono", Menlo, Consolas, monospace';
  for (const { style, items } of groups.values()) {
    pen.beginPath();
    for (const item of items) {
      const place = scene.places[item];
      if (isFar) pen.rect(place.x, place.y, place.w, place.h);
      else pen.roundRect(place.x, place.y, place.w, place.h, 5);
    }
    pen.fillStyle = colours[isFar && style.fill !== "bg" ? style.stroke : style.fill];
    pen.globalAlpha = isFar && style.stroke !== "pin" ? 0.6 : 1;
    pen.fill();
    pen.globalAlpha = 1;
    if (isFar) continue;
    pen.setLineDash(style.dash || []);
    pen.strokeStyle = colours[style.stroke];
    pen.lineWidth = style.width;
    pen.stroke();
    pen.setLineDash([]);
    pen.fillStyle = colours[style.text];
    for (const item of items) pen.fillText(TEXTS[item], scene.places[item].x + TEXT_PAD, scene.places[item].y + BOX / 2 + 4.2);
  }
  const place = focused != null && !isOpen(focused) && scene.places[focused];
  if (place) {
    pen.strokeStyle = colours.out;
    pen.lineWidth = Math.max(3, 2 / view.k);
    pen.strokeRect(place.x, place.y, place.w, place.h);
  }
}

// The painted box at a point of the window.
function paintedAt(clientX, clientY) {
  const box = stage.getBoundingClientRect(), x = (clientX - box.left - view.x) / view.k, y = (clientY - box.top - view.y) / view.k;
  const found = scene.boxItems.find(item => {
    const place = scene.places[item];
    return x >= place.x && x <= place.x + place.w && y >= place.y && y <= place.y + place.h;
  });
  return found ?? null;
}

function drawFrames(isSeen) {
  for (const item of scene.frames || []) {
    const place = scene.places[item];
    if (!isSeen(place)) continue;
    pen.beginPath();
    pen.roundRect(place.x, place.y, place.w, place.h, 8);
    pen.fillStyle = colours[PLAN.depth[item] % 2 ? "cluster" : "cluster2"];
    pen.fill();
    pen.lineWidth = Math.max(1, 0.6 / view.k);
    pen.strokeStyle = colours["cluster-line"];
    pen.stroke();
  }
}

// The dashes of a stroke whose edges are all of one kind.
function dashOf(stroke) {
  if (stroke.mark) return stroke.dash;
  const kind = stroke.all & KINDS;
  return kind && !(kind & kind - 1) ? DATA.dashes[Math.log2(kind)] : null;
}

const edgeColour = stroke => stroke.all & CAME ? "came" : stroke.all & WENT ? "went" : stroke.all & CYCLE ? "bad" : "edge";

// Whether all that a stroke says is that a hub is used, which is seen when one of its ends is hovered.
const isFaint = stroke => edgeColour(stroke) === "edge" && (stroke.all & HUB) > 0;

// What some edges of a stroke are and not all: each is drawn over it, thinner; what went in dashes. Where some came and
// some went, it changed.
function marksOf(strokes) {
  const marks = { bad: [], came: [], went: [], changed: [] };
  for (const s of strokes) {
    const some = s.any & ~s.all, change = some & CAME ? some & WENT ? "changed" : "came" : some & WENT ? "went" : null;
    for (const mark of [some & CYCLE ? "bad" : null, change]) if (mark) marks[mark].push({ ...s, count: 1, mark, dash: mark === "went" ? "6 6" : null });
  }
  return Object.values(marks).flat();
}
const markColour = stroke => stroke.mark;

// Strokes in the window, those that look alike in one path.
function drawStrokes(strokes, box, alphaOf, colourOf, more = 0) {
  const groups = new Map(), least = 0.7 / view.k;
  for (const s of strokes) {
    if (Math.min(s.x, s.toX) > box.right || Math.max(s.x, s.toX, s.bend) < box.left) continue;
    const upper = Math.min(s.y, s.toY), lower = Math.max(s.y, s.toY);
    if (upper > box.bottom || lower < box.top || Math.abs(s.toX - s.x) + lower - upper < least) continue;
    const width = Math.round(strokeWidth(s.count) * 2) / 2, colour = colourOf(s), dash = dashOf(s), alpha = alphaOf(s), key = colour + width + alpha + (dash || "");
    let group = groups.get(key);
    if (!group) groups.set(key, group = { width, colour, alpha, dash, strokes: [] });
    group.strokes.push(s);
  }
  for (const group of groups.values()) {
    pen.globalAlpha = group.alpha;
    pen.beginPath();
    for (const s of group.strokes) {
      pen.moveTo(s.x, s.y);
      if (s.y === s.toY) pen.lineTo(s.toX, s.toY);
      else pen.bezierCurveTo(s.bend, s.y, s.bend, s.toY, s.toX, s.toY);
    }
    pen.strokeStyle = colours[group.colour];
    pen.lineWidth = Math.max(group.width + more, (more ? 1.6 : 0.7) / view.k);
    pen.setLineDash(group.dash && view.k > 0.3 ? group.dash.split(" ").map(Number) : []);
    pen.stroke();
  }
  pen.setLineDash([]);
  pen.globalAlpha = 1;
}

function headPath(place, isRight) {
  const [x, y, dx, dy] = headOf(place, isRight), left = x - 6.5 * dx, top = y - 6.5 * dy;
  return `M${x} ${y}L${left - 4 * dy} ${top - 4 * dx}L${left + 4 * dy} ${top + 4 * dx}Z`;
}

function drawHeads(heads, alpha, colourOf, isSeen) {
  if (view.k < 0.25) return;
  const paths = new Map();
  for (const head of heads) {
    const place = scene.places[head[0]];
    if (place && isSeen(place)) paths.set(colourOf(head), (paths.get(colourOf(head)) || "") + headPath(place, head[1]));
  }
  pen.globalAlpha = alpha;
  for (const [colour, path] of paths) {
    pen.fillStyle = colours[colour];
    pen.fill(new Path2D(path));
  }
  pen.globalAlpha = 1;
}

// How many edges are one line, over the box at the other end of it.
function drawCounts(isSeen) {
  if (view.k < FAR) return;
  pen.font = '600 11px ui-monospace, "DejaVu Sans Mono", Menlo, Consolas, monospace';
  pen.lineWidth = 3;
  pen.strokeStyle = colours.bg;
  for (const side of ["out", "in"]) for (const [item, count] of lit.counts[side]) {
    const place = scene.places[item], text = "×" + count;
    if (count < 2 || !isSeen(place)) continue;
    const x = side === "out" ? place.x + place.w - textWidth(text) * 6.7 : place.x + 14, y = place.y - 4;
    pen.strokeText(text, x, y);
    pen.fillStyle = colours[side];
    pen.fillText(text, x, y);
  }
}

// Headers keep a readable size when the picture is small, as far as their frame has room. When boxes have no text any
// more, the names of clusters stand over them, as on a map: each in the corner of its frame. Where the name of the
// cluster around stands there already, both share a line; what has no room has no name.
let titlesAt = "";
function titles() {
  const isFar = view.k < FAR, key = `${scene.id} ${view.k.toFixed(3)}`;
  if (key === titlesAt) return;
  titlesAt = key;
  const spots = [];
  for (const item of scene.frames || []) {
    if (isFar) addTitle(spots, item);
    else {
      const room = (scene.places[item].w - 16) / Math.max(4, WIDTHS[item] - 2) / 0.62;
      elements.get(item).lastChild.style.fontSize = Math.max(12, Math.min(12.5 / view.k, room, 20)).toFixed(1) + "px";
    }
  }
  $("titles").replaceChildren(...spots.map(spot => {
    const title = make("text", { x: spot.x, y: spot.y + spot.size });
    title.style.fontSize = spot.size + "px";
    title.textContent = spot.text;
    return title;
  }));
}

// A title of 12 pixels in the window, whatever the scale.
function addTitle(spots, item) {
  const place = scene.places[item], name = elements.get(item).lastChild.textContent, size = 12 / view.k, letter = size * 0.61;
  // The outermost may stand out a little.
  const x = place.x + size * 0.4, y = place.y + size * 0.2, end = place.x + place.w + (PLAN.depth[item] === 1 ? size * 2 : 0);
  const isFree = (x, w, but) => !spots.some(spot => spot !== but && spot.x < x + w && x < spot.end && spot.y < y + size && y < spot.y + size);
  const above = spots.find(spot => isIn(item, spot.item) && spot.y + size > y && spot.end > x);
  if (above) {
    const text = above.text + " › " + name, w = textWidth(text) * letter;
    if (above.x + w <= end && isFree(above.x, w, above)) Object.assign(above, { text, item, end: above.x + w });
    return;
  }
  const w = textWidth(name) * letter;
  if (x + w <= end && size * 1.4 < place.h && isFree(x, w)) spots.push({ x, y, size, item, text: name, end: x + w });
}

// Lights up the edges of an item in both directions, or those along a path.
function highlight() {
  const item = S.pick != null && S.hover == null ? S.pick : S.hover ?? S.sel;
  lit = null;
  for (const element of dark || []) element.classList.remove("on", "pin", "hot");
  dark = [];
  const items = new Set(), mark = (at, name) => {
    items.add(at);
    const element = elements.get(at);
    if (element) { element.classList.add(name); dark.push(element); }
  };
  if (item != null && scene.places[item]) lightItem(item, mark);
  else if (S.way?.nodes.length && S.hover == null) lightWay(mark);
  boxes.classList.toggle("muted", !!lit);
  if (S.sel != null) mark(S.sel, "pin");
  if (lit) lit.items = items;
  schedule();
}

function lightItem(item, mark) {
  const isInside = isNode(item) ? node => node === item : node => isIn(node, item);
  const edges = isNode(item) ? [...G.nodes[item].out, ...G.nodes[item].in] : scene.lines;
  const found = [];
  for (const edge of edges) {
    if (!usesEdge(edge) || !scene.shown[edge.from] || !scene.shown[edge.to]) continue;
    const out = isInside(edge.from), into = isInside(edge.to);
    if (out !== into) found.push([edge, out ? "out" : "in"]);
  }
  light(found);
  mark(item, "hot");
  for (const [edge, side] of found) {
    for (const end of [edge.from, edge.to]) mark(shownAs(PLAN, scene.open, end), "on");
    const other = shownAs(PLAN, scene.open, side === "out" ? edge.to : edge.from), counts = lit.counts[side];
    counts.set(other, (counts.get(other) || 0) + edge.count);
  }
  if (!isNode(item)) for (const [other] of elements) if (isIn(other, item)) mark(other, "on");
  for (let at = item; PLAN.depth[at] > 0;) { at = N + PLAN.home[at]; mark(at, "on"); }
}

function lightWay(mark) {
  const found = [];
  S.way.nodes.forEach((node, at) => {
    mark(shownAs(PLAN, scene.open, node), "on");
    found.push(...edgesBetween(node, S.way.nodes[at + 1]).map(edge => [edge, "out"]));
  });
  light(found);
}

// The strokes and arrow heads of some edges, each with the side that gives its colour.
function light(found) {
  const legs = { in: new Map(), out: new Map(), bad: new Map() }, heads = new Map();
  for (const [edge, side] of found) {
    const to = shownAs(PLAN, scene.open, edge.to), parts = way(PLAN, shownAs(PLAN, scene.open, edge.from), to);
    for (const [a, b] of parts) {
      const key = a * (PLAN.bus + 1) + b, leg = legs[side].get(key);
      if (leg) { leg.any |= edge.bits; leg.all &= edge.bits; }
      else legs[side].set(key, { from: a, to: b, count: 2, any: edge.bits, all: edge.bits });
    }
    if (parts.length) {
      const isBack = parts[parts.length - 1][2] ? 1 : 0;
      heads.set(to * 2 + isBack, [to, isBack, side]);
    }
  }
  const strokes = {};
  for (const side in legs) strokes[side] = makeStrokes(scene.packed, [...legs[side].values()]).map(s => ({ ...s, count: 2 }));
  lit = { strokes, heads: [...heads.values()], counts: { out: new Map(), in: new Map() } };
}

// Shows the whole picture, or one item when the picture is too large to read.
function fit() {
  fitInto({ w: stage.clientWidth, h: stage.clientHeight });
}

// What the panel leaves of the stage: what is beside it, or on a phone above it.
function freeRoom() {
  const { offsetWidth: w, offsetHeight: h } = $("panel"), isBeside = w < stage.clientWidth;
  return { w: stage.clientWidth - (isBeside ? w : 0), h: stage.clientHeight - (isBeside ? 0 : h) };
}

// Fits the picture into some room, between the bar that says what is shown, and the buttons and the note.
function fitInto(room) {
  const root = scene.places[N], top = $("crumb").hidden ? 0 : $("crumb").offsetTop + $("crumb").offsetHeight;
  const below = Math.max($("zoom").offsetHeight, $("note")?.offsetHeight || 0), w = room.w, h = room.h - top - below;
  if (!root || !root.w) return;
  view.k = Math.min(1.6, (w - 48) / root.w, (h - 40) / root.h);
  view.x = (w - root.w * view.k) / 2;
  view.y = top + (h - root.h * view.k) / 2;
  fitted = { ...view };
  schedule();
}

function centre(item, least = 0.8) {
  const place = scene.places[item];
  if (!place) return;
  view.k = Math.max(view.k, Math.min(least, 1));
  const { w, h } = freeRoom();
  view.x = w / 2 - (place.x + place.w / 2) * view.k;
  view.y = h / 2 - (place.y + Math.min(place.h, 200) / 2) * view.k;
  schedule();
}

function zoom(factor, x = stage.clientWidth / 2, y = stage.clientHeight / 2) {
  const k = Math.max(0.03, Math.min(4, view.k * factor));
  view.x = x - (x - view.x) * k / view.k;
  view.y = y - (y - view.y) * k / view.k;
  view.k = k;
  schedule(true);
}
