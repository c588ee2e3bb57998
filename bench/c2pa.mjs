// The C2PA reader and writer beside the reference implementation in one run, in turns, so that a noisy machine is noisy for
// all: c2pa-rs as @contentauth/c2pa-wasm, warm, and native where a program is named (bench/c2pa-rs). And beside their floor.
//   node bench/c2pa.mjs bench_c2pa [--peer c2pa-rs-peer] [--json]
import { spawn } from 'node:child_process';
import { closeSync, mkdtempSync, openSync, readFileSync, rmSync, writeFileSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';

const json = process.argv.includes('--json');
const peerProgram = process.argv.includes('--peer') ? process.argv[process.argv.indexOf('--peer') + 1] : null;
const folder = mkdtempSync(join(tmpdir(), 'countersign-bench-'));
process.on('exit', () => rmSync(folder, { recursive: true, force: true }));

/** A program that answers one line for each line. */
function start(program, args) {
  const child = spawn(program, args, { stdio: ['pipe', 'pipe', 'inherit'] });
  process.on('exit', () => child.kill());
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  const read = async () => {
    const { value, done } = await lines.next();
    if (done) throw new Error(`${program} ended`);
    return value;
  };
  return { read, end: () => child.stdin.end(), ask: (line) => (child.stdin.write(`${line}\n`), read()) };
}

const own = start(process.argv[2], [folder]);
await own.read();
const ask = async (line) => Number(await own.ask(line));

const wasmFolder = new URL('../tests/interop/node_modules/@contentauth/c2pa-wasm/pkg/', import.meta.url);
const { default: init, WasmReader } = await import(new URL('c2pa.js', wasmFolder));
await init({ module_or_path: readFileSync(new URL('c2pa_bg.wasm', wasmFolder)) });
const settings = JSON.stringify({
  version: 1,
  trust: { trust_anchors: readFileSync(join(folder, 'anchors.pem'), 'utf8'), trust_config: '1.3.6.1.5.5.7.3.4\n1.3.6.1.5.5.7.3.36\n1.3.6.1.4.1.62558.2.1\n' },
  verify: { verify_trust: true, verify_after_sign: false, remote_manifest_fetch: false },
});
writeFileSync(join(folder, 'settings.json'), settings);
const native = peerProgram ? start(peerProgram, [join(folder, 'settings.json')]) : null;

async function warm(file, type) {
  const bytes = new Uint8Array(readFileSync(join(folder, file)));
  const begin = performance.now();
  const reader = await WasmReader.fromBytes(type, bytes, settings);
  const report = JSON.parse(reader.json());
  const time = performance.now() - begin;
  reader.free();
  if (report.validation_state !== 'Trusted') throw new Error(`${file}: ${JSON.stringify(report.validation_results?.activeManifest?.failure)}`);
  return time;
}
async function nativeTime(line, wanted) {
  const [time, ...state] = (await native.ask(line)).split(' ');
  if (state.join(' ') !== wanted) throw new Error(`${line}: ${state.join(' ')}`);
  return Number(time);
}

const median = (values) => values.sort((a, b) => a - b)[values.length >> 1];
function tell(name, value, unit, against, ratio) {
  if (json) console.log(JSON.stringify({ name, value, unit, against, ratio }));
  else console.log(`${name.padEnd(46)} ${value.toFixed(2).padStart(10)} ${unit.padEnd(3)} ${ratio.toFixed(2)} x ${against}`);
}

async function verify(name, file, type, rounds) {
  const times = { own: [], floor: [], wasm: [], native: [] };
  const path = join(folder, file);
  for (let i = 0; i < rounds; ++i) {
    times.own.push(await ask(`validate ${file}`));
    times.floor.push(await ask(`floor ${file}`));
    if (native) times.native.push(await nativeTime(`validate ${path} ${type}`, 'Trusted'));
    if (i % Math.ceil(rounds / 5) === 0) times.wasm.push(await warm(file, type));
  }
  const ours = median(times.own);
  tell(`verify ${name}`, ours, 'ms', 'digests and 5 signatures', ours / median(times.floor));
  tell(`verify ${name}: c2pa-wasm`, median(times.wasm), 'ms', 'ours', median(times.wasm) / ours);
  if (native) tell(`verify ${name}: c2pa-rs`, median(times.native), 'ms', 'ours', median(times.native) / ours);
}

async function sign(name, file, type, rounds) {
  const times = { own: [], floor: [], native: [] };
  const path = join(folder, file);
  for (let i = 0; i < rounds; ++i) {
    times.own.push(await ask(`sign ${file}`));
    times.floor.push(await ask(`signfloor ${file}`));
    if (native) times.native.push(await nativeTime(`sign ${path} ${type} ${join(folder, 'chain.pem')} ${join(folder, 'key.pem')}`, 'signed'));
  }
  const ours = median(times.own);
  tell(`sign ${name}`, ours, 'ms', 'read, one digest, written durably', ours / median(times.floor));
  if (native) tell(`sign ${name}: c2pa-rs`, median(times.native), 'ms', 'ours', median(times.native) / ours);
}

// Files of 100 MiB of noise without a manifest.
const largeBytes = 100 * 1024 * 1024;
const u32 = (value) => { const out = Buffer.alloc(4); out.writeUInt32BE(value); return out; };
const le = (value, width) => { const out = Buffer.alloc(width); out.writeUIntLE(value, 0, width); return out; };
const box = (type, ...parts) => { const body = Buffer.concat(parts.map((part) => Buffer.from(part))); return Buffer.concat([u32(body.length + 8), Buffer.from(type, 'latin1'), body]); };
const zeros = (count) => Buffer.alloc(count);
function movie() {
  const head = box('ftyp', Buffer.from('isom'), u32(512), Buffer.from('isommp41'));
  const matrix = [0x10000, 0, 0, 0, 0x10000, 0, 0, 0, 0x40000000].map(u32);
  const tables = (offset) => box('stbl',
    box('stsd', u32(0), u32(1), box('raw ', zeros(6), [0, 1], zeros(8), [0, 1, 0, 8], zeros(4), u32(8000 * 65536))),
    box('stts', u32(0), u32(1), u32(1), u32(1)), box('stsc', u32(0), u32(1), u32(1), u32(1), u32(1)),
    box('stsz', u32(0), u32(largeBytes), u32(1)), box('stco', u32(0), u32(1), u32(offset)));
  const film = (offset) => box('moov',
    box('mvhd', zeros(12), u32(1000), u32(1), u32(0x10000), [1, 0], zeros(10), ...matrix, zeros(24), u32(2)),
    box('trak', box('tkhd', u32(7), zeros(8), u32(1), zeros(4), u32(1), zeros(16), ...matrix, zeros(8)),
      box('mdia', box('mdhd', zeros(12), u32(8000), u32(1), zeros(4)), box('hdlr', zeros(8), Buffer.from('soun'), zeros(13)),
        box('minf', box('smhd', zeros(8)), box('dinf', box('dref', u32(0), u32(1), box('url ', u32(1)))), tables(offset)))));
  const offset = head.length + film(0).length + 8;
  return [Buffer.concat([head, film(offset), u32(largeBytes + 8), Buffer.from('mdat')]), zeros(0)];
}
const entry = (tag, type, count, value) => Buffer.concat([le(tag, 2), le(type, 2), le(count, 4), le(value, 4)]);
const large = {
  PNG: ['large.png', 'image/png', null],
  MP4: ['large.mp4', 'video/mp4', movie()],
  TIFF: ['large.tiff', 'image/tiff', [Buffer.concat([Buffer.from('II'), le(42, 2), le(8 + largeBytes, 4)]),
    Buffer.concat([le(9, 2), entry(256, 4, 1, 10240), entry(257, 4, 1, 10240), entry(258, 3, 1, 8), entry(259, 3, 1, 1), entry(262, 3, 1, 1),
      entry(273, 4, 1, 8), entry(277, 3, 1, 1), entry(278, 4, 1, 10240), entry(279, 4, 1, largeBytes), le(0, 4)])]],
  WAV: ['large.wav', 'audio/wav', [Buffer.concat([Buffer.from('RIFF'), le(largeBytes + 36, 4), Buffer.from('WAVEfmt '), le(16, 4), le(1, 2), le(1, 2), le(8000, 4),
    le(8000, 4), le(1, 2), le(8, 2), Buffer.from('data'), le(largeBytes, 4)]), zeros(0)]],
};
const noise = Buffer.alloc(1024 * 1024);
for (let i = 0, seed = 1; i < noise.length; ++i) noise[i] = (seed = (Math.imul(seed, 1103515245) + 12345) & 0x7fffffff) >> 16;
for (const [file, , parts] of Object.values(large)) {
  if (!parts) continue;
  const out = openSync(join(folder, file), 'w');
  writeSync(out, parts[0]);
  for (let i = 0; i < largeBytes / noise.length; ++i) writeSync(out, noise);
  writeSync(out, parts[1]);
  closeSync(out);
}

await verify('JPEG of 297 KB', 'small.jpg', 'image/jpeg', 100);
for (const [name, [file, type, parts]] of Object.entries(large)) {
  await sign(`${name} of 100 MiB`, file, type, 5);
  await verify(`${name} of 100 MiB`, parts ? `${file}.signed` : file, type, 7);
  for (const path of [file, `${file}.signed`, `${file}.copy`]) rmSync(join(folder, path), { force: true });
}
const perIngredient = {};
for (const count of [100, 500, 999]) {
  const times = [];
  for (let i = 0; i < 5; ++i) times.push(await ask(`validate ingredients-${count}.png`));
  perIngredient[count] = median(times) / count;
  tell(`verify ${count} ingredients`, median(times), 'ms', 'per ingredient of 100', perIngredient[count] / perIngredient[100]);
}
const cores = { 1: [], 2: [] };
for (let i = 0; i < 7; ++i) for (const jobs of [1, 2]) cores[jobs].push(await ask(`batch small.jpg 300 ${jobs}`));
tell('batch of 300 JPEGs, two cores', median(cores[2]), 'ms', 'one core is so many times slower', median(cores[1]) / median(cores[2]));
own.end();
native?.end();
