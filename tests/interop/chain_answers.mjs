// What people see of a registry on a chain, and the proof they carry away, end to end: a real anvil, the real server, the
// command line; the proof is checked with everything switched off, by the program and by the checker with viem.
// Usage: node chain_answers.mjs PROGRAM
import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { copyFileSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import test, { after } from 'node:test';
import { close, deploy, end, path, run, serve, startChain, until } from './chain_driver.mjs';
import { outcome } from './chain_proof_check.mjs';

after(close);
const chain = await startChain();
const contracts = deploy(chain);
const server = await serve(chain);
const sha256 = (bytes) => createHash('sha256').update(bytes).digest('hex');
const jpeg = { 'content-type': 'image/jpeg' };
let created, photo, anchor;

async function sign(bytes, token) {
  const signed = await fetch(server.url('/v1/content?ai=captured'), { method: 'POST', body: bytes,
    headers: { authorization: `Bearer ${token}`, 'content-type': 'image/jpeg' } });
  assert.ok(signed.ok, `status ${signed.status}`);
  return Buffer.from(await signed.arrayBuffer());
}

test('P10: no proof of what isn\'t finalized yet: the answer and the command say so', async () => {
  const answer = await server.post('/v1/identities', JSON.stringify({ kind: 'person', name: 'chain-person' }),
    { 'content-type': 'application/json' });
  assert.ok(answer.status < 300, JSON.stringify(answer.body));
  created = answer.body;
  photo = await sign(readFileSync(path('home/demo/unsigned.jpg')), created.token);
  const early = await server.post('/v1/verify?bundle=1', photo, jpeg);
  assert.deepEqual([early.status, early.body.evidenceProblem.code], [200, 'bundle.not_final']);
  assert.ok(!('evidence' in early.body));
  writeFileSync(path('early.jpg'), photo);
  const command = run(['verify', 'early.jpg', '--server', server.origin, '--bundle', 'early.json']);
  assert.match(command.stderr, /bundle\.not_final/);
});

test('P11: sign, wait for finality, take the proof: it is one that the checker with viem accepts', async () => {
  await chain.mine(16);
  const answer = await until(() => server.post('/v1/verify?bundle=1', photo, jpeg), ({ body }) => 'evidence' in body);
  assert.equal(answer.body.evidence.kind, 'countersign-chain-proof');
  const told = await chain.rpc('eth_getBlockByHash', answer.body.evidenceBlock.hash, false);
  assert.equal(Number(told.number), answer.body.evidenceBlock.number);
  mkdirSync(path('here'));
  mkdirSync(path('there'));
  writeFileSync(path('here/photo.jpg'), photo);
  const taken = run(['verify', 'photo.jpg', '--server', server.origin, '--bundle', 'proof.json'], path('here'));
  assert.equal(taken.status, 3, taken.stderr);
  const command = /countersign (check .*)$/m.exec(taken.stdout);
  assert.ok(command, taken.stdout);
  const [blockHash] = /0x[0-9a-f]{64}/.exec(command[1]);
  const text = readFileSync(path('here/proof.json'), 'utf8');
  // The hash is from the chain itself, not from the service.
  const block = await chain.rpc('eth_getBlockByHash', blockHash, false);
  assert.ok(BigInt(block.number) <= BigInt((await chain.rpc('eth_getBlockByNumber', 'finalized', false)).number));
  anchor = { subject: `0x${sha256(photo)}`, chainId: 31337, registry: contracts.registry.toLowerCase(), blockHash };
  assert.equal(outcome(text, anchor), '');
  assert.equal(outcome(text, { ...anchor, blockHash: `0x${'11'.repeat(32)}` }), 'chain.proof_anchor');
});

const hash = /^0x[0-9a-f]{64}$/;
/// P13 and P14, by the chain itself.
async function checkPlace(place, items) {
  const receipt = await chain.rpc('eth_getTransactionReceipt', place.transaction);
  assert.equal(receipt.blockHash, place.block.hash);
  assert.equal(Number(receipt.blockNumber), place.block.number);
  const gas = BigInt(receipt.gasUsed);
  const wei = gas * BigInt(receipt.effectiveGasPrice);
  const share = (gas * 100n + BigInt(items) - 1n) / BigInt(items);
  const text = `${share / 100n}${share % 100n === 0n ? '' : `.${String(share % 100n).padStart(2, '0')}`}`;
  assert.deepEqual(place.cost, { gas: Number(gas), wei: String(wei), items, gasPerItem: text,
    weiPerItem: String((wei + BigInt(items) - 1n) / BigInt(items)) });
}
function checkChain(told) {
  assert.deepEqual([told.chainId, told.contract], [31337, contracts.registry]);
  for (const block of [told.asOf, told.finalized]) assert.match(block.hash, hash);
  assert.ok(told.finalized.number <= told.asOf.number);
}

test('P12 P13 P14: verdict, content, identity and operation tell chain, contract, block, finality and cost', async () => {
  const verdict = (await server.post('/v1/verify', photo, jpeg)).body;
  checkChain(verdict.chain);
  await checkPlace(verdict.chain.record, 1);
  assert.equal(verdict.chain.record.finality, 'finalized');
  const content = (await server.get(`/v1/content/${sha256(photo)}`)).body;
  checkChain(content.chain);
  assert.deepEqual(content.records[0].chain, verdict.chain.record);
  const identity = (await server.get('/v1/identities/chain-person')).body;
  checkChain(identity.chain);
  await checkPlace(identity.chain.created, 1);
  await checkPlace(identity.chain.changed, 1);
  assert.ok(identity.chain.changed.block.number > identity.chain.created.block.number, 'its name came after it');
  const operation = (await server.get(`/v1/operations/${content.records[0].operation}`)).body;
  await checkPlace(operation.chain, 1);
  const nothing = (await server.post('/v1/verify', readFileSync(path('home/demo/unsigned.jpg')), jpeg)).body;
  assert.equal(nothing.chain.record, null);
});

test('P13: finality moves in content answers though the log is as long as before', async () => {
  const fresh = await sign(readFileSync(path('home/demo/unsigned.jpg')), created.token);
  const ask = () => server.get(`/v1/content/${sha256(fresh)}`);
  assert.equal((await ask()).body.records[0].chain.finality, 'seen');
  await chain.mine(16);
  await until(ask, ({ body }) => body.records[0].chain.finality === 'finalized');
});

test('P14: a batch\'s cost is shared by its items', async () => {
  const { body } = await server.get('/v1/log/entries?start=0&count=256');
  const commits = body.entries.filter(({ type }) => type === 'commit');
  for (const commit of commits) {
    const { chain: place } = (await server.get(`/v1/operations/${commit.id}`)).body;
    await checkPlace(place, commit.message.count);
  }
  assert.ok(commits.length > 3);
});

test('the command line shows it', () => {
  const verified = run(['verify', path('here/photo.jpg'), '--server', server.origin]);
  assert.match(verified.stdout, /^ {2}chain {9}31337, registry 0x[0-9a-fA-F]{40}, as of block [0-9]+$/m);
  assert.match(verified.stdout, /^ {2}in {12}block [0-9]+ \(finalized\), 0x[0-9a-f]{64}$/m);
  assert.match(verified.stdout, /^ {2}cost {10}[0-9]{2},[0-9]{3} gas, 0\.0[0-9]+ of the chain's coin$/m);
  const shown = run(['identity', 'show', 'chain-person', '--server', server.origin]);
  assert.match(shown.stdout, /^ {2}in {7}block [0-9]+ \(finalized\)/m);
  assert.match(shown.stdout, /^ {2}cost {5}/m);
});

test('the proof is checked in another folder with every server off', async () => {
  const stranger = await server.post('/v1/verify?bundle=1', readFileSync(path('home/demo/unsigned.jpg')), jpeg);
  assert.ok(!('evidence' in stranger.body) && !('evidenceProblem' in stranger.body), 'nothing to prove');
  await end(server);
  await end(chain);
  for (const name of ['photo.jpg', 'proof.json']) copyFileSync(path(`here/${name}`), path(`there/${name}`));
  const check = (...words) => run(['check', 'proof.json', 'photo.jpg', ...words], path('there'));
  const known = ['--chain-id', '31337', '--block-hash', anchor.blockHash];
  const good = check(...known, '--registry', contracts.registry);
  assert.equal(good.status, 0, good.stdout + good.stderr);
  assert.match(good.stdout, /^\[ok\] Holds as of block [0-9]+, [0-9]+ [A-Z][a-z]+ 20[0-9]{2}: committed by identity [0-9a-f]{64} on /);
  assert.ok(good.stdout.includes(created.id));
  // The registry's address is that of the program's own contracts where none is given.
  assert.equal(check(...known).status, 0);
  assert.equal(check(...known, '--registry', contracts.anchor).status, 1);
  assert.equal(check('--chain-id', '1', '--block-hash', anchor.blockHash).status, 1);
  assert.equal(check('--chain-id', '31337', '--block-hash', `0x${'22'.repeat(32)}`).status, 1);
  assert.match(check('--block-hash', anchor.blockHash).stderr, /--chain-id \[chain\.proof_anchor\]/);
  const loose = check();
  assert.equal(loose.status, 3);
  assert.match(loose.stdout, /^\[ \?\] Fits together as of block/);
  const json = JSON.parse(check(...known, '--json').stdout);
  assert.deepEqual([json.status, json.issuer], ['holds', created.id]);
});

test('a changed byte of the file or of the proof fails it', () => {
  const known = ['--chain-id', '31337', '--block-hash', anchor.blockHash];
  const other = Buffer.from(photo);
  other[other.length - 40] ^= 1;
  writeFileSync(path('there/other.jpg'), other);
  assert.equal(run(['check', 'proof.json', 'other.jpg', ...known], path('there')).status, 1);
  const text = readFileSync(path('there/proof.json'));
  for (let i = 0; i < 40; i += 1) {
    const at = Math.floor((i * text.length) / 40);
    const changed = Buffer.from(text);
    changed[at] ^= 1;
    writeFileSync(path('there/changed.json'), changed);
    const { status, stderr } = run(['check', 'changed.json', 'photo.jpg', ...known], path('there'));
    assert.ok(status === 1, `byte ${at}: ${status} ${stderr}`);
    assert.notEqual(outcome(changed.toString(), anchor), '', `byte ${at}`);
  }
});

test('the data folder alone has no node to prove with, and says so', () => {
  const alone = run(['verify', 'there/photo.jpg', '--home', path('home'), '--bundle', 'alone.json']);
  assert.match(alone.stderr, /bundle\.on_chain/);
  // P13: where it stood when it was last followed, and what it cost, are known without a node.
  assert.match(alone.stdout, /^ {2}in {12}block [0-9]+ \(finalized\)/m);
  assert.match(alone.stdout, /^ {2}cost {10}/m);
});
