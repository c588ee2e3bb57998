// Vectors for contracts/chain, made by viem and, wherever it can say the same, confirmed by cast: RLP, ABI, addresses,
// selectors, transactions. Run with --write it makes tests/contracts/chain/vectors.json anew; without, it checks that
// the committed file is what these implementations say today.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { encodeAbiParameters, getAddress, getContractAddress, keccak256, numberToHex, parseAbiParameters, serializeTransaction,
  stringToHex, toEventSelector, toFunctionSelector, toRlp } from 'viem';
import { privateKeyToAccount } from 'viem/accounts';

const here = dirname(fileURLToPath(import.meta.url));
const file = join(process.env.COUNTERSIGN_SOURCE ?? join(here, '../..'), 'tests/contracts/chain/vectors.json');
const program = join(here, 'node_modules/@foundry-rs/cast-linux-amd64/bin/cast');
const cast = (...args) => execFileSync(program, args, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] }).trim();

// Mulberry32: the same numbers on every machine.
let state = 0x5eed;
const random = (below) => {
  state = (state + 0x6d2b79f5) | 0;
  let t = Math.imul(state ^ (state >>> 15), 1 | state);
  t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
  return ((t ^ (t >>> 14)) >>> 0) % below;
};
const pick = (list) => list[random(list.length)];
const randomHex = (bytes) => `0x${Array.from({ length: bytes }, () => random(256).toString(16).padStart(2, '0')).join('')}`;
const word = (number) => numberToHex(BigInt.asUintN(256, number), { size: 32 });

// --- RLP: strings are hex, lists are lists.
const rlpValues = ['0x', '0x00', '0x7f', '0x80', randomHex(1), randomHex(55), randomHex(56), randomHex(255), randomHex(256),
  [], [[]], ['0x', []], [[], [[]], [[], [[]]]], Array(55).fill('0x01'), Array(56).fill('0x01'), Array(300).fill('0x')];
const randomRlp = (depth) => (depth === 0 || random(2) ? randomHex(pick([0, 1, 1, 2, 20, 32, 55, 56, 60])) :
  Array.from({ length: random(5) }, () => randomRlp(depth - 1)));
for (let i = 0; i < 40; ++i) rlpValues.push(randomRlp(5));
const rlp = rlpValues.map((value) => ({ value, encoded: toRlp(value) }));
for (const { value, encoded } of rlp) assert.equal(cast('to-rlp', JSON.stringify(value)), encoded);

// --- ABI: a case is a tuple of arguments. `value` says each word, byte string and list as the test reads them.
const randomInteger = (bits, isSigned) => {
  const wide = BigInt(pick([randomHex(bits / 8), '0x0', '0x1', `0x${'f'.repeat(bits / 4)}`]));
  return isSigned ? BigInt.asIntN(bits, wide) : wide;
};
const elementary = ['uint8', 'uint16', 'uint64', 'uint256', 'int8', 'int64', 'int256', 'address', 'bool', 'bytes1', 'bytes4',
  'bytes20', 'bytes32', 'bytes', 'bytes', 'string'];
const randomType = (depth) => {
  const choice = depth === 0 ? 0 : random(6);
  if (choice < 3) return pick(elementary);
  if (choice === 3) return `${randomType(depth - 1)}[]`;
  if (choice === 4) return `${randomType(depth - 1)}[${1 + random(3)}]`;
  return `(${Array.from({ length: 1 + random(4) }, () => randomType(depth - 1)).join(',')})`;
};
/// The value for viem, for cast, and for the test.
const randomValue = (parameter) => {
  const array = /^(.*)\[(\d*)\]$/.exec(parameter.type);
  if (array) {
    const items = Array.from({ length: array[2] ? Number(array[2]) : random(4) }, () => randomValue({ ...parameter, type: array[1] }));
    return { viem: items.map((i) => i.viem), cast: `[${items.map((i) => i.cast).join(',')}]`, test: items.map((i) => i.test) };
  }
  if (parameter.type === 'tuple') {
    const items = parameter.components.map(randomValue);
    return { viem: items.map((i) => i.viem), cast: `(${items.map((i) => i.cast).join(',')})`, test: items.map((i) => i.test) };
  }
  const integer = /^(u?)int(\d+)$/.exec(parameter.type);
  if (integer) {
    const number = randomInteger(Number(integer[2]), integer[1] === '');
    return { viem: Number(integer[2]) <= 48 ? Number(number) : number, cast: String(number), test: { word: word(number) } };
  }
  if (parameter.type === 'address') {
    const hex = randomHex(20);
    return { viem: hex, cast: hex, test: { word: `0x${'00'.repeat(12)}${hex.slice(2)}` } };
  }
  if (parameter.type === 'bool') {
    const truth = random(2) === 1;
    return { viem: truth, cast: String(truth), test: { word: word(truth ? 1n : 0n) } };
  }
  if (parameter.type === 'string') {
    const text = pick(['', 'a', 'Zürich', '签名', 'x'.repeat(31), 'x'.repeat(32), 'x'.repeat(33), '🔏'.repeat(9)]);
    return { viem: text, cast: `"${text}"`, test: { bytes: stringToHex(text) } };
  }
  const size = /^bytes(\d+)$/.exec(parameter.type);
  const hex = randomHex(size ? Number(size[1]) : pick([0, 1, 31, 32, 33, 65, 100]));
  return { viem: hex, cast: hex, test: size ? { word: hex.padEnd(66, '0') } : { bytes: hex } };
};
const abiTypes = ['(uint256)', '(bytes,bytes)', '(string)', '(uint256[])', '(bytes[])', '(uint256[3])', '(bytes[2])', '((uint256,bytes))',
  '((uint8,bool)[2],string)', '(uint16[][])', '(bytes32,uint64,(address,bytes)[],int256)', '((string,(bytes,bool[])[2])[])'];
