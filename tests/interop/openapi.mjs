// The contract against the server: the same routes in both, and real answers that fit their schemas; and a receipt, checked
// by jose. Rules H11, H19, H20 of docs/spec/http.md.
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { Ajv2020 } from 'ajv/dist/2020.js';
import addFormats from 'ajv-formats';
import { compactVerify, createLocalJWKSet } from 'jose';
import { parse } from 'yaml';

const contract = parse(readFileSync(join(process.env.COUNTERSIGN_SOURCE ?? '.', 'api/openapi.yaml'), 'utf8'));
async function start(...words) {
  const host = spawn(process.argv[2], words, { stdio: ['pipe', 'pipe', 'inherit'] });
  process.on('exit', () => host.kill());
  const lines = createInterface({ input: host.stdout })[Symbol.asyncIterator]();
  const table = JSON.parse((await lines.next()).value);
  return { host, table, origin: `http://127.0.0.1:${(await lines.next()).value}` };
}
const { host, table: routes, origin: first } = await start();
let origin = first;

// 1. The same routes. A `{name...}` of the server is a `{name}` of the contract that may hold slashes.
const served = routes.map(({ method, path }) => `${method} ${path.replace('...}', '}')}`).sort();
const written = Object.entries(contract.paths)
  .flatMap(([path, item]) => Object.keys(item).map((method) => `${method.toUpperCase()} ${path}`)).sort();
assert.deepEqual(served, written);
const queries = new Set(Object.values(contract.paths).flatMap((item) => Object.values(item)).map((operation) => operation.operationId));
assert.equal(queries.size, written.length, 'operationId is unique');

// 2. Real answers fit.
const ajv = new Ajv2020({ strict: false, allErrors: true });
addFormats(ajv);
ajv.addSchema({ $id: 'contract', ...contract });
const resolve = (node) => (node?.$ref ? node.$ref.slice(2).split('/').reduce((at, key) => at[key], contract) : node);
const pointer = (text) => text.replaceAll('~', '~0').replaceAll('/', '~1');
let checked = 0;

// Asks, and checks the answer against what the contract says of this path, method and status.
async function ask(method, path, target, { body, type, token, accept } = {}) {
  const headers = { ...(type ? { 'content-type': type } : {}), ...(token ? { authorization: `Bearer ${token}` } : {}), ...(accept ? { accept } : {}) };
  const answer = await fetch(origin + target, { method, headers, body, redirect: 'manual' });
  const bytes = Buffer.from(await answer.arrayBuffer());
  const said = contract.paths[path][method.toLowerCase()].responses[answer.status];
  assert.ok(said, `${method} ${path} answers ${answer.status}, which the contract doesn't know: ${bytes.subarray(0, 300)}`);
  const response = resolve(said);
  const media = (answer.headers.get('content-type') ?? '').split(';')[0];
  if (response.content) {
    const range = response.content[media] ? media : '*/*';
    assert.ok(response.content[range], `${method} ${path} ${answer.status}: ${media} isn't in the contract`);
    if (/json|\/vc$|\/did/.test(media)) {
      const where = said.$ref ? said.$ref.slice(1) : `/paths/${pointer(path)}/${method.toLowerCase()}/responses/${answer.status}`;
      const validate = ajv.compile({ $ref: `contract#${where}/content/${pointer(range)}/schema` });
      const json = JSON.parse(bytes);
      assert.ok(validate(json), `${method} ${target} ${answer.status}: ${JSON.stringify(validate.errors, null, 1)}\n${bytes}`);
      assert.ok(answer.status < 400 || json.status === answer.status || json.didResolutionMetadata, 'the problem names its status');
    }
  }
  checked += 1;
  return { status: answer.status, bytes, headers: answer.headers, get json() { return JSON.parse(bytes); } };
}
const json = (value) => ({ body: JSON.stringify(value), type: 'application/json' });

