// Walks a Merkle-Patricia proof with viem's RLP and Keccak: written apart from contracts/chain/trie.cpp, to hold it to.
import assert from 'node:assert/strict';
import { fromRlp, keccak256 } from 'viem';

const emptyRoot = keccak256('0x80');

/// The RLP of the value under the path `key` (hex), or null where the proof shows that there is none.
export function walkTrie(root, key, proof) {
  let rest = key.slice(2);
  if (root === emptyRoot) {
    assert.equal(proof.length, 0, 'an empty trie has no nodes');
    return null;
  }
  let used = 0;
  const take = (hash) => {
    assert.ok(used < proof.length, 'the proof ends too early');
    assert.equal(keccak256(proof[used]), hash, 'another node');
    return fromRlp(proof[used++]);
  };
  const end = (value) => {
    assert.equal(used, proof.length, 'nodes are left over');
    return value;
  };
  // A child is 32 bytes of hash, or the node itself.
  const follow = (child) => (Array.isArray(child) ? child : take(child));
  let node = take(root);
  for (;;) {
    if (node.length === 17) {
      if (rest === '') return end(node[16] === '0x' ? null : node[16]);
      const child = node[Number.parseInt(rest[0], 16)];
      if (child === '0x') return end(null);
      rest = rest.slice(1);
      node = follow(child);
      continue;
    }
    assert.equal(node.length, 2, 'not a node');
    const flag = Number.parseInt(node[0][2], 16);
    assert.ok(flag < 4 && (flag % 2 === 1 || node[0][3] === '0'), 'not a path');
    const piece = node[0].slice(flag % 2 === 1 ? 3 : 4);
    if (!rest.startsWith(piece)) return end(null);
    rest = rest.slice(piece.length);
    if (flag >= 2) return end(rest === '' ? node[1] : null);
    node = follow(node[1]);
  }
}
