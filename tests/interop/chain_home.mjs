// A registry whose home is a chain, end to end: a real anvil, the contracts that this program carries, the real server.
// Usage: node chain_home.mjs PROGRAM
import assert from 'node:assert/strict';
import {spawnSync} from 'node:child_process';
import {readFileSync, writeFileSync} from 'node:fs';
import {dirname, join} from 'node:path';
import test, {after} from 'node:test';
import {fileURLToPath} from 'node:url';
import {concat, keccak256, padHex, toHex} from 'viem';
import {anvilProgram, close, end, launch, path, program, startChain} from './chain_driver.mjs';

after(close);
const here = dirname(fileURLToPath(import.meta.url));

const anvil = await startChain();
const {url: node, rpc} = anvil;

const serve = () => launch(program, ['serve', '--home', path('home'), '--listen', '127.0.0.1:0', '--demo',
  '--no-access-log', '--no-rate-limit', '--chain', node, '--contracts', path('contracts.json'), '--fund-from-node'],
/(http:\/\/[0-9.]+:[0-9]+)/);
let server;
const url = way => server.found[1] + way;
const get = async way => {
  const answer = await fetch(url(way));
  return {status: answer.status, body: await answer.json()};
};
const post = async (way, body, headers = {}) => {
  const answer = await fetch(url(way), {method: 'POST', body, headers});
  return {status: answer.status, body: await answer.json()};
};
/// Asks until the answer is as wanted, for half a minute at most.
async function until(ask, wanted) {
  const limit = Date.now() + 30_000;
  for (;;) {
    const answer = await ask();
    if (wanted(answer)) return answer;
    assert.ok(Date.now() < limit, `still ${JSON.stringify(answer)}`);
    await new Promise(resolve => setTimeout(resolve, 100));
  }
}

test('the contracts are deployed once, at the same addresses', () => {
  const deploy = () => spawnSync(program, ['chain', 'deploy', '--chain', node, '--out', path('contracts.json'),
    '--fund-from-node'], {encoding: 'utf8'});
  const first = deploy();
  assert.equal(first.status, 0, first.stderr);
  assert.match(first.stdout, /Registry at 0x[0-9a-fA-F]{40} is deployed/);
  const contracts = JSON.parse(readFileSync(path('contracts.json'), 'utf8'));
  assert.equal(contracts.chainId, 31337);
  const artifact = JSON.parse(readFileSync(join(here, '../../contracts/evm/artifacts/Registry.json'), 'utf8'));
  assert.equal(contracts.registry, artifact.address);
  assert.match(deploy().stdout, /Registry at 0x[0-9a-fA-F]{40} is there already/);
});

test('the service runs on the chain, its demo and all', async () => {
  server = await serve();
  const about = (await get('/v1/service')).body;
  assert.equal(about.registry.domain.chainId, 31337);
  const chain = (await get('/v1/chain')).body;
  assert.ok(chain.heads.seen.number > 10, JSON.stringify(chain));
  const demo = (await get('/v1/identities/photographer')).body;
  assert.equal(demo.name ?? demo.names?.[0], 'photographer');
});

let created;
test('a new user creates an identity, signs a photo, and a stranger verifies it', async () => {
  const answer = await post('/v1/identities', JSON.stringify({kind: 'person', name: 'chain-person'}),
    {'content-type': 'application/json'});
  assert.ok(answer.status === 201 || answer.status === 202, JSON.stringify(answer.body));
  created = answer.body;
  assert.match(created.operation.chain.block.hash, /^0x[0-9a-f]{64}$/);
  assert.ok(['seen', 'safe', 'finalized'].includes(created.operation.finality));
  const photo = readFileSync(join(path('home'), 'demo', 'unsigned.jpg'));
  const signed = await fetch(url('/v1/content?ai=captured'), {method: 'POST', body: photo,
    headers: {'authorization': `Bearer ${created.token}`, 'content-type': 'image/jpeg'}});
  assert.ok(signed.ok, await signed.clone().text().catch(() => ''));
  const bytes = new Uint8Array(await signed.arrayBuffer());
  // H28: no entry is covered by a checkpoint before its block is final, so a file can't carry its receipt here.
  const receipt = await fetch(url('/v1/content?receipt=1'), {method: 'POST', body: photo,
    headers: {'authorization': `Bearer ${created.token}`, 'content-type': 'image/jpeg'}});
  assert.equal((await receipt.json()).code, 'receipt.on_chain');
  const verdict = (await post('/v1/verify', bytes, {'content-type': 'image/jpeg'})).body;
  assert.equal(verdict.integrity, 'intact');
  assert.equal(verdict.origin.status, 'pseudonymous');
  // A proof that the chain could still take back isn't handed out.
  const bundle = await post('/v1/verify?bundle=1', bytes, {'content-type': 'image/jpeg'});
  assert.equal(bundle.body.evidenceProblem.code, 'bundle.not_final');
  assert.ok(bundle.status < 500, `status ${bundle.status}`);
  assert.ok(verdict.origin.identities.some(identity => identity.name === 'chain-person'));
});

