// What we sign, through the eyes of the reference implementation (c2pa-rs, as @contentauth/c2pa-wasm) and of our own
// validator: trusted as it is, and never valid with a byte changed, but for bytes that nothing covers; those are counted
// and named. Rules W1 to W22 of docs/spec/c2pa-writing.md.
import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { folder, judge, run, testdata } from './sign_driver.mjs';

const flipsPerFile = Number(process.env.COUNTERSIGN_FLIPS ?? 200);
const reference = join(testdata, 'c2pa/reference');

/** The same sequence for the same seed (mulberry32). */
function random(seed) {
  return (bound) => {
    seed = (seed + 0x6d2b79f5) | 0;
    let t = Math.imul(seed ^ (seed >>> 15), 1 | seed);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) % bound;
  };
}

/** Where the framed store lies, and for each of its bytes what it belongs to. */
function mapStore(bytes, mime) {
  const view = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
  const places = new Map();
  const store = []; // [offset in file, byte]
  if (mime === 'image/png') {
    const type = view.indexOf('caBX');
    const length = view.readUInt32BE(type - 4);
    for (let i = type - 4; i < type + 4; ++i) places.set(i, 'PNG: length and type of the chunk');
    for (let i = 0; i < length; ++i) store.push(type + 4 + i);
    for (let i = type + 4 + length; i < type + 8 + length; ++i) places.set(i, 'PNG: CRC of the chunk');
  } else {
    let at = 2;
    for (let first = true; view.readUInt16BE(at) !== 0xffda; at += 2 + view.readUInt16BE(at + 2)) {
      if (view.readUInt16BE(at) !== 0xffeb) continue;
      const end = at + 2 + view.readUInt16BE(at + 2);
      const names = ['marker', 'marker', 'length', 'length', 'JP', 'JP', 'box instance', 'box instance'];
      for (let i = 0; i < 12; ++i) places.set(at + i, 'JPEG: ' + (names[i] ?? 'packet number'));
      for (let i = at + 12; i < at + 20; ++i) {
        if (first) store.push(i);
        else places.set(i, 'JPEG: repeated box length and type');
      }
      for (let i = at + 20; i < end; ++i) store.push(i);
      first = false;
    }
  }
  const raw = Buffer.from(store.map((offset) => view[offset]));
  const name = (from, to, what) => {
    for (let i = from; i < to; ++i) places.set(store[i], what);
  };
  const walk = (from, to, path) => {
    for (let at = from; at + 8 <= to; ) {
      const length = raw.readUInt32BE(at);
      const type = raw.toString('latin1', at + 4, at + 8);
      if (type === 'jumb') {
        const described = at + 8 + raw.readUInt32BE(at + 8);
        const label = raw.toString('utf8', at + 33, raw.indexOf(0, at + 33));
        const here = [...path, label.startsWith('urn:') || label.includes(':urn:') ? 'manifest' : label].slice(-2).join('/');
        name(at, at + 8, 'JUMBF: header of ' + here);
        name(at + 8, described, 'JUMBF: description of ' + here);
        walk(described, at + length, [...path, here.split('/').pop()]);
      } else {
        const owner = path.slice(-1)[0];
        name(at, at + 8, 'JUMBF: content header of ' + owner);
        name(at + 8, at + length, 'content of ' + owner);
        if (owner === 'c2pa.signature') {
          const nil = raw.indexOf(Buffer.from([0xa0, 0xf6, 0x58, 0x40]), at + 8);
          if (nil >= 0 && nil < at + length) name(nil + 1, nil + 2, 'COSE: the absent payload');
        }
      }
      at += length;
    }
  };
  walk(0, raw.length, []);
  return places;
}

/** Places whose change needn't be noticed: nothing that is signed or hashed depends on them. */
const uncovered = /^(PNG: CRC|JPEG: |JUMBF: header of |JUMBF: description of |COSE: the absent payload)/;

const survivors = {};
let flipped = 0;
let unlike = 0;

