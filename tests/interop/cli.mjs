// The command line as a new user meets it: the real program, real files, a real server, and every exit status.
// Usage: node cli.mjs PROGRAM
import assert from 'node:assert/strict';
import {execFileSync, spawn, spawnSync} from 'node:child_process';
import {cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join, resolve} from 'node:path';
import test, {after} from 'node:test';

const program = resolve(process.argv[2]);
const folder = mkdtempSync(join(tmpdir(), 'countersign-cli-'));
const path = name => join(folder, name);
const servers = [];
after(async () => {
  await Promise.all(servers.map(stop));
  rmSync(folder, {recursive: true, force: true});
});

function run(...words) {
  const done = spawnSync(program, words, {cwd: folder, encoding: 'utf8',
    env: {...process.env, COUNTERSIGN_HOME: path('home')}});
  return {status: done.status, out: done.stdout, problem: done.stderr};
}

function start(home, ...words) {
  const child = spawn(program, ['serve', '--home', home, '--listen', '127.0.0.1:0', '--no-access-log', ...words],
    {stdio: ['ignore', 'pipe', 'pipe']});
  const server = {child, ended: new Promise(resolve => child.on('exit', resolve))};
  servers.push(server);
  return new Promise((resolve, reject) => {
    let text = '';
    child.on('exit', status => reject(new Error(`serve ended with ${status}`)));
    child.stdout.on('data', chunk => {
      text += chunk;
      const found = /http:\/\/[0-9.]+:([0-9]+)/.exec(text);
      if (found) resolve({...server, url: found[0]});
    });
  });
}

async function stop(server) {
  server.child.kill('SIGTERM');
  return server.ended;
}

test('usage errors exit with 64 and help with 0', () => {
  assert.equal(run().status, 64);
  assert.equal(run('no-such-command').status, 64);
  assert.equal(run('verify').status, 64);
  assert.equal(run('keygen', '--type', 'rsa', '--out', 'x', '--password-file', 'y').status, 64);
  assert.match(run('--help').out, /Exit status of verify/);
  assert.match(run('verify', '--help').out, /Example/);
  // Commands below commands too.
  assert.match(run('--help-all').out, /Usage: countersign identity rotate/);
  assert.match(run('version').out, /^countersign [0-9]+\.[0-9]+\.[0-9]+\n$/);
  const listen = run('serve', '--listen', 'nowhere');
  assert.equal(listen.status, 64);
  assert.match(listen.problem, /cli\.listen/);
});

test('an unreadable path exits with 65, whatever the command', () => {
  assert.equal(run('verify', 'absent.jpg', '--offline').status, 65);
  assert.equal(run('check', 'absent.json', 'absent.jpg').status, 65);
});

test('a key file needs a password, and the right one', () => {
  writeFileSync(path('empty'), '\n');
  const refused = run('keygen', '--out', 'me.key', '--password-file', 'empty');
  assert.equal(refused.status, 1);
  assert.match(refused.problem, /cli\.password_empty/);
  writeFileSync(path('pw'), 'correct horse\n');
  writeFileSync(path('wrong'), 'battery staple\n');
  assert.equal(run('keygen', '--out', 'me.key', '--password-file', 'pw').status, 0);
  assert.match(run('keygen', '--out', 'me.key', '--password-file', 'pw').problem, /file\.exists/);
  const wrong = run('sign', 'x.jpg', '--key', 'me.key', '--password-file', 'wrong', '--out', 'y.jpg');
  assert.match(wrong.problem, /keystore\.password/);
  const nothing = run('sign', 'x.jpg', '--key', 'me.key', '--password-file', 'pw');
  assert.equal(nothing.status, 64);
  assert.match(nothing.problem, /cli\.nothing_to_do/);
});

test('the demo registry answers every kind of file with its exit status, by server and by folder', async () => {
  const server = await start(path('home'), '--demo');
  const expected = {'photo.jpg': 0, 'generated.png': 0, 'statement.txt': 0, 'altered.jpg': 1, 'revoked.jpg': 1,
    'disputed.jpg': 0, 'unsigned.jpg': 2};
  for (const [name, status] of Object.entries(expected)) {
    const answer = run('verify', path(`home/demo/${name}`), '--json', '--server', server.url);
    assert.equal(answer.status, status, name);
    assert.equal(JSON.parse(answer.out).truth, 'not-assessed');
  }
  // While a server runs over the folder, nobody else opens it.
  assert.match(run('verify', path('home/demo/photo.jpg')).problem, /store\.locked/);
  const key = (await (await fetch(`${server.url}/v1/service`)).json()).log.key;
  const photo = path('home/demo/photo.jpg');
  assert.equal(run('verify', photo, '--server', server.url, '--bundle', 'proof.json').status, 0);
  await stop(server);
  // The server is off: the proof holds by the log's key, is unanchored without it, and of another file it fails.
  assert.equal(run('check', 'proof.json', photo, '--log-key', key).status, 0);
  assert.equal(run('check', 'proof.json', photo).status, 3);
  assert.equal(run('check', 'proof.json', path('home/demo/altered.jpg'), '--log-key', key).status, 1);
  assert.equal(run('check', 'proof.json', photo, '--policy', path('home/policies/default.json')).status, 0);
  const proof = readFileSync(path('proof.json'));
  proof[proof.length >> 1] ^= 1;
  writeFileSync(path('bent.json'), proof);
  assert.equal(run('check', 'bent.json', photo, '--log-key', key).status, 1);
  // By the folder itself.
  assert.equal(run('verify', photo).status, 0);
  assert.equal(run('verify', path('home/demo/altered.jpg')).status, 1);
  assert.equal(run('log', 'check').status, 0);
  assert.equal(run('log', 'rebuild').status, 0);
  assert.match(run('log', 'prove', '3').out, /^c2sp\.org\/tlog-proof@v1\n/);
});

