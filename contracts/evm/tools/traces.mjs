// Runs traces (docs/spec/trace.md) on the contracts: signs for the chain's domain, sends, and computes the digest of the
// queried answers from what the lens contract says. What a chain keeps as a hash is handed in from the state of the C++
// rules, and the contracts check it.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { encodeAbiParameters, encodeDeployData, encodeFunctionData, toFunctionSelector } from 'viem';
import { Node, compiled, folder } from './anvil.mjs';
import { Key, chainDomain, curveOrder, digestOf, encode, ids, keyHint, kinds, layout, number, roles, sha256, stateHint, structHash, text,
  zero } from './operations.mjs';

const hex = (bytes) => `0x${bytes.toString('hex')}`;
const account = '0xf39fd6e51aad88f6f4ce6ab8827279cfffb92266';  // anvil's first

/// Number -> public name, from the C++ table; then the chain's own.
export const outcomeNames = (() => {
  const header = readFileSync(join(folder, '../rules/errors.hpp'), 'utf8');
  const names = [...header.matchAll(/\{RuleError::\w+, RuleErrorKind::\w+, "([\w.]+)"/g)].map((match) => match[1]);
  return Object.assign(names, { 256: 'chain.scheme_not_on_chain', 257: 'chain.sender_not_signer', 258: 'chain.hint_wrong' });
})();

// ---- keys of traces

const keys = new Map();
export function traceKey(name) {
  if (!keys.has(name)) {
    const scheme = name.endsWith(':p256') ? 2 : name.endsWith(':ed25519') ? 3 : 1;
    keys.set(name, new Key(sha256(text('countersign test key '), text(name)), scheme));
  }
  return keys.get(name);
}
export const usesEd25519 = (step) => JSON.stringify(step).includes(':ed25519"');

/// Without the steps that a chain can't do and those that speak of what they would have made.
export function possible(trace) {
  const lost = new Set();
  const left = [];
  const impossible = [];
  for (const step of trace.steps) {
    const said = JSON.stringify([step.operation, step.again]);
    if (usesEd25519(step) || [...lost].some((label) => said.includes(`"@${label}"`) || step.again === label)) {
      if (step.label) lost.add(step.label);
      impossible.push(step);
    } else {
      left.push(step);
    }
  }
  return { left, impossible };
}

// ---- a trace's operation

const word = (value, words, first, otherwise) => value === undefined ? otherwise : Number.isInteger(value) ? value
  : words.indexOf(value) + first;
const parseRoles = (value) => value === undefined ? roles.all : Number.isInteger(value) ? value : value.reduce((sum, r) => sum | roles[r], 0);
const custodies = ['unchanged', 'self', 'hosted'];

/// Builds the steps of one trace in order, as tests/contracts/rules/trace.cpp does.
export class Builder {
  constructor(domains) {
    Object.assign(this, { domains, labels: [], byName: new Map(), keyNames: [], claimed: [], nonces: new Map(), sent: new Map() });
  }
  note(name) { if (!this.keyNames.includes(name)) this.keyNames.push(name); return traceKey(name); }
  reference(value = '') {
    if (value === '') return zero;
    if (value.startsWith('key:')) return this.note(value.slice(4)).id;
    if (value.startsWith('#')) return sha256(text(value.slice(1)));
    return this.byName.get(value.slice(1)) ?? (() => { throw new Error(`unknown reference ${value}`); })();
  }
  grant(json) {
    const key = Buffer.from(this.note(json.key).bytes);
    if (json.scheme !== undefined) key[0] = json.scheme;
    return { key, roles: parseRoles(json.roles), validFrom: json.valid_from ?? 0, validUntil: json.valid_until ?? 0 };
  }
  operation(j) {
    const o = { kind: j.kind, identity: this.reference(j.identity), signer: this.note(j.signer).bytes };
    o.nonce = j.nonce ?? (j.kind === 'create_identity' ? 0 : (this.nonces.get(j.signer) ?? 0) + 1);
    const ref = (name) => this.reference(j[name]);
    return Object.assign(o, {
      create_identity: () => ({ as: word(j.as, ['person', 'organisation', 'agent'], 1, 1), custody: word(j.custody, custodies, 0, 1),
        salt: ref('salt'), recovery: ref('recovery'), keys: j.keys.map((k) => this.grant(k)) }),
      update_keys: () => ({ add: (j.add ?? []).map((k) => this.grant(k)), retire: (j.retire ?? []).map((k) => this.note(k).id),
        custody: word(j.custody, custodies, 0, 0), recovery: ref('recovery') }),
      declare_compromised: () => ({ key: ref('key'), since: j.since ?? 0 }),
      recover: () => ({ roles: parseRoles(j.roles), recovery: ref('recovery'), custody: word(j.custody, custodies, 0, 0),
        scope: word(j.scope, ['control_keys', 'all_keys'], 1, 1) }),
      claim_name: () => ({ name: j.name ?? '' }),
      register_schema: () => ({ content: ref('content'), uri: j.uri ?? '' }),
      accredit: () => ({ issuer: ref('issuer'), schema: ref('schema'), parent: ref('parent'), validFrom: j.valid_from ?? 0,
        validUntil: j.valid_until ?? 0, delegable: j.delegable ?? false }),
      suspend: () => ({ accreditation: ref('accreditation'), suspended: j.suspended, reason: j.reason ?? 0 }),
      commit: () => ({ root: ref('root'), count: j.count ?? 1, hash: word(j.hash, ['sha256', 'keccak256'], 1, 1),
        leaves: word(j.leaves, ['content', 'credential', 'statement'], 1, 1), schema: ref('schema'), accreditor: ref('accreditor'),
        arbiter: ref('arbiter') }),
      set_status: () => ({ batch: ref('batch'), status: word(j.status, ['valid', 'suspended', 'revoked'], 0, 0), reason: j.reason ?? 0,
        effectiveAt: j.effective_at ?? 0, indices: j.indices }),
      open_dispute: () => ({ targetKind: word(j.target_kind, ['leaf', 'identity'], 1, 1), target: ref('target'), index: j.index ?? 0,
        ground: j.ground ?? 1, evidence: ref('evidence'), answerSeconds: j.answer_seconds ?? 86400, arbiter: ref('arbiter') }),
      answer_dispute: () => ({ dispute: ref('dispute'), answer: word(j.answer, ['contested', 'conceded'], 1, 1), statement: ref('statement') }),
      rule_dispute: () => ({ dispute: ref('dispute'), ruling: word(j.ruling, ['upheld', 'rejected'], 1, 1), reasons: ref('reasons') }),
    }[j.kind]());
  }
  label(step, o) {
    if (!step.label) return;
    const id = {
      create_identity: () => ['I', structHash(o)],
      register_schema: () => ['S', ids.schema(o.identity, o.content)],
      accredit: () => ['A', ids.accreditation(o.identity, o.issuer, o.schema)],
      commit: () => ['B', ids.batch(o.identity, o.root, o.count, o.hash, o.leaves)],
      open_dispute: () => ['D', ids.dispute(o.identity, o)],
    }[o.kind]?.();
    if (!id) return;
    this.labels.push({ letter: id[0], id: id[1], o });
    if (!this.byName.has(step.label)) this.byName.set(step.label, id[1]);
  }
  /// The signed bytes of registry.md, with what the step does to them, and the key hints of each signature.
  build(step) {
    if (step.again) return this.sent.get(step.again);
    const j = step.operation;
    const domain = this.domains[step.signed_for ?? 'here'];
    const o = this.operation(j);
    this.label(step, o);
    if (o.kind === 'claim_name') this.claimed.push(o.name);
    const digest = digestOf(o, domain);
    const listed = [j.signer, ...(j.keys ?? []).concat(j.add ?? []).map((k) => k.key).filter((name) => name !== j.signer)];
    const hints = [];
    const sign = (name, y = traceKey(name).y) => {
      const made = traceKey(name).sign(digest);
      hints.push(keyHint(made.v, y));
      return made.signature;
    };
    const parts = listed.map((name, i) => i === 0 ? sign(step.sign_with ?? name, traceKey(name).y) : sign(name));
    if (j.recovery_signer) parts.push(this.note(j.recovery_signer).bytes, sign(j.recovery_signer));
    const unsigned = encode(o, domain);
    let bytes = Buffer.concat([unsigned, ...parts]);
    if (step.high_s) {
      const s = BigInt(hex(bytes.subarray(unsigned.length + 32, unsigned.length + 64)));
      number(curveOrder(o.signer[0]) - s, 32).copy(bytes, unsigned.length + 32);
    }
    const spoiled = { signature: unsigned.length + 63, possession: unsigned.length + 127, recovery: bytes.length - 1 }[step.spoil];
    if (spoiled !== undefined) bytes[spoiled] ^= 1;
    for (const [offset, content] of step.patch ?? []) Buffer.from(content, 'hex').copy(bytes, offset);
    bytes = bytes.subarray(0, bytes.length - (step.cut ?? 0));
    bytes = Buffer.concat([bytes, Buffer.from(step.append ?? '', 'hex'), Buffer.alloc(step.append_zeros ?? 0)]);
    const built = { bytes, hints };
    if (step.label) this.sent.set(step.label, built);
    return built;
  }
  accepted(step) {
    if (step.again || step.operation.kind === 'create_identity') return;
    const j = step.operation;
    this.nonces.set(j.signer, j.nonce ?? (this.nonces.get(j.signer) ?? 0) + 1);
  }
}

/// The signed bytes of registry.md as operation and proof of E1. What is too long goes to the operation's end.
export function split({ bytes, hints }, find) {
  const { end, cosigners, recovery } = layout(bytes);
  const size = 64 * (1 + cosigners.length) + (recovery ? 98 : 0);
  if (bytes.length < end + size) return { operation: bytes.subarray(0, end), proof: bytes.subarray(end) };
  const operation = Buffer.concat([bytes.subarray(0, end), bytes.subarray(end + size)]);
  const all = [...hints, ...Array(8).fill(keyHint(0, zero))].slice(0, size / 64 | 0);
  return { operation, proof: Buffer.concat([bytes.subarray(end, end + size), ...all, stateHint(operation, find)]) };
}

// ---- the answers

const padded = (bytes) => Buffer.concat([bytes, Buffer.alloc((32 - (bytes.length % 32)) % 32)]);
const u256 = (value) => number(value, 32);
const tail = (bytes) => Buffer.concat([u256(bytes.length), padded(bytes)]);
const selectors = Object.fromEntries(Object.entries({
  identity: 'identity(bytes32,bytes)', key: 'key(bytes)', nonce: 'nonce(bytes32)', name: 'name(bytes,bytes32)',
  schema: 'schema(bytes32,bytes32,bytes)', accreditation: 'accreditation(bytes32,bytes32,bytes32)',
  batch: 'batch((bytes32,bytes32,bytes32,uint32,uint8,bytes32,bytes32,bytes32))', status: 'status(bytes32,bytes32,uint256,uint32)',
  dispute: 'dispute(bytes32,bytes)', disputes: 'disputes(bytes32,uint32)',
}).map(([name, signature]) => [name, Buffer.from(toFunctionSelector(signature).slice(2), 'hex')]));
const call = (name, ...parts) => Buffer.concat([selectors[name], ...parts]);

const field = (answer, i) => answer.subarray(32 * i, 32 * i + 32);
const small = (answer, i) => Number(BigInt(hex(field(answer, i))));
const record = (answer, i) => { const at = small(answer, i); return answer.subarray(at + 32, at + 32 + small(answer.subarray(at), 0)); };

/// The calls that the digest needs, and what becomes of their answers.
export function* questions(builder, find) {
  const said = (code) => Buffer.concat([text(outcomeNames[code] ?? `code ${code}`), Buffer.alloc(1)]);
  const withRecord = (a) => small(a, 0) === 0 ? Buffer.concat([said(0), record(a, 1)]) : said(small(a, 0));
  for (const name of builder.keyNames) {
    const key = traceKey(name);
    yield [call('key', u256(32), tail(key.bytes)), (a) => small(a, 0) === 0 ? [withRecord(a), said(small(a, 2))] : [withRecord(a)]];
    yield [call('nonce', key.id), (a) => [said(0), field(a, 0).subarray(24)]];
  }
  for (const name of builder.claimed) {
    const holder = find('N', text(name))?.subarray(1, 33) ?? zero;
    yield [call('name', u256(64), holder, tail(text(name))), (a) => [withRecord(a)]];
  }
  for (const { letter, id, o } of builder.labels) {
    const found = find(letter, id);
    if (letter === 'I') yield [call('identity', id, u256(64), tail(found ?? Buffer.alloc(0))), (a) => [withRecord(a)]];
    if (letter === 'S') {
      const uri = found ? found.subarray(74, 74 + found[73]) : Buffer.alloc(0);
      yield [call('schema', o.identity, o.content, u256(96), tail(uri)), (a) => [withRecord(a)]];
    }
    if (letter === 'A') yield [call('accreditation', o.identity, o.issuer, o.schema), (a) => [withRecord(a), said(small(a, 2))]];
    if (letter === 'B') {
      const signer = found?.subarray(33, 65) ?? zero;
      const named = found?.subarray(103, 199) ?? Buffer.alloc(96);
      yield [call('batch', o.identity, signer, o.root, u256(o.count), u256(o.leaves), named), (a) => small(a, 0) === 0
        ? [withRecord(a), said(0), said(small(a, 2)), said(small(a, 3))] : [withRecord(a)]];
      for (let i = 0; found && i < Math.min(o.count, 8); ++i) {
        yield [call('status', o.identity, o.root, u256(o.count * 256 + o.leaves), u256(i)),
          (a) => [said(small(a, 0)), field(a, 1).subarray(31)]];
      }
    }
    if (letter === 'D') {
      yield [call('dispute', id, u256(64), tail(found ?? Buffer.alloc(0))), (a) => [withRecord(a)]];
      yield [call('disputes', o.target, u256(o.index)), (a) => [said(0), field(a, 0).subarray(28)]];
    }
  }
}

/// bytes[] of the ABI.
function bytesArray(items) {
  let offset = 32 * items.length;
  const heads = [];
  const tails = items.map((item) => { heads.push(u256(offset)); const t = tail(item); offset += t.length; return t; });
  return Buffer.concat([u256(items.length), ...heads, ...tails]);
}

// ---- the home

export class TraceHome {
  /// A node with two registries ("here", "elsewhere") that take the checkpoint's time from the trace.
  static async start() {
    const home = new TraceHome();
    home.node = await Node.start(['--timestamp', '1', '--gas-limit', '1000000000']);
    await home.deploy();
    return home;
  }
  async deploy() {
    const send = async (data) => {
      const receipt = await this.node.call('eth_sendTransactionSync', { from: account, data, gas: '0xf00000' });
      if (receipt.status !== '0x1') throw new Error('deployment failed');
      return receipt.contractAddress;
    };
    const registry = compiled('TraceRegistry.sol');
    this.here = await send(registry.bytecode);
    this.elsewhere = await send(registry.bytecode);
    const lens = compiled('RegistryLens.sol');
    this.lens = await send(encodeDeployData({ abi: lens.abi, bytecode: lens.bytecode, args: [this.here] }));
    this.probe = await send(compiled('Probe.sol').bytecode);
    const chainId = BigInt(await this.node.call('eth_chainId'));
    this.domains = { here: chainDomain(chainId, this.here), elsewhere: chainDomain(chainId, this.elsewhere) };
    this.fresh = await this.node.call('evm_snapshot');
    this.seconds = { send: 0, ask: 0 };
  }
  stop() { this.node.stop(); }

  /// Runs one trace. `lines` is what `trace_generate operations` says of it. Gives { outcome, digest } for each step.
  async run(trace, lines) {
    await this.node.call('evm_revert', this.fresh);
    this.fresh = await this.node.call('evm_snapshot');
    const builder = new Builder(this.domains);
    const state = new Map();
    const find = (letter, id) => state.get(text(letter).toString('hex') + id.toString('hex'));
    const results = [];
    let checkpoint = 0;
    for (const [i, step] of trace.steps.entries()) {
      const { operation, proof } = split(builder.build(step), find);
      if ((step.checkpoint ?? 0) !== checkpoint) {
        checkpoint = step.checkpoint ?? 0;
        await this.node.call('anvil_setStorageAt', this.here, hex(zero), hex(u256(checkpoint)));
      }
      for (const [key, value] of lines[i].diff) state.set(key, Buffer.from(value, 'hex'));
      const outcome = await this.step(step, operation, proof, [...questions(builder, find)]);
      if (outcome.outcome === 'ok') builder.accepted(step);
      results.push(outcome);
    }
    return results;
  }

  async step(step, operation, proof, asked) {
    const submit = Buffer.concat([submitSelector, u256(64), u256(64 + tail(operation).length), tail(operation), tail(proof)]);
    const to = this[step.sent_to ?? 'here'];
    const attempt = Buffer.concat([attemptSelector, u256(to), u256(64), tail(submit)]);
    const began = performance.now();
    const answers = await this.node.batch([['evm_setNextBlockTimestamp', [step.at]],
      ['eth_sendTransactionSync', [{ from: account, to: this.probe, data: hex(attempt), gas: '0xf00000', gasPrice: '0x77359400' }]]]);
    for (const { error } of answers) if (error) throw new Error(`${step.say}: ${error.message}`);
    const sent = performance.now();
    const ask = Buffer.concat([askSelector, u256(this.lens), u256(64), bytesArray(asked.map(([data]) => data))]);
    const result = Buffer.from((await this.node.call('eth_call', { to: this.probe, data: hex(ask), gas: '0x3b9aca00' }, 'latest')).slice(2), 'hex');
    this.seconds.send += (sent - began) / 1000;
    this.seconds.ask += (performance.now() - sent) / 1000;
    const code = BigInt(hex(field(result, 0)));
    const list = result.subarray(64);
    const count = small(list, 0);
    const parts = [];
    for (let i = 0; i < count; ++i) {
      const at = 32 + small(list, 1 + i);
      const size = small(list.subarray(at), 0);
      parts.push(...asked[i][1](list.subarray(at + 32, at + 32 + size)));
    }
    return { outcome: code > 1000n ? 'fault' : outcomeNames[Number(code)], digest: sha256(...parts).toString('hex') };
  }
}
const selector = (signature) => Buffer.from(toFunctionSelector(signature).slice(2), 'hex');
const submitSelector = selector('submit(bytes,bytes)');
const attemptSelector = selector('attempt(address,bytes)');
const askSelector = selector('ask(address,bytes[])');
