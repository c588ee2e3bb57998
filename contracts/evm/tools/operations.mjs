// Operations for a registry on a chain: canonical bytes, ids, digests, signatures and the proof that goes with them
// (docs/spec/registry.md section 3, docs/spec/chain.md section 1). Independent of the C++ code, on viem and noble.
import { createHash } from 'node:crypto';
import { p256 } from '@noble/curves/nist';
import { secp256k1 } from '@noble/curves/secp256k1';
import { keccak_256 } from '@noble/hashes/sha3';

export const keccak = (...parts) => Buffer.from(keccak_256(Buffer.concat(parts)));
export const sha256 = (...parts) => createHash('sha256').update(Buffer.concat(parts)).digest();
export const number = (value, width) => Buffer.from(BigInt.asUintN(8 * width, BigInt(value)).toString(16).padStart(2 * width, '0'), 'hex');
export const text = (value) => Buffer.from(value, 'utf8');
export const zero = Buffer.alloc(32);
const word = (value) => number(value, 32);

export const kinds = ['create_identity', 'update_keys', 'declare_compromised', 'recover', 'claim_name', 'register_schema', 'accredit',
  'suspend', 'commit', 'set_status', 'open_dispute', 'answer_dispute', 'rule_dispute'];
export const roles = { control: 1, sign_content: 2, issue: 4, revoke: 8, endorse: 16, anchor: 32, all: 63 };

// ---- keys

const curves = { 1: secp256k1, 2: p256 };

/// A key pair: `bytes` are the 34 of the registry, `y` and `address` what a chain needs besides.
export class Key {
  constructor(secret, scheme = 1) {
    const curve = curves[scheme];
    this.secret = secret;
    this.scheme = scheme;
    if (curve === undefined) {
      this.bytes = Buffer.concat([number(scheme, 1), Buffer.alloc(33)]);  // a name for what a chain can't do
      this.id = keccak(this.bytes);
      return;
    }
    const full = Buffer.from(curve.getPublicKey(secret, false));
    this.x = full.subarray(1, 33);
    this.y = full.subarray(33);
    this.bytes = Buffer.concat([number(scheme, 1), number(2 + (this.y[31] & 1), 1), this.x]);
    this.id = keccak(this.bytes);
    this.address = `0x${keccak(this.x, this.y).subarray(12).toString('hex')}`;
  }
  /// { signature: 64 bytes with low s, v: 0 or 1 }
  sign(digest) {
    const curve = curves[this.scheme];
    const made = curve.sign(this.scheme === 2 ? sha256(digest) : digest, this.secret, { lowS: true });
    return { signature: Buffer.from(made.toCompactRawBytes()), v: this.scheme === 1 ? made.recovery : 0 };
  }
}
export const curveOrder = (scheme) => curves[scheme].CURVE.n;

// ---- canonical bytes

const grantBytes = ({ key, roles: r, validFrom = 0, validUntil = 0 }) =>
  Buffer.concat([key, number(r, 2), number(validFrom, 8), number(validUntil, 8)]);
const list = (items) => Buffer.concat([number(items.length, 1), ...items]);

const bodies = {
  create_identity: (o) => [number(o.as, 1), number(o.custody, 1), o.salt, o.recovery, list(o.keys.map(grantBytes))],
  update_keys: (o) => [list(o.add.map(grantBytes)), list(o.retire), number(o.custody, 1), o.recovery],
  declare_compromised: (o) => [o.key, number(o.since, 8)],
  recover: (o) => [number(o.roles, 2), o.recovery, number(o.custody, 1), number(o.scope, 1)],
  claim_name: (o) => [number(text(o.name).length, 1), text(o.name)],
  register_schema: (o) => [o.content, number(text(o.uri).length, 1), text(o.uri)],
  accredit: (o) => [o.issuer, o.schema, o.parent, number(o.validFrom, 8), number(o.validUntil, 8), number(o.delegable ? 1 : 0, 1)],
  suspend: (o) => [o.accreditation, number(o.suspended ? 1 : 0, 1), number(o.reason, 2)],
  commit: (o) => [o.root, number(o.count, 4), number(o.hash, 1), number(o.leaves, 1), o.schema, o.accreditor, o.arbiter],
  set_status: (o) => [o.batch, number(o.status, 1), number(o.reason, 2), number(o.effectiveAt, 8), number(o.indices.length, 1),
    ...o.indices.map((i) => number(i, 4))],
  open_dispute: (o) => [number(o.targetKind, 1), o.target, number(o.index, 4), number(o.ground, 1), o.evidence,
    number(o.answerSeconds, 4), o.arbiter],
  answer_dispute: (o) => [o.dispute, number(o.answer, 1), o.statement],
  rule_dispute: (o) => [o.dispute, number(o.ruling, 1), o.reasons],
};