test('an identity of one\'s own: create, sign, register, verify, rotate', () => {
  assert.equal(run('identity', 'create', '--name', 'my-studio', '--kind', 'organisation', '--key', 'me.key',
    '--password-file', 'pw', '--recovery-file', 'recovery').status, 0);
  assert.match(readFileSync(path('recovery'), 'utf8'), /^([0-9A-Z]{4}-){8}[0-9A-Z]{4}\n$/);
  const taken = run('identity', 'create', '--name', 'my-studio', '--key', 'me.key', '--password-file', 'pw',
    '--recovery-file', 'recovery2');
  assert.equal(taken.status, 1);
  const signed = run('sign', path('home/demo/unsigned.jpg'), '--key', 'me.key', '--password-file', 'pw', '--out',
    'mine.jpg', '--ai', 'captured', '--identity', 'my-studio', '--anchor-out', 'root.pem');
  assert.equal(signed.status, 0, signed.problem);
  assert.equal(run('verify', 'mine.jpg').status, 3);
  const offline = run('verify', 'mine.jpg', '--offline', '--json');
  assert.equal(offline.status, 3);
  assert.equal(JSON.parse(offline.out).provenance.state, 'valid');
  const trusted = run('verify', 'mine.jpg', '--offline', '--json', '--trust-anchors', 'root.pem');
  assert.equal(trusted.status, 0);
  assert.equal(JSON.parse(trusted.out).provenance.state, 'trusted');
  assert.equal(run('keygen', '--type', 'ed25519', '--out', 'new.key', '--password-file', 'pw').status, 0);
  assert.equal(run('identity', 'rotate', 'my-studio', '--key', 'me.key', '--password-file', 'pw', '--new-key',
    'new.key', '--new-password-file', 'pw').status, 0);
  const stale = run('sign', path('home/demo/unsigned.jpg'), '--key', 'me.key', '--password-file', 'pw', '--identity',
    'my-studio');
  assert.equal(stale.status, 1);
  assert.match(stale.problem, /cli\.key_not_listed/);
});

test('credentials: issued with a token, verified, revoked', () => {
  const token = run('token', 'registrar', '--scope', 'issue', '--days', '1');
  assert.match(token.out, /^[0-9a-f]{64}\n$/);
  writeFileSync(path('token'), token.out);
  writeFileSync(path('claims.json'), '{"role":"editor"}');
  const issued = run('credential', 'issue', '--subject', 'photographer', '--type', 'StaffCredential', '--claims',
    'claims.json', '--token-file', 'token', '--out', 'staff.json');
  assert.equal(issued.status, 0, issued.problem);
  const id = /Credential ([0-9a-f]+) /.exec(issued.out)[1];
  assert.equal(run('credential', 'verify', 'staff.json').status, 0);
  assert.equal(run('credential', 'revoke', id, '--token-file', 'token').status, 0);
  assert.equal(run('credential', 'verify', 'staff.json').status, 1);
  writeFileSync(path('token'), '0'.repeat(64));
  const refused = run('credential', 'revoke', id, '--token-file', 'token');
  assert.match(refused.problem, /cli\.server/);
  assert.match(refused.problem, /token\.unknown/);
});

test('a watcher remembers the log and refuses a fork of it', async () => {
  cpSync(path('home'), path('fork'), {recursive: true});
  // Both homes grow by another entry: two histories under one key.
  assert.equal(run('keygen', '--out', 'a.key', '--password-file', 'pw').status, 0);
  assert.equal(run('keygen', '--out', 'b.key', '--password-file', 'pw').status, 0);
  for (const [home, key] of [[path('home'), 'a.key'], [path('fork'), 'b.key']]) {
    execFileSync(program, ['identity', 'create', '--home', home, '--key', path(key), '--password-file', path('pw'),
      '--recovery-file', `${home}-recovery`]);
  }
  const honest = await start(path('home'));
  const forked = await start(path('fork'));
  assert.match(run('log', 'watch', honest.url, '--state', 'seen.json').out, /first time/);
  assert.match(run('log', 'watch', honest.url, '--state', 'seen.json').out, /extends/);
  const fork = run('log', 'watch', forked.url, '--state', 'seen.json');
  assert.equal(fork.status, 1);
  assert.match(fork.problem, /cli\.fork/);
});
