// crJSON: valid by the published schema (verifier/c2pa/crjson.schema.json) for every file of the test data and for files
// that we sign; and beside the reference implementation's own crJSON, with the differences decided in docs/spec/c2pa.md.
import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { extname, join } from 'node:path';
import assert from 'node:assert/strict';
import init, { WasmReader } from '@contentauth/c2pa-wasm';

const require = createRequire(import.meta.url);
const program = process.argv[2];
const source = process.env.COUNTERSIGN_SOURCE ?? process.cwd();
const data = join(process.env.COUNTERSIGN_TESTDATA ?? join(source, '../shared/testdata'), 'c2pa');

const ajv = new (require('ajv/dist/2020.js'))({ strict: false, allErrors: true });
require('ajv-formats')(ajv);
const conforms = ajv.compile(JSON.parse(readFileSync(join(source, 'verifier/c2pa/crjson.schema.json'))));

function inspect(file, more = []) {
  const run = spawnSync(program, ['inspect', file, '--crjson', ...more], { maxBuffer: 1 << 28 });
  assert.ok([0, 1, 2, 3].includes(run.status), `${file}: ${run.stderr}`);
  const document = JSON.parse(run.stdout);
  assert.ok(conforms(document), `${file}: ${JSON.stringify(conforms.errors?.slice(0, 3))}`);
  return document;
}

const walk = (path) => (statSync(path).isDirectory() ? readdirSync(path).flatMap((name) => walk(join(path, name))) : [path]);
const codes = (entries) => [...new Set((entries ?? []).map((entry) => entry.code))].sort();

// ---- Files that we sign, with texts that nobody should have to escape by hand.
const folder = mkdtempSync(join(tmpdir(), 'crjson-'));
try {
  writeFileSync(join(folder, 'pw'), 'a password of its own');
  const key = ['--key', join(folder, 'key'), '--password-file', join(folder, 'pw')];
  const run = (...words) => {
    const done = spawnSync(program, words);
    assert.equal(done.status, 0, String(done.stderr));
  };
  run('keygen', '--out', join(folder, 'key'), '--password-file', join(folder, 'pw'));
  if (existsSync(data)) {
    for (const [index, name] of ['carriers/no_manifest.jpg', 'carriers/sample1.png'].entries()) {
      const out = join(folder, `signed${extname(name)}`);
      run('sign', join(data, name), ...key, '--out', out, '--title', '</script>"\\ \u202e', '--ai', index ? 'generated' : 'captured');
      const document = inspect(out);
      assert.equal(document.manifests[0]['claim.v2']['dc:title'], '</script>"\\ \u202e');
      assert.ok(document.manifests[0].validationResults.success.some(({ code }) => code === 'assertion.dataHash.match'));
      assert.equal(document['countersign:adjusted'], undefined, 'what we write fits the schema as it is');
    }
  }
  writeFileSync(join(folder, 'text.txt'), 'no manifest at all');
  assert.deepEqual(inspect(join(folder, 'text.txt')).manifests, []);
} finally {
  rmSync(folder, { recursive: true });
}
if (!existsSync(data)) {
  console.log(`SKIPPED: no test data at ${data}`);
  process.exit(0);
}

// ---- Every file of the test data.
let documents = 0;
let manifests = 0;
for (const file of walk(data)) {
  if (['.pem', '.json', '.md', '.cfg', '.pub', '.der'].includes(extname(file))) continue;
  manifests += inspect(file).manifests.length;
  ++documents;
}
assert.ok(manifests > 60, 'the test data holds manifests');

// ---- Beside the reference implementation.
const anchors = join(data, 'certs/trust/test_cert_root_bundle.pem');
const trust = ['--trust-anchors', anchors, '--tsa-anchors', join(data, 'trust-list/C2PA-TSA-TRUST-LIST.pem'), '--eku', join(data, 'certs/trust/store.cfg')];
const wasm = join(source, 'tests/interop/node_modules/@contentauth/c2pa-wasm/pkg/c2pa_bg.wasm');
await init({ module_or_path: readFileSync(wasm) });
const settings = JSON.stringify({
  version: 1,
  trust: { trust_anchors: readFileSync(anchors, 'utf8'), trust_config: readFileSync(join(data, 'certs/trust/store.cfg'), 'utf8') },
  verify: { verify_trust: true, remote_manifest_fetch: false },
});
const mediaTypes = { '.jpg': 'image/jpeg', '.png': 'image/png' };
// Decided otherwise than by the reference, for the reasons in docs/spec/c2pa.md ("crJSON").
const exceptions = new Set([
  ...JSON.parse(readFileSync(join(source, 'docs/spec/c2pa-exceptions.json'))).map((one) => one.file),
  'reference/CIE-sig-CA.jpg', // the ingredient's own results tell what was found, recorded by its user or not
]);
let compared = 0;
const differing = [];
for (const { file } of JSON.parse(readFileSync(join(data, 'expected.json'))).verdicts) {
  const type = mediaTypes[extname(file)];
  let theirs = null;
  if (type) {
    try {
      const reader = await WasmReader.fromBytes(type, new Uint8Array(readFileSync(join(data, file))), settings);
      theirs = JSON.parse(reader.crJson());
      reader.free();
    } catch {
      theirs = null; // nothing to read for either, or nothing for it
    }
  }
  if (theirs === null) continue;
  ++compared;
  const ours = inspect(join(data, file), trust);
  assert.deepEqual(ours.manifests.map(({ label }) => label), theirs.manifests.map(({ label }) => label), `${file}: labels`);
  ours.manifests.forEach((manifest, index) => {
    const other = theirs.manifests[index];
    assert.equal('claim' in manifest, 'claim' in other, `${file}: claim version`);
    assert.deepEqual(Object.keys(manifest.assertions).sort(), Object.keys(other.assertions).sort(), `${file}: assertions`);
    const [claim, otherClaim] = [manifest.claim ?? manifest['claim.v2'], other.claim ?? other['claim.v2']];
    assert.equal(claim.instanceID, otherClaim.instanceID, file);
    assert.equal(claim['dc:title'], otherClaim['dc:title'], file);
    assert.equal(manifest.signature.certificateInfo?.serialNumber, other.signature.certificateInfo?.serialNumber, file);
    assert.deepEqual(manifest.signature.certificateInfo?.validity.notAfter.slice(0, 19),
      other.signature.certificateInfo?.validity.notAfter.slice(0, 19), file);
    // CAWG is judged apart; and a stamp whose authority is on no list that was given doesn't extend a validity here.
    const unstamped = codes(manifest.validationResults.informational).includes('timeStamp.untrusted');
    const ownFailures = (one) => codes(one.validationResults.failure)
      .filter((code) => !code.startsWith('cawg.') && !(unstamped && code === 'claimSignature.outsideValidity'));
    if (JSON.stringify(ownFailures(manifest)) !== JSON.stringify(ownFailures(other)) && !exceptions.has(file)) {
      differing.push(`${file} ${manifest.label}: ${ownFailures(manifest)} | ${ownFailures(other)}`);
    }
  });
}
assert.ok(compared > 30, 'the reference reads most of them');
assert.deepEqual(differing, [], 'failure codes');
console.log(`crJSON: ${documents} documents with ${manifests} manifests are valid by the schema; ${compared} agree with the reference`);
