// What `countersign sign` can say of a file: actions, ingredients by file, assertions, thumbnails, updates, redactions;
// judged by the reference implementation (c2pa-rs, as @contentauth/c2pa-wasm) and by our own verifier.
// Rules W38 to W40, W45 and W46 of docs/spec/c2pa-writing.md. Usage: node statements.mjs SIGN_TOOL PROGRAM
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { Authority } from './certificates_driver.mjs';
import { folder, judge } from './sign_driver.mjs';

const program = process.argv[3];
const path = (name) => join(folder, name);
const authority = new Authority(folder, 'studio');
const key = authority.key('me.key', ['-algorithm', 'EC', '-pkeyopt', 'ec_paramgen_curve:P-256']);
const chain = authority.issue(key, 'me.pem');
const mimes = { jpg: 'image/jpeg', png: 'image/png' };
const run = (...words) => {
  const done = spawnSync(program, words, { cwd: folder, encoding: 'utf8',
    env: { ...process.env, COUNTERSIGN_HOME: path('home') } });
  return { status: done.status, out: done.stdout, problem: done.stderr };
};
const anchors = ['--trust-anchors', authority.path('root.pem')];
const sign = (from, to, ...words) =>
  run('sign', path(from), '--key', key, '--chain', chain, '--out', path(to), ...anchors, ...words);
const mustSign = (...words) => {
  const done = sign(...words);
  assert.equal(done.status, 0, done.problem);
};
const refused = (code, ...words) => {
  const done = sign('picture.jpg', 'refused.jpg', ...words);
  assert.equal(done.status, 1, code + done.out);
  assert.ok(done.problem.includes(`[${code}]`), `${code}: ${done.problem}`);
  assert.ok(!existsSync(path('refused.jpg')));
};