for (let i = 0; i < 60; ++i) abiTypes.push(`(${Array.from({ length: 1 + random(4) }, () => randomType(3)).join(',')})`);
const abi = abiTypes.map((types) => {
  const parameters = parseAbiParameters(types.slice(1, -1));
  const values = parameters.map(randomValue);
  const encoded = encodeAbiParameters(parameters, values.map((v) => v.viem));
  assert.equal(cast('abi-encode', `f${types}`, '--', ...values.map((v) => v.cast)), encoded, types);
  return { types, value: values.map((v) => v.test), encoded };
});

// --- Names.
const signatures = ['submit(bytes,bytes)', 'transfer(address,uint256)', 'Refused(uint16)', 'Error(string)', 'Panic(uint256)'];
const selectors = signatures.map((signature) => {
  const selector = toFunctionSelector(signature);
  assert.equal(cast('sig', signature), selector);
  const topic = toEventSelector(signature);
  assert.equal(cast('keccak', signature), topic);
  return { signature, selector, topic };
});
const addresses = Array.from({ length: 20 }, () => {
  const lower = randomHex(20);
  const checksum = getAddress(lower);
  assert.equal(cast('to-check-sum-address', lower), checksum);
  return { lower, checksum };
});

// --- Transactions, signed with well-known keys.
const randomTransaction = (i) => ({
  type: 'eip1559', chainId: pick([1, 10, 31337, 8453]), nonce: pick([0, 1, 127, 128, random(1 << 30)]),
  maxPriorityFeePerGas: BigInt(pick([0, 1, 1_000_000_000])), maxFeePerGas: 1_000_000_000n + BigInt(random(1 << 30)),
  gas: BigInt(21000 + random(16_000_000)), to: i % 5 === 0 ? undefined : randomHex(20),
  value: pick([0n, 1n, 10n ** 18n, 2n ** 256n - 1n]), data: randomHex(pick([0, 1, 4, 100, 600])),
  accessList: i % 3 === 0 ? [{ address: randomHex(20), storageKeys: Array.from({ length: random(3) }, () => randomHex(32)) }] : [],
});
const transactions = [];
for (let i = 0; i < 24; ++i) {
  const secret = randomHex(32);
  const account = privateKeyToAccount(secret);
  const transaction = randomTransaction(i);
  const raw = await account.signTransaction(transaction);
  const sender = account.address;
  const decoded = JSON.parse(JSON.parse(cast('decode-transaction', raw)));
  assert.equal(decoded.signer.toLowerCase(), sender.toLowerCase());
  assert.equal(decoded.hash, keccak256(raw));
  transactions.push({ secret, chainId: transaction.chainId, nonce: transaction.nonce,
    maxPriorityFee: Number(transaction.maxPriorityFeePerGas), maxFee: Number(transaction.maxFeePerGas), gas: Number(transaction.gas),
    to: transaction.to ?? null, value: word(transaction.value), data: transaction.data, accessList: transaction.accessList,
    digest: keccak256(serializeTransaction(transaction)), raw, hash: keccak256(raw), sender,
    creates: getContractAddress({ from: sender, nonce: BigInt(transaction.nonce) }) });
}

const lines = (list) => `[\n${list.map((item) => JSON.stringify(item)).join(',\n')}\n]`;
const text = `{\n${Object.entries({ rlp, abi, selectors, addresses, transactions }).map(([name, list]) =>
  `"${name}": ${lines(list)}`).join(',\n')}\n}\n`;
if (process.argv.includes('--write')) {
  writeFileSync(file, text);
} else {
  assert.equal(readFileSync(file, 'utf8'), text);
}
console.log(`${rlp.length} RLP, ${abi.length} ABI, ${transactions.length} transactions: viem and cast agree`);
