// The page in a browser against the running service: node page.mjs PROGRAM, or node page.mjs http://127.0.0.1:8080.
// Drives every view by pointer and by keyboard, and fails on any console error, policy violation or dialog.
// Screenshots: build/screenshots.
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import {
  DESK,
  PHONE,
  check,
  context,
  expectComplaint,
  file,
  finish,
  folder,
  open,
  page,
  picture,
  program,
  shot,
  shots,
  sign,
  step,
  text
} from "./page_driver.mjs";
import { inspectorSteps } from "./page_inspector.mjs";
import { EVIL, kinds, verdictOf } from "./page_verdicts.mjs";

const name = `jane-${Date.now().toString(36)}`;
let original, signed;

await step("the first page asks for a file, and looks right", async () => {
  await open("/");
  original = await picture();
  assert.match(await page.title(), /Countersign/);
  await shot("home");
});

await step("a dropped file without provenance gets a dotted sign", async () => {
  await open("/");
  const data = await page.evaluateHandle(
    (bytes) => {
      const transfer = new DataTransfer();
      transfer.items.add(new File([Uint8Array.from(bytes)], "plain.jpg", { type: "image/jpeg" }));
      return transfer;
    },
    [...original]
  );
  await page.dispatchEvent(".drop", "dragover", { dataTransfer: data });
  await page.dispatchEvent(".drop", "drop", { dataTransfer: data });
  await page.waitForSelector(".answer");
  assert.deepEqual(await sign(), { shape: "dotted", word: "Nothing found" });
  assert.match(page.url(), /\/verify\/[0-9a-f]{64}$/);
  assert.equal(await text("#live"), await text("h1"));
  await page.click("#row-unchanged summary");
  assert.match(await text("#row-unchanged"), /your browser computed the same/);
});

await step("an identity is made in three steps, its recovery code asked back", async () => {
  await open("/create");
  await shot("create-name");
  await page.fill("#name", "No Gооd"); // Cyrillic letters
  await page.click("text=Create");
  assert.match(await text("#name-wrong"), /letters a to z/);
  await page.fill("#name", `${name.toUpperCase().replaceAll("-", "_")} `); // folded to the name
  await page.click("form button");
  await page.waitForSelector(".recovery");
  const code = await text(".recovery");
  await shot("create-code");
  await page.click("text=I have kept it");
  await page.fill("#code", "wrong");
  await page.click("text=Go on");
  assert.match(await text("#code-wrong"), /isn't the code/);
  await page.fill("#code", code.toLowerCase().replaceAll("-", " "));
  await page.click("text=Go on");
  await page.waitForSelector("legend >> text=What did AI do?");
  assert.ok(!(await page.content()).includes(code), "the code is gone");
  const kept = await page.evaluate(() => ({
    tab: sessionStorage.getItem("countersign.identity"),
    ever: JSON.stringify(localStorage),
    cookies: document.cookie
  }));
  const { token } = JSON.parse(kept.tab);
  assert.ok(token.length >= 32);
  for (const place of [kept.ever, kept.cookies, await page.content()])
    assert.ok(!place.includes(token), "the token is in this tab's storage alone");
});

async function signPicture(ai, upload, title = "") {
  await open("/create");
  await page.setInputFiles(".chooser input", upload);
  await page.check(`input[name=ai][value=${ai}]`);
  await page.fill("#title", title);
  await page.click("text=Sign it");
  await page.waitForSelector(".finished");
  const [download] = await Promise.all([page.waitForEvent("download"), page.click("text=Download the signed photo")]);
  return { bytes: readFileSync(await download.path()), name: download.suggestedFilename() };
}

await step("a photo is signed, downloaded, and reads as unchanged", async () => {
  signed = await signPicture("captured", file(original), EVIL.replace("\u0000", ""));
  assert.equal(signed.name, "harbour-signed.jpg");
  await shot("create-sign");
  await page.click("text=See what others will see");
  await page.waitForSelector(".answer");
  assert.deepEqual(await sign(), { shape: "line", word: "Unchanged, not vouched for" });
  assert.match(await text("#row-signed .short"), new RegExp(name));
  assert.match(await text("#row-ai .short"), /a device captured it/);
  assert.match(await text(".timeline"), /Registered/);
  await shot("answer-unvouched");
});

await step("the proof is downloaded, and its command holds without the service", async () => {
  const [download] = await Promise.all([page.waitForEvent("download"), page.click("text=Download the proof")]);
  const proof = join(folder, "proof.json");
  const photo = join(folder, signed.name);
  await download.saveAs(proof);
  writeFileSync(photo, signed.bytes);
  JSON.parse(readFileSync(proof, "utf8"));
  const key = /--log-key '([^']+)'/.exec(await text(".take"))[1];
  if (program.startsWith("http")) return;
  const outcome = spawnSync(program, ["check", proof, photo, "--log-key", key], { encoding: "utf8" });
  assert.equal(outcome.status, 0, `${outcome.stdout}${outcome.stderr}`);
});