/** Trusted by both, without a failure anywhere; gives the reference's report. */
async function trusted(file) {
  const report = await judge(new Uint8Array(readFileSync(path(file))), mimes[file.split('.').pop()], [authority.pem]);
  const results = report.validation_results;
  assert.equal(report.validation_state, 'Trusted', `${file}: ${JSON.stringify(results ?? report, null, 1)}`);
  for (const delta of results.ingredientDeltas ?? [])
    assert.deepEqual(delta.validationDeltas.failure, [], `${file}: ${JSON.stringify(delta)}`);
  const ours = JSON.parse(run('inspect', path(file), '--crjson', ...anchors).out);
  const failures = JSON.stringify(ours).match(/"failure":\[\{[^\]]*/g) ?? [];
  assert.deepEqual(failures, [], file);
  assert.match(run('verify', path(file), '--offline', ...anchors).out, /^\[/);
  return report;
}
const activeOf = (report) => report.manifests[report.active_manifest];
const actionsOf = (report) =>
  activeOf(report).assertions.find((each) => each.label.startsWith('c2pa.actions')).data.actions;

test('W39: ingredients by file, with and without a history, in each relationship', async () => {
  mustSign('picture.png', 'part.png', '--ai', 'generated');
  mustSign('picture.jpg', 'whole.jpg', '--ai', 'captured', '--ingredient', path('part.png'), '--ingredient',
    path('picture.png') + ':inputTo', '--ingredient', path('picture.jpg') + ':componentOf');
  const report = await trusted('whole.jpg');
  const ingredients = activeOf(report).ingredients;
  assert.deepEqual(ingredients.map(({ relationship, title }) => [relationship, title]),
    [['componentOf', 'part.png'], ['inputTo', 'picture.png'], ['componentOf', 'picture.jpg']]);
  assert.ok(ingredients[0].active_manifest in report.manifests);
  assert.ok(!ingredients[1].active_manifest);
  const actions = actionsOf(report);
  assert.deepEqual(actions.map(({ action }) => action), ['c2pa.created', 'c2pa.placed']);
  assert.equal(actions[0].parameters.ingredients.length, 1);
  assert.equal(actions[1].parameters.ingredients.length, 2);
  assert.deepEqual(ingredients[0].validation_results.activeManifest.failure, []);

  // A copy of what was edited elsewhere: its parent is another file.
  mustSign('picture.jpg', 'copy.jpg', '--ingredient', path('part.png') + ':parentOf');
  const copy = await trusted('copy.jpg');
  assert.equal(activeOf(copy).ingredients[0].relationship, 'parentOf');
  assert.equal(actionsOf(copy)[0].action, 'c2pa.opened');
  // The same history by two ways is carried once.
  mustSign('whole.jpg', 'again.jpg', '--ingredient', path('part.png'), '--ingredient', path('copy.jpg'));
  const again = await trusted('again.jpg');
  assert.equal(Object.keys(again.manifests).length, 4);

  refused('sign.ingredient', '--ingredient', path('part.png') + ':parentOf', '--ingredient',
    path('part.png') + ':parentOf');
  refused('sign.ingredient', '--ai', 'captured', '--ingredient', path('part.png') + ':parentOf');
  assert.match(sign('whole.jpg', 'refused.jpg', '--ingredient', path('part.png') + ':parentOf').problem,
    /sign\.ingredient\]/);
  assert.equal(sign('picture.jpg', 'refused.jpg', '--ingredient', path('absent.png')).status, 65);
});

test('W38: actions from a file, by the rules', async () => {
  const actions = (list) => {
    writeFileSync(path('actions.json'), JSON.stringify(list));
    return ['--actions', path('actions.json')];
  };
  mustSign('picture.jpg', 'edited.jpg', '--ai', 'captured', '--ingredient', path('part.png'), ...actions({
    actions: [
      { action: 'c2pa.cropped', description: 'to a square', when: '2026-05-03T10:00:00Z' },
      { action: 'c2pa.placed', ingredients: ['part.png'], softwareAgent: { name: 'Painter', version: '2.0' } },
      { action: 'c2pa.translated', parameters: { sourceLanguage: 'de', targetLanguage: 'en' } },
      { action: 'com.example.blur', parameters: { 'com.example.radius': 3.5, name: 'soft', multipleInstances: true },
        digitalSourceType: 'humanEdits', reason: 'com.example.wish' }
    ],
    allActionsIncluded: true
  }));
  const report = await trusted('edited.jpg');
  const found = actionsOf(report);
  assert.deepEqual(found.map(({ action }) => action),
    ['c2pa.created', 'c2pa.cropped', 'c2pa.placed', 'c2pa.translated', 'com.example.blur']);
  assert.equal(found[2].parameters.ingredients.length, 1);
  assert.equal(found[2].softwareAgent.name, 'Painter');
  assert.equal(found[4].parameters['com.example.radius'], 3.5);
  for (const action of [{ action: 'c2pa.created' }, { action: 'c2pa.redacted' }, { action: 'c2pa.watermarked' },
    { action: 'c2pa.bogus' }, { action: 'c2pa.placed' }, { action: 'c2pa.watermarked.bound' }, { action: 'plain' },
    { action: 'c2pa.translated' }, { action: 'c2pa.edited', when: 'yesterday' },
    { action: 'c2pa.edited', reason: 'because' }, { action: 'c2pa.edited', parameters: { radius: 1 } },
    { action: 'c2pa.edited', other: 1 }, { description: 'no name' },
    { action: 'c2pa.placed', ingredients: ['unknown.png'] }])
    refused('sign.action', ...actions([action]));
  refused('sign.action', ...actions('text'));
});

test('W40: assertions, AI, permissions and a thumbnail', async () => {
  writeFileSync(path('metadata.json'), JSON.stringify({ '@context': { dc: 'http://purl.org/dc/elements/1.1/' },
    'dc:creator': 'Ada' }));
  mustSign('picture.png', 'said.png', '--ai', 'generated', '--assertion', 'cawg.metadata=' + path('metadata.json'),
    '--ai-model', 'model.generator.image=Painter 3', '--ai-oversight', 'prompt_guided', '--permission',
    'ai_training=notAllowed', '--permission', 'data_mining=constrained:ask first', '--thumbnail', path('picture.jpg'));
  const report = await trusted('said.png');
  const labels = activeOf(report).assertions.map(({ label }) => label);
  for (const label of ['cawg.metadata', 'c2pa.ai-disclosure', 'cawg.training-mining'])
    assert.ok(labels.includes(label), `${label} in ${labels}`);
  assert.equal(activeOf(report).thumbnail.format, 'image/jpeg');
  const told = run('inspect', path('said.png'), '--crjson', ...anchors).out;
  for (const word of [/Painter 3/, /prompt_guided/, /cawg\.ai_training/, /ask first/]) assert.match(told, word);
  refused('sign.assertion', '--ai-model', 'picture');
  refused('sign.assertion', '--ai-model', 'model', '--ai-oversight', 'none');
  refused('sign.assertion', '--permission', 'ai_training=perhaps');
  refused('sign.assertion', '--permission', 'data_mining=constrained');
  refused('sign.assertion', '--assertion', 'c2pa.hash.data=' + path('metadata.json'));
  refused('sign.options', '--thumbnail', path('metadata.json'));
});

test('W45: an update says more of a file, and its content stays bound', async () => {
  for (const extension of ['jpg', 'png']) {
    mustSign('picture.' + extension, 'first.' + extension, '--ai', 'captured');
    mustSign('first.' + extension, 'updated.' + extension, '--update', '--assertion',
      'cawg.metadata=' + path('metadata.json'));
    const report = await trusted('updated.' + extension);
    assert.equal(Object.keys(report.manifests).length, 2);
    assert.ok(activeOf(report).assertions.some(({ label }) => label === 'cawg.metadata'));
    mustSign('updated.' + extension, 'twice.' + extension, '--update', '--permission', 'data_mining=notAllowed');
    await trusted('twice.' + extension);
    const bytes = new Uint8Array(readFileSync(path('twice.' + extension)));
    bytes[bytes.length - 60] ^= 1;
    assert.equal((await judge(bytes, mimes[extension], [authority.pem])).validation_state, 'Invalid');
  }
  refused('sign.update', '--update');
  const again = (...words) => sign('first.jpg', 'refused.jpg', '--update', ...words).problem;
  assert.match(again('--thumbnail', path('picture.jpg')), /sign\.update\]/);
  assert.match(again('--ingredient', path('part.png')), /sign\.update\]/);
  writeFileSync(path('actions.json'), '[{"action":"c2pa.cropped"}]');
  assert.match(again('--actions', path('actions.json')), /sign\.update\]/);
});