test('the command line signs for this chain: an identity with its own key, and a photo registered by it', async () => {
  const cli = (...words) => {
    const done = spawnSync(program, words, {encoding: 'utf8'});
    assert.equal(done.status, 0, done.stderr);
    return done.stdout;
  };
  writeFileSync(path('pw'), 'a password');
  const key = ['--key', path('own.key'), '--password-file', path('pw')];
  cli('keygen', '--out', path('own.key'), '--password-file', path('pw'));
  assert.match(cli('identity', 'create', '--name', 'Own Key', ...key, '--server', server.found[1]), /Name +own-key/);
  cli('sign', join(path('home'), 'demo', 'unsigned.jpg'), ...key, '--out', path('own.jpg'), '--identity', 'own-key',
    '--server', server.found[1]);
  const verdict = (await post('/v1/verify', readFileSync(path('own.jpg')), {'content-type': 'image/jpeg'})).body;
  assert.ok(verdict.origin.identities.some(identity => identity.name === 'own-key'), JSON.stringify(verdict.origin));
});

test('finality is told as the chain gives it', async () => {
  await rpc('anvil_mine', '0x1');
  const id = created.operation.id;
  assert.equal((await get(`/v1/operations/${id}`)).body.chain.block.hash, created.operation.chain.block.hash);
  await rpc('anvil_mine', '0x10');
  const final = await until(() => get(`/v1/operations/${id}`), answer => answer.body.finality === 'finalized');
  assert.equal(final.body.entry.chain.blockHash, created.operation.chain.block.hash);
});

test('what a reorganisation drops is sent again, and nothing twice', async () => {
  const before = (await get('/v1/log/entries?start=0&count=1')).body.size;
  const answer = await post('/v1/identities', JSON.stringify({kind: 'person'}), {'content-type': 'application/json'});
  assert.ok(answer.status === 201 || answer.status === 202, JSON.stringify(answer.body));
  const {id, chain} = answer.body.operation;
  await rpc('anvil_reorg', 1, []);
  await rpc('anvil_mine', '0x1');
  const again = await until(() => get(`/v1/operations/${id}`), found => found.body.chain &&
    found.body.chain.block.hash !== chain.block.hash);
  assert.equal(again.body.id, id);
  assert.equal((await get('/v1/log/entries?start=0&count=1')).body.size, before + 1);
});

test('the server goes on where it stopped, and both hold the same', async () => {
  await end(server, 'SIGKILL');
  const exported = spawnSync(program, ['chain', 'export', '--home', path('home')], {encoding: 'utf8'});
  assert.equal(exported.status, 0, exported.stderr);
  const lines = exported.stdout.trim().split('\n').map(line => JSON.parse(line));
  assert.equal(new Set(lines.map(line => line.id)).size, lines.length);
  server = await serve();
  await until(() => get('/v1/chain'), answer => answer.body.caughtUp);
  assert.equal((await get('/v1/identities/chain-person')).status, 200);
  const status = spawnSync(program, ['chain', 'status', '--server', server.found[1]], {encoding: 'utf8'});
  assert.equal(status.status, 0, status.stderr);
  assert.match(status.stdout, /finalized [0-9]+ 0x/);
  const check = spawnSync(program, ['log', 'check', '--home', path('home')], {encoding: 'utf8'});
  assert.ok(check.status === 0 || /store\.locked/.test(check.stderr), check.stderr);
});

test('P4: the state that the operations give is what the contract has stored; a planted difference is found', async () => {
  const compare = (...words) => {
    const done = spawnSync(program, ['chain', 'compare', '--home', path('home'), '--chain', node, '--json', ...words],
      {encoding: 'utf8'});
    return {status: done.status, json: done.stdout ? JSON.parse(done.stdout) : null, error: done.stderr};
  };
  const head = (await get('/v1/chain')).body;
  for (const words of [[], ['--proven']]) {
    const equal = compare(...words);
    assert.equal(equal.status, 0, equal.error + JSON.stringify(equal.json));
    assert.equal(equal.json.block.number, head.position.number);
    assert.ok(equal.json.words > 20 && equal.json.differences.length === 0, JSON.stringify(equal.json));
  }
  const text = spawnSync(program, ['chain', 'compare', '--home', path('home'), '--chain', node], {encoding: 'utf8'});
  assert.match(text.stdout, /\[ok\] The contract says what its operations say/);
  // One bit of one identity's word, as a contract that went wrong would have it.
  const place = keccak256(concat([`0x${created.id}`, padHex('0x1', {size: 32})]));
  const registry = head.contracts.registry;
  const right = await rpc('eth_getStorageAt', registry, place, 'latest');
  const plant = async word => {
    await rpc('anvil_setStorageAt', registry, place, word);
    await rpc('anvil_mine', '0x1');
    const number = Number(await rpc('eth_blockNumber'));
    await until(() => get('/v1/chain'), answer => answer.body.position.number === number);
  };
  await plant(toHex(BigInt(right) ^ 1n, {size: 32}));
  const planted = compare();
  assert.equal(planted.status, 1);
  assert.deepEqual(planted.json.differences.map(({record, kind, place, expected}) => ({record, kind, place, expected})),
    [{record: `0x49${created.id}`, kind: 'identity', place, expected: right}]);
  const lines = spawnSync(program, ['chain', 'compare', '--home', path('home'), '--chain', node], {encoding: 'utf8'});
  assert.equal(lines.status, 1);
  assert.match(lines.stdout, new RegExp(`identity ${created.id}[^]*1 words differ`));
  await plant(right);
  assert.equal(compare('--proven').status, 0);
  // A contract that isn't that registry has none of it; where there is no contract nothing is compared.
  const other = compare('--registry', head.contracts.lens);
  assert.equal(other.status, 1);
  assert.ok(other.json.differences.length > 20);
  assert.match(compare('--proven', '--registry', '0x00000000000000000000000000000000000000aa').error,
    /chain\.contract_missing/);
  assert.match(compare('--registry', 'nowhere').error, /chain\.address/);
});

