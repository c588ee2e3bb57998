// What our files say of their registration, through other eyes: the reference implementation (c2pa-rs, as @contentauth/c2pa-wasm)
// reads the update manifest that carries the receipt in every format, and the receipt's tlog-proof is checked here by a few lines
// of JavaScript. Rules W50 to W83, H25 to H29, Y4.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { createHash, createPublicKey, verify } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { deflateSync, crc32 as zlibCrc32 } from 'node:zlib';
import { launch, end, close, folder, path, program } from './processes.mjs';

const packageFolder = new URL('./node_modules/@contentauth/c2pa-wasm/', import.meta.url);
const { default: init, WasmReader } = await import(new URL('pkg/c2pa.js', packageFolder));
await init({ module_or_path: readFileSync(new URL('pkg/c2pa_bg.wasm', packageFolder)) });
const testdata = process.env.COUNTERSIGN_TESTDATA ?? join(process.env.COUNTERSIGN_SOURCE ?? '.', '../shared/testdata');

/** A small PNG, different for each seed. */
function picture(seed) {
  const chunk = (type, data) => {
    const body = Buffer.concat([Buffer.from(type, 'latin1'), data]);
    const out = Buffer.alloc(body.length + 8);
    out.writeUInt32BE(data.length, 0);
    body.copy(out, 4);
    out.writeUInt32BE(crc(body), body.length + 4);
    return out;
  };
  const head = Buffer.from([0, 0, 0, 8, 0, 0, 0, 8, 8, 0, 0, 0, 0]);
  const rows = Buffer.alloc(8 * 9, seed);
  for (let y = 0; y < 8; ++y) rows[y * 9] = 0;
  return Buffer.concat([Buffer.from('89504e470d0a1a0a', 'hex'), chunk('IHDR', head), chunk('IDAT', deflateSync(rows)), chunk('IEND', Buffer.alloc(0))]);
}
function crc(bytes) {
  if (zlibCrc32) return zlibCrc32(bytes);
  let value = ~0;
  for (const byte of bytes) {
    value ^= byte;
    for (let bit = 0; bit < 8; ++bit) value = (value >>> 1) ^ (value & 1 ? 0xedb88320 : 0);
  }
  return ~value >>> 0;
}

const cli = (...words) => {
  const done = spawnSync(program, words, { encoding: 'utf8', cwd: folder });
  return { status: done.status, out: done.stdout, err: done.stderr };
};
const codes = (list) => [...new Set((list ?? []).map((entry) => entry.code))].sort();

let upstream = '';

