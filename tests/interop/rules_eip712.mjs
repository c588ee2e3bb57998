// Wallets sign what the registry checks: for each kind of operation, viem's digest is ours, viem's signature is
// accepted, and a signature over a message with any one field altered is refused (R4, R8, R9 of docs/spec/registry.md).
// The types are read from the texts in docs/spec/registry.md, so that the document is what is tested.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { hashStruct, hashTypedData } from 'viem';
import { privateKeyToAccount } from 'viem/accounts';

const source = process.env.COUNTERSIGN_SOURCE ?? join(dirname(fileURLToPath(import.meta.url)), '../..');
const probe = process.argv[2];
const account = (byte) => privateKeyToAccount(`0x${byte.repeat(32)}`);
const [signer, second, recovery, stranger] = ['11', '22', '33', '44'].map(account);
const compressed = ({ publicKey }) => (parseInt(publicKey.slice(-1), 16) % 2 ? '03' : '02') + publicKey.slice(4, 68);

/// "A(uint8 x,B[] y)B(bytes z)" -> { A: [{ name: 'x', type: 'uint8' }, ...], B: [...] }
const parseTypes = (text) => Object.fromEntries([...text.matchAll(/(\w+)\(([^)]*)\)/g)].map(([, name, members]) =>
  [name, members.split(',').map((member) => ({ type: member.split(' ')[0], name: member.split(' ')[1] }))]));

function* altered(value) {
  if (Array.isArray(value)) {
    yield value.slice(1);
    for (const [i, item] of value.entries()) for (const other of altered(item)) yield value.with(i, other);
  } else if (typeof value === 'object') {
    for (const name of Object.keys(value)) for (const other of altered(value[name])) yield { ...value, [name]: other };
  } else if (typeof value === 'boolean') {
    yield !value;
  } else if (typeof value === 'number') {
    yield value ^ 1;
  } else if (/^\d+$/.test(value)) {
    yield String(BigInt(value) ^ 1n);
    yield String(BigInt(value) ^ (1n << 40n));
  } else if (value.startsWith('0x')) {
    yield `${value.slice(0, -1)}${(parseInt(value.at(-1), 16) ^ 1).toString(16)}`;
  } else {
    yield `${value}x`;
  }
}

const document = readFileSync(join(source, 'docs/spec/registry.md'), 'utf8');
const cases = execFileSync(probe, ['list', compressed(signer), compressed(second), compressed(recovery)])
  .toString().trim().split('\n').map((line) => JSON.parse(line));
assert.equal(cases.length, 13);

const sent = [];
const send = (what, expected, parts) => sent.push({ what, expected, hex: parts.join('') });
const raw = (signature) => signature.slice(2, 130);
const recoveryKey = `01${compressed(recovery)}`;

for (const each of cases) {
  const [primaryType] = each.type.split('(');
  assert.ok(document.includes(each.type), `docs/spec/registry.md has the type of ${primaryType}`);
  const types = parseTypes(each.type);
  const domain = { name: 'Countersign', version: '1', salt: each.salt };
  const typed = (message, more = {}) => ({ domain, types, primaryType, message, ...more });
  assert.equal(hashTypedData(typed(each.message)), each.digest, primaryType);
  assert.equal(hashStruct({ types, primaryType, data: each.message }), each.structHash, primaryType);
  const onChain = { name: 'Countersign', version: '1', chainId: each.chainId, verifyingContract: each.contract };
  assert.equal(hashTypedData(typed(each.message, { domain: onChain })), each.chainDigest, primaryType);

  const signatures = async (data, by = {}) => [
    raw(await (by.signer ?? signer).signTypedData(data)),
    each.possession ? raw(await (by.second ?? second).signTypedData(data)) : '',
    each.recovery ? recoveryKey + raw(await (by.recovery ?? recovery).signTypedData(data)) : '',
  ];
  const good = await signatures(typed(each.message));
  send(primaryType, 'ok', [each.unsigned, ...good]);
  send(`${primaryType} by another key`, 'registry.signature_invalid',
    [each.unsigned, ...await signatures(typed(each.message), { signer: stranger })]);
  if (each.possession) {
    send(`${primaryType} with another key's possession`, 'registry.possession_invalid',
      [each.unsigned, ...await signatures(typed(each.message), { second: stranger })]);
  }
  if (each.recovery) {
    send(`${primaryType} with another recovery key`, 'registry.recovery_authority_invalid',
      [each.unsigned, ...await signatures(typed(each.message), { recovery: stranger })]);
  }
  for (const [field, other] of [['name', 'Countersigm'], ['version', '2'], ['salt', each.digest]]) {
    const data = typed(each.message, { domain: { ...domain, [field]: other } });
    send(`${primaryType} with domain.${field} altered`, 'registry.signature_invalid', [each.unsigned, ...await signatures(data)]);
  }
  let count = 0;
  const fields = new Set();
  for (const message of altered(each.message)) {
    count += 1;
    for (const name of Object.keys(message)) if (message[name] !== each.message[name]) fields.add(name);
    send(`${primaryType} altered: ${JSON.stringify(message)}`, 'registry.signature_invalid',
      [each.unsigned, ...await signatures(typed(message))]);
  }
  assert.equal(fields.size, types[primaryType].length, `each field of ${primaryType} was altered`);
  assert.ok(count >= fields.size);
}

const outcomes = execFileSync(probe, ['check'], { input: `${sent.map(({ hex }) => hex).join('\n')}\n` })
  .toString().trim().split('\n');
assert.equal(outcomes.length, sent.length);
sent.forEach(({ what, expected }, i) => assert.equal(outcomes[i], expected, what));
console.log(`${cases.length} kinds of operation, ${sent.length} signatures of viem judged`);
