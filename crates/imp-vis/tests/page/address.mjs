// Brings a page into states, and opens the address of each anew. Prints what it saw as JSON.

import { ask, key, main, open, seen, send, wait } from "./browser.mjs";

// All that the address is to keep.
const state = () => ask(`JSON.stringify({
  boxes: scene.places.flatMap((place, item) => place && !isOpen(item) ? [item] : []), open: S.open, within: S.limitOpen, selected: S.sel,
  focus: S.focus, way: S.way, group: S.group, list: S.list, pressed: document.querySelector("[data-tool=List]").getAttribute("aria-pressed"),
  kinds: [...S.kinds], edges: [...S.edges], depths: [...S.depths], clusters: [...S.clusters].sort(), panel: $("panel").hidden || $("panel").textContent, bar: $("crumb").hidden || $("crumb").textContent,
})`);

async function reload() {
  await send("Page.reload");
  for (let tries = 0; tries < 200 && !(await ask("document.body?.dataset.ready || ''")); tries++) await wait(50);
}

async function keeps(name, ...steps) {
  await ask("(location.hash = '', 0)");
  await wait(200);
  const first = await state();
  for (const step of steps) { await (step.length === 1 ? key(step) : ask(`(${step}, 0)`)); await wait(100); }
  const before = await state(), address = await ask("location.hash");
  await ask("delete document.body.dataset.ready");
  await reload();
  const after = await state();
  seen.states[name] = { isKept: after === before, isOther: before !== first, address: address.length, of: after === before ? "" : [before, after].map(text => text.slice(0, 2000)) };
  return address;
}

main(async () => {
  await open();
  seen.states = {};
  const inner = "[...elements.keys()].find(item => isOpen(item) && PLAN.depth[item] > 1)";
  await keeps("all open but one", "e", `toggle(${inner})`);
  await keeps("all open", "e");
  await keeps("all closed", "c");
  await keeps("every other cluster turned", "G.clusters.forEach((_, at) => { if (at % 2) S.open[at] = !S.open[at]; }), relayout(), changed()");
  await keeps("few turned", `toggle(${inner})`);
  await keeps("a list of many", "showGroup(G.nodes.filter(node => node.kind === 'module').map(node => node.index))");
  const focus = "focusOn(G.nodes.find(node => node.out.length > 3 && node.in.length > 1).index, 2, 'both')";
  await keeps("folded in a focus", `toggle(${inner})`, focus, "c");
  await keeps("opened in a list", "showGroup(G.nodes.filter(node => node.kind === 'module').map(node => node.index))", "e");
  const way = "showPath(...(() => { const from = G.nodes.find(node => node.kind === 'host'); return [from.index, [...near(from.index, 0, 'out')].pop()]; })())";
  await keeps("folded on a path", way, `toggle(${inner})`);
  await keeps("hidden clusters", "G.clusters.forEach((_, at) => { if (at > 5) S.clusters.add(at); }), relayout(), changed()");
  await keeps("pinned in what is closed", "select(byId.get('modules.home.base'))", "c");
  await keeps("pinned and found", "go(G.nodes.find(node => !scene.places[node.index]).index)");
  await keeps("the list", "l");
  // The bits of one picture say nothing in another, and less when they are cut.
  const address = await keeps("for another picture", "showGroup(G.nodes.filter(node => node.kind === 'module').map(node => node.index))");
  seen.foreign = [];
  for (const other of [address.replace(/g=:\w+/, "g=:0"), address.replace(/(g=:\w+\..).*/, "$1"), address.replace(/(g=:\w+).*/, "$1")]) {
    await ask("(location.hash = '', 0)");
    await wait(100);
    await ask(`(location.hash = ${JSON.stringify(other)}, 0)`);
    await wait(200);
    seen.foreign.push(await ask("[S.said, S.group, scene.nodes === N]"));
  }
});
