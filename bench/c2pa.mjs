// The C2PA reader beside the reference implementation (c2pa-rs as @contentauth/c2pa-wasm, warm) in one run, in turns, so that
// a noisy machine is noisy for both; and beside its floor. node bench/c2pa.mjs bench_c2pa [--json]
import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';

const json = process.argv.includes('--json');
const folder = mkdtempSync(join(tmpdir(), 'countersign-bench-'));
process.on('exit', () => rmSync(folder, { recursive: true, force: true }));
const ours = spawn(process.argv[2], [folder], { stdio: ['pipe', 'pipe', 'inherit'] });
process.on('exit', () => ours.kill());
const lines = createInterface({ input: ours.stdout })[Symbol.asyncIterator]();
await lines.next();
const ask = async (line) => {
  ours.stdin.write(`${line}\n`);
  return Number((await lines.next()).value);
};

const wasmFolder = new URL('../tests/interop/node_modules/@contentauth/c2pa-wasm/pkg/', import.meta.url);
const { default: init, WasmReader } = await import(new URL('c2pa.js', wasmFolder));
await init({ module_or_path: readFileSync(new URL('c2pa_bg.wasm', wasmFolder)) });
const settings = JSON.stringify({
  version: 1,
  trust: { trust_anchors: readFileSync(join(folder, 'root.pem'), 'utf8'), trust_config: '1.3.6.1.5.5.7.3.4\n1.3.6.1.5.5.7.3.36\n1.3.6.1.4.1.62558.2.1\n' },
  verify: { verify_trust: true, remote_manifest_fetch: false },
});
async function theirs(file, type) {
  const bytes = new Uint8Array(readFileSync(join(folder, file)));
  const start = performance.now();
  const reader = await WasmReader.fromBytes(type, bytes, settings);
  const report = JSON.parse(reader.json());
  const time = performance.now() - start;
  reader.free();
  if (!['Valid', 'Trusted'].includes(report.validation_state)) throw new Error(`${file}: ${JSON.stringify(report.validation_results?.activeManifest?.failure)}`);
  return time;
}

const median = (values) => values.sort((a, b) => a - b)[values.length >> 1];
function tell(name, value, unit, against, ratio) {
  if (json) console.log(JSON.stringify({ name, value, unit, against, ratio }));
  else console.log(`${name.padEnd(44)} ${value.toFixed(2).padStart(10)} ${unit.padEnd(3)} ${ratio.toFixed(2)} x ${against}`);
}

async function compare(name, file, type, rounds) {
  const times = { validate: [], floor: [], theirs: [] };
  await theirs(file, type); // warm
  await ask(`validate ${file}`);
  for (let i = 0; i < rounds; ++i) {
    times.validate.push(await ask(`validate ${file}`));
    times.floor.push(await ask(`floor ${file}`));
    if (i % 4 === 0) times.theirs.push(await theirs(file, type));
  }
  const [own, floor, other] = [median(times.validate), median(times.floor), median(times.theirs)];
  tell(name, own, 'ms', 'digests and 5 signatures', own / floor);
  tell(`${name}: the reference`, other, 'ms', 'ours', other / own);
  return own;
}

await compare('verify JPEG of 297 KB', 'small.jpg', 'image/jpeg', 200);
await compare('verify PNG of 100 MiB', 'large.png', 'image/png', 9);
const perIngredient = {};
for (const count of [100, 500, 999]) {
  const file = `ingredients-${count}.png`;
  const times = [];
  for (let i = 0; i < 5; ++i) times.push(await ask(`validate ${file}`));
  perIngredient[count] = median(times) / count;
  tell(`verify ${count} ingredients`, median(times), 'ms', 'per ingredient of 100', perIngredient[count] / perIngredient[100]);
}
const signing = { sign: [], signfloor: [] };
for (let i = 0; i < 5; ++i) for (const what of ['sign', 'signfloor']) signing[what].push(await ask(`${what} large.png`));
tell('sign PNG of 100 MiB', median(signing.sign), 'ms', 'read, one digest, written durably', median(signing.sign) / median(signing.signfloor));
const cores = { 1: [], 2: [] };
for (let i = 0; i < 7; ++i) for (const jobs of [1, 2]) cores[jobs].push(await ask(`batch small.jpg 300 ${jobs}`));
tell('batch of 300 JPEGs, two cores', median(cores[2]), 'ms', 'one core is so many times slower', median(cores[1]) / median(cores[2]));
ours.stdin.end();
