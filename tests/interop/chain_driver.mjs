// A development chain, the contracts on it, and the service over it, for tests: real anvil, the real program.
// Skips the whole test where anvil isn't installed. Everything that was started ends with close().
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { anvilProgram, close, end, folder, launch, path, program } from './processes.mjs';

export { anvilProgram, close, end, folder, launch, path, program };
if (!existsSync(anvilProgram)) {
  console.log('SKIPPED: anvil isn\'t installed (npm ci in tests/interop)');
  await close();
  process.exit(0);
}

/// A chain with a block for each transaction; `finalized` is four blocks behind.
export async function startChain(...words) {
  const anvil = await launch(anvilProgram, ['--host', '127.0.0.1', '--port', '0', '--hardfork', 'osaka',
    '--slots-in-an-epoch', '2', ...words], /Listening on (127\.0\.0\.1:[0-9]+)\n/);
  const url = `http://${anvil.found[1]}`;
  const rpc = async (method, ...params) => {
    const answer = await (await fetch(url, { method: 'POST', headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ jsonrpc: '2.0', id: 1, method, params }) })).json();
    assert.ok(!answer.error, JSON.stringify(answer.error));
    return answer.result;
  };
  return { ...anvil, url, rpc, mine: (blocks) => rpc('anvil_mine', `0x${blocks.toString(16)}`) };
}

export function deploy(chain) {
  const done = spawnSync(program, ['chain', 'deploy', '--chain', chain.url, '--out', path('contracts.json'),
    '--fund-from-node'], { encoding: 'utf8' });
  assert.equal(done.status, 0, done.stderr);
  return JSON.parse(readFileSync(path('contracts.json'), 'utf8'));
}

/// The service with its demo data, over that chain, or embedded without one.
export async function serve(chain) {
  const words = chain ? ['--chain', chain.url, '--contracts', path('contracts.json'), '--fund-from-node'] : [];
  const server = await launch(program, ['serve', '--home', path('home'), '--listen', '127.0.0.1:0', '--demo',
    '--no-access-log', '--no-rate-limit', ...words], /(http:\/\/[0-9.]+:[0-9]+)/);
  const url = (way) => server.found[1] + way;
  const read = async (answer) => ({ status: answer.status, headers: answer.headers, body: await answer.json() });
  return {
    ...server, url, origin: server.found[1],
    get: async (way) => read(await fetch(url(way))),
    post: async (way, body, headers = {}) => read(await fetch(url(way), { method: 'POST', body, headers })),
  };
}

/// Asks until the answer is as wanted, for half a minute at most.
export async function until(ask, wanted) {
  const limit = Date.now() + 30_000;
  for (;;) {
    const answer = await ask();
    if (wanted(answer)) return answer;
    assert.ok(Date.now() < limit, `still ${JSON.stringify(answer)}`);
    await new Promise((done) => setTimeout(done, 100));
  }
}

/// The command line, in another folder than the servers'.
export function run(words, cwd = folder) {
  return spawnSync(program, words, { encoding: 'utf8', cwd, env: { ...process.env, COUNTERSIGN_HOME: join(cwd, 'nowhere') } });
}
