// The second checker of the chain's portable proof (chain_proof_check.mjs) on the documents of the C++ tests.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { outcome } from './chain_proof_check.mjs';

const source = process.env.COUNTERSIGN_SOURCE ?? join(dirname(fileURLToPath(import.meta.url)), '../..');
const samples = JSON.parse(readFileSync(join(source, 'tests/contracts/chain/chain_proofs.json')));
for (const sample of samples) assert.equal(outcome(sample.text, sample), sample.expected);
let flips = 0;
const { text, ...anchor } = samples[1];
for (let i = 0; i < text.length; i += 7, ++flips) {
  const changed = text.slice(0, i) + String.fromCharCode(text.charCodeAt(i) ^ 1) + text.slice(i + 1);
  assert.notEqual(outcome(changed, anchor), '', `byte ${i}`);
}
console.log(`${samples.length} proofs as in C++; ${flips} changed ones fail`);
