// The rules as WebAssembly against the rules as native code: the same operations in the same order, outcome for outcome
// and change for change. Arguments: the program trace_generate. Builds with build.sh; skips, saying so, without clang-14.
import assert from 'node:assert/strict';
import { execFileSync, spawnSync } from 'node:child_process';
import { createHash, createPublicKey, verify as verifySignature } from 'node:crypto';
import { mkdtempSync, readFileSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

const here = dirname(fileURLToPath(import.meta.url));
const source = process.env.COUNTERSIGN_SOURCE ?? join(here, '../../../..');
const generate = process.argv[2];

for (const tool of ['clang++-14', 'wasm-ld-14']) {
  if (spawnSync(tool, ['--version']).error) {
    console.log(`SKIPPED: ${tool} isn't installed`);
    process.exit(0);
  }
}

// Keccak, and secp256k1 where OpenSSL's is slow to parse keys, come from the independent implementations of npm.
const npm = (name) => import(pathToFileURL(join(source, 'tests/interop/node_modules', name)).href);
const { keccak_256: keccak256 } = await npm('@noble/hashes/esm/sha3.js');
const { secp256k1 } = await npm('@noble/curves/esm/secp256k1.js');
const { p256 } = await npm('@noble/curves/esm/nist.js');

const sha256 = (bytes) => createHash('sha256').update(bytes).digest();
const ed25519Prefix = Buffer.from('302a300506032b6570032100', 'hex');

function verify(scheme, key, digest, signature) {
  try {
    if (scheme === 1) return secp256k1.verify(signature, digest, key, { lowS: true });
    if (scheme === 2) return p256.verify(signature, sha256(digest), key, { lowS: true });
    const spki = createPublicKey({ key: Buffer.concat([ed25519Prefix, key]), format: 'der', type: 'spki' });
    return verifySignature(null, digest, spki, signature);
  } catch {
    return false;  // not a point
  }
}

const folder = mkdtempSync(join(tmpdir(), 'countersign-wasm-'));
try {
  execFileSync(join(here, 'build.sh'), [source, folder], { stdio: 'inherit' });
  const binary = readFileSync(join(folder, 'rules.wasm'));
  const module = new WebAssembly.Module(binary);
  const imports = WebAssembly.Module.imports(module);
  for (const { module: from, kind } of imports) {
    assert.equal(from, 'env');
    assert.equal(kind, 'function');
  }
  assert.deepEqual(imports.map(({ name }) => name).sort(), ['keccak256', 'sha256', 'storage_read', 'verify']);

  const state = new Map();
  let memory;
  const bytes = (address, size) => new Uint8Array(memory.buffer, address, size).slice();
  const put = (address, content) => new Uint8Array(memory.buffer, address, content.length).set(content);
  const text = (address) => {
    const all = new Uint8Array(memory.buffer, address);
    return Buffer.from(all.subarray(0, all.indexOf(0))).toString();
  };
  const env = {
    keccak256: (at, size, out) => put(out, keccak256(bytes(at, size))),
    sha256: (at, size, out) => put(out, sha256(bytes(at, size))),
    verify: (scheme, key, size, digest, signature) =>
      verify(scheme, bytes(key, size), bytes(digest, 32), bytes(signature, 64)) ? 1 : 0,
    storage_read: (key, size, out, outSize) => {
      const value = state.get(Buffer.from(bytes(key, size)).toString('hex'));
      if (value === undefined) return -1;
      if (value.length <= outSize) put(out, value);
      return value.length;
    },
  };
  const rules = new WebAssembly.Instance(module, { env }).exports;
  memory = rules.memory;

  const traces = readdirSync(join(here, '../traces')).filter((name) => name.endsWith('.json'))
    .map((name) => join(here, '../traces', name));
  for (const seed of [11, 12, 13]) {
    const path = join(folder, `random-${seed}.json`);
    writeFileSync(path, execFileSync(generate, ['random', String(seed), '150'], { maxBuffer: 1 << 28 }));
    traces.push(path);
  }
  const lines = execFileSync(generate, ['operations', ...traces], { maxBuffer: 1 << 28 }).toString().trim().split('\n');
  let steps = 0;
  let accepted = 0;
  for (const line of lines.map((each) => JSON.parse(each))) {
    if (line.end) {
      state.clear();
      continue;
    }
    const operation = Buffer.from(line.operation, 'hex');
    put(rules.domain_address(), Buffer.from(line.domain, 'hex'));
    put(rules.input_address(), operation);
    const outcome = text(rules.error_name(rules.submit(operation.length, BigInt(line.now), BigInt(line.checkpoint))));
    const diff = [...Array(rules.diff_size()).keys()].map((i) => [
      Buffer.from(bytes(rules.diff_key(i), rules.diff_key_size(i))),
      Buffer.from(bytes(rules.diff_value(i), rules.diff_value_size(i))),
    ]);
    assert.equal(outcome, line.outcome, `step ${steps}`);
    assert.deepEqual(diff.map((pair) => pair.map((each) => each.toString('hex'))), line.diff, `step ${steps}`);
    for (const [key, value] of diff) state.set(key.toString('hex'), value);
    steps += 1;
    accepted += outcome === 'ok' ? 1 : 0;
  }
  assert.ok(steps > 900 && accepted > 300, `${steps} steps, ${accepted} accepted`);
  console.log(`${steps} steps, ${accepted} accepted: native and WebAssembly (${binary.length} bytes) agree`);
} finally {
  rmSync(folder, { recursive: true, force: true });
}
