// Batches through kills, on both homes: the embedded ledger and a real anvil. What was answered as taken is registered
// once, in one batch, with its path, whenever the process was killed (docs/spec/batching.md, Q1, Q4, Q5).
// Usage: node batches.mjs PROGRAM
import assert from 'node:assert/strict';
import {spawnSync} from 'node:child_process';
import {createHash} from 'node:crypto';
import {existsSync} from 'node:fs';
import test, {after} from 'node:test';
import {anvilProgram, close, end, launch, path, program} from './processes.mjs';

after(close);
const serve = (home, ...words) => launch(program, ['serve', '--home', path(home), '--listen', '127.0.0.1:0',
  '--public-url', 'http://localhost:1', '--no-access-log', '--no-rate-limit', ...words], /(http:\/\/[0-9.]+:[0-9]+)/);
const sha256 = (...parts) => parts.reduce((hash, part) => hash.update(part), createHash('sha256')).digest();
const json = async answer => JSON.parse(await (await answer).text());
async function until(ask, wanted, seconds = 40) {
  const limit = Date.now() + seconds * 1000;
  for (;;) {
    const answer = await ask().catch(error => ({error: String(error)}));
    if (wanted(answer)) return answer;
    assert.ok(Date.now() < limit, `still ${JSON.stringify(answer)}`);
    await new Promise(resolve => setTimeout(resolve, 50));
  }
}

/// RFC 9162, 2.1.3.2, written again here.
function rootOf({leaf, index, count, path: siblings}) {
  let [at, last] = [index, count - 1];
  let hash = sha256(Buffer.from([0]), Buffer.from(leaf, 'hex'));
  for (const sibling of siblings.map(text => Buffer.from(text, 'hex'))) {
    assert.notEqual(last, 0);
    if (at % 2 === 1 || at === last) {
      hash = sha256(Buffer.from([1]), sibling, hash);
      while (at % 2 === 0 && at !== 0) [at, last] = [at >> 1, last >> 1];
    } else {
      hash = sha256(Buffer.from([1]), hash, sibling);
    }
    [at, last] = [at >> 1, last >> 1];
  }
  assert.equal(last, 0);
  return hash.toString('hex');
}

async function create(url) {
  const answer = await until(() => fetch(`${url}/v1/identities`, {method: 'POST', body: '{"kind":"person"}',
    headers: {'content-type': 'application/json'}}), found => found.ok);
  return json(answer);
}
/// Signs, and gives what was acknowledged: the content's hash and its item.
async function sign(url, person, text) {
  const answer = await fetch(`${url}/v1/content`, {method: 'POST', body: text,
    headers: {authorization: `Bearer ${person.token}`}});
  const body = JSON.parse(await answer.text());
  assert.equal(answer.status, 202, JSON.stringify(body));
  assert.equal(answer.headers.get('location'), `/v1/items/${body.item}`);
  return {sha256: body.sha256, item: body.item};
}
/// Kills the server while people sign, so often; then all that was acknowledged has to be there, once.
async function killWhileSigning(start, kills, people) {
  const acknowledged = [];
  let number = 0;
  for (let kill = 0; kill < kills; ++kill) {
    const server = await start();
    const work = Promise.allSettled(people.map(async person => {
      for (;;) {
        acknowledged.push(await sign(server.found[1], person, `content ${number++}`));
        await new Promise(resolve => setTimeout(resolve, 10));
      }
    }));
    await new Promise(resolve => setTimeout(resolve, 150 + 130 * kill));
    await end(server, 'SIGKILL');
    // Only the kill ends them: a refusal is a mistake.
    for (const outcome of await work) {
      assert.match(String(outcome.reason), /fetch failed|terminated|other side closed|ECONN/, String(outcome.reason));
    }
  }
  return acknowledged;
}
async function checkAll(url, acknowledged) {
  const batches = new Map();
  for (const {sha256: content, item} of acknowledged) {
    const found = await until(() => json(fetch(`${url}/v1/items/${item}`)), body => body.state === 'committed');
    assert.equal(rootOf(found.proof), found.proof.root);
    assert.equal(found.proof.leaf.slice(12, 76), content);
    const records = (await json(fetch(`${url}/v1/content/${content}`))).records;
    assert.equal(records.length, 1, `${content} is registered ${records.length} times`);
    assert.equal(records[0].operation, found.operation.id);
    batches.set(found.batch, (batches.get(found.batch) ?? 0) + 1);
  }
  return batches;
}

