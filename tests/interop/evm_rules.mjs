// The traces of the rules on the contracts, on a real node (anvil): for each step the same outcome and the same digest
// of queried answers as the C++ rules. Then random operations, the same way. Arguments: trace_generate [operations [seed]].
// Steps with Ed25519 keys aren't possible on a chain (E4): they are named, and the C++ rules say what the trace without
// them gives.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { requireContracts } from './evm_ready.mjs';

const here = dirname(fileURLToPath(import.meta.url));
const source = process.env.COUNTERSIGN_SOURCE ?? join(here, '../..');
const [generate, operations = '2000', firstSeed = '1'] = process.argv.slice(2);
requireContracts(source);
const { TraceHome, possible } = await import('../../contracts/evm/tools/traces.mjs');

const folder = mkdtempSync(join(tmpdir(), 'countersign-evm-'));
const output = (...args) => execFileSync(generate, args, { maxBuffer: 1 << 30 }).toString();
const home = await TraceHome.start();

let steps = 0;
async function run(trace) {
  const path = join(folder, 'trace.json');
  writeFileSync(path, JSON.stringify(trace));
  const lines = output('operations', path).trim().split('\n').map((line) => JSON.parse(line));
  const results = await home.run(trace, lines);
  for (const [i, result] of results.entries()) {
    const { say, expect, digest } = trace.steps[i];
    const where = `${trace.trace} step ${i}: ${say}`;
    assert.equal(lines[i].outcome, expect, where);
    // E1, E3, E4, E5 (steps that are signed for another home), E7 (keys of P-256), E10 to E13: no trace passes without them.
    assert.equal(result.outcome, expect, where);
    assert.equal(result.digest, digest, `${where}: the answers differ`);
    ++steps;
  }
}

try {
  const traces = join(source, 'tests/contracts/rules/traces');
  for (const name of readdirSync(traces).filter((each) => each.endsWith('.json')).sort()) {
    const trace = JSON.parse(readFileSync(join(traces, name)));
    const { left, impossible } = possible(trace);
    if (impossible.length > 0) {
      for (const step of impossible) console.log(`not possible on a chain (Ed25519): ${trace.trace}: ${step.say}`);
      const path = join(folder, 'left.json');
      writeFileSync(path, JSON.stringify({ ...trace, steps: left.map(({ expect, digest, ...step }) => step) }));
      await run(JSON.parse(output('complete', path)));
    } else {
      await run(trace);
    }
  }
  console.log(`${steps} steps of the traces: outcome and answers as in C++`);
  const began = performance.now();
  const each = 200;
  const total = Number(operations);
  for (let done = 0, seed = Number(firstSeed); done < total; done += each, ++seed) {
    await run(JSON.parse(output('on-chain', String(seed), String(each))));
  }
  console.log(`${total} random operations from seed ${firstSeed}: the same, in ${((performance.now() - began) / 1000).toFixed(0)} s`);
} finally {
  home.stop();
  rmSync(folder, { recursive: true });
}
