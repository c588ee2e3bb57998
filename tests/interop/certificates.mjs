// Certificates of one's own: the request that we make is what an authority (the program openssl) issues from, and every
// way in which a certificate isn't accepted is told by its code. Rules W4, W32 and W37 of docs/spec/c2pa-writing.md.
// Usage: node certificates.mjs SIGN_TOOL PROGRAM
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { Authority } from './certificates_driver.mjs';
import { folder, judge } from './sign_driver.mjs';

const program = process.argv[3];
const path = (name) => join(folder, name);
const authority = new Authority(folder, 'issuer');
const run = (...words) => {
  const done = spawnSync(program, words, { cwd: folder, encoding: 'utf8',
    env: { ...process.env, COUNTERSIGN_HOME: path('home') } });
  return { status: done.status, out: done.stdout, problem: done.stderr };
};
writeFileSync(path('pw'), 'a password\n');
const check = (file, ...words) => run('certificate', 'check', file, ...words);

test('W37: a request asks for what the profile wants, and what is issued from it signs and is trusted', async () => {
  for (const type of ['p256', 'ed25519', 'rsa']) {
    const key = path(type + '.key');
    if (type === 'rsa')
      authority.openssl(['genpkey', '-algorithm', 'RSA', '-pkeyopt', 'rsa_keygen_bits:2048', '-out', key]);
    else run('keygen', '--type', type, '--out', key, '--password-file', path('pw'));
    const password = type === 'rsa' ? [] : ['--password-file', path('pw')];
    const request = path(type + '.csr');
    const made = run('certificate', 'request', '--key', key, ...password, '--organisation', 'Äther & Söhne',
      '--common-name', 'Signing', '--country', 'DE', '--out', request);
    assert.equal(made.status, 0, made.problem);
    const text = authority.openssl(['req', '-in', request, '-noout', '-text', '-verify', '-nameopt',
      'utf8,sep_comma_plus']).toString();
    for (const part of [/C=DE,O=Äther & Söhne,CN=Signing/, /CA:FALSE/, /Key Usage: critical\s+Digital Signature/,
      /1\.3\.6\.1\.4\.1\.62558\.2\.1, 1\.3\.6\.1\.5\.5\.7\.3\.36/])
      assert.match(text, part, type);
    // Issued with just what was asked for, and the issuer's key identifier.
    const chain = authority.issueFor(readFileSync(request), type + '.pem', {
      extensions: ['authorityKeyIdentifier=keyid'],
      words: ['-copy_extensions', 'copyall']
    });
    const good = check(chain, '--key', key, ...password, '--trust-anchors', authority.path('root.pem'));
    assert.equal(good.status, 0, good.out + good.problem);
    const signed = path(type + '-signed.jpg');
    const done = run('sign', path('picture.jpg'), '--key', key, ...password, '--chain', chain, '--out', signed);
    assert.equal(done.status, 0, done.problem);
    const report = await judge(new Uint8Array(readFileSync(signed)), 'image/jpeg', [authority.pem]);
    assert.equal(report.validation_state, 'Trusted', JSON.stringify(report.validation_results));
  }
  const nameless = run('certificate', 'request', '--key', path('rsa.key'), '--organisation', '');
  assert.match(nameless.problem, /certificate\.name/);
  run('keygen', '--type', 'secp256k1', '--out', path('wallet.key'), '--password-file', path('pw'));
  const wallet = run('certificate', 'request', '--key', path('wallet.key'), '--password-file', path('pw'),
    '--organisation', 'x');
  assert.match(wallet.problem, /certificate\.key_type/);
});

test('W32: each fault of a certificate is told, with what to do', () => {
  const key = authority.key('me.key', ['-algorithm', 'EC', '-pkeyopt', 'ec_paramgen_curve:P-256']);
  const codes = (file, ...words) => {
    const done = check(file, '--json', ...words);
    const answer = JSON.parse(done.out);
    assert.equal(done.status, answer.accepted ? 0 : 1);
    for (const finding of answer.findings) assert.ok(finding.text && finding.remedy.endsWith('.'), finding.code);
    return answer.findings.map(({ certificate, code }) => (certificate === 1 ? '' : certificate + ' ') + code);
  };
  const profile = (...names) => names.map((name) => 'certificate.profile.' + name);
  const issued = (name, options) => codes(authority.issue(key, name + '.pem', options));
  assert.deepEqual(issued('good'), []);
  assert.deepEqual(issued('authority', { extensions: ['basicConstraints=critical,CA:TRUE'] }), profile('authority'));
  assert.deepEqual(issued('no-purpose', { extensions: ['extendedKeyUsage='] }), profile('purpose'));
  assert.deepEqual(issued('any', { extensions: ['extendedKeyUsage=anyExtendedKeyUsage,emailProtection'] }),
    profile('purpose_any'));
  assert.deepEqual(issued('usage', { extensions: ['keyUsage=critical,keyEncipherment'] }), profile('key_usage'));
  assert.deepEqual(issued('nobody', { subject: '/CN=Signer' }), profile('organisation'));
  authority.openssl(['req', '-x509', '-key', key, '-subj', '/O=Me/CN=Me', '-out', path('own.pem'), '-addext',
    'basicConstraints=critical,CA:FALSE', '-addext', 'keyUsage=critical,digitalSignature', '-addext',
    'extendedKeyUsage=1.3.6.1.4.1.62558.2.1']);
  assert.ok(codes(path('own.pem')).includes('certificate.profile.self_signed'));
  const stranger = new Authority(folder, 'stranger');
  const good = authority.path('good.pem');
  assert.deepEqual(codes(good, '--trust-anchors', stranger.path('root.pem')), ['certificate.untrusted']);
  assert.deepEqual(codes(good, '--key', stranger.path('root.key')), ['certificate.key_mismatch']);
  writeFileSync(path('chain.pem'), readFileSync(good, 'utf8') + stranger.pem);
  assert.deepEqual(codes(path('chain.pem')), ['certificate.order']);
  // For people.
  const people = check(authority.path('nobody.pem'));
  assert.match(people.out, /certificate 1: CN=Signer\n/);
  assert.match(people.out, /\[certificate\.profile\.organisation\]\n {7}Have it issued with an organisation/);
  assert.match(check(path('picture.jpg')).problem, /certificate\.pem/);
});
