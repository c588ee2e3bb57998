// Our log through the eyes of others: @sigstore/verify opens the checkpoints and checks every inclusion proof; an own
// verifier, written from RFC 9162's text and sharing no code with the product, checks consistency and tiles.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { createHash, createPublicKey, verify } from 'node:crypto';
import { createRequire } from 'node:module';

const require = createRequire(import.meta.url);
const root = new URL('./node_modules/@sigstore/verify/dist/tlog/', import.meta.url).pathname;
const { verifyCheckpoint } = require(root + 'checkpoint.js');
const { verifyMerkleInclusion } = require(root + 'merkle.js');

const samples = JSON.parse(execFileSync(process.argv[2], { maxBuffer: 1 << 26 }));
const bytes = (text) => Buffer.from(text, 'base64');
const sha256 = (...parts) => createHash('sha256').update(Buffer.concat(parts)).digest();
const leafHash = (entry) => sha256(Buffer.from([0]), entry);
const nodeHash = (left, right) => sha256(Buffer.from([1]), left, right);
const entries = samples.entries.map(bytes);
const publicKey = createPublicKey({ key: bytes(samples.spki), format: 'der', type: 'spki' });

// The key id, computed here from C2SP's words.
const [name, id, encoded] = samples.vkey.match(/^([^+]+)\+([0-9a-f]{8})\+(.+)$/).slice(1);
assert.equal(sha256(Buffer.from(name + '\n'), bytes(encoded)).subarray(0, 4).toString('hex'), id);
const logs = [{ logID: Buffer.from(id, 'hex'), publicKey, baseURL: 'https://' + name }];

const rootOf = (leaves) => {
  if (leaves.length === 0) return sha256();
  if (leaves.length === 1) return leaves[0];
  let split = 1;
  while (split * 2 < leaves.length) split *= 2;
  return nodeHash(rootOf(leaves.slice(0, split)), rootOf(leaves.slice(split)));
};

/** RFC 9162 2.1.4.2, step by step. */
function isConsistent(size1, size2, root1, root2, proof) {
  if (size1 === size2) return proof.length === 0 && root1.equals(root2);
  const path = Math.log2(size1) % 1 === 0 ? [root1, ...proof] : [...proof];
  if (path.length === 0) return false;
  let fn = size1 - 1, sn = size2 - 1;
  while (fn & 1) { fn >>= 1; sn >>= 1; }
  let fr = path[0], sr = path[0];
  for (const c of path.slice(1)) {
    if (sn === 0) return false;
    if (fn & 1 || fn === sn) {
      fr = nodeHash(c, fr);
      sr = nodeHash(c, sr);
      while (!(fn & 1) && fn !== 0) { fn >>= 1; sn >>= 1; }
    } else {
      sr = nodeHash(sr, c);
    }
    fn >>= 1; sn >>= 1;
  }
  return sn === 0 && fr.equals(root1) && sr.equals(root2);
}

// A raw Ed25519 key is a SubjectPublicKeyInfo after this fixed head (RFC 8410).
const spkiHead = Buffer.from('302a300506032b6570032100', 'hex');
const witnessRaw = bytes(samples.witnessVkey.match(/^[^+]+\+[0-9a-f]{8}\+(.+)$/)[1]).subarray(1);
const witness = createPublicKey({ key: Buffer.concat([spkiHead, witnessRaw]), format: 'der', type: 'spki' });

let inclusions = 0, forgeries = 0, consistencies = 0;
const heads = [];
for (const { size, checkpoint, inclusion, consistency, tile, tlogProof } of samples.sizes) {
  const leaves = entries.slice(0, size).map(leafHash);
  assert.deepEqual(bytes(tile), Buffer.concat(leaves));
  const entry = (index, body) => ({
    canonicalizedBody: body,
    inclusionProof: { logIndex: String(index), hashes: inclusion[index].map(bytes), checkpoint: { envelope: checkpoint } },
  });
  const opened = verifyCheckpoint(entry(0, entries[0]), logs);
  assert.equal(opened.origin, name);
  assert.equal(opened.logSize, BigInt(size));
  assert.deepEqual(opened.logHash, rootOf(leaves));
  heads.push(opened.logHash);
  const note = checkpoint.slice(0, checkpoint.lastIndexOf('\n\n') + 1);
  assert.throws(() => verifyCheckpoint({ inclusionProof: { checkpoint: {
    envelope: checkpoint.replace(`\n${size}\n`, `\n${size + 1}\n`) } } }, logs));
  for (let index = 0; index < size; ++index) {
    verifyMerkleInclusion(entry(index, entries[index]), opened);
    ++inclusions;
    assert.throws(() => verifyMerkleInclusion(entry(index, Buffer.from('forged')), opened));
    ++forgeries;
    const proof = consistency[index].map(bytes);
    assert.ok(isConsistent(index + 1, size, heads[index], opened.logHash, proof));
    assert.ok(!isConsistent(index + 1, size, sha256(heads[index]), opened.logHash, proof));
    ++consistencies;
  }
  // The cosignature of C2SP tlog-cosignature v1: key id, time, Ed25519 over time and note.
  const line = bytes(checkpoint.trimEnd().split('\n').at(-1).split(' ')[2]);
  const time = line.readBigUInt64BE(4);
  assert.ok(verify(null, Buffer.from(`cosignature/v1\ntime ${time}\n${note}`), witness, line.subarray(12)));
  // The portable proof holds the same hashes and the checkpoint unchanged.
  const middle = Math.floor(size / 2);
  assert.equal(tlogProof, ['c2sp.org/tlog-proof@v1', `index ${middle}`, ...inclusion[middle], '', checkpoint].join('\n'));
}
console.log(`${inclusions} inclusion proofs accepted and ${forgeries} forgeries refused by @sigstore/verify; ` +
  `${consistencies} consistency proofs checked`);
