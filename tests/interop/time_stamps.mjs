// Time stamps asked for when signing, from an authority built on `openssl ts`: what the reference implementation
// (c2pa-rs, as @contentauth/c2pa-wasm) and our own verifier say of them, and each way in which an authority can fail.
// Rules W33 to W36 of docs/spec/c2pa-writing.md. Usage: node time_stamps.mjs SIGN_TOOL PROGRAM
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { Authority, TimeStampServer } from './certificates_driver.mjs';
import { folder, judge } from './sign_driver.mjs';

const program = process.argv[3];
const path = (name) => join(folder, name);
const carriers = { 'picture.jpg': 'image/jpeg', 'picture.png': 'image/png' };
let clock;
let signers;

/** Without blocking this process, which is the authority. */
function run(...words) {
  const child = spawn(program, words, { cwd: folder, env: { ...process.env, COUNTERSIGN_HOME: path('home') } });
  let [out, problem] = ['', ''];
  child.stdout.on('data', (part) => { out += part; });
  child.stderr.on('data', (part) => { problem += part; });
  return new Promise((done) => child.on('close', (status) => done({ status, out, problem })));
}
const sign = (picture, out, ...words) =>
  run('sign', path(picture), '--key', path('me.p12'), '--password-file', path('pw'), '--out', path(out), ...words);

before(async () => {
  clock = await TimeStampServer.start(folder);
  signers = new Authority(folder, 'signers');
  const key = signers.key('me.key', ['-algorithm', 'EC', '-pkeyopt', 'ec_paramgen_curve:P-256']);
  const certificate = signers.issue(key, 'me.pem');
  writeFileSync(path('pw'), 'a password\n');
  signers.openssl(['pkcs12', '-export', '-inkey', key, '-in', certificate, '-out', path('me.p12'), '-passout',
    'pass:a password']);
});
after(() => clock.stop());

test('W35: a stamped file is trusted, and so is its time, by both', async () => {
  for (const [picture, mime] of Object.entries(carriers)) {
    const out = 'stamped-' + picture;
    const done = await sign(picture, out, '--time-stamp-url', clock.url, '--tsa-anchors',
      clock.authority.path('root.pem'));
    assert.equal(done.status, 0, done.problem);
    const { method, type } = clock.requests.at(-1);
    assert.deepEqual([method, type], ['POST', 'application/timestamp-query']);

    const report = await judge(new Uint8Array(readFileSync(path(out))), mime, [signers.pem, clock.authority.pem]);
    assert.equal(report.validation_state, 'Trusted', JSON.stringify(report.validation_results));
    const codes = report.validation_results.activeManifest.success.map((entry) => entry.code);
    for (const code of ['timeStamp.validated', 'timeStamp.trusted', 'claimSignature.insideValidity'])
      assert.ok(codes.includes(code), `${code} in ${codes}`);
    assert.match(report.manifests[report.active_manifest].signature_info.time, /^20\d\d-/);

    const ours = await run('inspect', path(out), '--crjson', '--trust-anchors', signers.path('root.pem'),
      '--tsa-anchors', clock.authority.path('root.pem'));
    for (const code of ['timeStamp.validated', 'timeStamp.trusted', 'signingCredential.trusted'])
      assert.match(ours.out, new RegExp(code.replace('.', '\\.')));
    // Whom nobody vouches for stamps nothing that counts.
    const stranger = await run('inspect', path(out), '--crjson', '--trust-anchors', signers.path('root.pem'));
    assert.match(stranger.out, /timeStamp\.untrusted/);
  }
});

test('W35: a store beside the file is stamped without padding', async () => {
  const done = await run('sign', path('picture.jpg'), '--key', path('me.p12'), '--password-file', path('pw'),
    '--sidecar', path('picture.c2pa'), '--time-stamp-url', clock.url);
  assert.equal(done.status, 0, done.problem);
  assert.ok(readFileSync(path('picture.c2pa')).length + 5000 < readFileSync(path('stamped-picture.jpg')).length -
    readFileSync(path('picture.jpg')).length);
});

