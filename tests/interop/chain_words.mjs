// The words that the C++ rules' state should have put into the contract's storage, against a real node's storage and its
// proofs (P4): for random operations, and for the traces that a chain can do. Arguments: trace_generate chain_words_probe.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { requireContracts } from './evm_ready.mjs';

const here = dirname(fileURLToPath(import.meta.url));
const source = process.env.COUNTERSIGN_SOURCE ?? join(here, '../..');
const [generate, probe] = process.argv.slice(2);
requireContracts(source);
const { TraceHome, usesEd25519 } = await import('../../contracts/evm/tools/traces.mjs');

const folder = mkdtempSync(join(tmpdir(), 'countersign-words-'));
const path = join(folder, 'trace.json');
const output = (program, ...args) => execFileSync(program, args, { maxBuffer: 1 << 30 }).toString();
const home = await TraceHome.start();
let words = 0;
async function check(trace) {
  writeFileSync(path, JSON.stringify(trace));
  const lines = output(generate, 'operations', path).trim().split('\n').map((line) => JSON.parse(line));
  await home.run(trace, lines);
  try {
    words += Number(output(probe, home.node.url, home.here, path));
  } catch (error) {
    assert.fail(`${trace.trace}: ${error.stdout}`);
  }
}
try {
  const traces = join(source, 'tests/contracts/rules/traces');
  for (const name of readdirSync(traces).filter((each) => each.endsWith('.json'))) {
    const trace = JSON.parse(readFileSync(join(traces, name)));
    if (!usesEd25519(trace)) await check(trace);
  }
  for (let seed = 1; seed <= 4; ++seed) await check(JSON.parse(output(generate, 'on-chain', String(seed), '150')));
  assert.ok(words > 500);
  console.log(`${words} words are in the contract's storage as the C++ rules have them`);
} finally {
  home.stop();
  rmSync(folder, { recursive: true });
}
