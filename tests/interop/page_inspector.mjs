// The page's inspector in a browser: the tree by pointer and by keyboard, compare, certificate in words, hostile texts.
import assert from "node:assert/strict";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { check, file, page, shot, step, text } from "./page_driver.mjs";
import { EVIL } from "./page_verdicts.mjs";

const data = process.env.COUNTERSIGN_TESTDATA ?? join(process.env.COUNTERSIGN_SOURCE ?? ".", "../shared/testdata");
const family = join(data, "c2pa/public/adobe-20220124-CACAICAICICA.jpg");

async function openInspector() {
  await page.locator(".inspector > summary").focus();
  await page.keyboard.press("Enter");
  await page.waitForSelector(".manifest-tree");
}

// Every text of a manifest is EVIL, also where a number or a list belongs.
function hostile() {
  const manifest = (label, ingredients) => ({
    label,
    isUpdateManifest: false,
    isCompressedManifest: false,
    "claim.v2": { instanceID: EVIL, claim_generator_info: { name: EVIL, version: EVIL }, "dc:title": EVIL, "dc:format": EVIL },
    assertions: {
      "c2pa.actions.v2": { actions: [{ action: EVIL, when: EVIL, softwareAgent: { name: EVIL } }, null, 7] },
      "c2pa.ai-disclosure": { modelName: EVIL },
      "cawg.training-mining": { entries: { [EVIL]: { use: EVIL } } },
      [EVIL]: EVIL,
      ...ingredients
    },
    signature: {
      algorithm: EVIL,
      certificateInfo: { serialNumber: EVIL, subject: { CN: EVIL, O: EVIL }, issuer: { CN: EVIL }, validity: { notBefore: EVIL, notAfter: EVIL } },
      timeStampInfo: { timestamp: EVIL, certificateInfo: { subject: { CN: EVIL } } }
    },
    validationResults: { success: [{ code: "claimSignature.validated" }], informational: [], failure: [{ code: EVIL, url: EVIL, explanation: EVIL }] }
  });
  const to = (label) => ({ relationship: EVIL, "dc:title": EVIL, activeManifest: { url: `self#jumbf=/c2pa/${label}`, hash: "" }, thumbnail: { url: EVIL } });
  return {
    manifests: [manifest("urn:c2pa:a", { "c2pa.ingredient.v3": to("urn:c2pa:b"), "c2pa.ingredient.v3__1": to("urn:c2pa:a") }), manifest("urn:c2pa:b", {})],
    "countersign:thumbnails": { [EVIL]: { mediaType: "image/svg+xml", data: EVIL } }
  };
}

export async function inspectorSteps(signed) {
  await step("the inspector opens by keyboard and says who signed, in words", async () => {
    await check(file(signed.bytes, signed.name));
    await openInspector();
    assert.match(await text(".ai-first"), /captured by a device/);
    assert.match(await text(".chosen"), /issuer, .*, isn't on your trust list|issuer, .*, is on the trust list/);
    assert.match(await text(".chosen .timeline"), /Created/i);
    await page.locator(".inspected .raw > summary").click();
    // It is filled when the browser tells that it was opened, which is a little later.
    await page.locator(".inspected .raw pre", { hasText: '"@vocab"' }).waitFor();
  });
  if (existsSync(family)) {
    await step("a family of manifests is drawn, zoomed, walked by keys and compared", async () => {
      await check(file(readFileSync(family), "family.jpg"));
      await openInspector();
      const boxes = page.locator(".manifest");
      assert.ok((await boxes.count()) > 5, "ingredients of ingredients");
      const width = Number(await page.getAttribute(".manifest-tree", "width"));
      await boxes.first().focus();
      await page.keyboard.press("+");
      assert.ok(Number(await page.getAttribute(".manifest-tree", "width")) > width);
      await page.keyboard.press("0");
      await page.keyboard.press("ArrowRight");
      await page.keyboard.press("Enter");
      assert.equal(await page.locator('.manifest[aria-selected="true"]').getAttribute("aria-level"), "2");
      assert.match(await text(".compare thead"), /This file\s+The ingredient/);
      assert.ok((await page.locator(".compare .frame img").count()) >= 1, "pictures to compare");
      await page.getByRole("button", { name: "Fit" }).click();
      await shot("inspector-family");
    });
  }
  await step("whatever a manifest says stays text", async () => {
    await page.route("**/v1/inspect*", (route) => route.fulfill({ json: hostile() }));
    await check(file(signed.bytes, signed.name));
    await openInspector();
    await page.locator(".manifest").nth(1).click();
    await page.locator(".inspected .raw > summary").click();
    assert.equal(await page.locator("main script, main img:not(.frame img), main iframe").count(), 0);
    assert.equal(await page.title(), "Answer · Countersign");
    assert.ok(!/[\u202e\u200b\0]/.test(await page.locator("main").innerText()), "nothing invisible is left");
    await page.locator(".inspected .raw > summary").click();
    await shot("inspector-hostile");
    await page.unrouteAll();
  });
}
