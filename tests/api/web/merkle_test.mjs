// The proofs that the log page checks in the browser: the golden vectors of the log's own tests, and the public ones.
import assert from "node:assert/strict";
import { webcrypto } from "node:crypto";
import { existsSync, readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import {
  checkConsistency,
  checkInclusion,
  fromBase64,
  fromHex,
  leafHash,
  sha256,
  toHex
} from "../../../api/web/site/assets/merkle.js";
import { checkSignature, parseCheckpoint, parseKey } from "../../../api/web/site/assets/note.js";

globalThis.crypto ??= webcrypto; // Node 18 keeps it in its module

const ROOTS = [
  "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
  "96a296d224f285c67bee93c30f8a309157f0daa35dc5b87e410b78630a09cfc7",
  "a20bf9a7cc2dc8a08f5f415a71b19f6ac427bab54d24eec868b5d3103449953a",
  "3b6cccd7e3e023ff393006f030315ee7ad9eb111b022b41fba7e5b7a3973f688",
  "9bcd51240af4005168f033121ba85be5a6ed4f0e6a5fac262066729b8fbfdecb",
  "b855b42d6c30f5b087e05266783fbd6e394f7b926013ccaa67700a8b0c5a596f",
  "bb36e7d3d4cee5720cbd323d02fab15962e2ba1dadf5f8fc6eeef4fd6ad056a8",
  "3560191803028444b232018ac047fdb561c09c23a7a6876c85e08b5e4d48e9f3"
];
const LOG_KEY = "log.example/countersign+2b4e9379+AepKbGPinFIKvvVQexMuxfmVR3auvr57kkIe6mkURtIs";
const CHECKPOINT = `log.example/countersign
7
NWAZGAMChESyMgGKwEf9tWHAnCOnpodsheCLXk1I6fM=

— log.example/countersign K06TeTlU8z9IBXSdp9O1csghGUi8zuCp0apkw4DtBqpFcW9WI4vTSFAKSN0O72pOvV5tk/Pw2+lbcHENW2ORhV0eKQk=
— witness.example/w1 /qOxhwAAAABlU/EAvAZ9fu6KB6Zaxyv51QUtEYIjQZvdNNqRB2K96ljt0i+CNjiWLmG00vFBZhHk918u0cn4+TH1cb/RN2Eh/3DlDw==
`;
const hex = (base64) => toHex(fromBase64(base64));
const INCLUSION = [
  "/PCmxwDdE+J0tvuo3uqN2bJuTu3eNJVxfKyECMnFF38=",
  "ogv5p8wtyKCPX0FacbGfasQnurVNJO7IaLXTEDRJlTo=",
  "ickpg07RRZsH9lteGiFDqM9djv3zD0n//6Moux2RM7s="
].map(hex);
const CONSISTENCY = [
  "/PCmxwDdE+J0tvuo3uqN2bJuTu3eNJVxfKyECMnFF38=",
  "WDx9+3swVdmUZVRAMqVx4QoTSxtvdpQiu7cf1/oWel0=",
  "ogv5p8wtyKCPX0FacbGfasQnurVNJO7IaLXTEDRJlTo=",
  "ickpg07RRZsH9lteGiFDqM9djv3zD0n//6Moux2RM7s="
].map(hex);
const leafOf = async (index) => toHex(await leafHash(Uint8Array.of(index)));

test("the golden inclusion proof holds, and every hash computed is shown", async () => {
  const proof = { index: 3, size: 7, leaf: await leafOf(3), hashes: INCLUSION, root: ROOTS[7] };
  const { ok, steps } = await checkInclusion(proof);
  assert.equal(ok, true);
  assert.equal(steps.length, 3);
  assert.equal(steps.at(-1).parent, ROOTS[7]);
  assert.deepEqual(
    steps.map(({ side }) => side),
    ["left", "left", "right"]
  );
  for (const { left, right, parent } of steps) {
    assert.equal(toHex(await sha256(Uint8Array.of(1, ...fromHex(left), ...fromHex(right)))), parent);
  }
});

test("an inclusion proof with anything changed fails with a reason", async () => {
  const good = { index: 3, size: 7, leaf: await leafOf(3), hashes: INCLUSION, root: ROOTS[7] };
  const bad = [
    { leaf: await leafOf(4) },
    { index: 2 },
    { index: 7 },
    { index: -1 },
    { index: 1.5 },
    { size: 9 },
    { size: 3 },
    { root: ROOTS[6] },
    { hashes: INCLUSION.slice(1) },
    { hashes: [...INCLUSION, ROOTS[1]] },
    { hashes: [] },
    { hashes: [...INCLUSION].reverse() },
    { hashes: ["00", ...INCLUSION.slice(1)] },
    { hashes: ["zz", ...INCLUSION.slice(1)] },
    { leaf: "" },
    { root: null }
  ];
  for (const change of bad) {
    const outcome = await checkInclusion({ ...good, ...change });
    assert.equal(outcome.ok, false, JSON.stringify(change));
    assert.ok(outcome.problem);
  }
});

test("the golden consistency proof holds, and fails with anything changed", async () => {
  const good = { from: 3, to: 7, fromRoot: ROOTS[3], toRoot: ROOTS[7], hashes: CONSISTENCY };
  assert.equal((await checkConsistency(good)).ok, true);
  for (const change of [
    { fromRoot: ROOTS[2] },
    { toRoot: ROOTS[6] },
    { from: 4 },
    { to: 9 },
    { from: 8 },
    { hashes: [] },
    { hashes: CONSISTENCY.slice(1) },
    { hashes: [...CONSISTENCY, ROOTS[1]] },
    { from: 0 },
    { from: 7 }
  ]) {
    assert.equal((await checkConsistency({ ...good, ...change })).ok, false, JSON.stringify(change));
  }
});

test("equal sizes need equal roots and no proof; an empty tree proves nothing", async () => {
  assert.equal((await checkConsistency({ from: 7, to: 7, fromRoot: ROOTS[7], toRoot: ROOTS[7], hashes: [] })).ok, true);
  assert.match(
    (await checkConsistency({ from: 7, to: 7, fromRoot: ROOTS[7], toRoot: ROOTS[6], hashes: [] })).problem,
    /forked/
  );
  assert.equal(
    (await checkConsistency({ from: 0, to: 7, fromRoot: ROOTS[0], toRoot: ROOTS[7], hashes: [] })).ok,
    false
  );
});

test("the golden checkpoint reads, and its signature is that of the log's key", async () => {
  const checkpoint = parseCheckpoint(CHECKPOINT);
  assert.equal(checkpoint.origin, "log.example/countersign");
  assert.equal(checkpoint.size, 7);
  assert.equal(checkpoint.root, ROOTS[7]);
  assert.equal(checkpoint.signatures.length, 2);
  assert.deepEqual(await checkSignature(checkpoint, LOG_KEY), { state: "good", why: "" });
});

test("a wrong key, a changed text or a changed signature is bad", async () => {
  const state = async (note, key = LOG_KEY) => (await checkSignature(parseCheckpoint(note), key)).state;
  assert.equal(await state(CHECKPOINT.replace("\n7\n", "\n8\n")), "bad");
  assert.equal(await state(CHECKPOINT.replace("K06TeTlU", "K06TeTlV")), "bad");
  assert.equal(await state(CHECKPOINT, LOG_KEY.replace("2b4e9379", "2b4e9378")), "bad");
  assert.equal(await state(CHECKPOINT, LOG_KEY.replace("log.example", "log.elsewhere")), "bad");
  assert.equal(await state(CHECKPOINT, "nonsense"), "bad");
  await assert.rejects(parseKey("witness.example/w1+fea3b187+BBOY9ixtGkV8UbpqS189vS9p/KkyFiGNyJl+QWvRfZPK"), /Ed25519/);
});

test("a malformed checkpoint is refused", () => {
  for (const note of [
    "",
    "a\n1\n",
    "a\n01\nNWAZGAMChESyMgGKwEf9tWHAnCOnpodsheCLXk1I6fM=\n\n— a AAAA\n",
    "a\n1\nAAAA\n\n— a AAAA\n",
    CHECKPOINT.replace("— log", "- log"),
    CHECKPOINT.replace("6fM=", "6fN=")
  ]) {
    assert.throws(() => parseCheckpoint(note), undefined, note);
  }
});

const PUBLIC = join(
  process.env.COUNTERSIGN_TESTDATA ?? new URL("../../../../shared/testdata", import.meta.url).pathname,
  "vectors/merkle"
);
const files = (folder) =>
  readdirSync(folder)
    .flatMap((name) => (statSync(join(folder, name)).isDirectory() ? files(join(folder, name)) : [join(folder, name)]))
    .filter((name) => name.endsWith(".json"));
const ofBase64 = (text) => Buffer.from(text ?? "", "base64").toString("hex");

test(
  "the public vectors of transparency-dev/merkle",
  { skip: existsSync(PUBLIC) ? false : `no test data at ${PUBLIC}` },
  async () => {
    let counted = 0;
    for (const file of files(join(PUBLIC, "inclusion"))) {
      const { leafIdx, treeSize, root, leafHash: leaf, proof, wantErr } = JSON.parse(readFileSync(file, "utf8"));
      const { ok } = await checkInclusion({
        index: leafIdx,
        size: treeSize,
        leaf: ofBase64(leaf),
        root: ofBase64(root),
        hashes: (proof ?? []).map(ofBase64)
      });
      assert.equal(ok, !wantErr, file);
      counted += 1;
    }
    for (const file of files(join(PUBLIC, "consistency"))) {
      const { size1, size2, root1, root2, proof, wantErr } = JSON.parse(readFileSync(file, "utf8"));
      const { ok } = await checkConsistency({
        from: size1,
        to: size2,
        fromRoot: ofBase64(root1),
        toRoot: ofBase64(root2),
        hashes: (proof ?? []).map(ofBase64)
      });
      // Two of the vectors have roots that no SHA-256 tree has; here a hash has 32 bytes.
      const areHashes = [root1, root2].every((root) => ofBase64(root).length === 64);
      assert.equal(ok, !wantErr && areHashes, file);
      counted += 1;
    }
    assert.ok(counted > 150, `${counted} vectors`);
  }
);
