// What the tests of signing share: the tool that signs with certificates of its own, in a folder of its own, and the
// judgement of the reference implementation (c2pa-rs, as @contentauth/c2pa-wasm), which trusts their root.
import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

export const testdata = process.env.COUNTERSIGN_TESTDATA ?? join(process.env.COUNTERSIGN_SOURCE ?? '.', '../shared/testdata');
export const folder = mkdtempSync(join(tmpdir(), 'countersign-sign-'));
process.on('exit', () => rmSync(folder, { recursive: true, force: true }));

export const run = (args, input) =>
  execFileSync(process.argv[2], args, { encoding: 'utf8', input: input ?? '', maxBuffer: 1 << 26 });
run(['setup', folder]);

const packageFolder = new URL('./node_modules/@contentauth/c2pa-wasm/', import.meta.url);
const { default: init, WasmBuilder, WasmReader } = await import(new URL('pkg/c2pa.js', packageFolder));
await init({ module_or_path: readFileSync(new URL('pkg/c2pa_bg.wasm', packageFolder)) });

const anchors = [readFileSync(join(folder, 'root.pem'), 'utf8')];
const testRoots = join(testdata, 'c2pa/certs/trust/test_cert_root_bundle.pem');
if (existsSync(testRoots)) anchors.push(readFileSync(testRoots, 'utf8'));
const settings = (more) => JSON.stringify({
  version: 1,
  trust: {
    trust_anchors: [...anchors, ...more].join('\n'),
    // C2PA claim signing, and e-mail protection for the reference files of old.
    trust_config: '1.3.6.1.4.1.62558.2.1\n1.3.6.1.5.5.7.3.4\n',
  },
  verify: { verify_trust: true, remote_manifest_fetch: false },
});

/** `more`: PEM of further roots, of signers or of time-stamp authorities. */
export async function judge(bytes, mime, more = []) {
  try {
    const reader = await WasmReader.fromBytes(mime, bytes, settings(more));
    const report = JSON.parse(reader.json());
    reader.free();
    return report;
  } catch (error) {
    return { validation_state: 'Error', error: String(error?.message ?? error) };
  }
}

/** The file with a manifest of the reference's, whose claim signature is a COSE_Sign1 of nothing. Needs blobs.mjs. */
export async function signByReference(file, mime) {
  const source = 'http://cv.iptc.org/newscodes/digitalsourcetype/digitalCapture';
  const definition = {
    claim_generator_info: [{ name: 'reference', version: '1' }],
    assertions: [{ label: 'c2pa.actions.v2', data: { actions: [{ action: 'c2pa.created', digitalSourceType: source }] } }],
  };
  const builder = WasmBuilder.fromJson(JSON.stringify(definition),
    JSON.stringify({ version: 1, verify: { verify_after_sign: false, verify_trust: false } }));
  const empty = Buffer.alloc(1024);
  Buffer.from('d28440a0f640', 'hex').copy(empty);
  const signer = { alg: 'es256', reserveSize: empty.length, sign: async () => new Uint8Array(empty) };
  return builder.sign(signer, [], mime, new Blob([file]));
}
