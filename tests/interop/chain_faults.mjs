// What can happen to a service on a chain, on real anvils: reorganisations with operations inside, a node that is killed
// or comes to follow another fork, answers that are late, half, oversized or wrong, another sender with the same key,
// clocks that jump, an empty purse, no contract, another chain. Nothing lost, nothing twice, a clear code each.
// Usage: node chain_faults.mjs PROGRAM
import assert from 'node:assert/strict';
import {spawnSync} from 'node:child_process';
import {cpSync} from 'node:fs';
import {createServer} from 'node:http';
import test, {after} from 'node:test';
import {anvilProgram, close, end, folder, launch, path, program} from './chain_driver.mjs';

after(async () => {
  proxy.closeAllConnections();
  proxy.close();
  await close();
});
const anvil = (...words) => launch(anvilProgram, ['--host', '127.0.0.1', '--hardfork', 'osaka',
  '--slots-in-an-epoch', '64', ...words], /Listening on 127\.0\.0\.1:([0-9]+)\n/);

// In front of the node: tells the truth unless told otherwise. The service knows this address alone.
let nodePort = 0;
let [requests, connections] = [0, 0];
let fault = () => null;
const proxy = createServer(async (request, response) => {
  try {
    const parts = [];
    for await (const part of request) parts.push(part);
    const body = Buffer.concat(parts);
    ++requests;
    const kind = fault(body.toString());
    if (kind === 'refuse') return request.socket.destroy();
    const answer = await fetch(`http://127.0.0.1:${nodePort}`, {method: 'POST', body,
      headers: {'content-type': 'application/json'}});
    const text = await answer.text();
    if (kind === 'lose') return request.socket.destroy();
    if (kind === 'late') return setTimeout(() => request.socket.destroy(), 1500);
    response.setHeader('content-type', 'application/json');
    if (kind === 'half') {
      response.setHeader('content-length', text.length);
      return response.write(text.slice(0, text.length / 2), () => request.socket.destroy());
    }
    if (kind === 'oversized') return response.end(text + ' '.repeat(80 << 20));
    if (kind === 'wrong') return response.end('{"jsonrpc": "2.0", "id": ');
    if (kind === 'other') return response.end(text.replace(/"id":\d+/g, '"id":987654'));
    return response.end(text);
  } catch {
    request.socket.destroy();
  }
});
proxy.on('connection', () => ++connections);
await new Promise(resolve => proxy.listen(0, '127.0.0.1', resolve));
const url = `http://127.0.0.1:${proxy.address().port}`;
async function rpc(method, ...params) {
  const answer = await (await fetch(`http://127.0.0.1:${nodePort}`, {method: 'POST',
    headers: {'content-type': 'application/json'}, body: JSON.stringify({jsonrpc: '2.0', id: 1, method, params})})).json();
  assert.ok(!answer.error, `${method}: ${JSON.stringify(answer.error)}`);
  return answer.result;
}
const run = (...words) => spawnSync(program, words, {encoding: 'utf8'});
const serve = (...words) => launch(program, ['serve', '--home', path('home'), '--listen', '127.0.0.1:0', '--public-url',
  'http://localhost:1', '--no-access-log', '--no-rate-limit', '--chain', url, '--contracts', path('contracts.json'),
  '--gas-per-address', '100000000', ...words], /(http:\/\/[0-9.]+:[0-9]+)/);
let server;
const get = async way => (await fetch(server.found[1] + way)).json();
const post = async (way, body, headers = {'content-type': 'application/json'}) => {
  const answer = await fetch(server.found[1] + way, {method: 'POST', body, headers});
  return {status: answer.status, headers: answer.headers, body: JSON.parse(await answer.text())};
};
async function until(ask, wanted, what = '') {
  const limit = Date.now() + 45_000;
  for (;;) {
    const answer = await ask().catch(error => ({error: String(error)}));
    if (wanted(answer)) return answer;
    assert.ok(Date.now() < limit, `${what} still ${JSON.stringify(answer.problem ?? answer).slice(0, 500)}`);
    await new Promise(resolve => setTimeout(resolve, 100));
  }
}
let person;
const done = [];
let number = 0;
/// Signs; whatever the answer, the item is followed to the end later.
async function sign() {
  const answer = await post('/v1/content', `content ${number++}`, {authorization: `Bearer ${person.token}`});
  assert.equal(answer.status, 202, JSON.stringify(answer.body));
  done.push({item: answer.body.item, sha256: answer.body.sha256});
  return answer.body;
}
/// All that was ever acknowledged is registered, each once.
async function checkAll() {
  for (const {item, sha256} of done) {
    await until(() => get(`/v1/items/${item}`), found => found.state === 'committed', item);
    const {records} = await get(`/v1/content/${sha256}`);
    assert.equal(records.length, 1, `${sha256}: ${records.length} records`);
  }
}
const problem = code => until(() => get('/v1/chain'), answer => answer.problem?.code === code, code);
const well = () => until(() => get('/v1/chain'), answer => answer.caughtUp && !answer.problem && answer.queued === 0, 'well');

const saved = path('state.json');
let node = await anvil('--port', '0', '--state', saved);
nodePort = Number(node.found[1]);

