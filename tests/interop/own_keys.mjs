// Signing with keys and certificates of one's own: every algorithm, PEM and PKCS #12, judged by the reference
// implementation (c2pa-rs, as @contentauth/c2pa-wasm) and by our own verifier. Rules W2, W7 and W31 of
// docs/spec/c2pa-writing.md. Usage: node own_keys.mjs SIGN_TOOL PROGRAM
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { Authority } from './certificates_driver.mjs';
import { folder, judge } from './sign_driver.mjs';

const program = process.argv[3];
const path = (name) => join(folder, name);
const authority = new Authority(folder, 'own');
const run = (...words) => {
  const done = spawnSync(program, words, { cwd: folder, encoding: 'utf8',
    env: { ...process.env, COUNTERSIGN_HOME: path('home') } });
  return { status: done.status, out: done.stdout, problem: done.stderr };
};
writeFileSync(path('pw'), 'a password\n');
writeFileSync(path('wrong'), 'another\n');

const curve = (name) => ['-algorithm', 'EC', '-pkeyopt', 'ec_paramgen_curve:' + name];
const rsa = ['-algorithm', 'RSA', '-pkeyopt', 'rsa_keygen_bits:2048'];
const kinds = {
  es256: [curve('P-256')],
  es384: [curve('P-384')],
  es512: [curve('P-521')],
  ps256: [rsa],
  ps384: [rsa, '--algorithm', 'ps384'],
  ps512: [rsa, '--algorithm', 'ps512'],
  ed25519: [['-algorithm', 'ED25519']],
  // Bound to a hash by itself.
  'pss-bound': [['-algorithm', 'RSA-PSS', '-pkeyopt', 'rsa_keygen_bits:2048', '-pkeyopt', 'rsa_pss_keygen_md:sha384',
    '-pkeyopt', 'rsa_pss_keygen_mgf1_md:sha384', '-pkeyopt', 'rsa_pss_keygen_saltlen:48']],
};

async function mustBeTrusted(file, mime, algorithm) {
  const bytes = new Uint8Array(readFileSync(path(file)));
  const report = await judge(bytes, mime, [authority.pem]);
  assert.equal(report.validation_state, 'Trusted', `${file}: ${JSON.stringify(report.validation_results ?? report)}`);
  if (algorithm) assert.equal(report.manifests[report.active_manifest].signature_info.alg.toLowerCase(), algorithm);
  // One bit of the picture, near its end.
  bytes[bytes.length - 60] ^= 1;
  assert.equal((await judge(bytes, mime, [authority.pem])).validation_state, 'Invalid', file);
  const ours = run('inspect', path(file), '--crjson', '--trust-anchors', authority.path('root.pem'));
  assert.match(ours.out, /signingCredential\.trusted/, file);
}

test('W7: every algorithm, by a PEM key with its chain, in JPEG and PNG', async () => {
  for (const [name, [words, ...more]] of Object.entries(kinds)) {
    const key = authority.key(name + '.key', words);
    const chain = authority.issue(key, name + '.pem');
    for (const [extension, mime] of [['jpg', 'image/jpeg'], ['png', 'image/png']]) {
      const out = `${name}.${extension}`;
      const done = run('sign', path('picture.' + extension), '--key', key, '--chain', chain, '--out', path(out),
        ...more);
      assert.equal(done.status, 0, `${name}: ${done.problem}`);
      await mustBeTrusted(out, mime, name === 'pss-bound' ? 'ps384' : name);
    }
  }
  const wrong = run('sign', path('picture.jpg'), '--key', authority.path('es256.key'), '--chain',
    authority.path('es256.pem'), '--out', path('no.jpg'), '--algorithm', 'ps256');
  assert.match(wrong.problem, /signing_key\.algorithm/);
  const other = run('sign', path('picture.jpg'), '--key', authority.path('es256.key'), '--chain',
    authority.path('es384.pem'), '--out', path('no.jpg'));
  assert.match(other.problem, /certificate\.key_mismatch/);
  assert.ok(!existsSync(path('no.jpg')));
});

test('W31: PKCS #12 of today and of old, and a PEM key under a password', async () => {
  const key = authority.path('es256.key');
  const pack = (file, ...words) => authority.openssl(['pkcs12', '-export', '-inkey', key, '-in',
    authority.path('es256.pem'), '-certfile', authority.path('root.pem'), '-out', path(file), '-passout',
    'pass:a password', ...words]);
  pack('new.p12');
  pack('old.p12', '-legacy');
  authority.openssl(['pkcs8', '-topk8', '-in', key, '-out', path('sealed.pem'), '-passout', 'pass:a password']);
  const all = readFileSync(path('sealed.pem'), 'utf8') + readFileSync(authority.path('es256.pem'), 'utf8');
  writeFileSync(path('both.pem'), all);
  for (const file of ['new.p12', 'old.p12', 'both.pem']) {
    const out = file + '.jpg';
    const done = run('sign', path('picture.jpg'), '--key', path(file), '--password-file', path('pw'), '--out',
      path(out));
    assert.equal(done.status, 0, `${file}: ${done.problem}`);
    await mustBeTrusted(out, 'image/jpeg', 'es256');
    for (const words of [['--password-file', path('wrong')], []]) {
      const refused = run('sign', path('picture.jpg'), '--key', path(file), ...words, '--out', path('no.jpg'));
      assert.equal(refused.status, 1);
      assert.match(refused.problem, /signing_key\.password/, file);
    }
  }
  const none = run('sign', path('picture.jpg'), '--key', path('picture.jpg'), '--out', path('no.jpg'));
  assert.match(none.problem, /signing_key\.format/);
});

test('a key of one\'s own signs, and registers nothing', () => {
  const done = run('sign', path('picture.jpg'), '--key', authority.path('es256.key'), '--identity', 'somebody');
  assert.match(done.problem, /cli\.registry_key/);
  writeFileSync(path('me.pw'), 'mine\n');
  run('keygen', '--out', path('me.key'), '--password-file', path('me.pw'));
  const missing = run('sign', path('picture.jpg'), '--key', path('me.key'), '--out', path('no.jpg'));
  assert.match(missing.problem, /cli\.password_missing/);
  const algorithm = run('sign', path('picture.jpg'), '--key', path('me.key'), '--password-file', path('me.pw'), '--out',
    path('no.jpg'), '--algorithm', 'ps256');
  assert.match(algorithm.problem, /signing_key\.algorithm/);
});