async function check(label, path, mime, { flips = flipsPerFile, state = 'Trusted' } = {}) {
  const bytes = new Uint8Array(readFileSync(path));
  const report = await judge(bytes, mime);
  assert.equal(report.validation_state, state, label + ': ' + JSON.stringify(report.validation_results ?? report));
  const ours = run(['judge', folder, path]).trim();
  assert.equal(ours, 'trusted', label + ' by our own validator');

  const places = mapStore(bytes, mime);
  const next = random([...label].reduce((sum, c) => sum * 31 + c.charCodeAt(0), 7));
  const list = Array.from({ length: flips }, () => [next(bytes.length), 1 + next(255)]);
  const verdicts = run(['judge', folder, path], list.map((flip) => flip.join(' ')).join('\n')).trim().split('\n');
  for (const [index, [offset, mask]] of list.entries()) {
    bytes[offset] ^= mask;
    const theirs = (await judge(bytes, mime)).validation_state;
    bytes[offset] ^= mask;
    const place = places.get(offset) ?? 'the picture';
    const passed = { 'c2pa-rs': ['Valid', 'Trusted'].includes(theirs), ours: /^(valid|trusted)/.test(verdicts[index]) };
    for (const [who, survived] of Object.entries(passed)) {
      if (!survived) continue;
      assert.match(place, uncovered, `${label}: byte ${offset} ^ ${mask} (${place}) isn't noticed by ${who}`);
      ((survivors[who] ??= {})[place] ??= 0);
      survivors[who][place] += 1;
    }
    if (passed['c2pa-rs'] !== passed.ours) ++unlike;
    ++flipped;
  }
  return report;
}

const mimes = { jpg: 'image/jpeg', png: 'image/png' };
const termUri = 'http://cv.iptc.org/newscodes/digitalsourcetype/digitalCreation';
for (const [extension, mime] of Object.entries(mimes)) {
  for (const signer of ['es256', 'ed25519']) {
    const path = join(folder, `${signer}.${extension}`);
    run(['sign', folder, signer, join(folder, `picture.${extension}`), path, 'created', 'digitalCreation']);
    const report = await check(`created ${signer} ${extension}`, path, mime);
    const manifest = report.manifests[report.active_manifest];
    assert.equal(manifest.claim_version, 2);
    assert.equal(manifest.title, 'A landscape, painted');
    assert.equal(manifest.signature_info.issuer, 'Äther & Söhne');
    const actions = manifest.assertions.find((each) => each.label.startsWith('c2pa.actions'));
    assert.equal(actions.data.actions[0].action, 'c2pa.created');
    assert.equal(actions.data.actions[0].digitalSourceType, termUri);
    assert.equal(actions.data.allActionsIncluded, false);

    // Signed again, by the other one.
    const other = signer === 'es256' ? 'ed25519' : 'es256';
    const again = join(folder, `again.${other}.${extension}`);
    const [label, parent] = run(['sign', folder, other, path, again, 'opened']).trim().split(' ');
    assert.equal(parent, report.active_manifest);
    const second = await check(`signed again ${other} ${extension}`, again, mime);
    assert.equal(second.active_manifest, label);
    const [ingredient] = second.manifests[label].ingredients;
    assert.equal(ingredient.active_manifest, parent);
    assert.equal(ingredient.relationship, 'parentOf');
  }
  // Opened without a manifest: an ingredient without history.
  const opened = join(folder, `opened.${extension}`);
  run(['sign', folder, 'es256', join(folder, `picture.${extension}`), opened, 'opened']);
  await check(`opened ${extension}`, opened, mime, { flips: 20 });
}

if (existsSync(reference)) {
  // XCA and E-sig-CA are broken, which is recorded (W19). For C_with_CAWG_data c2pa-rs makes one state of C2PA and CAWG, and
  // nobody trusts that file's CAWG certificate here.
  for (const file of ['C.jpg', 'CACA.jpg', 'CIE-sig-CA.jpg', 'XCA.jpg', 'E-sig-CA.jpg', 'C_with_CAWG_data.jpg']) {
    const again = join(folder, 'again-' + file);
    run(['sign', folder, 'es256', join(reference, file), again, 'opened']);
    const state = file === 'C_with_CAWG_data.jpg' ? 'Valid' : 'Trusted';
    await check('reference ' + file, again, 'image/jpeg', { flips: file === 'C.jpg' ? flipsPerFile : 20, state });
  }
} else {
  console.log('SKIPPED: no reference files at ' + reference);
}

console.log(`${flipped} changed bytes judged by both; the two differ on ${unlike}. Not noticed, in bytes that nothing covers:`);
for (const [who, places] of Object.entries(survivors)) {
  console.log(`  ${who}: ${Object.values(places).reduce((a, b) => a + b, 0)}`);
  for (const [place, count] of Object.entries(places).sort()) console.log(`    ${count} x ${place}`);
}
