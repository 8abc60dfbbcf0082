// Reads how the strokes of a page are drawn, at rest and while a box is hovered. Prints what it saw as JSON.

import { ask, main, open, seen } from "./browser.mjs";

// The opacities of all strokes on the canvas, but for those of frames.
const opacities = () => ask(`(() => {
  const drawn = new Set(), stroke = pen.stroke;
  pen.stroke = function (...path) { if (pen.strokeStyle !== colours["cluster-line"]) drawn.add(pen.globalAlpha.toFixed(2)); return stroke.apply(this, path); };
  draw();
  delete pen.stroke;
  return [...drawn].map(Number).sort((a, b) => a - b);
})()`);

main(async () => {
  await open();
  seen.rest = await opacities();
  seen.faint = await ask(`(() => {
    const leads = to => makeStrokes(scene.packed, makeLegs(PLAN, scene.open, scene.lines.filter(edge => edge.to === byId.get(to))).legs);
    return ["hub", "few"].map(to => leads(to).every(isFaint));
  })()`);
  await ask(`hover(byId.get("hub"))`);
  seen.hovered = await opacities();
  await ask("hover(null)");
  seen.saved = await ask(`[...new Set([...svgOfView().querySelectorAll("path:not(.head)")].map(path => Number(path.getAttribute("opacity"))))].sort((a, b) => a - b)`);
});