test('a chain is deployed on, followed, and written to', async () => {
  const deployed = run('chain', 'deploy', '--chain', `http://127.0.0.1:${nodePort}`, '--out', path('contracts.json'),
    '--fund-from-node');
  assert.equal(deployed.status, 0, deployed.stderr);
  assert.equal(run('init', '--home', path('home'), '--contracts', path('contracts.json')).status, 0);
  server = await serve('--batch-count', '2', '--batch-seconds', '1', '--fund-from-node');
  const made = await post('/v1/identities', '{"kind":"person"}');
  assert.ok(made.status < 300, JSON.stringify(made.body));
  person = made.body;
  await sign();
  await checkAll();
  assert.ok(connections < requests / 3, `${connections} connections for ${requests} requests`);
});

test('a node that ends with operations on their way, and comes back with its blocks but without them', async () => {
  await rpc('evm_setAutomine', false);
  await sign();
  await sign();
  await until(() => get('/v1/chain'), answer => answer.inFlight > 0, 'in flight');
  await end(node);
  await problem('chain.rpc_unreachable');
  node = await anvil('--port', '0', '--state', saved);
  nodePort = Number(node.found[1]);
  await checkAll();
});

for (const depth of [1, 10, 64]) {
  test(`a reorganisation of ${depth} blocks with operations inside takes nothing for good`, async () => {
    await rpc('anvil_mine', '0x41');
    await well();
    await sign();
    await sign();
    await checkAll();
    if (depth > 2) await rpc('anvil_mine', `0x${(depth - 2).toString(16)}`);
    await well();
    const size = (await get('/v1/log/entries?start=0&count=1')).size;
    await rpc('anvil_reorg', depth, []);
    await rpc('anvil_mine', '0x1');
    await well();
    await checkAll();
    assert.equal((await get('/v1/log/entries?start=0&count=1')).size, size);
  });
}

test('answers that are late, half, oversized, wrong, lost or another\'s lose nothing', async () => {
  for (const kind of ['late', 'half', 'oversized', 'wrong', 'other', 'lose', 'refuse']) {
    let times = 0;
    // Every third request, and the first that sends a transaction.
    fault = body => (++times % 3 === 0 || (body.includes('eth_sendRawTransaction') && times < 10) ? kind : null);
    await sign();
    await new Promise(resolve => setTimeout(resolve, 1500));
    fault = () => null;
    await well();
    await checkAll();
  }
});

test('a node that says nothing for a while is told, and gone on with', async () => {
  fault = () => 'refuse';
  await problem('chain.rpc_unreachable');
  await sign();
  fault = () => 'wrong';
  await problem('chain.rpc_malformed');
  fault = () => null;
  await checkAll();
});

test('another sender with the same key: each operation is done once', async () => {
  // The same data folder's keys and outbox in a second process.
  cpSync(path('home'), path('twin'), {recursive: true});
  const twin = await launch(program, ['serve', '--home', path('twin'), '--listen', '127.0.0.1:0', '--public-url',
    'http://localhost:1', '--no-access-log', '--no-rate-limit', '--chain', url, '--contracts', path('contracts.json')],
  /(http:\/\/[0-9.]+:[0-9]+)/);
  const create = at => fetch(`${at}/v1/identities`, {method: 'POST', body: '{"kind":"person"}',
    headers: {'content-type': 'application/json'}}).then(async answer => ({status: answer.status, body: await answer.json()}));
  const both = [];
  for (let i = 0; i < 3; ++i) both.push(create(server.found[1]), create(twin.found[1]));
  await sign();
  // A block now and then: what a stranger did with a nonce is believed once it is final.
  const mining = setInterval(() => rpc('anvil_mine', '0x30').catch(() => {}), 500);
  const ids = (await Promise.all(both)).map(({status, body}) => {
    assert.ok(status < 300, JSON.stringify(body));
    return body.id;
  });
  for (const id of ids) await until(() => get(`/v1/identities/${id}`), found => found.id === id, id);
  clearInterval(mining);
  await end(twin, 'SIGKILL');
  await checkAll();
});

test('clocks that jump: the chain\'s time decides', async () => {
  await rpc('evm_increaseTime', 86_400 * 30);
  await rpc('anvil_mine', '0x1');
  await well();
  await sign();
  await checkAll();
});

test('without money nothing is sent, it says so, and it goes on once there is some', async () => {
  const {payer} = await get('/v1/chain');
  const balance = await rpc('eth_getBalance', payer, 'latest');
  await rpc('anvil_setBalance', payer, '0x0');
  const {item} = await sign();
  await until(() => get(`/v1/items/${item}`), found => found.problem === 'chain.out_of_funds', 'no money');
  await rpc('anvil_setBalance', payer, balance);
  await checkAll();
});

test('another chain id in the node\'s place is told by its code, and nothing is taken back', async () => {
  const size = (await get('/v1/log/entries?start=0&count=1')).size;
  const other = await anvil('--port', '0', '--chain-id', '4242');
  nodePort = Number(other.found[1]);
  await problem('chain.wrong_chain');
  assert.equal((await get('/v1/log/entries?start=0&count=1')).size, size);
  assert.equal((await get(`/v1/identities/${person.id}`)).id, person.id);
  await end(server, 'SIGKILL');
});
