// Walks through the inputs of a flake with the keyboard alone. Prints what it saw as JSON.

import { ask, key, main, open, seen, state, wait } from "./browser.mjs";

const focused = () => ask("(() => { const item = document.activeElement?.dataset?.item; return item == null ? null : nameOf(+item); })()");
const place = name => ask(`(() => { const place = scene.places[itemOf(${JSON.stringify(name)})]; return [place.x + place.w / 2, place.y + place.h / 2, place.w, place.h]; })()`);

// How far a step went ahead, and how far the gap aside was.
async function step(arrow, [dx, dy]) {
  const from = await focused();
  await key(arrow);
  const to = await focused();
  if (to === from) return { arrow, from, to };
  const [a, b] = [await place(from), await place(to)], [x, y] = [b[0] - a[0], b[1] - a[1]];
  const aside = dx ? Math.abs(y) - (a[3] + b[3]) / 2 : Math.abs(x) - (a[2] + b[2]) / 2;
  return { arrow, from, to, ahead: x * dx + y * dy, aside: Math.max(0, aside) };
}

main(async () => {
  await open();
  seen.start = await state();
  seen.depths = await ask("[...document.querySelectorAll('#side section')].find(section => section.querySelector('h2').textContent === 'Depth').textContent");
  await ask("(elements.get(itemOf('flake')).focus(), 0)");
  const ways = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };
  seen.steps = [];
  for (const arrow of ["ArrowLeft", "ArrowRight", "ArrowDown", "ArrowDown", "ArrowRight", "ArrowUp", "ArrowRight", "ArrowRight", "ArrowLeft"]) {
    seen.steps.push(await step(arrow, ways[arrow]));
  }
  const at = await focused();
  await key("Enter", "\r");
  seen.pinned = { selected: (await state()).selected, at };
  await key("f");
  seen.near = (await state()).nodes;
  await key("Escape");
  seen.unpinned = { selected: (await state()).selected, focused: await focused() };
  await key("Escape");
  seen.left = { nodes: (await state()).nodes, focused: await focused() };

  // A cluster keeps the focus however it is folded; what it hides leaves the focus to it.
  seen.folded = [];
  const fold = async (...keys) => {
    await key(...keys);
    seen.folded.push([await focused(), await ask("isOpen(N + 1)")]);
  };
  await ask("(toggle(N + 1, false), elements.get(N + 1).focus(), 0)");
  await fold("Enter", "\r");
  await fold("Enter", "\r");
  await fold("Enter", "\r");
  await ask("(elements.get(G.nodes.findIndex((_, node) => isIn(node, N + 1))).focus(), 0)");
  await fold("c");
  // A button of the panel that changes the panel is still there to be used.
  await ask("(select(N + 1), document.querySelector('#panel .actions button').focus(), 0)");
  await key("Enter", "\r");
  seen.button = [await ask("document.activeElement.textContent"), await ask("isOpen(N + 1)")];
  await key("Escape");
  await ask("(location.hash = '#h=2,3', 0)");
  await wait(200);
  seen.shallow = await state();
});
