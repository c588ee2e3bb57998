// The command line as a new user meets it: the real program, real files, a real server, and every exit status.
// Usage: node cli.mjs PROGRAM
import assert from 'node:assert/strict';
import {execFileSync, spawn, spawnSync} from 'node:child_process';
import {closeSync, cpSync, existsSync, ftruncateSync, mkdtempSync, openSync, readFileSync, rmSync, writeFileSync, writeSync} from 'node:fs';
import {createServer} from 'node:http';
import {tmpdir} from 'node:os';
import {dirname, join, resolve} from 'node:path';
import test, {after} from 'node:test';

const program = resolve(process.argv[2]);
const folder = mkdtempSync(join(tmpdir(), 'countersign-cli-'));
const path = name => join(folder, name);
// One grey point.
const smallJpeg = '/9j/4AAQSkZJRgABAQEASABIAAD/2wBDAP' + '/'.repeat(86) + 'wgALCAABAAEBAREA/8QAFBABAAAAAAAAAAAAAAAAAAAAAP/aAAgBAQABPxA=';
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

// Runs, and looks on at how much memory the program has needed at most.
async function runWatched(...words) {
  const child = spawn(program, words, {cwd: folder, env: {...process.env, COUNTERSIGN_HOME: path('home')}});
  let [out, problem, peak] = ['', '', 0];
  child.stdout.on('data', chunk => { out += chunk; });
  child.stderr.on('data', chunk => { problem += chunk; });
  const look = setInterval(() => {
    try {
      const found = /^VmHWM:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${child.pid}/status`, 'utf8'));
      peak = Math.max(peak, found ? found[1] / 1024 : 0);
    } catch { /* ended */ }
  }, 5);
  const status = await new Promise(resolve => child.on('close', resolve));
  clearInterval(look);
  return {status, out, problem, peak};
}

// Mostly a hole: `bytes` long, taking no room on the disk.
function sparse(name, bytes, head) {
  const file = openSync(path(name), 'w');
  writeSync(file, head);
  ftruncateSync(file, bytes);
  closeSync(file);
  return path(name);
}
// A PNG whose one image chunk fills the file: no end chunk, no manifest.
function pngHead(bytes) {
  const head = Buffer.alloc(8 + 25 + 8);
  Buffer.from('89504e470d0a1a0a0000000d49484452000000010000000108000000003a7e9b55', 'hex').copy(head);
  head.writeUInt32BE(bytes - head.length - 4, 33);
  head.write('IDAT', 37, 'latin1');
  return head;
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
  // Options that would count for nothing.
  const sign = ['sign', 'x.jpg', '--key', 'k', '--password-file', 'p', '--out', 'y.jpg'];
  assert.equal(run(...sign, '--role', 'cawg.creator').status, 64);
  assert.equal(run(...sign, '--own-chain', 'c.pem').status, 64);
  assert.equal(run('keygen', '--type', 'rsa', '--out', 'x', '--password-file', 'y').status, 64);
  assert.match(run('--help').out, /Exit status of verify/);
  assert.match(run('verify', '--help').out, /Example/);
  // Commands below commands too.
  const all = run('--help-all').out;
  assert.match(all, /Usage: countersign identity rotate/);
  for (const help of all.split(/(?=^Usage: )/m).slice(1))
    assert.match(help, /^Examples?:\n  countersign |^Examples:\n  echo /m, help.split('\n')[0]);
  assert.match(run('version').out, /^countersign [0-9]+\.[0-9]+\.[0-9]+\n$/);
  const listen = run('serve', '--listen', 'nowhere');
  assert.equal(listen.status, 64);
  assert.match(listen.problem, /cli\.listen/);
});

test('an unreadable path exits with 65, whatever the command', () => {
  assert.equal(run('verify', 'absent.jpg', '--offline').status, 65);
  assert.match(run('verify', '.', '--offline', '--bundle', 'proof.json').problem, /cli\.one_file/);
  assert.equal(run('check', 'absent.json', 'absent.jpg').status, 65);
});

test('an answer that standard output takes no more of is no success', () => {
  const full = openSync('/dev/full', 'w');
  const done = spawnSync(program, ['version'], {stdio: ['ignore', full, 'pipe'], encoding: 'utf8'});
  closeSync(full);
  assert.equal(done.status, 65);
  assert.match(done.stderr, /standard output can't be written/);
});

test('what --help shows works word for word, in its order', async () => {
  const words = mkdtempSync(join(folder, 'help-'));
  const shell = line => {
    const done = spawnSync('sh', ['-c', line], {cwd: words, encoding: 'utf8',
      env: {...process.env, PATH: `${dirname(program)}:${process.env.PATH}`, COUNTERSIGN_HOME: join(words, 'home')}});
    return {line, status: done.status, out: done.stdout, problem: done.stderr};
  };
  writeFileSync(join(words, 'photo.jpg'), Buffer.from(smallJpeg, 'base64'));
  const lines = run('--help').out.split('\nExamples:\n')[1].split('\nExit status')[0].split('\n');
  assert.equal(lines.length, 8);
  let key = 'VKEY';
  for (const line of lines) {
    const done = shell(line.replace('VKEY', `'${key}'`));
    key = /log key +(\S+)/.exec(done.out)?.[1] ?? key;
    // Nobody vouches for the signer of this photo.
    assert.equal(done.status, /countersign verify/.test(line) ? 3 : 0, `${line}\n${done.out}${done.problem}`);
  }
  const examples = group => run(group, '--help').out.trimEnd().split('\nExamples:\n')[1].split('\n');
  for (const line of [examples('identity')[2], ...examples('log').slice(0, 2)]) {
    const done = shell(line.replace('prove 7', 'prove 1'));
    assert.equal(done.status, 0, `${line}\n${done.out}${done.problem}`);
  }
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

test('without a registry the message says how to get one; a refused name leaves no half of one', () => {
  for (const words of [['identity', 'show', 'x'], ['log', 'check'], ['token', 'x', '--scope', 'sign']]) {
    const done = run(...words, '--home', path('no-home'));
    assert.equal(done.status, 1, words[0]);
    assert.match(done.problem, /store\.missing[^]*countersign init/);
  }
  assert.match(run('init', '--home', path('named'), '--origin', 'a b').problem, /note\.key_name/);
  const made = run('init', '--home', path('named'), '--origin', 'example.org/log');
  assert.equal(made.status, 0, made.problem);
  assert.match(made.out, /log key +example\.org\/log\+[0-9a-f]{8}\+/);
});

test('1 is a verdict alone: what hinders one is 64 or 65', () => {
  writeFileSync(path('words.txt'), 'not a file of anything\n');
  writeFileSync(path('plain.jpg'), Buffer.from(smallJpeg, 'base64'));
  const verify = (...words) => run('verify', 'plain.jpg', ...words);
  assert.equal(verify('--offline').status, 2);
  assert.equal(verify('--offline', '--policy', 'words.txt').status, 64);
  assert.equal(verify('--offline', '--server', 'http://127.0.0.1:1').status, 64);
  assert.equal(verify('--server', 'http://127.0.0.1:1').status, 65);
  assert.equal(verify('--server', 'nonsense').status, 65);
  assert.equal(verify('--offline', '--tsa-anchors', 'absent.pem').status, 65);
  assert.equal(run('check', 'words.txt', 'plain.jpg', '--log-key', 'a+b').status, 64);
  assert.equal(run('check', 'words.txt', 'plain.jpg', '--policy', 'words.txt').status, 64);
  // A file of another kind is as good as none, so that is said.
  for (const [option, what] of [['--trust-anchors', /PEM/], ['--tsa-anchors', /PEM/], ['--eku', /OID/]]) {
    const done = verify('--offline', option, 'words.txt');
    assert.equal(done.status, 2);
    assert.match(done.problem, what);
  }
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
  // All of them: a line for each, in order, and the gravest exit status.
  const all = run('verify', path('home/demo'));
  assert.equal(all.status, 1);
  const lines = all.out.trim().split('\n');
  assert.deepEqual([...lines].map((line) => line.slice(5)).sort(), lines.map((line) => line.slice(5)));
  assert.ok(lines.some((line) => /^\[ok\] .*\/photo\.jpg: Signed by photographer/.test(line)), all.out);
  assert.ok(lines.some((line) => /^\[!!\] .*\/altered\.jpg: This file was changed/.test(line)), all.out);
  const verdicts = run('verify', path('home/demo'), '--json', '--jobs', '1').out.trim().split('\n').map((line) => JSON.parse(line));
  assert.equal(verdicts.length, lines.length);
  assert.ok(verdicts.every((one) => one.path && one.verdict.truth === 'not-assessed'));
  const inspected = run('inspect', path('home/demo/photo.jpg'));
  assert.equal(inspected.status, 3);
  assert.match(inspected.out, /^C2PA valid, image\/jpeg.*\nmanifest urn:c2pa:.*\n  .*signed by/s);
  assert.equal(run('log', 'check').status, 0);
  assert.equal(run('log', 'rebuild').status, 0);
  assert.equal(run('verify', photo, '--bundle', join('absent', 'proof.json')).status, 65);
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

test('text and pages: without a manifest they have none, with one it is read', async () => {
  writeFileSync(path('data.json'), '{"a": 1}\n');
  const none = run('verify', 'data.json', '--offline', '--json');
  assert.equal(none.status, 2);
  assert.ok(JSON.parse(none.out).reasons.some(({code}) => code === 'provenance.none'), none.out);
  const key = ['--key', 'me.key', '--password-file', 'pw', '--anchor-out', 'page-root.pem'];
  writeFileSync(path('page.html'), '<!doctype html><html><head><title>a</title></head><body>b</body></html>');
  writeFileSync(path('letter.txt'), 'Dear Sir,\n');
  assert.match(run('sign', 'letter.txt', ...key, '--out', 'letter-signed.txt').problem, /sign\.format/);
  for (const [from, to, ...more] of [['page.html', 'page-signed.html'], ['letter.txt', 'letter-signed.txt', '--into-text']]) {
    assert.equal(run('sign', from, ...key, '--out', to, '--ai', 'generated', ...more).status, 0);
    assert.equal(run('verify', to, '--offline', '--trust-anchors', 'page-root.pem').status, 0);
  }
  // A store beside the file, shown.
  assert.equal(run('sign', 'data.json', ...key, '--sidecar', 'data.c2pa').status, 0);
  assert.equal(run('inspect', 'data.json').status, 2);
  const shown = run('inspect', 'data.json', '--manifest', 'data.c2pa', '--crjson', '--trust-anchors', 'page-root.pem');
  assert.equal(shown.status, 0, shown.problem);
  assert.equal(JSON.parse(shown.out).manifests.length, 1);
  assert.equal(run('inspect', 'data.json', '--manifest', 'absent.c2pa').status, 65);
  // A manifest elsewhere is asked for only when told to, and never at a private address.
  let requests = 0;
  const elsewhere = createServer((request, response) => { requests++; response.end(); });
  await new Promise((resolve) => elsewhere.listen(0, '127.0.0.1', resolve));
  const {port} = elsewhere.address();
  for (const scheme of ['http', 'https']) {
    writeFileSync(path('elsewhere.html'), `<html><head><link rel="c2pa-manifest" href="${scheme}://127.0.0.1:${port}/m"></head>`);
    for (const more of [[], ['--remote-manifest', '127.0.0.1']]) {
      const told = await runWatched('verify', 'elsewhere.html', '--json', ...more);
      assert.match(told.out, /provenance\.remote/);
    }
  }
  elsewhere.close();
  assert.equal(requests, 0);
  assert.equal(run('verify', 'page.html', '--fragment', 'absent.m4s', '--offline').status, 65);
  assert.equal(run('verify', 'page.html', '--remote-manifest', 'a.example', '--offline').status, 64);
});

test('a film in fragments is judged with those that are there', () => {
  const reference = join(process.env.COUNTERSIGN_TESTDATA ?? join(process.env.COUNTERSIGN_SOURCE ?? '.', '../shared/testdata'),
    'c2pa/reference');
  const [init, fragment] = ['dashinit.mp4', 'dash1.m4s'].map((name) => join(reference, name));
  if (!existsSync(init)) return console.log('SKIPPED: no files at ' + reference);
  const integrity = (...words) => JSON.parse(run('verify', init, '--offline', '--json', ...words).out).integrity;
  assert.equal(integrity('--fragment', fragment), 'intact');
  assert.equal(integrity(), 'altered');
  assert.equal(integrity('--fragment', fragment, '--fragment', fragment), 'altered');
  const bytes = readFileSync(fragment);
  bytes[bytes.length - 100] ^= 1;
  writeFileSync(path('changed.m4s'), bytes);
  assert.equal(integrity('--fragment', 'changed.m4s'), 'altered');
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

test('a file of any size is read as it goes, by the folder and by a server', async () => {
  const gib = 2 ** 30;
  for (const [name, head] of [['huge.bin', 'opaque'], ['huge.png', pngHead(gib)]]) {
    const file = sparse(name, gib, head);
    for (const way of [[], ['--offline']]) {
      const got = await runWatched('verify', file, '--json', ...way);
      assert.equal(got.status, name === 'huge.bin' ? 2 : got.status, got.problem);
      assert.equal(JSON.parse(got.out).asset.bytes, gib);
      console.log(`verify ${name} of 1 GiB ${way}: at most ${got.peak.toFixed(1)} MiB of memory, status ${got.status}`);
      assert.ok(got.peak > 0 && got.peak < 128, `${got.peak} MiB`);
    }
  }
  const server = await start(path('home'));
  const fits = sparse('large.bin', 200 * 2 ** 20, 'opaque');
  const sent = await runWatched('verify', fits, '--server', server.url);
  assert.equal(sent.status, 2, sent.problem);
  console.log(`verify 200 MiB by a server: at most ${sent.peak.toFixed(1)} MiB of memory`);
  assert.ok(sent.peak < 128, `${sent.peak} MiB`);
  const refused = run('verify', path('huge.bin'), '--server', server.url);
  assert.equal(refused.status, 65);
  assert.match(refused.problem, /http\.body_too_large/);
  await stop(server);
});

test('whose word counts is said where the verdict is made, and refused where it is not', async () => {
  const photo = path('home/demo/photo.jpg');
  const own = JSON.parse(readFileSync(path('home/policies/default.json'), 'utf8'));
  assert.equal(run('verify', photo).status, 0);
  writeFileSync(path('nobody.json'), JSON.stringify({...own, id: 'nobody', trustRoots: [], reputation: {...own.reputation, seeds: []}}));
  const judged = run('verify', photo, '--policy', 'nobody.json', '--json');
  assert.equal(judged.status, 3, judged.problem);
  assert.equal(JSON.parse(judged.out).policy.id, 'nobody');
  assert.equal(JSON.parse(run('verify', photo, '--policy', 'nobody.json', '--json', '--offline').out).policy.id, 'nobody');
  writeFileSync(path('bad.json'), '{}');
  assert.match(run('verify', photo, '--policy', 'bad.json').problem, /policy\./);
  // Anchors count with the registry too.
  const trusted = run('verify', 'mine.jpg', '--json', '--trust-anchors', 'root.pem');
  assert.equal(JSON.parse(trusted.out).provenance.state, 'trusted');
  for (const option of ['--policy', '--trust-anchors', '--tsa-anchors', '--eku']) {
    const refused = run('verify', photo, option, 'nobody.json', '--server', 'http://127.0.0.1:1');
    assert.equal(refused.status, 64);
    assert.match(refused.problem, /cli\.verdict_elsewhere/);
    assert.match(refused.problem, new RegExp(option));
  }
  assert.match(run('verify', '--help').out.replace(/\s+/g, ' '), /Policy file: .*Not with --server/);
  const unknown = run('verify', path('home/demo/unsigned.jpg'), '--bundle', 'none.json');
  assert.match(unknown.problem, /cli\.no_proof/);
});

test('a name that is taken is refused before anything is registered; an identity can be named later', () => {
  assert.equal(run('keygen', '--out', 'late.key', '--password-file', 'pw').status, 0);
  const key = ['--key', 'late.key', '--password-file', 'pw'];
  const taken = run('identity', 'create', '--name', 'newsroom', ...key, '--recovery-file', 'late-recovery');
  assert.match(taken.problem, /name\.taken/);
  // A look-alike shows only when it is claimed: the identity is there then, and the message says how to go on.
  const similar = run('identity', 'create', '--name', 'newsr00m', ...key, '--recovery-file', 'late-recovery');
  assert.equal(similar.status, 1);
  assert.match(similar.problem, /cli\.unnamed/);
  assert.match(similar.problem, /name\.lookalike/);
  const id = /Identity ([0-9a-f]{64})/.exec(similar.out)[1];
  assert.equal(run('identity', 'name', id, 'late-studio').status, 64);
  assert.equal(run('identity', 'name', id, 'late-studio', ...key).status, 0);
  assert.match(run('identity', 'show', 'late-studio').out, new RegExp(id));
});

test('a hosted identity is named and handed over with its token', async () => {
  const server = await start(path('home'));
  // A free port is part of the identifiers, so they resolve.
  const answer = await fetch(`${server.url}/v1/identities`, {method: 'POST', body: '{"kind":"person"}',
    headers: {'content-type': 'application/json'}});
  const made = await answer.json();
  assert.match(made.did, new RegExp(`^did:web:localhost%3A${new URL(server.url).port}:identities:`));
  const resolved = await fetch(`${server.url}/1.0/identifiers/${encodeURIComponent(made.did)}`);
  assert.equal(resolved.status, 200);
  // Pasted as it is, its %3A is decoded on the way; its document is the same.
  const pasted = await fetch(`${server.url}/1.0/identifiers/${made.did}`);
  assert.equal((await pasted.json()).id, made.did);
  assert.equal((await fetch(`${server.url}/1.0/identifiers/${made.did}0`)).status, 404);
  writeFileSync(path('host.token'), made.token);
  writeFileSync(path('host.code'), made.recoveryCode);
  writeFileSync(path('wrong.code'), 'RH8S-G0GF');
  const words = ['--server', server.url, '--token-file', 'host.token'];
  assert.equal(run('identity', 'name', made.id, 'was-hosted', ...words).status, 0);
  assert.equal(run('keygen', '--type', 'secp256k1', '--out', 'own.key', '--password-file', 'pw').status, 0);
  const key = ['--key', 'own.key', '--password-file', 'pw', '--recovery-file', 'own-recovery'];
  const mistyped = run('identity', 'handover', 'was-hosted', ...words, ...key, '--recovery-code-file', 'wrong.code');
  assert.match(mistyped.problem, /recovery\.code/);
  const done = run('identity', 'handover', 'was-hosted', ...words, ...key, '--recovery-code-file', 'host.code');
  assert.equal(done.status, 0, done.problem);
  assert.match(readFileSync(path('own-recovery'), 'utf8'), /^([0-9A-Z]{4}-){8}[0-9A-Z]{4}\n$/);
  const shown = JSON.parse(run('identity', 'show', 'was-hosted', '--json', '--server', server.url).out);
  assert.equal(shown.custody, 'own');
  assert.deepEqual(shown.keys.map(({scheme, status}) => [scheme, status]), [['secp256k1', 'active']]);
  const again = run('identity', 'handover', 'was-hosted', ...words, ...key, '--recovery-code-file', 'host.code');
  assert.match(again.problem, /token\.unknown/);
  // A server that wants another operation signed gets no signature.
  const liar = createServer(async (request, response) => {
    let body = '';
    for await (const chunk of request) body += chunk;
    const real = await fetch(server.url + request.url, {method: request.method, body: body || undefined,
      headers: body ? {'content-type': 'application/json', authorization: request.headers.authorization} : {}});
    let text = await real.text();
    if (request.url.endsWith('/handover')) text = text.replace(/"custody":1/, '"custody":2').replace(/"custody":0/, '"custody":1');
    response.writeHead(real.status, {'content-type': 'application/json'}).end(text);
  });
  await new Promise(resolve => liar.listen(0, '127.0.0.1', resolve));
  const second = await (await fetch(`${server.url}/v1/identities`, {method: 'POST', body: '{"kind":"agent"}',
    headers: {'content-type': 'application/json'}})).json();
  writeFileSync(path('host.token'), second.token);
  writeFileSync(path('host.code'), second.recoveryCode);
  const lied = await runWatched('identity', 'handover', second.id, '--token-file', 'host.token', '--recovery-code-file',
    'host.code', '--key', 'own.key', '--password-file', 'pw', '--server', `http://127.0.0.1:${liar.address().port}`);
  assert.match(lied.problem, /cli\.handover_other/);
  liar.close();
  await stop(server);
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
