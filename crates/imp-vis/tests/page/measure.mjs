// Measures a page: when it is ready, and the frames while it is moved, in milliseconds. `node measure.mjs PAGE`.

import { ask, key, main, open, seen, wait } from "./browser.mjs";

// The slowest and the mean frame of 60, each after a step.
const frames = step => ask(`new Promise(done => {
  const times = []; let last = performance.now(), count = 0;
  const next = () => {
    const now = performance.now(); times.push(now - last); last = now; ${step};
    if (++count < 60) requestAnimationFrame(next);
    else done({ worst: Math.round(Math.max(...times.slice(1))), mean: Math.round(times.reduce((a, b) => a + b) / times.length) });
  };
  requestAnimationFrame(next);
})`);
const rest = () => frames("");

async function move(name) {
  seen[name] = { pan: await frames("view.x -= 9; view.y += 4; schedule(true)"), rest: await rest() };
  seen[name].zoom = await frames("zoom(count < 30 ? 1.03 : 1 / 1.03)");
  seen[name].restAfterZoom = await rest();
}

main(async () => {
  await open();
  await wait(300);
  await move("first");
  await key("e");
  await wait(800);
  seen.boxes = await ask("scene.boxes");
  await move("all");
  for (const k of [0.2, 0.4, 1]) {
    await ask(`zoom(${k} / view.k)`);
    await wait(600);
    await move("at " + k);
  }
  seen.relayout = await ask("(() => { const start = performance.now(); relayout(); draw(); return Math.round(performance.now() - start); })()");
  seen.hover = await ask("(() => { const start = performance.now(); hover(N + 1); draw(); return Math.round(performance.now() - start); })()");
});
