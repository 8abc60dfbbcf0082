// Looks at a comparison: the words of each box, the lists, and the colours on the canvas. Prints what it saw as JSON.

import { ask, main, open, seen, shot } from "./browser.mjs";

main(async () => {
  await open();
  await shot("changes");
  seen.labels = await ask(`Object.fromEntries(G.nodes.map(node => [node.id, (elements.get(node.index).getAttribute("aria-label").match(/, (came|went|changed)/) || ["", ""])[1]]))`);
  seen.lists = await ask(`[...document.querySelectorAll("#side section")].find(part => part.querySelector("h2").textContent === "Changes").innerText.split("\\n").slice(1)`);
  await ask(`select(byId.get("inputs.pkgs"))`);
  seen.note = await ask(`[...document.querySelectorAll("#panel p")].map(part => part.textContent).find(text => text.startsWith("Before"))`);
  await ask("select(null)");
  seen.marks = await ask("[...new Set(scene.marks.map(markColour))].sort()");
  // The colours of the pixels along the strokes that are to have a colour; dashes leave gaps.
  seen.pixels = await ask(`(() => {
    draw();
    const all = [...scene.strokes.map(s => [edgeColour(s), s]), ...scene.marks.map(s => [markColour(s), s])];
    const steps = [...Array(40).keys()].map(step => (step + 0.5) / 40);
    const at = (a, b, c, d, t) => a * (1 - t) ** 3 + 3 * b * t * (1 - t) ** 2 + 3 * c * t * t * (1 - t) + d * t ** 3;
    const points = s => steps.map(t => [at(s.x, s.bend, s.bend, s.toX, t), at(s.y, s.y, s.toY, s.toY, t)]);
    const straight = s => steps.map(t => [s.x + (s.toX - s.x) * t, s.y]);
    const pixel = ([x, y]) => pen.getImageData(Math.round((view.x + x * view.k) * devicePixelRatio), Math.round((view.y + y * view.k) * devicePixelRatio), 1, 1).data;
    const colour = ([r, g, b]) => r > g + 90 && g - b < 40 ? "red" : r > g + 30 && g > b + 60 ? "amber" : g > r + 60 && g > b + 30 ? "green" : "other";
    const seen = name => all.filter(([own]) => own === name).map(([, s]) => (s.y === s.toY ? straight(s) : points(s)).map(pixel).map(colour));
    return { came: seen("came"), went: seen("went"), changed: seen("changed") };
  })()`);
});
