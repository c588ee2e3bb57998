// Archives, fonts and sound that are made to cost: what the real program needs of memory and time at most. Rules C70, C74.
//   node hostile_containers.mjs countersign
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { deflateRawSync } from 'node:zlib';

const program = resolve(process.argv[2]);
const folder = mkdtempSync(join(tmpdir(), 'countersign-hostile-'));
process.on('exit', () => rmSync(folder, { recursive: true, force: true }));
const peakMax = 64 + 24; // MiB above what the program itself takes
const secondsMax = 60;   // on a machine that does other things too

async function verify(path) {
  const started = Date.now();
  const child = spawn(program, ['verify', path, '--offline', '--json'], { env: { ...process.env, COUNTERSIGN_HOME: folder } });
  let [out, peak] = ['', 0];
  child.stdout.on('data', (chunk) => (out += chunk));
  child.stderr.resume();
  const look = setInterval(() => {
    try {
      const found = /^VmHWM:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${child.pid}/status`, 'utf8'));
      peak = Math.max(peak, found ? found[1] / 1024 : 0);
    } catch { /* ended */ }
  }, 2);
  const [status, signal] = await new Promise((done) => child.on('close', (...ended) => done(ended)));
  clearInterval(look);
  return { status, signal, out, peak, seconds: (Date.now() - started) / 1000 };
}

const little = (value, width) => {
  const out = Buffer.alloc(width);
  for (let i = 0n; i < width; i++) out[i] = Number((BigInt(value) >> (8n * i)) & 255n);
  return out;
};
const local = (name, content, method, bytes) => Buffer.concat([Buffer.from('PK\x03\x04'), little(20, 2), little(0, 2), little(method, 2),
  little(0, 4), little(0, 4), little(content.length, 4), little(bytes, 4), little(name.length, 2), little(0, 2), Buffer.from(name), content]);
const header = (name, stored, method, bytes, offset) => Buffer.concat([Buffer.from('PK\x01\x02'), little(20, 2), little(20, 2),
  little(0, 2), little(method, 2), little(0, 4), little(0, 4), little(stored, 4), little(bytes, 4), little(name.length, 2),
  Buffer.alloc(12), little(offset, 4), Buffer.from(name)]);
const end = (count, size, start) => Buffer.concat([
  Buffer.from('PK\x06\x06'), little(44, 8), little(45, 2), little(45, 2), Buffer.alloc(8), little(count, 8), little(count, 8),
  little(size, 8), little(start, 8), Buffer.from('PK\x06\x07'), little(0, 4), little(start + size, 8), little(1, 4),
  Buffer.from('PK\x05\x06'), Buffer.alloc(4), Buffer.alloc(12, 255), Buffer.alloc(2)]);
const zip = (entry, headers, count) => Buffer.concat([entry, headers, end(count, headers.length, entry.length)]);

const million = 1_000_000;
const one = header('a', 0, 0, 0, 0);
const bomb = deflateRawSync(Buffer.alloc(200_000_000));
const bombEntry = local('[Content_Types].xml', bomb, 8, 200_000_000);
const store = 'META-INF/content_credential.c2pa';
const page = Buffer.concat([Buffer.from('OggS\0'), Buffer.alloc(9), little(1, 4), Buffer.alloc(8), Buffer.from([1, 0])]);
const tables = Buffer.concat(Array.from({ length: 255 }, () => Buffer.concat([Buffer.from('aaaa'), Buffer.alloc(4), Buffer.alloc(4), little(0, 4)])));
const files = {
  'a million headers of one entry.zip': zip(local('a', Buffer.alloc(0), 0, 0), Buffer.alloc(one.length * million, one), million),
  'more entries than there may be.zip': zip(local('a', Buffer.alloc(0), 0, 0), one, 2 ** 40),
  'a bomb.docx': zip(bombEntry, header('[Content_Types].xml', bomb.length, 8, 200_000_000, 0), 1),
  'a bomb that lies.docx': zip(local('[Content_Types].xml', bomb, 8, 10), header('[Content_Types].xml', bomb.length, 8, 10, 0), 1),
  'a store of 4 GiB.zip': zip(local(store, Buffer.alloc(9), 0, 9), header(store, 0xfffffffe, 0, 0xfffffffe, 0), 1),
  'ten thousand stores.zip': zip(local(store, Buffer.alloc(9), 0, 9), Buffer.alloc(header(store, 9, 0, 9, 0).length * 10_000, header(store, 9, 0, 9, 0)), 10_000),
  'a million pages.ogg': Buffer.alloc(page.length * million, page),
  'tables of nothing.ttf': Buffer.concat([Buffer.from([0, 1, 0, 0, 0, 255]), Buffer.alloc(6), tables]),
  'a track of nothing.mid': Buffer.concat([Buffer.from('MThd'), Buffer.from([0, 0, 0, 6, 0, 0, 0, 1, 0, 96]), Buffer.from('MTrk'),
    Buffer.from([1, 0, 0, 0]), Buffer.alloc(0x1000000, Buffer.from([0, 0xc0, 0, 0, 0, 0]))]),
};
const told = [];
for (const [name, content] of Object.entries(files)) {
  const path = join(folder, name);
  writeFileSync(path, content);
  const { status, signal, out, peak, seconds } = await verify(path);
  assert.equal(signal, null, `${name}: ended by ${signal}`);
  assert.ok(status >= 1 && status <= 5, `${name}: ${status}`);
  assert.ok(['absent', 'inaccessible'].includes(JSON.parse(out).provenance?.state), `${name}: ${out.slice(0, 300)}`);
  assert.ok(peak < peakMax, `${name}: ${peak.toFixed(0)} MiB`);
  assert.ok(seconds < secondsMax, `${name}: ${seconds} s`);
  told.push(`${name}: ${peak.toFixed(0)} MiB, ${seconds.toFixed(1)} s`);
  rmSync(path);
}
console.log(told.join('\n'));
