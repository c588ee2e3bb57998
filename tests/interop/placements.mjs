// What we sign in fonts, Ogg and MIDI, looked at without our code: small parsers of their own find the store where C2PA 2.5
// A.3.6, A.3.7 and A.3.12 place it, and recompute the binding's hash and the format's own checksums. Rules W26, W63.
//   node placements.mjs sign_tool format_samples_tool
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { extname, join } from 'node:path';
import { decodeCbor, findBox } from './manifest_reader.mjs';
import { folder, run } from './sign_driver.mjs';

// Words of 32 bits, summed modulo 2^32.
const sumWords = (bytes) => {
  let sum = 0;
  for (let i = 0; i < bytes.length; i++) sum = (sum + bytes[i] * 2 ** (24 - 8 * (i % 4))) % 2 ** 32;
  return sum;
};

// Each gives the store, and what a binding may leave out: [start, length].
const parsers = {
  font(file) {
    assert.equal(sumWords(file), 0xb1b0afba, 'checkSumAdjustment');
    const count = file.readUInt16BE(4);
    const power = 2 ** Math.floor(Math.log2(count));
    assert.deepEqual([6, 8, 10].map((at) => file.readUInt16BE(at)), [power * 16, Math.log2(power), (count - power) * 16]);
    const tables = Array.from({ length: count }, (_, i) => {
      const at = 12 + 16 * i;
      const [checksum, offset, length] = [4, 8, 12].map((field) => file.readUInt32BE(at + field));
      return { tag: file.toString('latin1', at, at + 4), at, checksum, offset, length };
    });
    assert.deepEqual(tables.map(({ tag }) => tag), tables.map(({ tag }) => tag).toSorted(), 'sorted by tag');
    let end = 12 + 16 * count;
    for (const table of tables.toSorted((a, b) => a.offset - b.offset)) {
      assert.equal(table.offset, end, 'one after the other');
      end += Math.ceil(table.length / 4) * 4;
      const content = Buffer.from(file.subarray(table.offset, table.offset + table.length));
      if (table.tag === 'head') content.fill(0, 8, 12);
      assert.equal(sumWords(content), table.checksum, table.tag);
      assert.ok(file.subarray(table.offset + table.length, end).every((byte) => byte === 0), 'padding');
    }
    assert.equal(end, file.length);
    const ours = tables.find(({ tag }) => tag === 'C2PA');
    const [major, , uriAt, , uriBytes, reserved, storeAt, storeBytes] = [
      ...[0, 2].map((at) => file.readUInt16BE(ours.offset + at)), file.readUInt32BE(ours.offset + 4), 0,
      ...[8, 10].map((at) => file.readUInt16BE(ours.offset + at)), ...[12, 16].map((at) => file.readUInt32BE(ours.offset + at))];
    assert.deepEqual([major, uriAt, uriBytes, reserved], [1, 0, 0, 0]);
    assert.equal(storeAt + storeBytes, ours.length);
    const head = tables.find(({ tag }) => tag === 'head');
    const start = ours.offset + storeAt;
    return { store: file.subarray(start, start + storeBytes),
      leftOut: [[ours.at + 4, 4], [head.offset + 8, 4], [start, storeBytes]] };
  },
  ogg(file) {
    const pages = [];
    for (let at = 0; at < file.length; ) {
      assert.equal(file.toString('latin1', at, at + 5), 'OggS\0');
      const segments = file.subarray(at + 27, at + 27 + file[at + 26]);
      const start = at + 27 + segments.length;
      const end = start + segments.reduce((sum, length) => sum + length, 0);
      let sum = 0;
      for (let i = at; i < end; i++) {
        sum ^= (i >= at + 22 && i < at + 26 ? 0 : file[i]) << 24;
        for (let bit = 0; bit < 8; bit++) sum = sum & 0x80000000 ? (sum << 1) ^ 0x04c11db7 : sum << 1;
      }
      assert.equal(sum >>> 0, file.readUInt32LE(at + 22), 'page checksum');
      pages.push({ at, end, flags: file[at + 5], serial: file.readUInt32LE(at + 14), number: file.readUInt32LE(at + 18),
        segments, content: file.subarray(start, end) });
      at = end;
    }
    // RFC 3533: all streams begin before any goes on, and each page's number follows from the last.
    const goesOn = pages.findIndex(({ flags }) => !(flags & 2));
    assert.ok(pages.slice(goesOn).every(({ flags }) => !(flags & 2)));
    const ours = pages.filter(({ serial }) => serial === pages.find(({ flags, content }) =>
      flags & 2 && content.toString('latin1', 0, 5) === '\0c2pa').serial);
    ours.forEach((page, i) => {
      assert.equal(page.number, i);
      assert.equal(page.flags, (i === 0 ? 2 : 1) | (i + 1 === ours.length ? 4 : 0));
    });
    // One packet: every segment but the last is full.
    const lengths = ours.flatMap(({ segments }) => [...segments]);
    assert.ok(lengths.slice(0, -1).every((length) => length === 255) && lengths.at(-1) < 255);
    const packet = Buffer.concat(ours.map(({ content }) => content));
    return { store: packet.subarray(5), leftOut: [[ours[0].at, ours.at(-1).end - ours[0].at]] };
  },
  midi(file) {
    const [format, count] = [8, 10].map((at) => file.readUInt16BE(at));
    const tracks = [];
    for (let at = 8 + file.readUInt32BE(4); tracks.length < count; ) {
      const end = at + 8 + file.readUInt32BE(at + 4);
      if (file.toString('latin1', at, at + 4) === 'MTrk') tracks.push([at + 8, end]);
      at = end;
    }
    const [start, end] = format === 2 ? tracks[0] : tracks.at(-1);
    const number = (at) => {
      let value = 0;
      for (;;) {
        assert.ok(at < file.length);
        value = value * 128 + (file[at] & 127);
        if (file[at++] < 128) return [value, at];
      }
    };
    const found = [];
    let status = 0;
    let last = null;
    for (let at = start; at < end; ) {
      let time;
      [time, at] = number(at);
      if (file[at] === 0xff) {
        const [length, data] = number(at + 2);
        last = { time, type: file[at + 1], data, length };
        if (last.type === 0x7f && file.toString('latin1', data, data + 3) === '\0C2') found.push({ ...last });
        at = data + length;
        continue;
      }
      if (file[at] >= 0xf0) {
        const [length, data] = number(at + 1);
        at = data + length;
        continue;
      }
      if (file[at] >= 0x80) status = file[at++];
      at += (status & 0xe0) === 0xc0 ? 1 : 2;
    }
    assert.equal(last.type, 0x2f, 'the track ends');
    assert.equal(found.length, 1);
    assert.equal(found[0].time, 0);
    assert.equal(last.data - 1, number(found[0].data + found[0].length)[1] + 2, 'directly before the end of the track');
    assert.equal(last.time, 0x110, 'which comes when it came before');
    const at = found[0].data + 3;
    return { store: file.subarray(at, at + found[0].length - 3), leftOut: [[at, found[0].length - 3]] };
  },
};
const parserOf = { '.ttf': parsers.font, '.otf': parsers.font, '.ogg': parsers.ogg, '.mid': parsers.midi };