try {
  const made = cli('init', '--home', path('home'), '--origin', 'localhost/identity-test');
  assert.equal(made.status, 0, made.err);
  const service = await launch(program, ['serve', '--home', path('home'), '--listen', '127.0.0.1:0',
    '--no-access-log', '--no-rate-limit'], /http:\/\/127\.0\.0\.1:(\d+)/);
  upstream = `http://127.0.0.1:${service.found[1]}`;
  const about = await (await fetch(upstream + '/v1/service')).json();
  const created = await (await fetch(upstream + '/v1/identities', {
    method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify({ name: 'photographer', kind: 'person' }),
  })).json();
  const sign = async (body, how = '') => {
    const answer = await fetch(`${upstream}/v1/content?ai=captured${how}`, {
      method: 'POST', headers: { authorization: 'Bearer ' + created.token, 'content-type': 'application/octet-stream' }, body,
    });
    const bytes = new Uint8Array(await answer.arrayBuffer());
    assert.equal(answer.status, 201, Buffer.from(bytes).toString().slice(0, 300));
    return bytes;
  };
  const judge = async (bytes, mime) => {
    const reader = await WasmReader.fromBytes(mime, bytes, JSON.stringify({
      version: 1,
      trust: { trust_config: '1.3.6.1.5.5.7.3.36\n1.3.6.1.4.1.62558.2.1\n' },
      verify: { verify_trust: true, remote_manifest_fetch: false },
      cawg_trust: { verify_trust_list: true, trusted_ica_issuers: [about.did] },
    }));
    const report = JSON.parse(reader.json());
    reader.free();
    return report;
  };
  // The signer's root is nobody's here, and the identity's did:web is on a network that the reference isn't given.
  const expected = ['cawg.ica.did_unavailable', 'signingCredential.untrusted'];
  const statuses = (report) => {
    const active = report.validation_results?.activeManifest ?? {};
    return { success: codes(active.success), failure: codes(active.failure) };
  };

  // Ours, offline, by the document and the log's key.
  writeFileSync(path('did.json'), Buffer.from(await (await fetch(upstream + '/.well-known/did.json')).arrayBuffer()));
  const whole = await sign(picture(2), '&receipt=1&identity=name');
  writeFileSync(path('whole.png'), whole);
  const offlineWords = ['verify', 'whole.png', '--offline', '--json', '--did-document', 'did.json', '--cawg-issuer', about.did, '--log-key', about.log.key];
  const ours = JSON.parse(cli(...offlineWords).out);
  assert.equal(ours.provenance.cawg.state, 'trusted');
  assert.equal(ours.provenance.receipts.state, 'trusted');
  assert.equal(ours.provenance.state, 'valid');
  const text = cli('verify', 'whole.png', '--offline', '--log-key', about.log.key).out;
  assert.match(text, /receipt +trusted; entry \d+ of localhost\/identity-test/);
  assert.match(text, /\[receipt\.trusted\]/);
  assert.match(cli('verify', 'whole.png', '--offline').out, /\[receipt\.valid\]/);
  assert.equal(cli('verify', 'whole.png', '--offline', '--log-key', 'x').status, 64);

  // The update manifest through the reference's eyes; its own identity check looks at the active manifest alone.
  const updated = await judge(whole, 'image/png');
  console.log('c2pa-rs on a receipt:', updated.validation_state, statuses(updated).failure.join(' '));
  assert.deepEqual(statuses(updated).failure, expected);

  // A byte flipped in the picture: neither believes it, and the receipt is still of the manifest.
  const flipped = Uint8Array.from(whole);
  flipped[flipped.length - 30] ^= 1;
  assert.ok(statuses(await judge(flipped, 'image/png')).failure.includes('assertion.dataHash.mismatch'));
  writeFileSync(path('flipped.png'), flipped);
  assert.equal(cli('verify', 'flipped.png', '--offline').status, 1);

  // The proof, by anybody's hands: C2SP tlog-proof over the entry, with the log's key from /v1/service.
  const manifest = ours.provenance.manifests.find((one) => !one.update);
  const receipt = await (await fetch(`${upstream}/v1/content/${manifest.sha256}/receipt`)).json();
  assert.equal(receipt.repository.manifestId, 'urn:c2pa:manifest:sha256:' + manifest.sha256);
  checkTlogProof(receipt.anchor.proof.tlogProof, Buffer.from(receipt.anchor.proof.entry, 'base64'), about.log.key);
  assert.throws(() => checkTlogProof(receipt.anchor.proof.tlogProof, Buffer.from('other'), about.log.key));

  // Every format that carries a manifest carries a receipt.
  const carriers = join(testdata, 'c2pa/carriers');
  const mimes = {
    jpg: 'image/jpeg', png: 'image/png', webp: 'image/webp', gif: 'image/gif', tiff: 'image/tiff', svg: 'image/svg+xml', wav: 'audio/wav',
    avi: 'video/avi', mp3: 'audio/mpeg', flac: 'audio/flac', pdf: 'application/pdf', jxl: 'image/jxl', avif: 'image/avif', heic: 'image/heic',
    heif: 'image/heif', m4a: 'audio/mp4', mp4: 'video/mp4', mov: 'video/quicktime',
  };
  const list = [];
  if (existsSync(carriers)) {
    const { readdirSync } = await import('node:fs');
    for (const name of readdirSync(carriers).sort()) {
      const mime = mimes[name.split('.').pop()];
      if (!mime) continue;
      const answer = await fetch(`${upstream}/v1/content?receipt=1&identity=name`, {
        method: 'POST', headers: { authorization: 'Bearer ' + created.token }, body: readFileSync(join(carriers, name)),
      });
      if (answer.headers.get('content-type')?.includes('json')) continue; // carries no manifest inside
      const bytes = new Uint8Array(await answer.arrayBuffer());
      writeFileSync(path(name), bytes);
      const verdict = JSON.parse(cli('verify', name, '--offline', '--json', '--did-document', 'did.json', '--cawg-issuer', about.did, '--log-key', about.log.key).out);
      assert.deepEqual([verdict.integrity, verdict.provenance.state, verdict.provenance.receipts.state, verdict.provenance.cawg.state],
        ['intact', 'valid', 'trusted', 'trusted'], name);
      let theirs;
      try {
        const state = await judge(bytes, mime);
        theirs = statuses(state).failure.filter((code) => !expected.includes(code)).join(' ') || 'sound';
      } catch (error) {
        theirs = String(error?.message ?? error).slice(0, 80);
      }
      list.push(`${name}: ${theirs}`);
    }
  }
  console.log('c2pa-rs on receipts in every format:\n  ' + list.join('\n  '));
  for (const line of list) assert.match(line, /: sound$/);
  await end(service);
} finally {
  await close();
}
console.log('identities and receipts: ok');

/** RFC 6962 inclusion and a signed note, by their texts. */
function checkTlogProof(text, entry, vkey) {
  const at = text.indexOf('\n\n');
  const [format, ...lines] = text.slice(0, at).split('\n');
  const note = text.slice(at + 2);
  assert.equal(format, 'c2sp.org/tlog-proof@v1');
  const fields = lines.filter((line) => !line.startsWith('extra '));
  let index = BigInt(fields[0].slice('index '.length));
  const path = fields.slice(1).map((line) => Buffer.from(line, 'base64'));
  const body = note.slice(0, note.indexOf('\n\n') + 1);
  const [origin, size, root] = body.split('\n');
  const sha = (...parts) => createHash('sha256').update(Buffer.concat(parts)).digest();
  let hash = sha(Buffer.from([0]), entry);
  let last = BigInt(size) - 1n;
  for (const sibling of path) {
    assert(last > 0n);
    if (index & 1n || index === last) {
      hash = sha(Buffer.from([1]), sibling, hash);
      while (!(index & 1n) && index !== 0n) {
        index >>= 1n;
        last >>= 1n;
      }
    } else {
      hash = sha(Buffer.from([1]), hash, sibling);
    }
    index >>= 1n;
    last >>= 1n;
  }
  assert.equal(last, 0n);
  assert.equal(hash.toString('base64'), root);
  const [name, id, key] = [vkey.split('+')[0], vkey.split('+')[1], vkey.split('+').slice(2).join('+')];
  assert.equal(origin, name);
  const line = note.split('\n').find((one) => one.startsWith(`— ${name} `));
  const signature = Buffer.from(line.split(' ')[2], 'base64');
  assert.equal(signature.subarray(0, 4).toString('hex'), id);
  const raw = Buffer.from(key, 'base64').subarray(1);
  const spki = Buffer.concat([Buffer.from('302a300506032b6570032100', 'hex'), raw]);
  assert(verify(null, Buffer.from(body), createPublicKey({ key: spki, format: 'der', type: 'spki' }), signature.subarray(4)));
}