/// Header and body. `o.identity` and `o.nonce` absent are zero.
export const encode = (o, domain) => Buffer.concat([number(1, 1), number(kinds.indexOf(o.kind) + 1, 1), domain, o.identity ?? zero,
  o.signer, number(o.nonce ?? 0, 8), ...bodies[o.kind](o)]);

// ---- EIP-712

const grantType = 'KeyGrant(bytes key,uint16 roles,uint64 validFrom,uint64 validUntil)';
const types = {
  create_identity: `CreateIdentity(uint8 kind,uint8 custody,bytes32 salt,bytes32 recovery,KeyGrant[] keys,bytes signer)${grantType}`,
  update_keys: `UpdateKeys(bytes32 identity,KeyGrant[] add,bytes32[] retire,uint8 custody,bytes32 recovery,bytes signer,uint64 nonce)${grantType}`,
  declare_compromised: 'DeclareCompromised(bytes32 identity,bytes32 key,uint64 since,bytes signer,uint64 nonce)',
  recover: 'Recover(bytes32 identity,uint16 roles,bytes32 recovery,uint8 custody,uint8 scope,bytes signer,uint64 nonce)',
  claim_name: 'ClaimName(bytes32 identity,string name,bytes signer,uint64 nonce)',
  register_schema: 'RegisterSchema(bytes32 identity,bytes32 content,string uri,bytes signer,uint64 nonce)',
  accredit: 'Accredit(bytes32 identity,bytes32 issuer,bytes32 schema,bytes32 parent,uint64 validFrom,uint64 validUntil,bool delegable,bytes signer,uint64 nonce)',
  suspend: 'Suspend(bytes32 identity,bytes32 accreditation,bool suspended,uint16 reason,bytes signer,uint64 nonce)',
  commit: 'Commit(bytes32 identity,bytes32 root,uint32 count,uint8 hashKind,uint8 leafKind,bytes32 schema,bytes32 accreditor,bytes32 arbiter,bytes signer,uint64 nonce)',
  set_status: 'SetStatus(bytes32 identity,bytes32 batch,uint8 status,uint16 reason,uint64 effectiveAt,uint32[] indices,bytes signer,uint64 nonce)',
  open_dispute: 'OpenDispute(bytes32 identity,uint8 targetKind,bytes32 target,uint32 index,uint8 ground,bytes32 evidence,uint32 answerSeconds,bytes32 arbiter,bytes signer,uint64 nonce)',
  answer_dispute: 'AnswerDispute(bytes32 identity,bytes32 dispute,uint8 answer,bytes32 statement,bytes signer,uint64 nonce)',
  rule_dispute: 'RuleDispute(bytes32 identity,bytes32 dispute,uint8 ruling,bytes32 reasons,bytes signer,uint64 nonce)',
};
const typeHashes = Object.fromEntries(Object.entries(types).map(([kind, type]) => [kind, keccak(text(type))]));
const grantTypeHash = keccak(text(grantType));
const grantsHash = (grants) => keccak(...grants.map((g) =>
  keccak(grantTypeHash, keccak(g.key), word(g.roles), word(g.validFrom ?? 0), word(g.validUntil ?? 0))));
const fields = {
  create_identity: (o) => [word(o.as), word(o.custody), o.salt, o.recovery, grantsHash(o.keys)],
  update_keys: (o) => [grantsHash(o.add), keccak(...o.retire), word(o.custody), o.recovery],
  declare_compromised: (o) => [o.key, word(o.since)],
  recover: (o) => [word(o.roles), o.recovery, word(o.custody), word(o.scope)],
  claim_name: (o) => [keccak(text(o.name))],
  register_schema: (o) => [o.content, keccak(text(o.uri))],
  accredit: (o) => [o.issuer, o.schema, o.parent, word(o.validFrom), word(o.validUntil), word(o.delegable ? 1 : 0)],
  suspend: (o) => [o.accreditation, word(o.suspended ? 1 : 0), word(o.reason)],
  commit: (o) => [o.root, word(o.count), word(o.hash), word(o.leaves), o.schema, o.accreditor, o.arbiter],
  set_status: (o) => [o.batch, word(o.status), word(o.reason), word(o.effectiveAt), keccak(...o.indices.map(word))],
  open_dispute: (o) => [word(o.targetKind), o.target, word(o.index), word(o.ground), o.evidence, word(o.answerSeconds), o.arbiter],
  answer_dispute: (o) => [o.dispute, word(o.answer), o.statement],
  rule_dispute: (o) => [o.dispute, word(o.ruling), o.reasons],
};

