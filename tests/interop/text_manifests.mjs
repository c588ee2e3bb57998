// Manifests in HTML and in text, read without our code: variation selectors, elements and comment lines are decoded by
// the specification's own words (C2PA 2.5 A.7 to A.9), the hash of what is left is computed here and must be the one
// that was signed, for exactly the bytes that the exclusion names. Rules C82 to C84, W70, W71.
import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { folder, run } from './sign_driver.mjs';

const toByte = (code) =>
  code >= 0xfe00 && code <= 0xfe0f ? code - 0xfe00 : code >= 0xe0100 && code <= 0xe01ef ? code - 0xe0100 + 16 : -1;

function readWrapper(bytes) {
  const text = bytes.toString('utf8');
  const start = text.indexOf('\ufeff\u{e0133}\u{e0122}\u{e0140}\u{e0131}\u{e0144}\u{e0148}\u{e0144}\ufe00');
  assert.ok(start >= 0, 'the eight selectors of table 13');
  const decoded = [];
  let end = start + 1;
  for (const character of text.slice(start + 1)) {
    const byte = toByte(character.codePointAt(0));
    if (byte < 0) break;
    decoded.push(byte);
    end += character.length;
  }
  const raw = Buffer.from(decoded);
  assert.equal(raw[8], 1);
  const length = raw.readUInt32BE(9);
  const before = Buffer.byteLength(text.slice(0, start));
  const range = { start: before, length: Buffer.byteLength(text.slice(start, end)) };
  assert.equal(range.length, 3 + (13 + length) * 4 + 6, 'the length of A.8.5.1');
  const rest = Buffer.concat([bytes.subarray(0, before), bytes.subarray(before + range.length)]);
  return { store: raw.subarray(13, 13 + length), range, hashed: Buffer.from(rest.toString('utf8').normalize('NFC')) };
}

function without(bytes, range) {
  return Buffer.concat([bytes.subarray(0, range.start), bytes.subarray(range.start + range.length)]);
}
function readElement(bytes) {
  const start = bytes.indexOf('<script type="application/c2pa">');
  const end = bytes.indexOf('</script>', start) + '</script>'.length;
  const base64 = bytes.subarray(start, end).toString().replace(/<[^>]*>/g, '').trim();
  const range = { start, length: end - start };
  return { store: Buffer.from(base64, 'base64'), range, hashed: without(bytes, range) };
}
function readBlock(bytes) {
  const text = bytes.toString('latin1');
  const [, reference] = /-----BEGIN C2PA MANIFEST-----\s*(\S+)\s*-----END C2PA MANIFEST-----/.exec(text);
  const prefix = 'data:application/c2pa;base64,';
  assert.ok(reference.startsWith(prefix));
  let start = text.lastIndexOf('\n', text.indexOf('-----BEGIN C2PA MANIFEST-----')) + 1;
  const newline = text.indexOf('\n', text.indexOf('-----END C2PA MANIFEST-----'));
  const end = newline < 0 ? text.length : newline + 1;
  if (newline < 0 && start > 0) start -= 1;
  const range = { start, length: end - start };
  return { store: Buffer.from(reference.slice(prefix.length), 'base64'), range, hashed: without(bytes, range) };
}

/** A CBOR unsigned number at `at`: its value and where it ends. */
function readNumber(bytes, at) {
  const [head] = bytes.subarray(at, at + 1);
  assert.equal(head >> 5, 0, 'an unsigned number');
  const width = { 24: 1, 25: 2, 26: 4 }[head & 31];
  return width ? { value: bytes.readUIntBE(at + 1, width), end: at + 1 + width } : { value: head & 31, end: at + 1 };
}
/** `exclusions: [{start, length}]`, exactly one. */
function readExclusion(store) {
  const key = store.lastIndexOf('exclusions');
  assert.deepEqual([...store.subarray(key + 10, key + 12)], [0x81, 0xa2], 'one exclusion');
  const found = {};
  for (let at = key + 12, count = 0; count < 2; ++count) {
    const length = store[at] & 31;
    const name = store.subarray(at + 1, at + 1 + length).toString();
    const number = readNumber(store, at + 1 + length);
    found[name] = number.value;
    at = number.end;
  }
  return found;
}

const samples = {
  'prose.txt': ['Grüße aus Köln 👋🏽.\nZweite Zeile.\n', readWrapper],
  'apart.txt': ['Gru\u0308\u00dfe und \u1112\u1161\u11ab.\n', readWrapper],
  'page.html': ['<!doctype html>\n<html><head><title>a</title></head><body>Grüße</body></html>\n', readElement],
  'tool.sh': ['#!/bin/sh\necho hello\n', readBlock],
  'feed.xml': ['<?xml version="1.0"?>\n<rss version="2.0"><channel/></rss>\n', readBlock],
  'film.vtt': ['WEBVTT\n\n00:00.000 --> 00:05.000\nHello\n', readBlock],
  'notes.md': ['---\r\ntitle: a\r\n---\r\n# Gru\u0308\u00dfe\r\n', readBlock],
};
let flips = 0;
for (const [name, [content, read]] of Object.entries(samples)) {
  const input = join(folder, name);
  const output = join(folder, 'signed-' + name);
  writeFileSync(input, content);
  run(['sign', folder, 'ed25519', input, output, 'created', 'digitalCreation']);
  const bytes = readFileSync(output);
  const { store, range, hashed } = read(bytes);
  assert.equal(store.subarray(4, 8).toString(), 'jumb', name);
  assert.equal(store.readUInt32BE(0), store.length, name + ': the store is whole');
  assert.deepEqual(readExclusion(store), { start: range.start, length: range.length }, name);
  assert.ok(store.includes(createHash('sha256').update(hashed).digest()), name + ': the hash of what is left');
  assert.equal(run(['judge', folder, output]).trim(), 'trusted', name);
  // Every byte that the exclusion doesn't name.
  const offsets = [...bytes.keys()].filter((at) => at < range.start || at >= range.start + range.length);
  const judged = run(['judge', folder, output], offsets.map((at) => at + ' 1').join('\n')).trim().split('\n');
  assert.equal(judged.length, offsets.length);
  for (const [index, at] of offsets.entries()) assert.doesNotMatch(judged[index], /^(valid|trusted)/, `${name}: byte ${at}`);
  flips += offsets.length;
  // Twice is not at all.
  const twice = join(folder, 'twice-' + name);
  const element = bytes.subarray(range.start, range.start + range.length);
  const again = Buffer.concat([bytes.subarray(0, range.start + range.length), element, bytes.subarray(range.start + range.length)]);
  writeFileSync(twice, again);
  assert.equal(run(['judge', folder, twice]).trim(), 'absent', name + ' with its manifest twice');
}
console.log(`${Object.keys(samples).length} texts and pages decoded without our code; ${flips} changed bytes refused.`);
