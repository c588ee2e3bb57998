// A development chain, the contracts on it, and the service over it, for tests: real anvil, the real program.
// Skips the whole test where anvil isn't installed. Everything that was started ends with close().
import assert from 'node:assert/strict';
import { spawn, spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

const here = dirname(fileURLToPath(import.meta.url));
const anvilProgram = join(here, 'node_modules/@foundry-rs/anvil-linux-amd64/bin/anvil');
if (!existsSync(anvilProgram)) {
  console.log('SKIPPED: anvil isn\'t installed (npm ci in tests/interop)');
  process.exit(0);
}
export const program = resolve(process.argv[2]);
export const folder = mkdtempSync(join(tmpdir(), 'countersign-chain-'));
export const path = (name) => join(folder, name);
const children = [];

/// Starts a program and waits until its output matches.
export function launch(command, words, pattern) {
  const child = spawn(command, words, { stdio: ['ignore', 'pipe', 'inherit'] });
  const ended = new Promise((done) => child.on('exit', done));
  const handle = { child, ended };
  children.push(handle);
  return new Promise((done, failed) => {
    let text = '';
    child.on('exit', (status) => failed(new Error(`${command} ended with ${status}: ${text}`)));
    child.stdout.on('data', (chunk) => {
      text += chunk;
      const found = pattern.exec(text);
      if (found) done({ ...handle, found });
    });
  });
}
export async function end(handle, signal = 'SIGTERM') {
  handle.child.kill(signal);
  return handle.ended;
}
export async function close() {
  await Promise.all(children.map((child) => end(child, 'SIGKILL')));
  rmSync(folder, { recursive: true, force: true });
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
