// Pointer, wheel, touch and keyboard.

const pointers = new Map();
let drag = null, pinch = null;

const itemAt = event => {
  const element = event.target.closest?.("[data-item]");
  if (element && boxes.contains(element)) return +element.dataset.item;
  return scene.painted && boxes.contains(event.target) ? paintedAt(event.clientX, event.clientY) : null;
};

function listenToPointers() {
  stage.addEventListener("pointerdown", event => {
    if (event.target.closest("#list, #crumb, #zoom") || event.button > 1) return;
    pointers.set(event.pointerId, event);
    drag = { x: event.clientX, y: event.clientY, moved: false, item: itemAt(event) };
    pinch = pointers.size === 2 ? spread() : null;
  });
  addEventListener("pointermove", event => {
    if (!pointers.has(event.pointerId)) return;
    pointers.set(event.pointerId, event);
    if (pinch) {
      const now = spread(), box = stage.getBoundingClientRect();
      view.x += now.x - pinch.x;
      view.y += now.y - pinch.y;
      zoom(now.size / pinch.size, now.x - box.left, now.y - box.top);
      pinch = now;
      drag.moved = true;
      return;
    }
    if (!drag.moved && Math.hypot(event.clientX - drag.x, event.clientY - drag.y) < 4) return;
    if (!drag.moved) { drag.moved = true; stage.classList.add("dragging"); stage.setPointerCapture?.(event.pointerId); hover(null); }
    view.x += event.clientX - drag.x;
    view.y += event.clientY - drag.y;
    drag.x = event.clientX;
    drag.y = event.clientY;
    schedule(true);
  });
  const end = event => {
    if (!pointers.delete(event.pointerId)) return;
    stage.classList.remove("dragging");
    if (pointers.size) { pinch = null; const [rest] = pointers.values(); drag = { x: rest.clientX, y: rest.clientY, moved: true }; return; }
    if (event.type === "pointerup" && drag && !drag.moved) click(drag.item);
    pinch = drag = null;
  };
  addEventListener("pointerup", end);
  addEventListener("pointercancel", end);
  const over = event => { if (!pointers.size && event.pointerType !== "touch") hover(itemAt(event)); };
  boxes.addEventListener("pointerover", over);
  boxes.addEventListener("pointermove", event => {
    if (!scene.painted) return;
    over(event);
    boxes.style.cursor = S.hover == null ? "" : "pointer";
  });
  stage.addEventListener("pointerleave", () => hover(null));
  boxes.addEventListener("focusin", event => { if (event.target.matches(":focus-visible")) hover(itemAt(event)); });
  boxes.addEventListener("focusout", () => { hover(null); schedule(); });
  boxes.addEventListener("dblclick", event => { const item = itemAt(event); if (item != null && isNode(item)) focusOn(item, 1, "both"); });
  stage.addEventListener("wheel", event => {
    if (event.target.closest("#list")) return;
    event.preventDefault();
    const box = stage.getBoundingClientRect(), step = event.deltaMode ? event.deltaY * 30 : event.deltaY;
    if (event.shiftKey && !event.ctrlKey) { view.x -= step; schedule(true); }
    else zoom(Math.exp(-Math.max(-240, Math.min(240, step)) * (event.ctrlKey ? 0.01 : 0.0018)), event.clientX - box.left, event.clientY - box.top);
  }, { passive: false });
}

function spread() {
  const [a, b] = [...pointers.values()];
  return { x: (a.clientX + b.clientX) / 2, y: (a.clientY + b.clientY) / 2, size: Math.max(8, Math.hypot(a.clientX - b.clientX, a.clientY - b.clientY)) };
}

function hover(item) {
  if (S.hover === item) return;
  S.hover = item;
  highlight();
}

function click(item) {
  if (item == null) { if (S.sel != null) select(null); }
  else if (S.pick != null && isNode(item)) endPath(item);
  else if (isNode(item)) select(item === S.sel ? null : item);
  else toggle(item);
}