// Throws where the file isn't what its binding says.
function check(file, parse) {
  const { store, leftOut } = parse(file);
  const binding = decodeCbor(findBox(store, 'c2pa.hash.data'));
  assert.deepEqual(binding.exclusions.map(({ start, length }) => [start, length]), leftOut);
  const hash = createHash(binding.alg);
  let at = 0;
  for (const [start, length] of leftOut) {
    hash.update(file.subarray(at, start));
    at = start + length;
  }
  assert.equal(hash.update(file.subarray(at)).digest('hex'), Buffer.from(binding.hash).toString('hex'));
  return leftOut;
}

execFileSync(process.argv[3], [folder]);
const samples = readdirSync(folder).filter((name) => parserOf[extname(name)]).sort();
assert.equal(samples.length, 5);
let flips = 0;
for (const sample of samples) {
  const parse = parserOf[extname(sample)];
  const signed = join(folder, 'signed-' + sample);
  const again = join(folder, 'again-' + sample);
  run(['sign', folder, 'es256', join(folder, sample), signed, 'opened']);
  run(['sign', folder, 'ed25519', signed, again, 'opened']);
  for (const path of [signed, again]) {
    check(readFileSync(path), parse);
    assert.equal(run(['judge', folder, path]).trim(), 'trusted', sample);
  }
  const file = readFileSync(signed);
  const leftOut = check(file, parse);
  const isLeftOut = (at) => leftOut.some(([start, length]) => at >= start && at < start + length);
  const offsets = Array.from({ length: file.length }, (_, at) => at).filter((at) => !isLeftOut(at));
  const ours = run(['judge', folder, signed], offsets.map((at) => at + ' 8').join('\n')).trim().split('\n');
  for (const [i, at] of offsets.entries()) {
    file[at] ^= 8;
    assert.throws(() => check(file, parse), `${sample}: byte ${at}`);
    file[at] ^= 8;
    assert.doesNotMatch(ours[i], /^(valid|trusted)/, `${sample}: byte ${at} by our own validator`);
    ++flips;
  }
}
console.log(`${samples.length} files signed and signed again, store, checksums and hash recomputed; ${flips} changed bytes refused by both.`);