await step("one changed byte is told, and what AI made is said first", async () => {
  const changed = Buffer.from(signed.bytes);
  changed[changed.length - 40] ^= 1;
  await check(file(changed, "changed.jpg"));
  assert.deepEqual(await sign(), { shape: "triangle", word: "Changed" });
  const made = await signPicture("generated", file(await picture("image/png"), "studio.png", "image/png"));
  await check(file(made.bytes, made.name, "image/png"));
  assert.match(await text("h1"), /^Made with generative AI/);
});

const DEMO = [
  ["photo.jpg", "tick", "Unchanged, signer known", /^Signed by photographer, a person attested by newsroom/],
  ["altered.jpg", "triangle", "Changed", /^This file was changed after photographer signed it/],
  ["disputed.jpg", "triangle", "Disputed", /^Its origin is disputed/],
  ["revoked.jpg", "triangle", "Revoked", /Don't rely on it/],
  ["generated.png", "tick", "Unchanged, signer known", /^Made with generative AI/],
  ["statement.txt", "tick", "Unchanged, signer known", /^Registered by newsroom/],
  ["unsigned.jpg", "dotted", "Nothing found", /^No provenance found/]
];
if (!program.startsWith("http")) {
  await step("the demo files get the answers that the tour promises", async () => {
    for (const [name, shape, word, start] of DEMO) {
      await check(join(folder, "home/demo", name));
      assert.deepEqual(await sign(), { shape, word }, name);
      assert.match(await text("h1"), start);
      if (name === "photo.jpg") await shot("demo-photo");
    }
  });
}

await step("back and forward show the answers again without the file", async () => {
  await check(file(signed.bytes, signed.name));
  const last = await text("h1");
  await page.click("nav >> text=Log");
  await page.waitForSelector(".entries");
  await page.goBack();
  await page.waitForSelector(".answer");
  assert.equal(await text("h1"), last);
  await page.goForward();
  await page.waitForSelector(".entries");
  await page.goBack();
  await page.reload();
  await page.waitForSelector(".answer");
  assert.match(await text("h1"), new RegExp(name));
  await shot("record");
  await page.setInputFiles(".chooser input", file(original));
  await page.waitForSelector("#row-signed");
  assert.match(await text(".warning"), /isn't the file of that address/);
});

await inspectorSteps(signed);

for (const kind of kinds) {
  await step(`the answer "${kind}" has its sentence, sign and rows`, async () => {
    const { verdict, shape, word } = verdictOf(kind);
    if (verdict.asset && kind !== "altered") verdict.asset.sha256 = createHash("sha256").update(original).digest("hex");
    expectComplaint(kind === "broken" ? /can't be shown/ : null);
    await page.route("**/v1/verify*", (route) => route.fulfill({ json: verdict }));
    await page.route("**/v1/content/*", (route) =>
      route.fulfill({ json: { sha256: verdict.asset?.sha256, records: [] } })
    );
    await check(file(original, kind === "hostile" ? EVIL.replace("\0", "") : "harbour.jpg"));
    await page.unrouteAll();
    assert.deepEqual(await sign(), { shape, word });
    assert.equal(await page.locator(".row").count(), 4);
    if (kind === "broken") assert.match(await text("h1"), /^Signed by example-news/);
    if (kind === "altered") assert.match(await text(".warning"), /answered for another file/);
    if (kind === "lookalike") assert.match(await text(".warning"), /example-bank/);
    if (kind === "hostile") {
      assert.equal(await page.locator("main script, main img:not(.frame img)").count(), 0);
      assert.match(await text("h1"), /<script>.*U\+202E/s);
      assert.equal(await page.title(), "Answer · Countersign");
      assert.ok(!/[\u202e\u200b\0]/.test(await page.locator("main").innerText()), "nothing invisible is left");
    }
    await shot(`answer-${kind}`);
    if (kind === "identified") {
      await page.setViewportSize(PHONE);
      const last = await page.locator(".row").last().boundingBox();
      assert.ok(last.y + last.height <= PHONE.height, "a phone shows sentence, picture and rows without scrolling");
      await page.setViewportSize(DESK);
      await page.evaluate(() => {
        for (const row of document.querySelectorAll("details")) row.open = true;
      });
      await shot("answer-identified-open");
      await page.evaluate(() => {
        for (const row of document.querySelectorAll("details")) row.open = false;
      });
      const paper = await page.pdf({ format: "A4", path: join(shots, "report.pdf") });
      assert.equal(paper.toString("latin1").match(/\/Type\s*\/Page\b(?!s)/g).length, 1, "a report of one page");
    }
    expectComplaint(null);
  });
}

await step("an identity's page shows its standing and its keys", async () => {
  await open(`/identity/${name}`);
  await page.waitForSelector(".keys");
  assert.equal(await text("h1"), name);
  assert.match(await text(".empty"), /Everybody starts like that/);
  await open("/identity");
  await page.fill("#who", "photographer");
  await page.press("#who", "Enter");
  await page.waitForSelector(".keys");
  assert.ok((await page.locator(".path .node").count()) >= 2, "the path to the root is drawn");
  await shot("identity");
  expectComplaint(/404/);
  await open("/identity/nobody-of-this-name");
  await page.waitForSelector(".problem");
  assert.match(await text("h1"), /Nobody here is called/);
  await shot("identity-unknown");
  expectComplaint(null);
});

await step("the log's proofs are checked in the browser, and a forged one fails", async () => {
  await open("/log");
  await page.waitForSelector(".entries");
  assert.match(await text(".card"), /Checked in this browser/);
  await page.fill("#from", "3");
  await page.press("#from", "Enter");
  await page.waitForSelector(".outcome .steps li");
  assert.match(await text(".outcome .word"), /still stand, unchanged/);
  await page.fill("#entry", "2");
  await page.press("#entry", "Enter");
  await page.waitForSelector("#find .outcome");
  assert.match(await text("#find .outcome .word"), /It is entry 2 of the/);
  assert.ok((await page.locator("#find .steps li").count()) >= 3, "each hash is shown");
  await page.click("#find >> text=Whole hashes");
  await shot("log");
  await page.route("**/v1/log/proof/inclusion*", async (route) => {
    const response = await route.fetch();
    const proof = await response.json();
    proof.hashes[0] = proof.hashes[0].replace(/^./, (digit) => (digit === "0" ? "1" : "0"));
    await route.fulfill({ json: proof });
  });
  await page.press("#entry", "Enter");
  await page.waitForSelector("#find .outcome .triangle");
  assert.match(await text("#find .outcome .word"), /The proof fails/);
  await page.unrouteAll();
  await page.evaluate(() =>
    localStorage.setItem(
      "countersign.checkpoint",
      JSON.stringify({ ...JSON.parse(localStorage.getItem("countersign.checkpoint")), size: 3, root: "00".repeat(32) })
    )
  );
  await page.reload();
  await page.waitForSelector(".outcome .triangle");
  assert.match(await text(".outcome .word"), /history was rewritten/);
});

await step("builders see the requests of this visit, without the token", async () => {
  await page.click("nav >> text=Builders");
  await page.waitForSelector(".requests");
  assert.match(await text("main"), /\/v1\/log\/checkpoint/);
  const { token } = JSON.parse(await page.evaluate(() => sessionStorage.getItem("countersign.identity")));
  assert.ok(!(await page.content()).includes(token));
  await shot("builders");
});

await step("everything is reached by keyboard alone, and Escape closes", async () => {
  await open("/");
  await page.keyboard.press("Tab");
  assert.equal(await page.evaluate(() => document.activeElement.className), "skip");
  let found = false;
  for (let i = 0; i < 12 && !found; i += 1) {
    await page.keyboard.press("Tab");
    found = await page.evaluate(() => document.activeElement.type === "file");
  }
  assert.ok(found, "the file button takes the focus");
  assert.notEqual(await page.evaluate(() => getComputedStyle(document.querySelector(".chooser")).outlineStyle), "none");
  const chosen = page.waitForEvent("filechooser");
  await page.evaluate(() => {}); // the browser has heard by now that the dialog is to be caught
  await page.keyboard.press("Enter");
  const chooser = await chosen;
  await chooser.setFiles(file(signed.bytes, signed.name));
  await page.waitForSelector(".answer");
  assert.equal(await page.evaluate(() => document.activeElement.tagName), "H1");
  await page.keyboard.press("Tab");
  assert.equal(await page.evaluate(() => document.activeElement.tagName), "SUMMARY");
  assert.notEqual(await page.evaluate(() => getComputedStyle(document.activeElement).outlineStyle), "none");
  await page.keyboard.press("Enter");
  assert.equal(await page.locator("details.row[open]").count(), 1);
  await page.keyboard.press("Tab");
  await page.keyboard.press("Escape");
  assert.equal(await page.locator("details.row[open]").count(), 0);
  assert.equal(await page.evaluate(() => document.activeElement.tagName), "SUMMARY");
});

await step("a check can be cancelled, and a lost connection is explained", async () => {
  await page.route("**/v1/verify*", async (route) => {
    await new Promise((resolve) => setTimeout(resolve, 3000));
    await route.abort().catch(() => {});
  });
  await open("/");
  await page.setInputFiles(".drop input", file(original));
  await page.waitForSelector("progress");
  await page.screenshot({ path: join(shots, "progress.png") });
  await page.keyboard.press("Escape");
  await page.waitForSelector(".home");
  assert.match(await text("#live"), /Cancelled/);
  await page.unrouteAll({ behavior: "ignoreErrors" });
  expectComplaint(/ERR_INTERNET_DISCONNECTED/);
  await context.setOffline(true);
  await page.setInputFiles(".drop input", file(original));
  await page.waitForSelector(".problem");
  assert.match(await text("h1"), /offline/);
  await shot("offline");
  await context.setOffline(false);
  await page.click("button >> text=Try again");
  await page.waitForSelector(".answer");
  expectComplaint(null);
});

await finish();
