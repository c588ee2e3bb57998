// What drives the page in a browser: the service, the browser, steps, screenshots, and what must hold of every view.
import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { chromium } from "playwright-core";

const BROWSER = process.env.COUNTERSIGN_BROWSER ?? "/usr/bin/chromium";
const FLAGS = [
  "--headless",
  "--no-sandbox",
  "--disable-gpu",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync"
];
export const PHONE = { width: 360, height: 640 };
export const DESK = { width: 1280, height: 800 };
export const program = process.argv[2];
export const shots = join(
  process.env.COUNTERSIGN_SOURCE ?? fileURLToPath(new URL("../..", import.meta.url)),
  "build/screenshots"
);
if (!existsSync(BROWSER)) {
  console.log(`skipped: there is no browser at ${BROWSER} (COUNTERSIGN_BROWSER names another)`);
  process.exit(0);
}
export const folder = mkdtempSync(join(tmpdir(), "countersign-page-"));
mkdirSync(shots, { recursive: true });

async function startServer() {
  if (program.startsWith("http")) return { origin: program, stop: () => {} };
  const child = spawn(
    program,
    [
      "serve",
      "--demo",
      "--home",
      join(folder, "home"),
      "--listen",
      "127.0.0.1:0",
      "--no-access-log",
      "--no-rate-limit"
    ],
    { stdio: ["ignore", "pipe", "pipe"] }
  );
  let text = "";
  const origin = await new Promise((resolve, reject) => {
    const late = setTimeout(() => reject(new Error(`the server did not start:\n${text}`)), 60_000);
    const read = (bytes) => {
      text += bytes;
      const match = /http:\/\/[\d.:]+/.exec(text);
      if (!match) return;
      clearTimeout(late);
      resolve(match[0]);
    };
    child.stdout.on("data", read);
    child.stderr.on("data", (bytes) => {
      text += bytes;
    });
    child.on("exit", (code) => reject(new Error(`the server ended with ${code}:\n${text}`)));
  });
  return {
    origin,
    stop: () =>
      new Promise((resolve) => {
        child.removeAllListeners("exit");
        child.on("exit", resolve);
        child.kill("SIGTERM");
      })
  };
}

const server = await startServer();
export const context = await chromium.launchPersistentContext(join(folder, "profile"), {
  executablePath: BROWSER,
  args: FLAGS,
  viewport: DESK,
  baseURL: server.origin,
  acceptDownloads: true
});
await context.addInitScript(() => {
  globalThis.violations = [];
  document.addEventListener("securitypolicyviolation", (event) =>
    violations.push(`${event.violatedDirective}: ${event.blockedURI}`)
  );
});
context.setDefaultTimeout(20_000);
export const page = context.pages()[0];
const complaints = [];
let expected = null;
// What the step at hand provokes on purpose; null: nothing.
export const expectComplaint = (pattern) => {
  expected = pattern;
};
page.on("console", (message) => {
  if (["error", "warning"].includes(message.type()) && !(expected && expected.test(message.text())))
    complaints.push(`console: ${message.text()}`);
});
page.on("pageerror", (error) => complaints.push(`script: ${error.stack}`));
page.on("dialog", (dialog) => {
  complaints.push(`dialog: ${dialog.message()}`);
  dialog.dismiss();
});
page.on("request", (request) => {
  if (!/^(blob|data):/.test(request.url()) && !request.url().startsWith(server.origin))
    complaints.push(`another host: ${request.url()}`);
});

const steps = [];
export async function step(name, run) {
  const start = Date.now();
  try {
    await run();
    const violations = await page.evaluate(() => globalThis.violations ?? []);
    assert.deepEqual(violations, [], "content security policy");
    assert.deepEqual(complaints, []);
    steps.push(true);
    console.log(`ok    ${name} (${Date.now() - start} ms)`);
  } catch (error) {
    steps.push(false);
    complaints.length = 0;
    await page.screenshot({ path: join(shots, "failure.png") }).catch(() => {});
    console.log(`FAIL  ${name}\n${error.stack}`);
  }
}

// A picture of this test's own, so that nothing has to be shipped with it.
export const picture = async (type = "image/jpeg") =>
  Buffer.from(
    await page.evaluate(async (kind) => {
      const canvas = Object.assign(document.createElement("canvas"), { width: 640, height: 420 });
      const paint = canvas.getContext("2d");
      const sky = paint.createLinearGradient(0, 0, 0, 420);
      sky.addColorStop(0, "#24437a");
      sky.addColorStop(0.6, "#f0b27a");
      sky.addColorStop(1, "#5b3a29");
      paint.fillStyle = sky;
      paint.fillRect(0, 0, 640, 420);
      paint.fillStyle = "#fdf3d8";
      paint.beginPath();
      paint.arc(430, 215, 46, 0, 7);
      paint.fill();
      paint.fillStyle = "#1c2a3a";
      paint.beginPath();
      paint.moveTo(0, 420);
      paint.lineTo(190, 190);
      paint.lineTo(330, 330);
      paint.lineTo(420, 250);
      paint.lineTo(640, 420);
      paint.fill();
      return canvas.toDataURL(kind, 0.9).split(",")[1];
    }, type),
    "base64"
  );

