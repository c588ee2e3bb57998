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

test('P10: no proof of what isn\'t finalized yet: the refusal says so, the command says it too', async () => {
  const answer = await server.post('/v1/identities', JSON.stringify({ kind: 'person', name: 'chain-person' }),
    { 'content-type': 'application/json' });
  assert.ok(answer.status < 300, JSON.stringify(answer.body));
  created = answer.body;
  photo = await sign(readFileSync(path('home/demo/unsigned.jpg')), created.token);
  const early = await server.post('/v1/verify?bundle=1', photo, jpeg);
  assert.deepEqual([early.status, early.body.code], [409, 'bundle.not_final']);
});

test('P11: sign, wait for finality, take the proof: it is one that the checker with viem accepts', async () => {
  await chain.mine(16);
  const answer = await until(() => server.post('/v1/verify?bundle=1', photo, jpeg), ({ status }) => status === 200);
  assert.equal(answer.body.evidence.kind, 'countersign-chain-proof');
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

test('the proof is checked in another folder with every server off', async () => {
  const stranger = await server.post('/v1/verify?bundle=1', readFileSync(path('home/demo/unsigned.jpg')), jpeg);
  assert.ok(stranger.status === 200 && !('evidence' in stranger.body), 'nothing to prove');
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
});
