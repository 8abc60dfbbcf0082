// Uses a page with more boxes than are elements: painted ones are hovered, pinned, focused by keyboard and saved.
// Prints what it saw as JSON.

import { ask, click, key, main, mouse, open, seen, state, wait } from "./browser.mjs";

main(async () => {
  await open();
  await key("e");
  await wait(300);
  seen.all = await state();
  seen.empty = await ask("[...document.querySelectorAll('#nodes > g')].filter(g => !g.hasChildNodes() && g.getAttribute('aria-label') && g.tabIndex === 0).length");
  const item = await ask("byId.get('modules.home.base')");
  const at = () => ask(`(() => { const place = scene.places[${item}], box = stage.getBoundingClientRect(); return [box.x + view.x + (place.x + place.w / 2) * view.k, box.y + view.y + (place.y + place.h / 2) * view.k]; })()`);
  await ask(`(centre(${item}, 1), 0)`);
  await wait(200);
  await mouse("mouseMoved", ...await at());
  await wait(100);
  seen.hovered = await ask("S.hover == null ? null : nameOf(S.hover)");
  await click(...await at());
  seen.clicked = await state();
  await key("Escape");
  await ask(`(elements.get(${item}).focus(), 0)`);
  seen.focused = await ask("document.activeElement.getAttribute('aria-label')");
  await key("ArrowDown");
  seen.moved = await ask("document.activeElement.dataset.item");
  await key("Enter");
  seen.entered = await state();
  const saved = await ask("new Promise(done => { const keep = URL.createObjectURL; URL.createObjectURL = blob => { blob.text().then(done); return keep.call(URL, blob); }; saveSvg(); })");
  seen.saved = (saved.match(/class="n"/g) || []).length;
  seen.stillEmpty = await ask("[...document.querySelectorAll('#nodes > g')].filter(g => !g.hasChildNodes()).length");
});
