// Uses a page as a person does, in headless Chromium over its debugging pipe, and prints what it saw as
// JSON. `node drive.mjs PAGE [FOLDER]`; with a folder it leaves screenshots there.

import { spawn } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

const [page, folder] = process.argv.slice(2), profile = mkdtempSync(join(tmpdir(), "imp-vis-"));
const browser = spawn("chromium", ["--headless=new", "--no-sandbox", "--disable-gpu", "--hide-scrollbars", "--remote-debugging-pipe",
  `--user-data-dir=${profile}`, "--window-size=1500,950", "about:blank"], { stdio: ["ignore", "ignore", "ignore", "pipe", "pipe"] });
const [out, into] = [browser.stdio[3], browser.stdio[4]];
const waiting = new Map(), seen = { errors: [], requests: 0 };
let last = 0, session, rest = "";

into.on("data", chunk => {
  const parts = (rest + chunk).split("\0");
  rest = parts.pop();
  for (const part of parts) {
    const message = JSON.parse(part), { method, params } = message;
    if (message.id) { waiting.get(message.id)(message); waiting.delete(message.id); }
    if (method === "Network.requestWillBeSent" && !params.request.url.startsWith("data:")) seen.requests++;
    if (method === "Runtime.exceptionThrown") seen.errors.push(params.exceptionDetails.exception?.description || params.exceptionDetails.text);
    if (method === "Log.entryAdded" && params.entry.level === "error") seen.errors.push(params.entry.text);
    if (method === "Runtime.consoleAPICalled" && params.type === "error") seen.errors.push(JSON.stringify(params.args));
  }
});

function send(method, params = {}) {
  const id = ++last;
  out.write(JSON.stringify({ id, method, params, sessionId: session }) + "\0");
  return new Promise((done, fail) => waiting.set(id, message => message.error ? fail(new Error(method + ": " + message.error.message)) : done(message.result)));
}

const wait = ms => new Promise(done => setTimeout(done, ms));
async function ask(expression) {
  const { result, exceptionDetails } = await send("Runtime.evaluate", { expression, returnByValue: true, awaitPromise: true });
  if (exceptionDetails) throw new Error(expression + ": " + exceptionDetails.exception.description);
  return result.value;
}
const mouse = (type, x, y, more = {}) => send("Input.dispatchMouseEvent", { type, x, y, ...more });
async function click(x, y) {
  await mouse("mousePressed", x, y, { button: "left", clickCount: 1 });
  await mouse("mouseReleased", x, y, { button: "left", clickCount: 1 });
  await wait(60);
}
async function key(name, text = name.length === 1 ? name : undefined) {
  await send("Input.dispatchKeyEvent", { type: "keyDown", key: name, text });
  await send("Input.dispatchKeyEvent", { type: "keyUp", key: name });
  await wait(60);
}
const type = async text => { for (const letter of text) await key(letter); };
const middle = what => ask(`(() => { const box = (${what}).getBoundingClientRect(); return [box.x + box.width / 2, box.y + Math.min(12, box.height / 2)]; })()`);
async function shot(name) {
  if (!folder) return;
  const { data } = await send("Page.captureScreenshot");
  writeFileSync(join(folder, name + ".png"), Buffer.from(data, "base64"));
}
const state = () => ask(`({ hash: location.hash, boxes: scene.boxes, nodes: scene.nodes, panel: !document.getElementById("panel").hidden, muted: boxes.classList.contains("muted"), selected: S.sel == null ? null : nameOf(S.sel), status: document.getElementById("status").textContent })`);

async function frames(step) {
  return ask(`new Promise(done => {
    const times = []; let last = performance.now(), count = 0;
    const next = () => { const now = performance.now(); times.push(now - last); last = now; ${step}; if (++count < 40) requestAnimationFrame(next); else done({ worst: Math.round(Math.max(...times.slice(2))), mean: Math.round(times.reduce((a, b) => a + b) / times.length) }); };
    requestAnimationFrame(next);
  })`);
}

