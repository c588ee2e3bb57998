// Vectors for headers, blooms and state proofs (contracts/chain), taken from anvil at each fork and put into bytes by viem.
// Run with --write it makes tests/contracts/chain/state_vectors.json anew; without, it checks the committed file with
// viem alone: header hashes, and every proof by a trie walk of its own.
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { concat, fromRlp, keccak256, numberToHex, padHex, toHex, toRlp } from 'viem';
import { walkTrie } from './trie.mjs';

const here = dirname(fileURLToPath(import.meta.url));
const file = join(process.env.COUNTERSIGN_SOURCE ?? join(here, '../..'), 'tests/contracts/chain/state_vectors.json');

/// On a port of its own: asks, and answers with the result.
async function onAnvil(fork, work) {
  const program = join(here, 'node_modules/@foundry-rs/anvil-linux-amd64/bin/anvil');
  const child = spawn(program, ['--port', '0', '--hardfork', fork, '--timestamp', '1780000000'],
    { stdio: ['ignore', 'pipe', 'inherit'] });
  const port = await new Promise((found, failed) => {
    let text = '';
    child.stdout.on('data', (more) => {
      text += more;
      const match = /Listening on 127\.0\.0\.1:(\d+)/.exec(text);
      if (match) found(match[1]);
    });
    child.on('exit', () => failed(new Error('anvil ended')));
  });
  const ask = async (method, ...params) => {
    const answer = await fetch(`http://127.0.0.1:${port}`, { method: 'POST', headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ jsonrpc: '2.0', id: 1, method, params }) });
    const { result, error } = await answer.json();
    assert.equal(error, undefined, JSON.stringify(error));
    return result;
  };
  try {
    return await work(ask);
  } finally {
    child.kill();
  }
}

const number = (quantity) => (BigInt(quantity) === 0n ? '0x' : toHex(BigInt(quantity)));
function headerRlp(block) {
  const fields = [block.parentHash, block.sha3Uncles, block.miner, block.stateRoot, block.transactionsRoot, block.receiptsRoot,
    block.logsBloom, number(block.difficulty), number(block.number), number(block.gasLimit), number(block.gasUsed),
    number(block.timestamp), block.extraData, block.mixHash, block.nonce];
  if (block.baseFeePerGas !== undefined) fields.push(number(block.baseFeePerGas));
  if (block.withdrawalsRoot) fields.push(block.withdrawalsRoot);
  if (block.blobGasUsed !== undefined && block.parentBeaconBlockRoot) {
    fields.push(number(block.blobGasUsed), number(block.excessBlobGas), block.parentBeaconBlockRoot);
  }
  if (block.requestsHash) fields.push(block.requestsHash);
  return toRlp(fields);
}

// Fills slots 1 to n with numbers of all widths, and leaves a contract of one byte.
const filler = (n) => concat(['0x61', numberToHex(n, { size: 2 }), '0x5b80600f16810a8155600190038060035760016000f3']);
// Logs 32 bytes of zeros with its four words of calldata as topics.
const logger = '0x601280600b6000396000f360603560403560203560003560206000a400';

const header = (fork, block) => ({ fork, rlp: headerRlp(block), hash: block.hash, number: Number(block.number),
  parent: block.parentHash, timestamp: Number(block.timestamp), stateRoot: block.stateRoot, receiptsRoot: block.receiptsRoot,
  bloom: block.logsBloom });

async function make() {
  const vectors = { headers: [], blooms: [], proofs: [] };
  for (const fork of ['london', 'paris', 'shanghai', 'cancun', 'prague', 'osaka']) {
    await onAnvil(fork, async (ask) => {
      const [from, to] = await ask('eth_accounts');
      const genesis = await ask('eth_getBlockByNumber', '0x0', false);
      const mined = async (transaction) => {
        const hash = await ask('eth_sendTransaction', { from, gas: '0xf00000', ...transaction });
        for (;;) {
          const receipt = await ask('eth_getTransactionReceipt', hash);
          if (receipt) {
            assert.equal(receipt.status, '0x1');
            return receipt;
          }
        }
      };
      const { contractAddress } = await mined({ data: logger });
      const topics = [1, 2, 3, 4].map((i) => keccak256(toHex(`${fork} ${i}`)));
      const logged = await mined({ to: contractAddress, data: concat(topics) });
      assert.equal(logged.logs.length, 1);
      const block = await ask('eth_getBlockByNumber', logged.blockNumber, false);
      // Anvil's first block of the older forks has blob fields that a header without their predecessors can't have.
      if (genesis.parentBeaconBlockRoot) vectors.headers.push(header(fork, genesis));
      vectors.headers.push(header(fork, block));
      vectors.blooms.push({ bloom: block.logsBloom, holds: [contractAddress, ...logged.logs[0].topics], lacks: [from, to, block.hash] });
      if (fork !== 'osaka') return;
      for (const n of [1, 2, 17, 600]) {
        const filled = await mined({ data: filler(n) });
        const slots = [0, 1, 2, 3, 16, 17, 18, 599, 600, 601].map((slot) => padHex(numberToHex(slot), { size: 32 }));
        const at = await ask('eth_getBlockByNumber', filled.blockNumber, false);
        const proof = await ask('eth_getProof', filled.contractAddress, slots, filled.blockNumber);
        vectors.proofs.push({ stateRoot: at.stateRoot, address: proof.address, nonce: Number(proof.nonce), codeHash: proof.codeHash,
          storageRoot: proof.storageHash, accountProof: proof.accountProof,
          storage: proof.storageProof.map((each, i) => ({ slot: slots[i], value: padHex(numberToHex(BigInt(each.value)), { size: 32 }), proof: each.proof })) });
      }
      const nobody = await ask('eth_getProof', `0x${'99'.repeat(20)}`, [], 'latest');
      const at = await ask('eth_getBlockByNumber', 'latest', false);
      vectors.proofs.push({ stateRoot: at.stateRoot, address: nobody.address, absent: true, accountProof: nobody.accountProof, storage: [] });
    });
  }
  return vectors;
}

if (process.argv.includes('--write')) {
  writeFileSync(file, `${JSON.stringify(await make(), null, 1)}\n`);
}
const vectors = JSON.parse(readFileSync(file, 'utf8'));
for (const { rlp, hash } of vectors.headers) assert.equal(keccak256(rlp), hash);
for (const proof of vectors.proofs) {
  const account = walkTrie(proof.stateRoot, keccak256(proof.address), proof.accountProof);
  if (proof.absent) {
    assert.equal(account, null);
    continue;
  }
  const [, , storageRoot, codeHash] = fromRlp(account);
  assert.deepEqual([storageRoot, codeHash], [proof.storageRoot, proof.codeHash]);
  for (const { slot, value, proof: nodes } of proof.storage) {
    const found = walkTrie(storageRoot, keccak256(slot), nodes);
    assert.equal(found === null ? 0n : BigInt(fromRlp(found)), BigInt(value));
  }
}
console.log(`${vectors.headers.length} headers, ${vectors.proofs.length} accounts hold`);