test('W46: an assertion of an ingredient is redacted, in the open', async () => {
  mustSign('picture.jpg', 'private.jpg', '--ai', 'captured', '--assertion', 'cawg.metadata=' + path('metadata.json'));
  const before = await trusted('private.jpg');
  const uri = `self#jumbf=/c2pa/${before.active_manifest}/c2pa.assertions/cawg.metadata`;
  assert.ok(readFileSync(path('private.jpg')).includes('Ada'));
  for (const words of [['--redact', uri], ['--redact', uri + '=c2pa.trade-secret.present', '--update']]) {
    mustSign('private.jpg', 'redacted.jpg', ...words);
    assert.ok(!readFileSync(path('redacted.jpg')).includes('Ada'));
    const report = await trusted('redacted.jpg');
    const last = actionsOf(report).at(-1);
    assert.equal(last.action, 'c2pa.redacted');
    assert.equal(last.parameters.redacted, uri);
  }
  const wrong = (word) => sign('private.jpg', 'refused.jpg', '--redact', word).problem;
  assert.match(wrong(uri.replace('cawg.metadata', 'c2pa.hash.data')), /sign\.redaction\]/);
  assert.match(wrong(uri.replace('cawg.metadata', 'c2pa.actions.v2')), /sign\.redaction\]/);
  assert.match(wrong(uri.replace('cawg.metadata', 'nothing.there')), /sign\.redaction\]/);
  assert.match(wrong(uri + '=because'), /sign\.redaction\]/);
  assert.match(wrong('cawg.metadata'), /sign\.redaction\]/);
});