export const open = async (path) => {
  await page.goto(path);
  await page.waitForSelector("main h1");
};
export const shot = async (name) => {
  for (const [width, size] of [
    ["360", PHONE],
    ["1280", DESK]
  ])
    for (const scheme of ["light", "dark"]) {
      await page.setViewportSize(size);
      await page.emulateMedia({ colorScheme: scheme });
      await page.screenshot({ path: join(shots, `${name}-${width}-${scheme}.png`), fullPage: true });
      await look(`${name} at ${width}, ${scheme}`);
    }
  await page.setViewportSize(DESK);
  await page.emulateMedia({ colorScheme: "light" });
};
export const file = (buffer, name = "harbour.jpg", mimeType = "image/jpeg") => ({ name, mimeType, buffer });
export async function check(upload) {
  await open("/");
  await page.setInputFiles(".drop input", upload);
  await page.waitForSelector(".answer");
}
export const text = (selector) => page.locator(selector).first().innerText();
export const sign = async () => ({
  shape: (await page.getAttribute(".statement .sign", "class")).split(" ")[1],
  word: await text(".statement .word")
});

// What must hold of every view: nothing sticks out, everything has a name, text stands out from its ground.
async function look(where) {
  const found = await page.evaluate(() => {
    const problems = [];
    if (document.documentElement.scrollWidth > innerWidth)
      problems.push(`sticks out by ${document.documentElement.scrollWidth - innerWidth} px`);
    // Nor does it eat the page's own margin.
    const main = document.querySelector("main");
    const edge = main.getBoundingClientRect().right - parseFloat(getComputedStyle(main).paddingRight);
    for (const block of main.querySelectorAll("form, input, button, pre, section, .finished, .card, .outcome"))
      if (!block.closest(".unseen, .chooser") && block.getBoundingClientRect().right > edge + 1)
        problems.push(`beyond the margin: ${block.outerHTML.slice(0, 60)}`);
    if (document.querySelectorAll("h1").length !== 1) problems.push("not exactly one h1");
    for (const field of document.querySelectorAll("input, button, a, summary, progress")) {
      const name = field.labels?.length
        ? [...field.labels].map((label) => label.textContent).join(" ")
        : (field.getAttribute("aria-label") ?? field.textContent);
      if (!name.trim() && field.getClientRects().length)
        problems.push(`without a name: ${field.outerHTML.slice(0, 80)}`);
    }
    for (const image of document.images) if (!image.hasAttribute("alt")) problems.push("an image without alt");
    const channels = (color) =>
      color.startsWith("color(srgb")
        ? color
            .match(/[\d.]+/g)
            .slice(0, 4)
            .map((value, i) => (i < 3 ? value * 255 : Number(value)))
        : color.match(/[\d.]+/g).map(Number);
    const luminance = (color) =>
      channels(color)
        .slice(0, 3)
        .map((value) => value / 255)
        .map((value) => (value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4))
        .reduce((sum, value, i) => sum + value * [0.2126, 0.7152, 0.0722][i], 0);
    const ground = (element) => {
      for (let at = element; at; at = at.parentElement) {
        const color = getComputedStyle(at).backgroundColor;
        if ((channels(color)[3] ?? 1) > 0) return color;
      }
      return "rgb(255, 255, 255)";
    };
    const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    while (walker.nextNode()) {
      const element = walker.currentNode.parentElement;
      if (
        !walker.currentNode.textContent.trim() ||
        !element.getClientRects().length ||
        element.closest(".unseen, :disabled")
      )
        continue;
      const [a, b] = [luminance(getComputedStyle(element).color), luminance(ground(element))];
      const ratio = (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
      if (ratio < 4.5) problems.push(`contrast ${ratio.toFixed(2)}: ${walker.currentNode.textContent.slice(0, 40)}`);
      const size = parseFloat(getComputedStyle(element).fontSize); // 0: for screen readers alone
      if (size > 0 && size < 11) problems.push(`too small to read: ${walker.currentNode.textContent.slice(0, 40)}`);
    }
    return [...new Set(problems)];
  });
  assert.deepEqual(found, [], where);
}

// Ends everything, says how it went, and ends the process accordingly.
export async function finish() {
  await context.close();
  await server.stop();
  rmSync(folder, { recursive: true, force: true });
  const failed = steps.filter((passed) => !passed).length;
  console.log(`${steps.length - failed} of ${steps.length} steps passed; screenshots: ${shots}`);
  process.exit(failed ? 1 : 0);
}
