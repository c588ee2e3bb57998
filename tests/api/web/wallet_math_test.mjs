// The page's own hashes and curves against values of others.
import assert from "node:assert/strict";
import { createECDH, createHash, webcrypto } from "node:crypto";
import { test } from "node:test";
import { fromHex, keccak256, personalDigest, recover, recoveryOf, toHex } from "../../../api/web/site/assets/wallet_math.js";

globalThis.crypto ??= webcrypto;
// Where npm's packages aren't installed, only what needs none of them is tested.
const folder = "../../interop/node_modules/viem/_esm";
const viem = await Promise.all([import(`${folder}/index.js`), import(`${folder}/accounts/index.js`)]).then(
  ([all, accounts]) => ({ ...all, ...accounts }),
  () => null
);
const utf8 = (text) => new TextEncoder().encode(text);

test("Keccak-256 of known texts, over every length around a block", () => {
  assert.equal(toHex(keccak256(utf8(""))), "c5d2460186f7233c927e7db2dcc703c0e500b653ca82273b7bfad8045d85a470");
  assert.equal(toHex(keccak256(utf8("hello"))), "1c8aff950685c2ed4bc3174f3472287b56d9517b9c948127319a09a7a36deac8");
  if (!viem) return;
  for (let length = 0; length <= 300; length += 1) {
    const bytes = Uint8Array.from({ length }, (_, i) => i ^ length);
    assert.equal(`0x${toHex(keccak256(bytes))}`, viem.keccak256(bytes), `${length} bytes`);
  }
});

test("the key behind an Ethereum signature", async () => {
  if (!viem) return;
  for (let i = 1; i <= 8; i += 1) {
    const account = viem.privateKeyToAccount(`0x${String(i).padStart(2, "0").repeat(32)}`);
    const text = `Hello number ${i}, and a long line ${"x".repeat(40 * i)}`;
    const signature = fromHex(await account.signMessage({ message: text }));
    const found = recover(personalDigest(text), signature);
    assert.equal(found.address, account.address.toLowerCase());
    const y = parseInt(account.publicKey.slice(-1), 16);
    assert.equal(toHex(found.key), (y % 2 ? "03" : "02") + account.publicKey.slice(4, 68));
    signature[3] ^= 1;
    assert.notEqual(recover(personalDigest(text), signature)?.address, account.address.toLowerCase());
  }
});

test("a recovery code's key is the one that OpenSSL makes of it", async () => {
  const secret = Uint8Array.from({ length: 20 }, (_, i) => i * 11);
  const { code, keyId } = await recoveryOf(secret);
  assert.match(code, /^([0-9A-HJKMNP-TV-Z]{4}-){8}[0-9A-HJKMNP-TV-Z]{4}$/);
  const digest = createHash("sha256").update("countersign recovery key v1").update(secret).update(Uint8Array.of(0)).digest();
  const curve = createECDH("prime256v1");
  curve.setPrivateKey(digest);
  const point = curve.getPublicKey(null, "compressed");
  assert.equal(toHex(keyId), toHex(keccak256(Uint8Array.of(2, ...point))));
});
