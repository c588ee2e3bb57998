// What the contracts cost, measured on anvil in one run beside EAS and ERC-1056: whole transactions, base cost included, unless
// it says "from a contract". `node gas.mjs [--json]`; the form of the lines is bench/figures.hpp's.
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { decodeAbiParameters, encodeAbiParameters, encodeDeployData, encodeFunctionData, keccak256 } from 'viem';
import { Node, compiled, folder } from './anvil.mjs';
import { Client, anchorKey, consistency, faucet, hex, inclusion, inventedConsistency, leafHash, rootOf, shortCommit, testKey } from './client.mjs';
import { ids, keccak, number, sha256, text, zero } from './operations.mjs';

const json = process.argv.includes('--json');
execFileSync(join(folder, 'node_modules/.bin/forge'), ['build', '-q', '-j', '1'], { cwd: folder, stdio: 'inherit' });
const node = await Node.start();
const failures = [];

/// `most`: the target; a figure above it fails the run.
function figure(name, value, { unit = 'gas', against = null, than, most } = {}) {
  const ratio = than === undefined ? null : value / than;
  if (json) console.log(JSON.stringify({ name, value, unit, against, ratio }));
  else {
    const compared = ratio === null ? '' : ` ${ratio < 0.01 ? ratio.toPrecision(2) : ratio.toFixed(2)} of ${against} (${than.toLocaleString('en')})`;
    console.log(`${name.padEnd(58)} ${value.toLocaleString('en').padStart(10)} ${unit}${most ? ` of ${most.toLocaleString('en')} at most` : ''}${compared}`);
  }
  if (most !== undefined && value > most) failures.push(`${name}: ${value} > ${most}`);
  return value;
}
const used = (receipt) => Number(receipt.gasUsed);

