// The contracts on a node, as a client uses them: deployed by the CREATE2 factory at their fixed addresses, operations
// signed and sent, gas and events read. For measurements and tests.
import { concat, decodeErrorResult, encodeAbiParameters, encodeDeployData, encodeFunctionData, getContractAddress, keccak256 } from 'viem';
import { privateKeyToAccount } from 'viem/accounts';
import { compiled } from './anvil.mjs';
import { Key, chainDomain, ids, number, prove, roles, sha256, structHash, text, zero } from './operations.mjs';

export const hex = (bytes) => `0x${bytes.toString('hex')}`;
export const factory = '0x4e59b44847b379578588920cA78FbF26c0B4956C';
export const faucet = '0xf39fd6e51aad88f6f4ce6ab8827279cfffb92266';  // anvil's first account
export const testKey = (name, scheme = 1) => new Key(sha256(text('countersign test key '), text(name)), scheme);

/// Bytecode with constructor arguments, and the CREATE2 address of E20.
export function deployment(file, args = []) {
  const { abi, bytecode } = compiled(file);
  const data = encodeDeployData({ abi, bytecode, args });
  return { abi, data, address: getContractAddress({ opcode: 'CREATE2', from: factory, salt: `0x${'0'.repeat(64)}`, bytecodeHash: keccak256(data) }) };
}

export class Client {
  static async deploy(node) {
    const client = new Client();
    client.node = node;
    client.nonces = new Map();
    client.records = new Map();
    client.chainId = BigInt(await node.call('eth_chainId'));
    client.contracts = {};
    const install = async (name, args) => {
      const made = deployment(`${name}.sol`, args);
      const receipt = await client.send(faucet, factory, concat([`0x${'0'.repeat(64)}`, made.data]));
      client.contracts[name] = { ...made, gas: BigInt(receipt.gasUsed) };
      return made.address;
    };
    const registry = await install('Registry');
    for (const name of ['RegistryLens', 'CheckpointAnchor', 'Directory']) await install(name, [registry]);
    client.registry = registry;
    client.domain = chainDomain(client.chainId, registry);
    return client;
  }

  /// A transaction from an account of the node or of a Key; gives the receipt, and says why where it fails.
  async send(from, to, data, options = {}) {
    const tx = { to, data, gas: options.gas ?? '0xff0000', value: options.value };
    if (typeof from === 'string') {
      const receipt = await this.node.call('eth_sendTransactionSync', { from, ...tx });
      if (receipt.status !== '0x1') throw new Error(`reverted: ${await this.why(from, to, data)}`);
      return receipt;
    }
    const account = privateKeyToAccount(hex(from.secret));
    await this.node.call('anvil_setBalance', account.address, '0x56bc75e2d63100000');
    const nonce = Number(await this.node.call('eth_getTransactionCount', account.address, 'latest'));
    const raw = await account.signTransaction({ type: 'eip1559', chainId: Number(this.chainId), nonce, to, data, gas: BigInt(tx.gas),
      maxFeePerGas: 10n ** 10n, maxPriorityFeePerGas: 1n });
    const receipt = await this.node.call('eth_sendRawTransactionSync', raw);
    if (receipt.status !== '0x1') throw new Error(`reverted: ${await this.why(account.address, to, data)}`);
    return receipt;
  }

  async why(from, to, data) {
    try {
      await this.node.call('eth_call', { from, to, data, gas: '0xf00000' }, 'latest');
      return 'nothing now';
    } catch (error) {
      for (const { abi } of Object.values(this.contracts)) {
        try {
          const { errorName, args } = decodeErrorResult({ abi, data: error.data });
          return `${errorName}(${(args ?? []).join()})`;
        } catch { /* another contract's */ }
      }
      return error.message;
    }
  }

  encode(contract, functionName, args) { return encodeFunctionData({ abi: this.contracts[contract].abi, functionName, args }); }
  find = (letter, id) => this.records.get(letter + id.toString('hex'));