test('what can\'t be compared says why', () => {
  assert.equal(spawnSync(program, ['init', '--home', path('alone')], {encoding: 'utf8'}).status, 0);
  const compare = home => spawnSync(program, ['chain', 'compare', '--home', path(home), '--chain', node],
    {encoding: 'utf8'}).stderr;
  assert.match(compare('alone'), /ledger\.not_a_mirror/);
  assert.equal(spawnSync(program, ['init', '--home', path('unfollowed'), '--contracts', path('contracts.json')],
    {encoding: 'utf8'}).status, 0);
  assert.match(compare('unfollowed'), /chain_compare\.nothing/);
});

test('another home, a dead node and a missing contract each have a code', async () => {
  const other = spawnSync(program, ['serve', '--home', path('embedded'), '--listen', '127.0.0.1:0', '--chain', node,
    '--contracts', path('contracts.json')], {encoding: 'utf8'});
  assert.match(other.stderr, /store\.missing|file\.not_found/);
  assert.equal(spawnSync(program, ['init', '--home', path('embedded')], {encoding: 'utf8'}).status, 0);
  const mismatch = spawnSync(program, ['serve', '--home', path('embedded'), '--listen', '127.0.0.1:0', '--chain', node,
    '--contracts', path('contracts.json')], {encoding: 'utf8'});
  assert.match(mismatch.stderr, /chain_home\.mismatch/);
  const dead = spawnSync(program, ['chain', 'deploy', '--chain', 'http://127.0.0.1:9', '--out', path('x.json')],
    {encoding: 'utf8'});
  assert.match(dead.stderr, /chain\.rpc_unreachable/);
  const embedded = await launch(program, ['serve', '--home', path('embedded'), '--listen', '127.0.0.1:0',
    '--no-access-log'], /(http:\/\/[0-9.]+:[0-9]+)/);
  assert.equal((await (await fetch(`${embedded.found[1]}/v1/chain`)).json()).code, 'chain.none');
  const form = spawnSync(program, ['init', '--home', path('y'), '--contracts', join(here, 'package.json')],
    {encoding: 'utf8'});
  assert.match(form.stderr, /chain_contracts\.form/);
});

test('a deployment that can\'t be done says why', async () => {
  const fresh = async (...words) => {
    const chain = await launch(anvilProgram, ['--host', '127.0.0.1', '--port', '0', '--hardfork', 'osaka', ...words],
      /Listening on (127\.0\.0\.1:[0-9]+)\n/);
    return `http://${chain.found[1]}`;
  };
  const deploy = (url, ...words) => spawnSync(program, ['chain', 'deploy', '--chain', url, '--out', path('none.json'),
    ...words], {encoding: 'utf8'}).stderr;
  assert.match(deploy(await fresh('--accounts', '0'), '--fund-from-node'), /chain_deploy\.no_account/);
  assert.match(deploy(await fresh('--disable-default-create2-deployer')), /chain_deploy\.no_factory/);
  // Blocks that take their time, as real ones do.
  const slow = await fresh('--block-time', '1');
  assert.equal(deploy(slow, '--fund-from-node'), '');
  const url = await fresh();
  assert.match(deploy(url), /chain\.out_of_funds/);
  await fetch(url, {method: 'POST', headers: {'content-type': 'application/json'}, body: JSON.stringify({jsonrpc: '2.0',
    id: 1, method: 'anvil_setCode', params: ['0x4e59b44847b379578588920cA78FbF26c0B4956C', '0x60006000fd']})});
  assert.match(deploy(url, '--fund-from-node'), /chain_deploy\.failed/);
});