const created = await ask('POST', '/v1/identities', '/v1/identities', json({ name: 'contract-test', kind: 'organisation' }));
assert.equal(created.status, 201);
const { id, token } = created.json;
assert.equal((await ask('POST', '/v1/identities', '/v1/identities', json({ name: 'contract-test', kind: 'agent' }))).status, 409);
assert.equal((await ask('POST', '/v1/identities', '/v1/identities', json({ kind: 'robot' }))).status, 400);
assert.equal((await ask('POST', '/v1/identities', '/v1/identities', { body: 'x', type: 'text/plain' })).status, 415);
await ask('GET', '/v1/identities/{identity}', `/v1/identities/${id}`);
const named = await ask('POST', '/v1/identities/{identity}/name', `/v1/identities/${id}/name`, { ...json({ name: 'second-name' }), token });
assert.equal(named.json.name, 'second-name');
assert.equal((await ask('POST', '/v1/identities/{identity}/name', `/v1/identities/${id}/name`, json({ name: 'third-name' }))).status, 401);
await ask('GET', '/v1/identities/{identity}', '/v1/identities/contract-test');
assert.equal((await ask('GET', '/v1/identities/{identity}', '/v1/identities/nobody-here')).status, 404);
assert.equal((await ask('GET', '/v1/identities/{identity}', '/v1/identities/contract-test?polcy=x')).status, 400);
await ask('GET', '/v1/operations/{id}', created.json.operation.id && `/v1/operations/${created.json.operation.id}`);
assert.equal((await ask('GET', '/v1/operations/{id}', `/v1/operations/${'0'.repeat(64)}`)).status, 404);
assert.equal((await ask('POST', '/v1/operations', '/v1/operations', json({}))).status, 400);
assert.equal((await ask('POST', '/v1/operations', '/v1/operations', { body: Buffer.alloc(200), type: 'application/octet-stream' })).status, 422);

// A smallest PNG is enough to be signed.
const png = Buffer.from('iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==', 'base64');
const signed = await ask('POST', '/v1/content', '/v1/content?ai=generated&title=Dot', { body: png, token });
assert.equal(signed.status, 201);
assert.equal(signed.headers.get('content-type'), 'image/png');
const record = await ask('POST', '/v1/content', '/v1/content', { body: 'plain words', token });
assert.equal(record.json.signer.id, id);
assert.equal((await ask('POST', '/v1/content', '/v1/content', { body: 'x' })).status, 401);
assert.equal((await ask('POST', '/v1/content', '/v1/content?ai=perhaps', { body: 'x', token })).status, 400);
const sha256 = createHash('sha256').update(signed.bytes).digest('hex');
await ask('GET', '/v1/content/{sha256}', `/v1/content/${sha256}`);
assert.equal((await ask('GET', '/v1/content/{sha256}', `/v1/content/${'0'.repeat(64)}`)).status, 404);

for (const body of [signed.bytes, png, Buffer.from('plain words'), Buffer.alloc(0), Buffer.from([0xff, 0xd8, 0xff, 0xe0])]) {
  const verdict = await ask('POST', '/v1/verify', '/v1/verify?receipt=1&bundle=1', { body });
  assert.equal(verdict.json.truth, 'not-assessed');
}
const inspected = await ask('POST', '/v1/inspect', '/v1/inspect?thumbnails=1', { body: signed.bytes });
assert.equal(inspected.json.manifests.length, 1);
assert.deepEqual((await ask('POST', '/v1/inspect', '/v1/inspect', { body: 'x' })).json.manifests, []);
assert.equal((await ask('POST', '/v1/inspect', '/v1/inspect?thumbnails=2', { body: 'x' })).status, 400);
const form = new FormData();
form.append('one', new Blob([signed.bytes]), 'one.png');
form.append('two', new Blob(['no provenance']), 'two.txt');
const batch = await ask('POST', '/v1/verify/batch', '/v1/verify/batch', { body: form });
assert.deepEqual(batch.json.results.map((one) => [one.ref, one.verdict?.integrity]), [['one', 'intact'], ['two', 'unverifiable']]);
assert.equal((await ask('POST', '/v1/verify/batch', '/v1/verify/batch', { body: 'x', type: 'text/plain' })).status, 415);
assert.equal((await ask('POST', '/v1/verify/batch', '/v1/verify/batch', { body: 'x', type: 'multipart/form-data; boundary=b' })).status, 400);
assert.equal((await ask('POST', '/v1/verify', '/v1/verify?policy=absent', { body: 'x' })).status, 400);

// 3. The receipt, by jose: H20.
const verdict = (await ask('POST', '/v1/verify', '/v1/verify?receipt=1', { body: signed.bytes })).json;
const keys = createLocalJWKSet((await ask('GET', '/.well-known/jwks.json', '/.well-known/jwks.json')).json);
const { payload, protectedHeader } = await compactVerify(verdict.receipt, keys, { algorithms: ['ES256'] });
assert.equal(protectedHeader.typ, 'countersign-verdict+jws');
const { receipt, ...bare } = verdict;
assert.deepEqual(JSON.parse(Buffer.from(payload)), bare);
const [head, body, signature] = receipt.split('.');
const forged = Buffer.from(Buffer.from(body, 'base64url').toString().replace('"intact"', '"altered"')).toString('base64url');
assert.notEqual(forged, body);
await assert.rejects(compactVerify([head, forged, signature].join('.'), keys));