// The next box in a direction: near, rather straight ahead than aside, and nothing that is more aside than ahead.
function neighbour(item, dx, dy) {
  const from = scene.places[item], x = from.x + from.w / 2, y = from.y + Math.min(from.h, BOX) / 2;
  let best = null, least = Infinity;
  for (const other of scene.boxItems) {
    if (other === item) continue;
    const place = scene.places[other], ox = place.x + place.w / 2 - x, oy = place.y + place.h / 2 - y;
    const ahead = ox * dx + oy * dy, aside = Math.abs(ox * dy) + Math.abs(oy * dx);
    const gap = aside - (dx ? Math.min(from.h, BOX) + place.h : from.w + place.w) / 2;
    if (ahead > 4 && gap <= ahead && ahead + aside * 2.5 < least) { least = ahead + aside * 2.5; best = other; }
  }
  return best;
}

function focusElement(item) {
  const element = elements.get(item), place = scene.places[item];
  if (!element) return;
  element.focus({ preventScroll: true });
  const x = view.x + (place.x + place.w / 2) * view.k, y = view.y + (place.y + BOX / 2) * view.k;
  const { w, h } = freeRoom();
  if (x < 40 || y < 40 || x > w - 40 || y > h - 40) centre(item, view.k);
}

const ARROWS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };

function onKey(event) {
  const typing = event.target.matches("input[type=search]");
  if (typing) { searchKey(event); return; }
  if (event.ctrlKey || event.metaKey || event.altKey || event.target.matches("input, summary") && event.key === " ") return;
  if ($("help").open) return;
  const at = focusedItem(), item = at ?? S.hover ?? S.sel;
  const inBoxes = at != null, key = event.key.length === 1 ? event.key.toLowerCase() : event.key;
  if (key in ARROWS && (inBoxes || event.target === document.body)) {
    const start = at ?? S.sel ?? scene.boxItems[0], next = at == null && S.sel == null ? start : neighbour(start, ...ARROWS[key]);
    if (next != null) focusElement(next);
  } else if ((key === "Enter" || key === " ") && inBoxes) click(at);
  else if (key === "Escape") escape();
  else if (key === "/") $("search").focus();
  else if (key === "f" && item != null) {
    if (isNode(item)) focusOn(item, S.focus?.node === item && S.focus.depth === 1 ? 2 : 1, "both");
    else { centre(item); select(item); }
  } else if (key === "p" && item != null && isNode(item)) startPath(item);
  else if (key === "d" && !$("panel").hidden) $("panel").querySelector(".actions button").focus();
  else if (key === "e") openAll(true);
  else if (key === "c") openAll(false);
  else if (key === "l") setList(!S.list);
  else if (key === "0" || key === "f") fit();
  else if (key === "+" || key === "=") zoom(1.25);
  else if (key === "-") zoom(0.8);
  else if (key === "?") $("help").showModal();
  else return;
  event.preventDefault();
}

function searchKey(event) {
  if (event.key === "Escape") { event.target.value = ""; search(""); event.target.blur(); }
  else if (event.key === "ArrowDown" || event.key === "ArrowUp") {
    hitAt = Math.max(0, Math.min(hits.length - 1, hitAt + (event.key === "ArrowDown" ? 1 : -1)));
    markHit();
  } else if (event.key === "Enter") take(hitAt);
  else return;
  event.preventDefault();
}

// Leaves one thing at a time: the choice of a path, the list, what is pinned, what limits the view.
function escape() {
  if (S.said) { S.said = null; showStatus(); }
  else if (S.pick != null) { S.pick = null; showStatus(); highlight(); }
  else if (S.list) setList(false);
  else if (S.sel != null) { unpin(); if (!document.activeElement?.dataset?.item) document.activeElement?.blur?.(); }
  else if (limitedTo()) leave();
  else document.activeElement?.blur?.();
}
