// A second checker of the chain's portable proof (docs/spec/chain-proof.md, P5 to P9), written apart from the C++ one, with
// viem's Keccak and RLP and Node's SHA-256.
// outcome(text, {subject, chainId, registry, blockHash}): '' where the proof holds, else the code.
import { createHash } from 'node:crypto';
import { concat, fromRlp, keccak256, numberToHex } from 'viem';
import { walkTrie } from './trie.mjs';

const zero = `0x${'00'.repeat(32)}`;
const word = (number) => numberToHex(number, { size: 32 });
const sha256 = (...parts) => createHash('sha256').update(Buffer.concat(parts)).digest();
const hex = (buffer) => `0x${buffer.toString('hex')}`;
class No extends Error {}
const require = (condition, code) => { if (!condition) throw new No(code); };

function canonical(value) {
  if (Array.isArray(value)) return `[${value.map(canonical).join(',')}]`;
  if (value !== null && typeof value === 'object') {
    return `{${Object.keys(value).sort().map((key) => `${JSON.stringify(key)}:${canonical(value[key])}`).join(',')}}`;
  }
  return JSON.stringify(value);
}
const closed = (object, keys) => require(object !== null && typeof object === 'object' && canonical(Object.keys(object).sort()) ===
  canonical([...keys].sort()), 'form');
function base64(text) {
  require(typeof text === 'string', 'form');
  const bytes = Buffer.from(text, 'base64');
  require(bytes.toString('base64') === text, 'form');
  return bytes;
}
const fixed = (text, bytes) => { require(typeof text === 'string' && new RegExp(`^[0-9a-f]{${2 * bytes}}$`).test(text), 'form'); return `0x${text}`; };

function parse(text) {
  let json;
  try { json = JSON.parse(text); } catch { throw new No('form'); }
  closed(json, ['account', 'batch', 'chainId', 'headers', 'kind', 'leaf', 'path', 'registry', 'version', 'words']);
  require(json.kind === 'countersign-chain-proof' && json.version === 1 && canonical(json) === text, 'form');
  closed(json.batch, ['accreditor', 'arbiter', 'committedAt', 'count', 'issuer', 'key', 'leafKind', 'root', 'schema']);
  const batch = { count: json.batch.count, leafKind: json.batch.leafKind, committedAt: json.batch.committedAt };
  for (const name of ['accreditor', 'arbiter', 'issuer', 'key', 'root', 'schema']) batch[name] = fixed(json.batch[name], 32);
  const list = (items) => { require(Array.isArray(items), 'form'); return items.map((each) => hex(base64(each))); };
  return { batch, chainId: json.chainId, registry: fixed(json.registry, 20), leaf: base64(json.leaf), path: json.path.map(base64),
    headers: list(json.headers), account: list(json.account), words: json.words.map(list) };
}

/// RFC 9162, 2.1.3.2.
function rootOf(leaf, index, count, path) {
  let [at, last, hash] = [index, count - 1, sha256(Buffer.from([0]), leaf)];
  for (const other of path) {
    require(last > 0 && other.length === 32, 'leaf');
    if (at % 2 === 1 || at === last) {
      hash = sha256(Buffer.from([1]), other, hash);
      while (at % 2 === 0 && at !== 0) { at >>= 1; last >>= 1; }
    } else {
      hash = sha256(Buffer.from([1]), hash, other);
    }
    at >>= 1;
    last >>= 1;
  }
  require(last === 0, 'leaf');
  return hex(hash);
}

function judge({ batch }, index, read) {
  const at = (table, ...parts) => read(keccak256(concat([...parts, word(table)])));
  const bits = (value, from, count) => (value >> BigInt(from)) & ((1n << BigInt(count)) - 1n);
  const id = keccak256(concat(['0x42', batch.issuer, batch.root, numberToHex(batch.count, { size: 4 }), '0x01', numberToHex(batch.leafKind, { size: 1 })]));
  const tag = bits(BigInt(keccak256(concat([batch.key, batch.schema, batch.accreditor, batch.arbiter]))), 0, 216);
  require(at(12, id) === ((BigInt(batch.committedAt) << 216n) | tag), 'batch');
  require(bits(at(13, id, word(index >> 7)), 2 * (index & 127), 2) === 0n, 'withdrawn');
  let tenure = at(3, batch.issuer, batch.key);
  let theirs = tenure !== 0n;
  while (!theirs || bits(tenure, 221, 35) > BigInt(batch.committedAt)) {
    const number = Number(bits(tenure, 1, 3)) - 1;
    require(number >= 0, 'key');
    tenure = at(5, batch.key, word(number));
    theirs = at(6, batch.key, word(number)) === BigInt(batch.issuer);
  }
  const since = bits(tenure, 151, 35);
  require(since === 0n || since > BigInt(batch.committedAt), 'compromised');
  if (batch.accreditor !== zero) {
    const accreditation = keccak256(concat(['0x41', batch.accreditor, batch.issuer, batch.schema]));
    const link = at(10, accreditation);
    require(link !== 0n && bits(link, 19, 40) === 0n, 'accreditation');
    if (bits(link, 17, 2) === 2n) {
      const parent = at(10, word(at(11, accreditation)));
      require(parent !== 0n && bits(parent, 19, 40) === 0n, 'accreditation');
    }
  }
  for (const [target, i] of [[id, word(index)], [batch.issuer, zero]]) {
    const disputes = at(15, target, i);
    require(bits(disputes, 32, 32) === 0n, 'disputed');
    if (disputes !== 0n && batch.arbiter !== zero) require(at(16, keccak256(concat([target, i])), batch.arbiter) === 0n, 'disputed');
  }
}

function check(text, { subject, chainId, registry, blockHash }) {
  const proof = parse(text);
  const { batch, leaf } = proof;
  require(leaf.length === { 1: 144, 2: 54 }[batch.leafKind] && leaf[0] === 1 && leaf[1] === batch.leafKind, 'leaf');
  require(hex(leaf.subarray(6, 38)) === subject, 'subject');
  const index = leaf.readUInt32BE(2);
  require(index < batch.count && rootOf(leaf, index, batch.count, proof.path) === batch.root, 'leaf');
  require(proof.chainId === chainId && proof.registry === registry, 'anchor');
  const headers = proof.headers.map((rlp) => ({ hash: keccak256(rlp), fields: fromRlp(rlp) }));
  headers.slice(1).forEach(({ fields }, i) => require(fields[0] === headers[i].hash, 'headers'));
  require(headers.at(-1)?.hash === blockHash, 'anchor');
  const { fields } = headers[0];
  const account = walkTrie(fields[3], keccak256(registry), proof.account);
  require(account !== null, 'missing');
  const storage = fromRlp(account)[2];
  const words = [...proof.words];
  judge(proof, index, (place) => {
    require(words.length > 0, 'incomplete');
    const value = walkTrie(storage, keccak256(place), words.shift());
    if (value === null) return 0n;
    const raw = fromRlp(value);
    return raw === '0x' ? 0n : BigInt(raw);
  });
  require(words.length === 0, 'trailing');
  if (batch.leafKind === 2) {
    const time = BigInt(fields[11]);
    const until = leaf.readBigUInt64BE(46);
    require(time >= leaf.readBigUInt64BE(38) && (until === 0n || time < until), 'time');
  }
}

export function outcome(text, anchor) {
  try {
    check(text, anchor);
    return '';
  } catch (error) {
    return error instanceof No ? `chain.proof_${error.message}` : 'another';
  }
}