const issued = await ask('POST', '/v1/credentials', '/v1/credentials', { ...json({ type: 'PressCredential', subject: 'contract-test', claims: { beat: 'hills' } }), token });
assert.equal(issued.status, 201);
const verified = await ask('POST', '/v1/credentials/verify', '/v1/credentials/verify', json({ verifiableCredential: issued.json.credential }));
assert.equal(verified.json.verified, true);
await ask('POST', '/v1/credentials/verify', '/v1/credentials/verify', json({ verifiableCredential: {} }));
const status = `/v1/credentials/${issued.json.id}/status`;
assert.equal((await ask('POST', '/v1/credentials/{id}/status', status, { ...json({ status: 'revoked' }), token })).status, 200);
assert.equal((await ask('POST', '/v1/credentials/{id}/status', status, { ...json({ status: 'valid' }), token })).status, 409);
await ask('GET', '/v1/status/{list}', `/v1/status/${id}-revocation`);
assert.equal((await ask('GET', '/v1/status/{list}', '/v1/status/none')).status, 404);

assert.equal((await ask('GET', '/v1/items/{item}', `/v1/items/${'0'.repeat(32)}`)).status, 404);

const handover = { scheme: 'ed25519', publicKey: 'd75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a' };
const asked = await ask('POST', '/v1/identities/{identity}/handover', `/v1/identities/${id}/handover`, { ...json({ ...handover, recovery: handover }), token });
assert.equal(asked.json.typedData.primaryType, 'UpdateKeys');

await ask('GET', '/v1/service', '/v1/service');
await ask('GET', '/v1/log/checkpoint', '/v1/log/checkpoint');
await ask('GET', '/v1/log/entries', '/v1/log/entries?start=0&count=256');
assert.equal((await ask('GET', '/v1/log/entries', '/v1/log/entries?count=0')).status, 400);
await ask('GET', '/v1/log/proof/inclusion', '/v1/log/proof/inclusion?index=0');
assert.equal((await ask('GET', '/v1/log/proof/inclusion', '/v1/log/proof/inclusion')).status, 400);
await ask('GET', '/v1/log/proof/consistency', '/v1/log/proof/consistency?from=1');
await ask('GET', '/v1/log/tile/{level}/{index}', '/v1/log/tile/0/000.p/1');
assert.equal((await ask('GET', '/v1/log/tile/{level}/{index}', '/v1/log/tile/7/000')).status, 404);
for (const accept of ['application/did', 'application/did-resolution']) {
  await ask('GET', '/1.0/identifiers/{did}', `/1.0/identifiers/${encodeURIComponent(created.json.did)}`, { accept });
  assert.equal((await ask('GET', '/1.0/identifiers/{did}', '/1.0/identifiers/did:none:x', { accept })).status, 501);
  assert.equal((await ask('GET', '/1.0/identifiers/{did}', '/1.0/identifiers/x', { accept })).status, 400);
}
assert.equal((await ask('GET', '/1.0/identifiers/{did}', '/1.0/identifiers/did:none:x', { accept: 'text/html' })).status, 406);
await ask('GET', '/identities/{identity}/did.json', `/identities/${id}/did.json`);
for (const path of ['/.well-known/did.json', '/healthz', '/readyz', '/metrics', '/openapi.yaml', '/', '/verify', '/identity', '/log', '/create', '/builders']) {
  assert.equal((await ask('GET', path, path)).status, 200, path);
}
await ask('GET', '/assets/{name}', '/assets/style.css');
await ask('GET', '/identity/{subject}', '/identity/contract-test');

// 4. What waits for a batch.
host.stdin.end();
const batches = await start('--batches');
origin = batches.origin;
const waiting = (await ask('POST', '/v1/identities', '/v1/identities', json({ kind: 'organisation' }))).json;
const item = '/v1/items/{item}';
const pending = await ask('POST', '/v1/content', '/v1/content', { body: 'plain words', token: waiting.token });
assert.equal(pending.status, 202);
assert.equal((await ask('GET', item, pending.headers.get('location'))).json.state, 'waiting');
await ask('POST', '/v1/content', '/v1/content', { body: png, token: waiting.token });
const promised = await ask('POST', '/v1/credentials', '/v1/credentials', { ...json({ type: 'T', subject: 'did:example:x', claims: { a: 1 } }), token: waiting.token });
assert.equal(promised.status, 202);
await ask('GET', item, promised.headers.get('location'));
for (let state = ''; state !== 'committed';) state = (await ask('GET', item, pending.headers.get('location'))).json.state;
batches.host.stdin.end();

console.log(`${written.length} routes in both, ${checked} answers fit the contract`);
