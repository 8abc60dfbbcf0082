// Headless Chromium over its debugging pipe: a page that is opened, asked and used.

import { spawn } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

export const [page, folder] = process.argv.slice(2);
if (folder) mkdirSync(folder, { recursive: true });
const profile = mkdtempSync(join(tmpdir(), "imp-vis-"));
const browser = spawn("chromium", ["--headless=new", "--no-sandbox", "--disable-gpu", "--disable-background-networking", "--hide-scrollbars", "--remote-debugging-pipe",
  `--user-data-dir=${profile}`, "--window-size=1500,950", "about:blank"], { stdio: ["ignore", "ignore", "ignore", "pipe", "pipe"] });
const [out, into] = [browser.stdio[3], browser.stdio[4]];
const waiting = new Map();
export const seen = { errors: [], requests: 0 };
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

export function send(method, params = {}) {
  const id = ++last;
  out.write(JSON.stringify({ id, method, params, sessionId: session }) + "\0");
  return new Promise((done, fail) => waiting.set(id, message => message.error ? fail(new Error(method + ": " + message.error.message)) : done(message.result)));
}

export const wait = ms => new Promise(done => setTimeout(done, ms));
export async function ask(expression) {
  const { result, exceptionDetails } = await send("Runtime.evaluate", { expression, returnByValue: true, awaitPromise: true });
  if (exceptionDetails) throw new Error(expression + ": " + exceptionDetails.exception.description);
  return result.value;
}
export const mouse = (type, x, y, more = {}) => send("Input.dispatchMouseEvent", { type, x, y, ...more });
export async function click(x, y) {
  await mouse("mousePressed", x, y, { button: "left", clickCount: 1 });
  await mouse("mouseReleased", x, y, { button: "left", clickCount: 1 });
  await wait(60);
}
export async function key(name, text = name.length === 1 ? name : undefined) {
  await send("Input.dispatchKeyEvent", { type: "keyDown", key: name, text });
  await send("Input.dispatchKeyEvent", { type: "keyUp", key: name });
  await wait(60);
}
export const type = async text => { for (const letter of text) await key(letter); };
export const middle = what => ask(`(() => { const box = (${what}).getBoundingClientRect(); return [box.x + box.width / 2, box.y + Math.min(12, box.height / 2)]; })()`);
export async function shot(name) {
  if (!folder) return;
  const { data } = await send("Page.captureScreenshot");
  writeFileSync(join(folder, name + ".png"), Buffer.from(data, "base64"));
}
export const state = () => ask(`({ hash: location.hash, boxes: scene.boxes, nodes: scene.nodes, panel: !document.getElementById("panel").hidden, muted: boxes.classList.contains("muted"), selected: S.sel == null ? null : nameOf(S.sel), status: document.getElementById("status").textContent })`);

// Opens the page without a network and waits until it is ready and drawn.
export async function open() {
  const { targetInfos } = await send("Target.getTargets");
  session = (await send("Target.attachToTarget", { targetId: targetInfos.find(target => target.type === "page").targetId, flatten: true })).sessionId;
  for (const domain of ["Page", "Runtime", "Log", "Network"]) await send(domain + ".enable");
  await send("Network.emulateNetworkConditions", { offline: true, latency: 0, downloadThroughput: 0, uploadThroughput: 0 });
  await send("Page.navigate", { url: page });
  for (let tries = 0; tries < 200 && !(await ask("document.body?.dataset.ready || ''")); tries++) await wait(50);
  seen.ready = Number(await ask("document.body.dataset.ready"));
  await ask("new Promise(done => requestAnimationFrame(() => requestAnimationFrame(() => done(0))))");
}

// Runs something with the page, prints what was seen as JSON, and ends.
export async function main(run) {
  try { await run(); } catch (error) { seen.errors.push(String(error.stack)); }
  console.log(JSON.stringify(seen, null, 1));
  browser.kill();
  await new Promise(done => browser.once("exit", done));
  // Its children may still write for a moment.
  rmSync(profile, { recursive: true, force: true, maxRetries: 20, retryDelay: 100 });
  process.exit(0);
}
