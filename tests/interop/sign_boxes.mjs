// ISO base media and JPEG XL files that we sign, through the eyes of the reference implementation (c2pa-rs, as
// @contentauth/c2pa-wasm) and of our own validator: trusted as they are, not valid with a byte changed outside the
// manifest store; and every sample and item is found where the signed file says. Rules W41 to W44.
import assert from 'node:assert/strict';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { folder, judge, run, testdata } from './sign_driver.mjs';

const flipsPerFile = Number(process.env.COUNTERSIGN_FLIPS ?? 12);
const carriers = join(testdata, 'c2pa/carriers');
if (!existsSync(carriers)) {
  console.log('SKIPPED: no carriers at ' + carriers);
  process.exit(0);
}

/** Boxes of a stretch; `path` of 4cc, with containers opened. */
const plain = new Set(['moov', 'trak', 'mdia', 'minf', 'stbl', 'moof', 'traf', 'iprp']);
function* boxes(view, from = 0, to = view.length, path = '') {
  for (let at = from; at + 8 <= to; ) {
    let size = view.readUInt32BE(at);
    let head = 8;
    const type = view.toString('latin1', at + 4, at + 8);
    if (size === 1) {
      size = Number(view.readBigUInt64BE(at + 8));
      head = 16;
    }
    if (size === 0) size = to - at;
    const here = path + '/' + type;
    yield { path: here, type, start: at, head: at + head, end: at + size };
    if (plain.has(type)) yield* boxes(view, at + head, at + size, here);
    if (type === 'meta' && path === '') yield* boxes(view, at + 12, at + size, here);
    at += size;
  }
}

/** Every place in the file that a chunk table or an item location names. */
function places(view) {
  const out = [];
  for (const box of boxes(view)) {
    if (box.type === 'stco' || box.type === 'co64') {
      const count = view.readUInt32BE(box.head + 4);
      for (let i = 0; i < count; ++i) {
        const at = box.head + 8;
        out.push(box.type === 'stco' ? view.readUInt32BE(at + 4 * i) : Number(view.readBigUInt64BE(at + 8 * i)));
      }
    } else if (box.type === 'iloc') {
      let at = box.head;
      const take = (width) => {
        at += width;
        return width === 0 ? 0 : Number(BigInt('0x' + view.toString('hex', at - width, at)));
      };
      const version = take(1);
      take(3);
      const widths = take(2);
      const [offset, length, base, index] = [12, 8, 4, 0].map((shift) => (widths >> shift) & 15);
      for (let items = take(version < 2 ? 2 : 4); items > 0; --items) {
        take(version < 2 ? 2 : 4);
        const method = version === 0 ? 0 : take(2) & 15;
        take(2);
        const start = take(base);
        for (let extents = take(2); extents > 0; --extents) {
          take(version === 0 ? 0 : index);
          const place = start + take(offset);
          take(length);
          if (method === 0) out.push(place);
        }
      }
    }
  }
  return out;
}

const random = (seed) => (bound) => {
  seed = (Math.imul(seed, 1103515245) + 12345) & 0x7fffffff;
  return seed % bound;
};

async function check(label, path, mime, original) {
  const bytes = new Uint8Array(readFileSync(path));
  const view = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
  const report = await judge(bytes, mime);
  assert.equal(report.validation_state, 'Trusted', label + ': ' + JSON.stringify(report.validation_results ?? report));
  assert.equal(run(['judge', folder, path]).trim(), 'trusted', label + ' by our own validator');

  const old = Buffer.from(readFileSync(original));
  const [before, after] = [places(old), places(view)];
  assert.equal(after.length, before.length, label);
  before.forEach((place, i) => {
    assert.deepEqual(view.subarray(after[i], after[i] + 64), old.subarray(place, place + 64), `${label}: place ${i}`);
  });

  const stores = [...boxes(view)].filter((box) => box.type === 'uuid' || box.type === 'jumb');
  const inStore = (at) => stores.some((box) => at >= box.start && at < box.end);
  const next = random(label.length + bytes.length);
  // One in each top-level box, and some anywhere.
  const offsets = [...boxes(view)].filter((box) => box.path === '/' + box.type).map((box) => box.end - 1);
  for (let i = 0; i < flipsPerFile; ++i) offsets.push(next(bytes.length));
  const flips = offsets.filter((at) => !inStore(at)).map((at) => [at, 1 + next(255)]);
  const verdicts = run(['judge', folder, path], flips.map((flip) => flip.join(' ')).join('\n')).trim().split('\n');
  for (const [index, [offset, mask]] of flips.entries()) {
    bytes[offset] ^= mask;
    const theirs = (await judge(bytes, mime)).validation_state;
    bytes[offset] ^= mask;
    assert(!['Valid', 'Trusted'].includes(theirs), `${label}: byte ${offset} isn't noticed by c2pa-rs`);
    assert(!/^(valid|trusted)/.test(verdicts[index]), `${label}: byte ${offset} isn't noticed by us`);
  }
  return [report, flips.length];
}

/** The fragmented film of the reference files without what C2PA put into it, as one file. */
function unsignedFragments() {
  const parts = [];
  for (const file of ['dashinit.mp4', 'dash1.m4s']) {
    const view = readFileSync(join(testdata, 'c2pa/reference', file));
    for (const box of boxes(view)) {
      const top = box.path === '/' + box.type;
      if (top && !['uuid', 'styp', 'mfra', 'sidx'].includes(box.type)) parts.push(view.subarray(box.start, box.end));
    }
  }
  const path = join(folder, 'fragments.mp4');
  writeFileSync(path, Buffer.concat(parts));
  return path;
}

const files = [
  [join(carriers, 'sample1.heic'), 'image/heic'],
  [join(carriers, 'sample1.heif'), 'image/heif'],
  [join(carriers, 'sample1.avif'), 'image/avif'],
  [join(carriers, 'sample1.m4a'), 'audio/mp4'],
  [join(carriers, 'video1_no_manifest.mp4'), 'video/mp4'],
  [join(carriers, 'c.mov'), 'video/quicktime'],
  [join(carriers, 'sample1.jxl'), 'image/jxl'],
  [unsignedFragments(), 'video/mp4'],
];
let flipped = 0;
for (const [original, mime] of files) {
  const name = original.split('/').pop();
  const path = join(folder, 'signed-' + name);
  run(['sign', folder, 'es256', original, path, 'created', 'digitalCreation']);
  const [report, count] = await check('created ' + name, path, mime, original);
  const again = join(folder, 'again-' + name);
  const [label, parent] = run(['sign', folder, 'ed25519', path, again, 'opened']).trim().split(' ');
  assert.equal(parent, report.active_manifest);
  const [second, more] = await check('signed again ' + name, again, mime, original);
  assert.equal(second.active_manifest, label);
  assert.equal(second.manifests[label].ingredients[0].active_manifest, parent);
  flipped += count + more;
}
// One that the reference implementation signed, with its manifest as the parent.
const video = join(testdata, 'c2pa/reference/video1.mp4');
const resigned = join(folder, 'video1.mp4');
run(['sign', folder, 'es256', video, resigned, 'opened']);
await check('signed again video1.mp4', resigned, 'video/mp4', video);
console.log(`${files.length} files signed twice and trusted by both; ${flipped} changed bytes noticed by both`);
