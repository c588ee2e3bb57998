// On a real node: the contracts stand where artifacts/ says (E20), their numbers are those of the C++ rules (E4), the short
// form is nobody's selector (E8); then what everything costs, against its targets.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { requireContracts } from './evm_ready.mjs';

const source = process.env.COUNTERSIGN_SOURCE ?? join(dirname(fileURLToPath(import.meta.url)), '../..');
requireContracts(source);
const { Node } = await import('../../contracts/evm/tools/anvil.mjs');
const { Client } = await import('../../contracts/evm/tools/client.mjs');
const { outcomeNames } = await import('../../contracts/evm/tools/traces.mjs');

const read = (path) => readFileSync(join(source, path), 'utf8');
const codes = [...read('contracts/evm/src/Code.sol').matchAll(/constant (\w+) = (\d+);/g)].map(([, name, number]) => [name.toLowerCase(), Number(number)]);
for (const [name, number] of codes.filter(([, each]) => each < 256)) assert.equal(outcomeNames[number], `registry.${name}`);
assert.equal(codes.filter(([, each]) => each < 256).length, outcomeNames.filter((name, i) => i > 0 && i < 256 && name).length);
for (const [name, number] of codes.filter(([, each]) => each >= 256)) {
  assert.ok(read('docs/spec/chain.md').includes(`| ${number} | ${name} |`), `${name} is in docs/spec/chain.md`);
}

// E20: where the CREATE2 factory puts them.
const node = await Node.start();
const client = await Client.deploy(node);
for (const [name, { address }] of Object.entries(client.contracts)) {
  const artifact = JSON.parse(read(`contracts/evm/artifacts/${name}.json`));
  assert.equal(artifact.address, address, name);
  const code = await node.call('eth_getCode', address, 'latest');
  assert.equal((code.length - 2) / 2, artifact.runtimeBytes, name);
  assert.ok(artifact.runtimeBytes <= 24576);
}
assert.equal(await node.call('eth_call', { to: client.registry, data: client.encode('Registry', 'domainSeparator', []) }, 'latest'), `0x${client.domain.toString('hex')}`);
const { toFunctionSelector } = await import('../../contracts/evm/node_modules/viem/_esm/index.js');
for (const each of client.contracts.Registry.abi.filter(({ type }) => type === 'function')) {
  assert.notEqual(toFunctionSelector(each).slice(2, 4), '09', each.name);
}
node.stop();
await import('../../contracts/evm/tools/gas.mjs');
