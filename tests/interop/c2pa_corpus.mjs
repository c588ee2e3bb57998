// The corpus of our own PKI through the eyes of the reference implementation (c2pa-rs, as @contentauth/c2pa-wasm). Every
// disagreement stands in docs/spec/c2pa-corpus.json with the sentence that decides; `--write` makes the table
// docs/spec/c2pa-corpus.md from it. Rule C38.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const write = process.argv.includes('--write');
const [tool] = process.argv.slice(2).filter((argument) => !argument.startsWith('--'));
const seed = process.env.COUNTERSIGN_SEED ?? '20261124';
const source = process.env.COUNTERSIGN_SOURCE ?? join(import.meta.dirname, '../..');
const packageFolder = new URL('./node_modules/@contentauth/c2pa-wasm/', import.meta.url);
if (!existsSync(packageFolder)) {
  console.log('skipped: @contentauth/c2pa-wasm is not installed');
  process.exit(0);
}
const { default: init, WasmReader } = await import(new URL('pkg/c2pa.js', packageFolder));
await init({ module_or_path: readFileSync(new URL('pkg/c2pa_bg.wasm', packageFolder)) });

const folder = mkdtempSync(join(tmpdir(), 'countersign-corpus-'));
process.on('exit', () => rmSync(folder, { recursive: true, force: true }));
execFileSync(tool, [folder, seed]);
const text = (name) => readFileSync(join(folder, name), 'utf8');
const settings = JSON.stringify({
  version: 1,
  trust: {
    // The reference has one list for both.
    trust_anchors: text('signers.pem') + text('clocks.pem'),
    trust_config: '1.3.6.1.4.1.62558.2.1\n1.3.6.1.5.5.7.3.4\n1.3.6.1.5.5.7.3.8\n1.3.6.1.5.5.7.3.9\n',
  },
  verify: { verify_trust: true, remote_manifest_fetch: false },
});

// Names that have changed: the reference still writes the old ones in places.
const RENAMED = { 'signingCredential.expired': 'claimSignature.outsideValidity' };
const codes = (list) => [...new Set((list ?? []).map(({ code }) => RENAMED[code] ?? code))].sort();

async function judge({ file, mediaType }) {
  try {
    const reader = await WasmReader.fromBytes(mediaType, new Uint8Array(readFileSync(join(folder, file))), settings);
    const report = JSON.parse(reader.json());
    reader.free();
    const results = report.validation_results ?? {};
    return {
      state: report.validation_state.toLowerCase(),
      failure: codes(results.activeManifest?.failure),
      ingredientFailure: codes((results.ingredientDeltas ?? []).flatMap((one) => one.validationDeltas?.failure ?? [])),
    };
  } catch (error) {
    const what = String(error?.message ?? error);
    return { state: what.includes('JumbfNotFound') ? 'absent' : 'error', failure: [], ingredientFailure: [], error: what };
  }
}

const same = (a, b) => JSON.stringify(a) === JSON.stringify(b);
// Where there is no report at all, only that it was refused can be compared.
const isRefusal = (found, wanted) => found.state === 'error' && ['invalid', 'inaccessible'].includes(wanted.state);
const agrees = (found, wanted) =>
  found.state === wanted.state && same(found.failure, wanted.failure) && same(found.ingredientFailure, wanted.ingredientFailure);

const cases = JSON.parse(text('cases.json'));
assert.ok(cases.length >= 140, `${cases.length} cases`);
const exceptionsFile = join(source, 'docs/spec/c2pa-corpus.json');
const exceptions = existsSync(exceptionsFile) ? JSON.parse(readFileSync(exceptionsFile, 'utf8')) : {};
const disagreements = new Map();
const counts = { agree: 0, refused: 0, disagree: 0 };
for (const one of cases) {
  assert.ok(
    one.ourState === one.state && same(one.ourFailure, one.failure) && same(one.ourIngredientFailure, one.ingredientFailure),
    `ours: ${one.name}`,
  );
  const found = await judge(one);
  if (agrees(found, one)) counts.agree++;
  else if (isRefusal(found, one)) counts.refused++;
  else {
    counts.disagree++;
    disagreements.set(one.name, { one, found });
  }
}
const said = (list) => (list.length ? list.map((code) => `\`${code}\``).join(' ') : 'none');
if (write) {
  const rows = [...disagreements].sort().map(([name, { one, found }]) => {
    const reason = exceptions[name]?.sentence ?? 'UNDECIDED';
    const both = (what) => said([...what.failure, ...what.ingredientFailure]);
    const theirs = found.error ? `refused: ${found.error.slice(0, 60)}` : `${found.state}, ${both(found)}`;
    return `| ${name} | ${one.state}, ${both(one)} | ${theirs} | ${reason} |`;
  });
  const page = `# The corpus, judged twice

This page is made by a command: \`node tests/interop/c2pa_corpus.mjs build/release/c2pa_corpus_tool --write\`. The corpus is made by
\`tests/verifier/c2pa/corpus*.cpp\` after the groups of the public validator suites, with certificates of our own. Expected codes are those
of C2PA 2.5; ours are exactly these, held by a test. The other judge is c2pa-rs (npm \`@contentauth/c2pa-wasm\`).

${cases.length} cases: ${counts.agree} agree in state and every failure code, ${counts.refused} are refused by it without a report,
${counts.disagree} differ. The sentences are in [c2pa-corpus.json](c2pa-corpus.json).

| case | expected, and ours | c2pa-rs | decides |
|---|---|---|---|
${rows.join('\n')}
`;
  writeFileSync(join(source, 'docs/spec/c2pa-corpus.md'), page);
}
for (const [name, { one, found }] of disagreements)
  if (!exceptions[name]) console.log(name, JSON.stringify({ wanted: [one.state, one.failure, one.ingredientFailure], found }));
console.log(`${cases.length} cases: ${counts.agree} agree, ${counts.refused} refused, ${counts.disagree} differ`);
if (!write) {
  const undecided = [...disagreements.keys()].filter((name) => !exceptions[name]);
  assert.deepEqual(undecided, [], 'every disagreement is decided in docs/spec/c2pa-corpus.json');
  // c2pa-rs validates against today's clock, so a stale exception is told and not an error.
  for (const name of Object.keys(exceptions)) if (!disagreements.has(name)) console.log(`agrees now: ${name}`);
}
