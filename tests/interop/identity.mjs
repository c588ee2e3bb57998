// What our files say of their signer, through the eyes of the reference implementation (c2pa-rs, as @contentauth/c2pa-wasm): an
// aggregated identity is trusted in every format where it trusts the issuer; one by certificate it checks over another encoding
// than CAWG's; and of a did:web, which it resolves over the
// network alone, it says by name that it can't. Rules W50 to W57, H25 to H27.
// Usage: node identity.mjs PROGRAM IDENTITY_TOOL
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { launch, end, close, folder, path, program } from './processes.mjs';

const tool = resolve(process.argv[3]);
const packageFolder = new URL('./node_modules/@contentauth/c2pa-wasm/', import.meta.url);
const { default: init, WasmReader } = await import(new URL('pkg/c2pa.js', packageFolder));
await init({ module_or_path: readFileSync(new URL('pkg/c2pa_bg.wasm', packageFolder)) });
const testdata = process.env.COUNTERSIGN_TESTDATA ?? join(process.env.COUNTERSIGN_SOURCE ?? '.', '../shared/testdata');

const cli = (...words) => {
  const done = spawnSync(program, words, { encoding: 'utf8', cwd: folder });
  return { status: done.status, out: done.stdout, err: done.stderr };
};
const codes = (list) => [...new Set((list ?? []).map((entry) => entry.code))].sort();
async function judge(file, mime, { issuers = [], anchors = '' } = {}) {
  const settings = {
    version: 1,
    trust: { trust_config: '1.3.6.1.4.1.62558.2.1\n1.3.6.1.5.5.7.3.36\n', ...(anchors ? { trust_anchors: anchors } : {}) },
    cawg_trust: { trusted_ica_issuers: issuers, ...(anchors ? { trust_anchors: anchors, trust_config: '1.3.6.1.5.5.7.3.36\n' } : {}) },
    verify: { verify_trust: true, remote_manifest_fetch: false },
  };
  const reader = await WasmReader.fromBytes(mime, new Uint8Array(readFileSync(file)), JSON.stringify(settings));
  const report = JSON.parse(reader.json());
  reader.free();
  const active = report.validation_results?.activeManifest ?? {};
  return { state: report.validation_state, success: codes(active.success), failure: codes(active.failure) };
}

const mimes = {
  jpg: 'image/jpeg', png: 'image/png', webp: 'image/webp', gif: 'image/gif', tiff: 'image/tiff', svg: 'image/svg+xml', wav: 'audio/wav',
  avi: 'video/avi', mp3: 'audio/mpeg', flac: 'audio/flac', pdf: 'application/pdf', jxl: 'image/jxl', avif: 'image/avif', heic: 'image/heic',
  heif: 'image/heif', m4a: 'audio/mp4', mp4: 'video/mp4', mov: 'video/quicktime',
};

try {
  // The demo's pictures, and whatever else there is to sign.
  const made = cli('init', '--home', path('home'), '--origin', 'localhost/identity-test');
  assert.equal(made.status, 0, made.err);
  const service = await launch(program, ['serve', '--demo', '--home', path('home'), '--listen', '127.0.0.1:0', '--no-access-log', '--no-rate-limit'],
    /http:\/\/127\.0\.0\.1:(\d+)/);
  const upstream = `http://127.0.0.1:${service.found[1]}`;
  const unsigned = join(path('home'), 'demo/unsigned.jpg');
  const carriers = join(testdata, 'c2pa/carriers');
  const files = [unsigned];
  for (const name of existsSync(carriers) ? readdirSync(carriers).sort() : []) {
    if (mimes[name.split('.').pop()]) files.push(join(carriers, name));
  }

  let judged = 0;
  for (const file of files) {
    const mime = mimes[file.split('.').pop()];
    const out = path('signed.' + file.split('.').pop());
    for (const kind of ['aggregation', 'certificate']) {
      const done = spawnSync(tool, [folder, file, out, kind], { encoding: 'utf8' });
      if (done.status !== 0) {
        // Encrypted, or carrying a manifest elsewhere: signing says so, and that is tested elsewhere.
        assert.match(done.stderr, /^(media|sign)\./, file);
        continue;
      }
      const did = done.stdout.trim();
      const anchors = readFileSync(path('root.pem'), 'utf8');
      const theirs = await judge(out, mime, { issuers: did ? [did] : [], anchors });
      const label = `${file} ${kind}: ${JSON.stringify(theirs)}`;
      // By certificate the reference checks over an encoding of its own; CAWG 1.3 (8.2.1) has the deterministic one signed.
      const differs = kind === 'aggregation' ? [] : ['cawg.x509.credential.untrusted', 'cawg.x509.signature.mismatch'];
      assert.equal(theirs.state, differs.length ? 'Valid' : 'Trusted', label);
      assert.deepEqual(theirs.failure, differs, label);
      const words = did ? ['--cawg-issuer', did] : ['--cawg-anchors', 'root.pem'];
      const ours = JSON.parse(cli('verify', out, '--offline', '--json', '--trust-anchors', 'root.pem', ...words).out);
      assert.deepEqual([ours.provenance.state, ours.provenance.cawg.state, ours.provenance.cawg.identities[0].roles], ['trusted', 'trusted', ['cawg.creator']], label);
      judged += 1;
      if (file !== unsigned) continue;
      // Nobody trusts the issuer or the certificate: told apart from the file's own state.
      assert.equal(JSON.parse(cli('verify', out, '--offline', '--json').out).provenance.cawg.state, 'valid');
    }
  }
  console.log(`c2pa-rs trusts ${judged} signed files with identities`);

  // The service's own: its did:web is resolved by us from the document that is supplied, and by the reference not at all.
  const about = await (await fetch(upstream + '/v1/service')).json();
  const created = await (await fetch(upstream + '/v1/identities', {
    method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify({ name: 'ada-photos', kind: 'person' }),
  })).json();
  const answer = await fetch(`${upstream}/v1/content?ai=captured&identity=name`, {
    method: 'POST', headers: { authorization: 'Bearer ' + created.token }, body: readFileSync(unsigned),
  });
  assert.equal(answer.status, 201);
  writeFileSync(path('named.jpg'), Buffer.from(await answer.arrayBuffer()));
  writeFileSync(path('did.json'), await (await fetch(upstream + '/.well-known/did.json')).text());
  const words = ['--offline', '--json', '--did-document', 'did.json', '--cawg-issuer', about.did];
  const ours = JSON.parse(cli('verify', 'named.jpg', ...words).out);
  assert.deepEqual([ours.provenance.state, ours.provenance.cawg.state], ['valid', 'trusted']);
  assert.equal(ours.provenance.cawg.identities[0].verified[0].name, 'ada-photos');
  assert.deepEqual(JSON.parse(cli('verify', 'named.jpg', '--offline', '--json').out).provenance.cawg.codes.failure, ['cawg.ica.did_unavailable']);
  const theirs = await judge(path('named.jpg'), 'image/jpeg', { issuers: [about.did] });
  console.log('c2pa-rs on our did:web:', theirs.state, theirs.failure.join(' '));
  assert.deepEqual(theirs.failure, ['cawg.ica.did_unavailable', 'signingCredential.untrusted']);
  await end(service);
} finally {
  await close();
}
