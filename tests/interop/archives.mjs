// What we sign in ZIP archives, looked at without our code: a parser and CBOR reader of its own recompute every hash of
// the collection from the signed file; unzip tests the archive. Rules W60 to W62 of docs/spec/c2pa-writing.md.
//   node archives.mjs sign_tool samples_tool
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { crc32, inflateRawSync } from 'node:zlib';
import './blobs.mjs';
import { decodeCbor, findBox } from './manifest_reader.mjs';
import { folder, run, signByReference } from './sign_driver.mjs';

const storeName = 'META-INF/content_credential.c2pa';
const sha256 = (...parts) => parts.reduce((hash, part) => hash.update(part), createHash('sha256')).digest('hex');

// The end record, the headers and, through them, the entries; without ZIP64 unless the fields are full.
function readZip(file) {
  const end = file.lastIndexOf(Buffer.from('PK\x05\x06', 'latin1'));
  assert.equal(end + 22 + file.readUInt16LE(end + 20), file.length, 'the comment ends the file');
  let [count, size, start] = [file.readUInt16LE(end + 10), file.readUInt32LE(end + 12), file.readUInt32LE(end + 16)];
  if (start === 0xffffffff) {
    const record = Number(file.readBigUInt64LE(end - 20 + 8));
    assert.equal(file.toString('latin1', record, record + 4), 'PK\x06\x06');
    [count, size, start] = [32, 40, 48].map((at) => Number(file.readBigUInt64LE(record + at)));
  }
  const entries = [];
  let at = start;
  for (let i = 0; i < count; i++) {
    assert.equal(file.toString('latin1', at, at + 4), 'PK\x01\x02');
    const [nameBytes, extraBytes, commentBytes] = [28, 30, 32].map((field) => file.readUInt16LE(at + field));
    const name = file.subarray(at + 46, at + 46 + nameBytes);
    let [stored, bytes] = [file.readUInt32LE(at + 20), file.readUInt32LE(at + 24)];
    if (bytes === 0xffffffff) {
      const extra = at + 46 + nameBytes + 4;
      [bytes, stored] = [Number(file.readBigUInt64LE(extra)), Number(file.readBigUInt64LE(extra + 8))];
    }
    const offset = file.readUInt32LE(at + 42);
    const content = offset + 30 + file.readUInt16LE(offset + 26) + file.readUInt16LE(offset + 28);
    const flags = file.readUInt16LE(at + 8);
    entries.push({ at, end: at + 46 + nameBytes + extraBytes + commentBytes, name, offset, content, stored, bytes, flags,
      method: file.readUInt16LE(at + 10), crc: file.readUInt32LE(at + 16) });
    at = entries.at(-1).end;
  }
  assert.equal(at, start + size, 'the headers fill the directory');
  // An entry, data descriptor and all, ends where the next one begins: nothing is left between.
  const inOrder = entries.toSorted((a, b) => a.offset - b.offset);
  assert.equal(inOrder[0].offset, 0);
  inOrder.forEach((entry, i) => (entry.whole = file.subarray(entry.offset, inOrder[i + 1]?.offset ?? start)));
  return { entries, start, end };
}

const percentEncode = (name) =>
  [...name].map((byte) => {
    const c = String.fromCharCode(byte);
    return /[A-Za-z0-9\-._~/]/.test(c) ? c : '%' + byte.toString(16).toUpperCase().padStart(2, '0');
  }).join('');

