// What a wallet would sign: viem hashes our typed data of every kind of operation to the digest that our rules verify.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { hashTypedData } from 'viem';

const samples = JSON.parse(execFileSync(process.argv[2]));
for (const { typedData, digest } of samples) {
  assert.equal(hashTypedData(typedData), digest, typedData.primaryType);
}
assert.equal(samples.length, 13);
console.log(`${samples.length} kinds of operations: the same digest in viem`);