async function run() {
  const { targetInfos } = await send("Target.getTargets");
  session = (await send("Target.attachToTarget", { targetId: targetInfos.find(target => target.type === "page").targetId, flatten: true })).sessionId;
  for (const domain of ["Page", "Runtime", "Log", "Network"]) await send(domain + ".enable");
  await send("Network.emulateNetworkConditions", { offline: true, latency: 0, downloadThroughput: 0, uploadThroughput: 0 });
  await send("Page.navigate", { url: page });
  for (let tries = 0; tries < 200 && !(await ask("document.body?.dataset.ready || ''")); tries++) await wait(50);
  seen.ready = Number(await ask("document.body.dataset.ready"));
  seen.start = await state();
  await shot("start");

  const ends = await ask("(() => { const from = G.nodes.find(node => node.kind === 'host'); return [from.id, G.nodes[[...near(from.index, 0, 'out')].pop()].id]; })()");
  await ask(`showPath(byId.get(${JSON.stringify(ends[0])}), byId.get(${JSON.stringify(ends[1])}))`);
  seen.path = await state();
  await wait(100);
  await shot("path");
  await key("Escape");
  const host = "document.querySelector('#nodes .host')";
  await mouse("mouseMoved", ...await middle(host));
  await wait(120);
  seen.hover = await state();
  await shot("hover");
  const where = () => ask("({ ...view })");
  const before = await where();
  await mouse("mouseWheel", 700, 400, { deltaX: 0, deltaY: -240 });
  await wait(60);
  const zoomed = await where();
  await mouse("mousePressed", 640, 780, { button: "left", clickCount: 1 });
  for (const step of [1, 2, 3]) await mouse("mouseMoved", 640 + step * 30, 780, { button: "left", buttons: 1 });
  await mouse("mouseReleased", 730, 780, { button: "left", clickCount: 1 });
  const panned = await where();
  const touch = (type, ...points) => send("Input.dispatchTouchEvent", { type, touchPoints: points.map(([x, y], id) => ({ x, y, id })) });
  await touch("touchStart", [600, 400], [700, 400]);
  await touch("touchMove", [550, 400], [750, 400]);
  await touch("touchMove", [500, 400], [800, 400]);
  await touch("touchEnd");
  const pinched = await where();
  seen.moves = { wheel: zoomed.k / before.k, drag: panned.x - zoomed.x, pinch: pinched.k / panned.k };
  await key("0");
  await click(...await middle(host));
  seen.click = await state();
  await shot("click");
  await key("f");
  seen.focus = await state();
  await shot("focus");
  await key("Escape");
  await key("Escape");
  seen.escaped = await state();

  await key("/");
  await type("base");
  seen.hits = await ask("document.querySelectorAll('#hits li[role=option]').length");
  await shot("search");
  await key("Enter", "\r");
  seen.found = await state();
  await key("Escape");

  await key("0");
  await click(...await middle("document.querySelector('#nodes .pile')"));
  seen.opened = await state();
  await shot("opened");
  await key("ArrowRight");
  seen.focused = await ask("document.activeElement.getAttribute('aria-label')");
  await key("p");
  seen.picking = await ask("document.getElementById('crumb').textContent");
  await key("Escape");
  const header = () => ask("(() => { const box = [...elements].find(([item]) => isOpen(item) && PLAN.depth[item] === 1)[1].children[1].getBoundingClientRect(); return [box.x, box.y, box.width]; })()");
  const [headX, headY] = await header();
  const item = await ask("[...elements].find(([item]) => isOpen(item) && PLAN.depth[item] === 1)[0]");
  await click(headX + 20, headY + 8);
  const folded = await ask(`(() => { const box = elements.get(${item}).getBoundingClientRect(); return [box.x, box.y]; })()`);
  seen.anchor = Math.hypot(folded[0] - headX, folded[1] - headY);
  await key("c");
  seen.closed = await state();
  await key("e");
  await wait(400);
  seen.all = await state();
  await shot("all");
  seen.pan = await frames("view.x -= 7; view.y += 3; schedule(true)");
  await wait(250);
  seen.zoom = await frames("zoom(count < 20 ? 1.06 : 0.94)");
  seen.relayout = await ask("(() => { const start = performance.now(); relayout(); draw(); return Math.round(performance.now() - start); })()");
  seen.hoverAll = await ask("(() => { const start = performance.now(); hover(N + 1); draw(); const took = performance.now() - start; hover(null); return Math.round(took); })()");
  await key("l");
  seen.rows = await ask("document.querySelectorAll('#list tbody tr').length");
  await key("Escape");
  const saved = await ask("new Promise(done => { const keep = URL.createObjectURL; URL.createObjectURL = blob => { blob.text().then(done); return keep.call(URL, blob); }; saveSvg(); })");
  seen.saved = await ask(`(() => { const svg = new DOMParser().parseFromString(${JSON.stringify(saved)}, "image/svg+xml"); return { broken: !!svg.querySelector("parsererror"), boxes: svg.querySelectorAll(".n").length, paths: svg.querySelectorAll("path").length }; })()`);
  if (folder) writeFileSync(join(folder, "saved.svg"), saved);
  await ask("setTheme()");
  await wait(100);
  await shot("dark");
  await send("Page.navigate", { url: page + "#f=" + encodeURIComponent(await ask("G.nodes.find(node => node.out.length > 2).id")) + "&d=1" });
  await wait(300);
  seen.address = await state();
}

try { await run(); } catch (error) { seen.errors.push(String(error.stack)); }
console.log(JSON.stringify(seen, null, 1));
browser.kill();
await wait(200);
rmSync(profile, { recursive: true, force: true });
process.exit(0);
