// The contracts' own tests, by forge: every step of the traces, the reasons of verify, checkpoints, the directory, fuzz of
// 10,000 runs, invariants; then line coverage, which is whole; then that a rebuild gives the committed bytes (E20), the gas
// snapshot, the linters, and what the SMTChecker proves where z3 is installed. Argument: trace_generate.
// contracts/evm/test: E2 E4 E6 E8 E9 E14 E15 E16 in Registry.t.sol and Verify.t.sol; E17 E18 E19 E21 E22 in Anchor.t.sol.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { requireContracts } from './evm_ready.mjs';

const source = process.env.COUNTERSIGN_SOURCE ?? join(dirname(fileURLToPath(import.meta.url)), '../..');
const generate = process.argv[2];
requireContracts(source);
const folder = join(source, 'contracts/evm');
const run = (program, args, env = {}) => {
  const began = performance.now();
  try {
    const text = execFileSync(program, args, { cwd: folder, env: { ...process.env, ...env }, maxBuffer: 1 << 28, stdio: ['ignore', 'pipe', 'pipe'] }).toString();
    console.log(`${args.join(' ').slice(0, 100)}: ${((performance.now() - began) / 1000).toFixed(0)} s`);
    return text;
  } catch (error) {
    console.log(`${error.stdout}\n${error.stderr}`.slice(-6000));
    throw new Error(`${program} ${args.join(' ')} failed`);
  }
};
const forge = join(folder, 'node_modules/.bin/forge');
const unit = ['--match-contract', 'RegistryTest|VerifyTest|AnchorTest', '--no-match-test', 'Fuzz'];

console.log(run('node', ['tools/steps.mjs', generate]).trim().split('\n').at(-1));
const summary = run(forge, ['test', '-j', '1']);
console.log(summary.trim().split('\n').findLast((line) => line.startsWith('Ran ')));
run(forge, ['snapshot', '-j', '1', '--check', '--tolerance', '1', ...unit]);
// E20: a rebuild gives the committed bytes.
run('node', ['tools/artifacts.mjs', '--check']);
// E12: the registry declares no variable; what the others declare stays where it is.
const layouts = { Registry: [], RegistryLens: [], CheckpointAnchor: ['checkpoints'], Directory: ['successors', '_endpoints', '_manifests'] };
for (const [name, expected] of Object.entries(layouts)) {
  const { storage } = JSON.parse(run(forge, ['inspect', name, 'storageLayout', '--json']));
  assert.deepEqual((storage ?? []).map(({ label, slot, offset }) => [label, slot, offset]), expected.map((label, i) => [label, `${i}`, 0]));
}
run(forge, ['fmt', '--check', 'src', 'test']);
if (parseInt(process.versions.node, 10) >= 20) run(join(folder, 'node_modules/.bin/solhint'), ['--max-warnings', '0', 'src/*.sol']);
else console.log('SKIPPED: solhint needs Node 20');
run(forge, ['lint', 'src', '--deny', 'warnings']);
console.log(run('node', ['tools/smt.mjs']).trim().split('\n').at(-1));

run(forge, ['coverage', '-j', '1', '--report', 'lcov', '--report-file', 'out/lcov.info', '--no-match-contract', 'Properties|Invariant'],
  { FOUNDRY_FUZZ_RUNS: '50' });
const missed = [];
let file;
let lines = 0;
for (const line of readFileSync(join(folder, 'out/lcov.info'), 'utf8').split('\n')) {
  if (line.startsWith('SF:')) file = line.slice(3);
  if (!line.startsWith('DA:') || !file.startsWith('src/')) continue;
  ++lines;
  if (line.endsWith(',0')) missed.push(`${file}:${line.slice(3, -2)}`);
}
assert.ok(lines > 500);
assert.deepEqual(missed, [], 'lines that no test runs');
console.log(`coverage: all ${lines} lines`);
run(forge, ['build', '-q', '-j', '1']);  // coverage leaves builds of its own