test('W34: an authority that fails is told by its code, and nothing is written', async () => {
  const refuse = async (code, change, ...words) => {
    clock.change = change;
    const done = await sign('picture.jpg', 'refused.jpg', '--time-stamp-url', clock.url, ...words);
    clock.change = null;
    assert.equal(done.status, 1, code);
    assert.ok(done.problem.includes(`[${code}]`), `${code}: ${done.problem}`);
    assert.ok(!existsSync(path('refused.jpg')), code);
  };
  const send = (body, type = 'application/timestamp-reply', status = 200) => (response) => {
    response.writeHead(status, { 'Content-Type': type });
    response.end(body);
  };
  const earlier = clock.reply(clock.requests.at(-1).query);
  await refuse('time_stamp.unavailable', send('busy', 'text/plain', 503));
  await refuse('time_stamp.unavailable', send('<html>', 'text/html'));
  await refuse('time_stamp.unavailable', send(Buffer.alloc(100_000)));
  await refuse('time_stamp.unavailable', (response) => response.destroy());
  await refuse('time_stamp.malformed', send('not DER'));
  await refuse('time_stamp.imprint', send(earlier));
  await refuse('time_stamp.untrusted', null, '--tsa-anchors', signers.path('root.pem'));
  await refuse('time_stamp.signature', (response, reply) => {
    reply[reply.length - 1] ^= 1;
    send(reply)(response);
  });
  // A policy that allows no SHA-256 refuses the request, in words.
  writeFileSync(clock.authority.path('strict.cnf'),
    readFileSync(clock.authority.path('ts.cnf'), 'utf8').replace('digests = sha256', 'digests = sha512'));
  await refuse('time_stamp.refused', (response) =>
    send(clock.reply(clock.requests.at(-1).query, 'strict.cnf'))(response));
  // The same imprint with another nonce: an answer to somebody else.
  await refuse('time_stamp.nonce', (response) => {
    const other = Buffer.from(clock.requests.at(-1).query);
    other[other.length - 4] ^= 1;
    send(clock.reply(other))(response);
  });
  const nobody = await sign('picture.jpg', 'refused.jpg', '--time-stamp-url', 'http://127.0.0.1:1/');
  assert.match(nobody.problem, /time_stamp\.unavailable/);
  const inside = await sign('picture.jpg', 'refused.jpg', '--time-stamp-url', 'http://192.168.0.1/');
  assert.match(inside.problem, /http\.blocked/);
});

test('hosted identities sign with time stamps where the operator names an authority', async () => {
  const child = spawn(program, ['serve', '--home', path('hosted'), '--demo', '--listen', '127.0.0.1:0',
    '--no-access-log', '--no-rate-limit'], { stdio: ['ignore', 'pipe', 'inherit'] });
  const ended = new Promise((done) => child.on('exit', done));
  await new Promise((done) => child.stdout.on('data', (part) => /http:/.test(part) && done()));
  child.kill('SIGTERM');
  await ended;
  const token = (await run('token', 'photographer', '--scope', 'sign', '--home', path('hosted'))).out.trim();
  const server = spawn(program, ['serve', '--home', path('hosted'), '--listen', '127.0.0.1:0', '--no-access-log',
    '--no-rate-limit', '--time-stamp-url', clock.url, '--tsa-anchors', clock.authority.path('root.pem')],
    { stdio: ['ignore', 'pipe', 'inherit'] });
  const stopped = new Promise((done) => server.on('exit', done));
  try {
    const url = await new Promise((done) => server.stdout.on('data', (part) => {
      const found = /http:\/\/[0-9.]+:[0-9]+/.exec(part);
      if (found) done(found[0]);
    }));
    const post = () => fetch(`${url}/v1/content?ai=captured`, { method: 'POST', body: readFileSync(path('picture.jpg')),
      headers: { Authorization: `Bearer ${token}`, 'Content-Type': 'image/jpeg' } });
    const answer = await post();
    assert.equal(answer.status, 201, await answer.clone().text().then((text) => text.slice(0, 300)));
    const report = await judge(new Uint8Array(await answer.arrayBuffer()), 'image/jpeg', [clock.authority.pem]);
    const codes = report.validation_results.activeManifest.success.map((entry) => entry.code);
    assert.ok(codes.includes('timeStamp.trusted'), codes.join());
    clock.change = (response) => response.destroy();
    const refused = await post();
    clock.change = null;
    assert.equal(refused.status, 503);
    assert.equal((await refused.json()).code, 'time_stamp.unavailable');
  } finally {
    server.kill('SIGTERM');
    await stopped;
  }
});
