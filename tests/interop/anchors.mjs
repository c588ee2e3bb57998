// Checkpoints anchored on a real anvil, from both homes (docs/spec/anchoring.md); and what the service pays for whom.
// Usage: node anchors.mjs PROGRAM
import assert from 'node:assert/strict';
import {spawnSync} from 'node:child_process';
import {cpSync, readFileSync} from 'node:fs';
import test, {after} from 'node:test';
import {concat, keccak256, toHex} from 'viem';
import {close, end, launch, path, program, startChain} from './chain_driver.mjs';

after(close);
const run = (...words) => {
  const done = spawnSync(program, words, {encoding: 'utf8'});
  assert.equal(done.status, 0, done.stderr);
  return done.stdout;
};
const anvil = await startChain();
const {url: node, rpc} = anvil;
run('chain', 'deploy', '--chain', node, '--out', path('contracts.json'), '--fund-from-node');
const contracts = JSON.parse(readFileSync(path('contracts.json'), 'utf8'));
const serve = (home, ...words) => launch(program, ['serve', '--home', path(home), '--listen', '127.0.0.1:0',
  '--no-access-log', '--no-rate-limit', '--contracts', path('contracts.json'), '--fund-from-node', ...words],
/(http:\/\/[0-9.]+:[0-9]+)/);
const get = async (server, way) => (await fetch(server.found[1] + way)).json();
const create = server => fetch(`${server.found[1]}/v1/identities`, {method: 'POST', body: '{"kind":"person"}',
  headers: {'content-type': 'application/json'}});
async function until(ask, wanted) {
  const limit = Date.now() + 40_000;
  for (;;) {
    const answer = await ask();
    if (wanted(answer)) return answer;
    assert.ok(Date.now() < limit, `still ${JSON.stringify(answer)}`);
    await new Promise(resolve => setTimeout(resolve, 100));
  }
}
/// What the contract says of a log.
async function anchored(log) {
  const words = await rpc('eth_call', {to: contracts.anchor, data: concat(
    [keccak256(toHex('checkpoints(bytes32)')).slice(0, 10), log])}, 'latest');
  return {root: words.slice(2, 66), size: Number(`0x${words.slice(66, 130)}`)};
}
const anchoredFrom = (server, size) => until(() => get(server, '/v1/chain'), answer => answer.anchor?.size >= size);
/// The log's own checkpoint of that size has that root: asked for by a proof of consistency to itself.
async function checkpointOf(server) {
  const [, size, root] = (await (await fetch(`${server.found[1]}/v1/log/checkpoint`)).text()).split('\n');
  return {size: Number(size), root: Buffer.from(root, 'base64').toString('hex')};
}

const embeddedWords = ['--anchor-chain', node, '--anchor-count', '3'];
let server;
test('A1, A2, A3, A6: an embedded log is anchored by count, under an identity of its own', async () => {
  run('init', '--home', path('embedded'), '--origin', 'log.example/anchored');
  server = await serve('embedded', ...embeddedWords);
  const first = await anchoredFrom(server, 1);
  assert.equal(first.anchor.log, keccak256(concat(['0x4c', `0x${first.anchor.identity}`,
    keccak256(toHex('log.example/anchored'))])));
  assert.equal(first.anchor.problem, undefined);
  for (let i = 0; i < 3; ++i) assert.equal((await create(server)).status, 201);
  const second = await anchoredFrom(server, 4);
  const own = await checkpointOf(server);
  assert.deepEqual(await anchored(second.anchor.log), {root: second.anchor.root, size: second.anchor.size});
  assert.equal(second.anchor.size, own.size);
  assert.equal(second.anchor.root, own.root);
  await rpc('anvil_mine', '0x10');
  const status = run('chain', 'status', '--server', server.found[1]);
  assert.match(status, new RegExp(`anchored {2}the first ${own.size} entries of the log`));
});

test('A4: after kill -9 it goes on from what the chain says; a reorganisation is anchored again', async () => {
  await end(server, 'SIGKILL');
  server = await serve('embedded', ...embeddedWords);
  const before = (await anchoredFrom(server, 4)).anchor.size;
  for (let i = 0; i < 3; ++i) assert.equal((await create(server)).status, 201);
  const grown = await anchoredFrom(server, before + 3);
  await rpc('anvil_reorg', 1, []);
  assert.equal((await anchored(grown.anchor.log)).size, before);
  await rpc('anvil_mine', '0x1');
  await until(() => anchored(grown.anchor.log), found => found.size >= before + 3);
});

test('A5: a log that was set back and grew otherwise is told, and anchors nothing', async () => {
  await end(server);
  cpSync(path('embedded'), path('fork'), {recursive: true});
  server = await serve('embedded', ...embeddedWords);
  const before = (await anchoredFrom(server, 4)).anchor.size;
  for (let i = 0; i < 3; ++i) await create(server);
  const {anchor} = await anchoredFrom(server, before + 3);
  const fork = await serve('fork', ...embeddedWords);
  for (let i = 0; i < 5; ++i) await create(fork);
  const told = await until(() => get(fork, '/v1/chain'), answer => answer.anchor?.problem);
  assert.equal(told.anchor.problem.code, 'anchor.fork');
  assert.equal((await anchored(anchor.log)).root, anchor.root);
  assert.match(run('chain', 'status', '--server', fork.found[1]), /anchor\.fork/);
  await end(fork);
  await end(server);
});

test('A1, A2: the log of a mirror is anchored on its own chain, by time; only what is final there', async () => {
  run('init', '--home', path('chain'), '--contracts', path('contracts.json'));
  server = await serve('chain', '--chain', node, '--anchor-seconds', '1');
  assert.ok((await create(server)).ok);
  await rpc('anvil_mine', '0x10');
  const first = await anchoredFrom(server, 2);
  await rpc('anvil_mine', '0x10');
  assert.ok((await create(server)).ok);
  await rpc('anvil_mine', '0x10');
  const second = await anchoredFrom(server, first.anchor.size + 1);
  assert.deepEqual(await anchored(second.anchor.log), {root: second.anchor.root, size: second.anchor.size});
  await rpc('anvil_mine', '0x10');
  await until(() => get(server, '/v1/chain'), answer => answer.anchor.finalizedSize >= first.anchor.size);
  run('chain', 'compare', '--home', path('chain'), '--chain', node);
  await end(server);
});

test('X31: what one address asks for is paid within its quota, and refused by its code then', async () => {
  server = await serve('chain', '--chain', node, '--proxy', '127.0.0.1', '--gas-per-address', '400000',
    '--gas-per-identity', '1000000');
  const ask = address => fetch(`${server.found[1]}/v1/identities`, {method: 'POST', body: '{"kind":"person"}',
    headers: {'content-type': 'application/json', 'x-forwarded-for': address}});
  const answers = [];
  for (let i = 0; i < 5; ++i) answers.push(await ask('192.0.2.1'));
  assert.ok(answers[0].ok);
  const refused = answers.at(-1);
  assert.equal((await refused.json()).code, 'chain.quota_address');
  assert.equal(refused.status, 429);
  assert.ok((await ask('192.0.2.2')).ok);
  await end(server);
});