  /// Puts in identity, signer and the next nonce.
  operation(kind, key, identity, body) {
    const nonce = kind === 'create_identity' ? 0 : (this.nonces.get(key.id.toString('hex')) ?? 0) + 1;
    return { kind, identity, signer: key.bytes, nonce, ...body };
  }
  prepare(o, signers, options = {}) {
    const { operation, proof } = prove(o, this.domain, signers, this.find, options);
    return this.encode('Registry', options.direct ? 'submitDirect' : 'submit', [hex(operation), hex(proof)]);
  }
  async submit(o, signers, options = {}) {
    const receipt = await this.send(options.direct ? signers[0] : faucet, this.registry, this.prepare(o, signers, options));
    this.accepted(o, signers[0]);
    return receipt;
  }
  accepted(o, signer) {
    if (o.nonce) this.nonces.set(signer.id.toString('hex'), o.nonce);
    if (o.kind === 'commit') this.noteBatch(o.identity, signer.id, o);
  }
  noteBatch(issuer, key, o) {
    const id = ids.batch(issuer, o.root, o.count, 1, o.leaves);
    this.records.set(`B${id.toString('hex')}`, Buffer.concat([number(1, 1), issuer, key, o.root, number(o.count, 4), number(1, 1),
      number(o.leaves, 1), o.schema, o.accreditor, o.arbiter, number(0, 8)]));
    return id;
  }

  /// An identity with these keys, the first its control key; gives its id and the receipt.
  async createIdentity(name, keys, r = keys.map(() => roles.all)) {
    const o = this.operation('create_identity', keys[0], undefined, { as: 2, custody: 1, salt: sha256(text(name)),
      recovery: testKey(`${name} recovery`).id, keys: keys.map((key, i) => ({ key: key.bytes, roles: r[i] })) });
    const receipt = await this.submit(o, keys);
    return { id: structHash(o), receipt };
  }
  commit(key, identity, root, more = {}) {
    return this.operation('commit', key, identity,
      { root, count: 1000, hash: 1, leaves: 2, schema: zero, accreditor: zero, arbiter: zero, ...more });
  }
}

/// E8: a commit that names nothing, in its short form.
export const shortCommit = (identity, key, root, count, leaves) =>
  hex(Buffer.concat([number(9, 1), number(count, 4), number(leaves, 1), identity, key.x, key.y, root]));

/// RFC 9162 trees over leaf hashes.
export const nodeHash = (left, right) => sha256(Buffer.from([1]), left, right);
export const leafHash = (leaf) => sha256(Buffer.from([0]), leaf);
const split = (count) => { let k = 1; while (k * 2 < count) k *= 2; return k; };
export const rootOf = (leaves) => leaves.length === 1 ? leaves[0]
  : nodeHash(rootOf(leaves.slice(0, split(leaves.length))), rootOf(leaves.slice(split(leaves.length))));
export const inclusion = (leaves, index) => {
  if (leaves.length === 1) return [];
  const k = split(leaves.length);
  return index < k ? [...inclusion(leaves.slice(0, k), index), rootOf(leaves.slice(k))]
    : [...inclusion(leaves.slice(k), index - k), rootOf(leaves.slice(0, k))];
};
/// RFC 9162 2.1.4.1.
export const consistency = (leaves, first) => {
  const sub = (m, d, complete) => {
    if (m === d.length) return complete ? [] : [rootOf(d)];
    const k = split(d.length);
    return m <= k ? [...sub(m, d.slice(0, k), complete), rootOf(d.slice(k))] : [...sub(m - k, d.slice(k), false), rootOf(d.slice(0, k))];
  };
  return sub(first, leaves, true);
};
/// A consistency proof between trees too large to build: made-up nodes, and the two roots that they lead to.
export function inventedConsistency(first, second) {
  let [position, last] = [first - 1n, second - 1n];
  while (position & 1n) { position >>= 1n; last >>= 1n; }
  const node = (i) => sha256(text(`node ${i}`));
  const proof = [node(0)];
  let [a, b] = [proof[0], proof[0]];
  while (last > 0n) {
    const c = node(proof.length);
    proof.push(c);
    if (position & 1n || position === last) {
      a = nodeHash(c, a);
      b = nodeHash(c, b);
      while (!(position & 1n) && position !== 0n) { position >>= 1n; last >>= 1n; }
    } else {
      b = nodeHash(b, c);
    }
    position >>= 1n;
    last >>= 1n;
  }
  return { proof, firstRoot: a, secondRoot: b };
}

/// E18: the authority of a checkpoint.
export function anchorKey(client, key, log, size, root) {
  const domain = chainDomain(client.chainId, client.contracts.CheckpointAnchor.address);
  const message = keccak256(encodeAbiParameters([{ type: 'bytes32' }, { type: 'bytes32' }, { type: 'uint64' }, { type: 'bytes32' }],
    [keccak256(hex(text('Anchor(bytes32 log,uint64 size,bytes32 root)'))), hex(log), size, hex(root)]));
  const digest = Buffer.from(keccak256(concat(['0x1901', hex(domain), message])).slice(2), 'hex');
  const { signature, v } = key.sign(digest);
  return hex(Buffer.concat([number(key.scheme, 1), number(v, 1), key.x, key.y, signature]));
}