export const structHash = (o) => o.kind === 'create_identity'
  ? keccak(typeHashes[o.kind], ...fields[o.kind](o), keccak(o.signer))
  : keccak(typeHashes[o.kind], o.identity ?? zero, ...fields[o.kind](o), keccak(o.signer), word(o.nonce));
export const typedDigest = (domain, message) => keccak(Buffer.from('1901', 'hex'), domain, message);
export const digestOf = (o, domain) => typedDigest(domain, structHash(o));
/// The domain of a contract on a chain.
export const chainDomain = (chainId, address) => keccak(
  keccak(text('EIP712Domain(string name,string version,uint256 chainId,address verifyingContract)')),
  keccak(text('Countersign')), keccak(text('1')), word(chainId), word(address));

export const ids = {
  schema: (owner, content) => keccak(text('S'), owner, content),
  accreditation: (accreditor, issuer, schema) => keccak(text('A'), accreditor, issuer, schema),
  batch: (issuer, root, count, hash, leaves) => keccak(text('B'), issuer, root, number(count, 4), number(hash, 1), number(leaves, 1)),
  dispute: (opener, o) => keccak(text('D'), opener, number(o.targetKind, 1), o.target, number(o.index, 4), o.evidence),
};

// ---- proofs (E1 to E3)

/// How long header and body are, and which keys sign besides the signer, read from bytes that may be malformed.
export function layout(bytes) {
  const kind = bytes[1];
  const at = (offset) => bytes[offset] ?? 0;
  const grants = (offset) => Array.from({ length: at(offset) }, (_, i) => bytes.subarray(offset + 1 + 52 * i, offset + 35 + 52 * i));
  const signer = bytes.subarray(66, 100);
  const cosigners = (offset) => grants(offset).filter((key) => !key.equals(signer));
  const retired = 109 + 52 * at(108);
  const sizes = { 1: 67 + 52 * at(174), 2: retired - 108 + 1 + 32 * at(retired) + 33, 3: 40, 4: 36, 5: 1 + at(108), 6: 33 + at(140), 7: 113,
    8: 35, 9: 134, 10: 44 + 4 * at(151), 11: 106, 12: 65, 13: 65 };
  const end = 108 + (sizes[kind] ?? 0);
  const recovery = kind === 2 && !bytes.subarray(end - 32, end).equals(zero);
  return { kind, end, signer, cosigners: kind === 1 ? cosigners(174) : kind === 2 ? cosigners(108) : [], recovery };
}

export const keyHint = (v, y) => Buffer.concat([number(v, 1), y]);

/// E3. `find(letter, id)` gives the record's bytes before the operation, or undefined.
export function stateHint(operation, find) {
  const kind = operation[1];
  const part = (offset) => operation.subarray(offset, offset + 32);
  const or = (record, size) => record ?? Buffer.alloc(size);
  if (kind >= 2 && kind <= 5) return or(find('I', part(34)), 697);
  if (kind === 7) return part(172).equals(zero) ? Buffer.alloc(0) : or(find('A', part(172)), 200).subarray(1, 97);
  if (kind === 8) return or(find('A', part(108)), 200).subarray(1, 97);
  if (kind === 10 || (kind === 11 && operation[108] === 1)) {
    const b = or(find('B', part(kind === 10 ? 108 : 109)), 207);
    const short = [b.subarray(1, 33), b.subarray(65, 101), b.subarray(102, 103)];
    return Buffer.concat(kind === 10 ? short : [...short, b.subarray(33, 65), b.subarray(103, 199)]);
  }
  if (kind >= 12) return or(find('D', part(108)), 265);
  return Buffer.alloc(0);
}

/// Signs by `signers` (the signer, its cosigners in order, and { recovery: key } last) and puts the proof together.
export function prove(o, domain, signers, find, { direct = false } = {}) {
  const operation = encode(o, domain);
  const digest = digestOf(o, domain);
  const made = signers.map((key) => ({ key, ...key.sign(digest) }));
  const recovery = layout(operation).recovery;
  const signatures = made.map(({ key, signature }, i) =>
    i === 0 && direct ? Buffer.alloc(0) : recovery && i === made.length - 1 ? Buffer.concat([key.bytes, signature]) : signature);
  const hints = made.map(({ key, v }) => keyHint(v, key.y));
  return { operation, proof: Buffer.concat([...signatures, ...hints, stateHint(operation, find)]) };
}