// Throws where the file doesn't hold what its collection says.
function check(file) {
  const { entries, end } = readZip(file);
  const stores = entries.filter((entry) => entry.name.toString('latin1') === storeName);
  assert.equal(stores.length, 1, 'one store');
  const [store] = stores;
  assert.equal(store.method, 0, 'stored');
  assert.equal(store.flags, 0, 'no flags');
  const box = findBox(file.subarray(store.content, store.content + store.stored), 'c2pa.hash.collection.data');
  const collection = decodeCbor(box);
  assert.equal(collection.alg, 'sha256');
  const listed = new Map(collection.uris.map(({ uri, hash }) => [uri, Buffer.from(hash).toString('hex')]));
  assert.equal(listed.size, entries.length - 1, 'every entry but the store is listed');
  for (const entry of entries) {
    if (entry === store) continue;
    assert.equal(listed.get(percentEncode(entry.name)), sha256(entry.whole), entry.name.toString());
    if (entry.flags & 1) continue;
    const raw = file.subarray(entry.content, entry.content + entry.stored);
    const content = entry.method === 8 ? inflateRawSync(raw) : raw;
    assert.equal(content.length, entry.bytes);
    assert.equal(crc32(content), entry.crc);
  }
  // A.6.2.2: every header, but for the crc-32 of the store's, and the end record.
  const parts = entries.flatMap((entry) =>
    entry === store ? [file.subarray(entry.at, entry.at + 16), file.subarray(entry.at + 20, entry.end)]
                    : [file.subarray(entry.at, entry.end)]);
  const hash = sha256(...parts, file.subarray(end));
  assert.equal(Buffer.from(collection.zip_central_directory_hash).toString('hex'), hash, 'central directory');
  const content = file.subarray(store.content, store.content + store.stored);
  assert.equal(store.crc, crc32(content), 'unpackers look at the crc-32');
  return { entries: entries.length, store };
}

execFileSync(process.argv[3], [folder]);
const samples = readdirSync(folder).filter((name) => name.endsWith('.zip')).sort();
assert.ok(samples.length >= 4);
let flips = 0;
for (const sample of samples) {
  const signed = join(folder, 'signed-' + sample);
  const again = join(folder, 'again-' + sample);
  run(['sign', folder, 'es256', join(folder, sample), signed, 'opened']);
  run(['sign', folder, 'ed25519', signed, again, 'opened']);
  for (const path of [signed, again]) {
    const { entries } = check(readFileSync(path));
    assert.equal(run(['judge', folder, path]).trim(), 'trusted');
    execFileSync('unzip', ['-tqq', path], { stdio: 'pipe' });
    assert.ok(entries > 1);
  }
  // Whatever byte outside the store is changed: our verdict is that of the recomputed hashes.
  const file = readFileSync(signed);
  const { store } = check(file);
  const offsets = Array.from({ length: file.length }, (_, at) => at)
    .filter((at) => at < store.content || at >= store.content + store.stored)
    .filter((at, i) => file.length - store.stored < 4000 || i % 7 === 0);
  const ours = run(['judge', folder, signed], offsets.map((at) => at + ' 4').join('\n')).trim().split('\n');
  for (const [i, at] of offsets.entries()) {
    file[at] ^= 4;
    let theirs = 'trusted';
    try {
      check(file);
    } catch {
      theirs = 'refused';
    }
    file[at] ^= 4;
    const record = file.lastIndexOf(Buffer.from('PK\x06\x06', 'latin1'));
    const isVersion = record > 0 && at >= record + 12 && at < record + 16;
    assert.equal(ours[i] === 'trusted', isVersion, `${sample}: byte ${at} is ${ours[i]}`);
    flips += theirs === 'refused' ? 1 : 0;
  }
}
// The other way round: what the reference writes (its build reads stored entries alone). Its claim signature is none, so only
// what we say of the binding counts.
const plain = readFileSync(join(folder, 'stored.epub'));
const theirs = Buffer.from(await signByReference(plain, 'application/epub+zip'));
const path = join(folder, 'reference.epub');
writeFileSync(path, theirs);
assert.doesNotMatch(run(['judge', folder, path]), /collectionHash|inaccessible|absent/);
const { entries: byReference } = readZip(theirs);
const covered = byReference.filter(({ name, stored }) => name.toString() !== storeName && stored > 0);
assert.equal(covered.length, 3);
const flipped = covered.map(({ content }) => content + ' 1').concat(covered.map(({ at }) => at + 14 + ' 1')).join('\n');
for (const line of run(['judge', folder, path], flipped).trim().split('\n')) assert.match(line, /assertion\.collectionHash\.mismatch/);
console.log(`${samples.length} archives signed and signed again, every hash recomputed; ${flips} changed bytes refused by both.`);
