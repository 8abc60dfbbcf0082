// Looks at a path while kinds of nodes and edges are hidden. Prints what it saw as JSON.

import { ask, key, main, open, seen, shot, wait } from "./browser.mjs";

// The bar, the steps of the panel, the boxes, and whether all that is lit up ends at boxes that are shown.
const state = () => ask(`({
  bar: $("crumb").firstChild?.textContent, steps: $("panel").hidden ? null : [...$("panel").querySelectorAll("li")].map(step => [...step.children].map(part => part.textContent)),
  boxes: scene.boxItems.map(nameOf).sort(), heads: lit ? lit.heads.map(head => nameOf(head[0])).sort() : null, status: $("status").textContent,
})`);
const filter = name => ask(`([...document.querySelectorAll("#side label.row")].find(row => row.querySelector("span").textContent === ${JSON.stringify(name)}).querySelector("input").click(), 0)`);

main(async () => {
  await open();
  await ask("(showPath(byId.get('b'), byId.get('h')), 0)");
  await wait(100);
  seen.path = await state();
  await shot("path");
  await filter("user");
  seen.around = await state();
  await shot("around");
  await filter("sink");
  seen.hidden = await state();
  await ask("(readAddress(), 0)");
  seen.again = await state();
  await filter("sink");
  await filter("user");
  seen.back = await state();
  await key("d");
  await key("Enter", "\r");
  const focused = () => ask("document.activeElement.dataset.item && nameOf(+document.activeElement.dataset.item)");
  seen.left = { ...await state(), focused: await focused() };
  // The same from the bar of a focus.
  await ask("(focusOn(byId.get('c'), 1, 'both'), select(null), $('crumb').lastChild.focus(), 0)");
  await key("Enter", "\r");
  seen.unfocused = await focused();
});
