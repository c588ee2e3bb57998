// Writes the traces' steps for forge (test/Traces.t.sol): out/steps.txt, a line each, of hex. Argument: trace_generate.
import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { encodeAbiParameters } from 'viem';
import { folder } from './anvil.mjs';
import { chainDomain, number } from './operations.mjs';
import { Builder, outcomeNames, possible, questions, split } from './traces.mjs';

const generate = process.argv[2];
const hex = (bytes) => `0x${bytes.toString('hex')}`;
const temporary = mkdtempSync(join(tmpdir(), 'countersign-steps-'));
const path = join(temporary, 'trace.json');
const output = (...args) => execFileSync(generate, args, { maxBuffer: 1 << 30 }).toString();
const types = [{ type: 'address' }, { type: 'uint256' }, { type: 'uint256' }, { type: 'uint16' }, { type: 'bytes' }, { type: 'bytes' }, { type: 'bytes[]' }];
const traces = join(folder, '../../tests/contracts/rules/traces');
const files = readdirSync(traces).filter((name) => name.endsWith('.json')).sort().map((name) => JSON.parse(readFileSync(join(traces, name))));
const lines = [];

for (const [t, file] of [...files, JSON.parse(output('on-chain', '77', '300'))].entries()) {
  // Each trace has a registry of its own, and another home beside it.
  const address = (home) => hex(number(0xc0de0000 + 2 * t + home, 20));
  const builder = new Builder({ here: chainDomain(31337n, address(0)), elsewhere: chainDomain(31337n, address(1)) });
  const state = new Map();
  const find = (letter, id) => state.get(Buffer.from(letter).toString('hex') + id.toString('hex'));
  // A step that a chain can't do is tried first, for its own code, and then left out.
  const { left, impossible } = possible(file);
  writeFileSync(path, JSON.stringify({ ...file, steps: left.map(({ expect, digest, ...step }) => step) }));
  const trace = JSON.parse(output('complete', path));
  writeFileSync(path, JSON.stringify(trace));
  const done = output('operations', path).trim().split('\n').map((line) => JSON.parse(line));
  if (impossible.length > 0) console.log(`${file.trace}: ${impossible.length} steps with Ed25519 left out`);
  for (const [i, step] of trace.steps.entries()) {
    const { operation, proof } = split(builder.build(step), find);
    for (const [key, value] of done[i].diff) state.set(key, Buffer.from(value, 'hex'));
    const code = outcomeNames.indexOf(done[i].outcome);
    if (code === 0) builder.accepted(step);
    const asked = i === trace.steps.length - 1 || i % 10 === 9 ? [...questions(builder, find)].map(([call]) => hex(call)) : [];
    lines.push(encodeAbiParameters(types, [address(step.sent_to === 'elsewhere' ? 1 : 0), BigInt(step.at), BigInt(step.checkpoint ?? 0), code,
      hex(operation), hex(proof), asked]));
  }
}
mkdirSync(join(folder, 'out'), { recursive: true });
writeFileSync(join(folder, 'out/steps.txt'), `${lines.join('\n')}\n`);
rmSync(temporary, { recursive: true });
console.log(`${lines.length} steps`);