try {
  // ---- the others
  const client = await Client.deploy(node);
  const artifact = (path) => JSON.parse(readFileSync(join(folder, 'node_modules', path)));
  const eas = '@ethereum-attestation-service/eas-contracts/artifacts/contracts';
  const deploy = async ({ abi, bytecode }, args = []) => ({ abi, address: (await client.send(faucet, null, encodeDeployData({ abi, bytecode, args }))).contractAddress });
  const schemas = await deploy(artifact(`${eas}/SchemaRegistry.sol/SchemaRegistry.json`));
  const attester = await deploy(artifact(`${eas}/EAS.sol/EAS.json`), [schemas.address]);
  const to = (contract) => async (functionName, args, from = faucet) =>
    client.send(from, contract.address, encodeFunctionData({ abi: contract.abi, functionName, args }), { gas: '0xffffff' });
  const none = '0x0000000000000000000000000000000000000000';
  const schemaText = 'bytes32 root';
  await to(schemas)('register', [schemaText, none, true]);
  const schemaId = keccak256(hex(Buffer.concat([text(schemaText), Buffer.alloc(20), Buffer.from([1])])));
  const attestation = (i) => ({ recipient: `0x${'11'.repeat(20)}`, expirationTime: 0n, revocable: true, refUID: hex(zero), data: hex(sha256(text(`eas ${i}`))), value: 0n });
  await to(attester)('attest', [{ schema: schemaId, data: attestation(0) }]);
  const attested = await to(attester)('attest', [{ schema: schemaId, data: attestation(1) }]);
  const attest = used(attested);
  const many = used(await to(attester)('multiAttest', [[{ schema: schemaId, data: Array.from({ length: 100 }, (_, i) => attestation(2 + i)) }]])) / 100;
  const revoke = used(await to(attester)('revoke', [{ schema: schemaId, data: { uid: attested.logs[0].data, value: 0n } }]));
  const erc1056 = await deploy(artifact('ethr-did-registry/artifacts/contracts/EthereumDIDRegistry.sol/EthereumDIDRegistry.json'));
  const setAttribute = (i) => to(erc1056)('setAttribute', [faucet, hex(sha256(text('name'))), hex(sha256(text(`value ${i}`))), 3600n]);
  const attribute = used(await setAttribute(0));

  // ---- ours
  const issuer = testKey('issuer');
  const made = await client.createIdentity('issuer', [issuer]);
  const id = made.id;
  figure('create identity, one key, relayed', used(made.receipt), { against: 'ERC-1056 first setAttribute', than: attribute, most: 120_000 });
  const passkey = testKey('passkey', 2);
  figure('create identity, P-256 key, relayed', used((await client.createIdentity('passkey', [passkey])).receipt));
  figure('create identity, seven keys, relayed', used((await client.createIdentity('seven', Array.from({ length: 7 }, (_, i) => testKey(`seven ${i}`)))).receipt));

  const word = (bytes) => hex(bytes);
  const shape = (count, leaves) => BigInt(count) * 256n + BigInt(leaves);
  const directArgs = (root) => [word(id), word(issuer.x), word(issuer.y), word(root), shape(1000, 2)];
  const short = (rootHash) => shortCommit(id, issuer, rootHash, 1000, 2);
  const root = (i) => sha256(text(`root ${i}`));
  await client.send(issuer, client.registry, short(root(0)));
  const commit = figure('commit a batch, direct', used(await client.send(issuer, client.registry, short(root(1)))),
    { against: 'EAS attest', than: attest, most: 50_000 });
  await client.submit(client.commit(issuer, id, root(2)), [issuer]);
  const relayed = figure('commit a batch, relayed, secp256k1', used(await client.submit(client.commit(issuer, id, root(3)), [issuer])),
    { against: 'EAS attest', than: attest, most: 64_000 });
  const passId = (await client.createIdentity('other passkey', [testKey('other passkey', 2)])).id;
  await client.submit(client.commit(testKey('other passkey', 2), passId, root(4)), [testKey('other passkey', 2)]);
  figure('commit a batch, relayed, P-256', used(await client.submit(client.commit(testKey('other passkey', 2), passId, root(5)), [testKey('other passkey', 2)])));
  figure('commit a batch, direct with nonce (submitDirect)', used(await client.submit(client.commit(issuer, id, root(6)), [issuer], { direct: true })));
  figure('a credential of 1,000, relayed', relayed / 1000, { against: 'EAS multiAttest of 100, each', than: many, most: 64 });
  figure('a credential of 100,000, relayed', relayed / 100_000, { against: 'EAS multiAttest of 100, each', than: many, most: 0.64 });

  // Accredited: schema, accreditor and arbiter are named and checked.
  const accreditor = testKey('accreditor');
  const accreditorId = (await client.createIdentity('accreditor', [accreditor])).id;
  await client.createIdentity('arbiter', [testKey('arbiter')]).then(({ id: arbiter }) => { client.arbiter = arbiter; });
  const content = sha256(text('schema'));
  figure('register a schema, relayed', used(await client.submit(client.operation('register_schema', accreditor, accreditorId, { content, uri: 'https://example.org/schema.json' }), [accreditor])));
  const schema = ids.schema(accreditorId, content);
  figure('accredit an issuer, relayed', used(await client.submit(client.operation('accredit', accreditor, accreditorId,
    { issuer: id, schema, parent: zero, validFrom: 0, validUntil: 4_000_000_000, delegable: false }), [accreditor])));
  const named = { schema: word(schema), accreditor: word(accreditorId), arbiter: word(client.arbiter) };
  const leaf = (i) => Buffer.concat([Buffer.from([1, 2]), number(i, 4), sha256(text(`credential ${i}`)), number(0, 8), number(0, 8)]);
  const count = 1 << 17;
  const leaves = Array.from({ length: count }, (_, i) => leafHash(leaf(i)));
  const bigRoot = rootOf(leaves);
  figure('commit, direct, schema, accreditor, arbiter checked', used(await client.send(issuer, client.registry,
    client.encode('Registry', 'commitDirectNamed', [...directArgs(bigRoot).slice(0, 4), shape(count, 2), named]))));
  figure('commit, relayed, schema, accreditor, arbiter checked', used(await client.submit(
    client.commit(issuer, id, root(7), { schema, accreditor: accreditorId, arbiter: client.arbiter }), [issuer])));

  const change = (index, status) => (((((shape(1000, 2) << 8n) | BigInt(status)) << 16n | 1n) << 64n) << 32n) | BigInt(index);
  const setStatus = (batch, index) => client.send(issuer, client.registry, client.encode('Registry', 'setStatusDirect', [...directArgs(batch).slice(0, 4), change(index, 2)]));
  figure('set a status, first of its word, direct', used(await setStatus(root(1), 1)), { against: 'EAS revoke', than: revoke });
  figure('set a status in a used word, direct', used(await setStatus(root(1), 100)), { against: 'EAS revoke', than: revoke, most: 35_000 });
  const batch = ids.batch(id, root(3), 1000, 1, 2);
  const relayStatus = (indices) => client.submit(client.operation('set_status', issuer, id, { batch, status: 2, reason: 1, effectiveAt: 0, indices }), [issuer]);
  await relayStatus([1]);
  figure('set a status in a used word, relayed', used(await relayStatus([100])));
  figure('set 64 statuses in a used word, relayed, each', used(await relayStatus(Array.from({ length: 64 }, (_, i) => i + 2))) / 64);

  // ---- from another contract
  const consumer = (await client.send(faucet, null, compiled('Consumer.sol').bytecode)).contractAddress;
  const consumerAbi = compiled('Consumer.sol').abi;
  const ask = async (functionName, args) => {
    const data = encodeFunctionData({ abi: consumerAbi, functionName: 'ask', args: [client.registry, client.encode('Registry', functionName, args)] });
    const [gas, answer] = decodeAbiParameters([{ type: 'uint256' }, { type: 'uint256' }], await node.call('eth_call', { to: consumer, data }, 'latest'));
    if (answer !== 0n) throw new Error(`${functionName} says ${answer}`);
    return Number(gas);
  };
  const index = 77_777;
  const proof = inclusion(leaves, index).map(word);
  figure('inclusion and status from a contract, depth 17', await ask('statusOf', [word(leaves[index]), index, word(id), word(bigRoot), shape(count, 2), proof]),
    { most: 21_000 });
  figure('verify from a contract, depth 17, accredited', await ask('verify', [hex(leaf(index)),
    { issuer: word(id), key: word(issuer.id), root: word(bigRoot), count, leafKind: 2, ...named }, proof, { accreditor: word(zero), arbiter: word(zero) }]),
  { most: 35_000 });

  // ---- anchor
  const origin = keccak(text('log.example'));
  const log = keccak(text('L'), id, origin);
  for (const [bits, most] of [[20n, 75_000], [32n, 95_000]]) {
    const second = 1n << bits;
    let worst = 0;
    for (const first of [second - 1n, second / 2n + 1n, second - 1000n]) {
      const snapshot = await node.call('evm_snapshot');
      const { proof: path, firstRoot, secondRoot } = inventedConsistency(first, second);
      const anchor = (size, rootHash, nodes) => client.send(faucet, client.contracts.CheckpointAnchor.address, client.encode('CheckpointAnchor', 'anchor',
        [word(id), word(origin), size, word(rootHash), nodes.map(word), anchorKey(client, issuer, log, size, rootHash)]));
      await anchor(first, firstRoot, []);
      worst = Math.max(worst, used(await anchor(second, secondRoot, path)));
      await node.call('evm_revert', snapshot);
    }
    figure(`anchor a checkpoint of 2^${bits} leaves, longest proof`, worst, { most });
  }
  for (const [name, { gas }] of Object.entries(client.contracts)) figure(`deploy ${name}`, Number(gas));
  figure('EAS attest', attest);
  figure('EAS multiAttest of 100, each', many);
  figure('EAS revoke', revoke);
  figure('ERC-1056 setAttribute, first', attribute);
} finally {
  node.stop();
}
for (const failure of failures) console.error(`over its target: ${failure}`);
process.exit(failures.length > 0 ? 1 : 0);