test('Q4, Q5: the embedded ledger: kill -9 while people sign loses nothing and registers nothing twice', async () => {
  assert.equal(spawnSync(program, ['init', '--home', path('embedded')], {encoding: 'utf8'}).status, 0);
  const start = () => serve('embedded', '--batch-count', '8', '--batch-seconds', '1');
  let server = await start();
  const people = [await create(server.found[1]), await create(server.found[1]), await create(server.found[1])];
  await end(server, 'SIGKILL');
  const acknowledged = await killWhileSigning(start, 8, people);
  server = await start();
  const batches = await checkAll(server.found[1], acknowledged);
  assert.ok(acknowledged.length > 50, `${acknowledged.length} acknowledged`);
  assert.ok(batches.size < acknowledged.length / 2, `${batches.size} batches`);
  assert.ok([...batches.values()].every(count => count <= 8));
  console.log(`${acknowledged.length} contents in ${batches.size} batches through 8 kills`);
  await end(server);
  assert.equal(spawnSync(program, ['log', 'check', '--home', path('embedded')], {encoding: 'utf8'}).status, 0);
});

test('the options are checked', () => {
  const refused = (...words) => spawnSync(program, ['serve', '--home', path('embedded'), ...words], {encoding: 'utf8'});
  assert.equal(refused('--batch-count', '8').status, 64);
  assert.equal(refused('--batch-count', '0', '--batch-seconds', '1').status, 64);
  assert.equal(refused('--batch-count', '2', '--batch-seconds', '86401').status, 64);
});

test('Q1, Q4, Q5: a chain: a batch is one transaction, and kill -9 with batches on their way loses nothing',
  {skip: existsSync(anvilProgram) ? false : 'anvil isn\'t installed (npm ci in tests/interop)'}, async () => {
    const anvil = await launch(anvilProgram, ['--host', '127.0.0.1', '--port', '0', '--hardfork', 'osaka',
      '--slots-in-an-epoch', '2', '--block-time', '1'], /Listening on (127\.0\.0\.1:[0-9]+)\n/);
    const node = `http://${anvil.found[1]}`;
    const run = (...words) => {
      const done = spawnSync(program, words, {encoding: 'utf8'});
      assert.equal(done.status, 0, done.stderr);
      return done.stdout;
    };
    run('chain', 'deploy', '--chain', node, '--out', path('contracts.json'), '--fund-from-node');
    run('init', '--home', path('chain'), '--contracts', path('contracts.json'));
    const start = () => serve('chain', '--batch-count', '8', '--batch-seconds', '1', '--chain', node, '--contracts',
      path('contracts.json'), '--fund-from-node');
    let server = await start();
    const people = [await create(server.found[1]), await create(server.found[1])];
    const size = (await json(fetch(`${server.found[1]}/v1/log/entries?start=0&count=1`))).size;
    const together = [];
    for (let i = 0; i < 8; ++i) together.push(await sign(server.found[1], people[0], `together ${i}`));
    assert.deepEqual([...(await checkAll(server.found[1], together)).values()], [8]);
    assert.equal((await json(fetch(`${server.found[1]}/v1/log/entries?start=0&count=1`))).size, size + 1);
    await end(server, 'SIGKILL');
    const acknowledged = await killWhileSigning(start, 4, people);
    server = await start();
    const batches = await checkAll(server.found[1], acknowledged);
    console.log(`${acknowledged.length} contents in ${batches.size} batches on the chain through 4 kills`);
    await end(server, 'SIGKILL');
    run('chain', 'compare', '--home', path('chain'), '--chain', node);
  });
