// The meaning of the traces: each step is written here with the outcome it must have. Writes *.json without digests;
// `trace_generate complete FILE` adds those. Run `node author.mjs PATH_TO_trace_generate` after a change of the rules,
// and read the difference: an outcome is never recorded, only a digest is.
import { execFileSync } from 'node:child_process';
import { writeFileSync, renameSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const folder = dirname(fileURLToPath(import.meta.url));
const traces = [];
const day = 86400;

class Trace {
  constructor(name, rules, about) {
    Object.assign(this, { name, rules, about, steps: [], now: 1000000 });
    traces.push(this);
  }
  step(expect, say, operation, options = {}) {
    this.now = options.at ?? this.now + 10;
    this.steps.push({ say, at: this.now, ...options, ...(operation ? { operation } : {}), expect });
    return this;
  }
  ok(say, operation, options) { return this.step('ok', say, operation, options); }
  no(code, say, operation, options) { return this.step(`registry.${code}`, say, operation, options); }
  /// An identity labelled `label` with one key of its name that has all roles.
  make(label, more = {}) { return this.ok(`${label} exists`, create(label, more), { label }); }
}

const create = (label, more = {}) => ({
  kind: 'create_identity', signer: more.signer ?? label, as: 'person', custody: 'self', salt: `#salt ${label}`,
  recovery: `key:${label} recovery`, keys: [{ key: more.signer ?? label, roles: ['all'] }], ...more,
});
const by = (label, kind, more = {}) => ({ kind, identity: `@${label}`, signer: label, ...more });
const update = (label, more) => by(label, 'update_keys', more);
const declare = (label, key, since, more) => by(label, 'declare_compromised', { key: `key:${key}`, since, ...more });
const recover = (label, signer, next, more) => by(label, 'recover', { signer, recovery: `key:${next}`, ...more });
const claim = (label, name, more) => by(label, 'claim_name', { name, ...more });
const schema = (label, content, more) => by(label, 'register_schema', { content: `#${content}`, ...more });
const accredit = (label, issuer, of, until, more) =>
  by(label, 'accredit', { issuer: `@${issuer}`, schema: `@${of}`, valid_until: until, delegable: false, ...more });
const suspend = (label, accreditation, suspended, more) =>
  by(label, 'suspend', { accreditation: `@${accreditation}`, suspended, reason: 7, ...more });
const commit = (label, root, more) => by(label, 'commit', { root: `#${root}`, count: 10, ...more });
const status = (label, batch, value, indices, more) =>
  by(label, 'set_status', { batch: `@${batch}`, status: value, indices, reason: 1, ...more });
const dispute = (label, target, index, evidence, arbiter, more) =>
  by(label, 'open_dispute', { target: `@${target}`, index, evidence: `#${evidence}`, arbiter: `@${arbiter}`, ...more });
const answer = (label, of, value, more) =>
  by(label, 'answer_dispute', { dispute: `@${of}`, answer: value, statement: '#my side', ...more });
const rule = (label, of, value, more) =>
  by(label, 'rule_dispute', { dispute: `@${of}`, ruling: value, reasons: '#reasons', ...more });
const hex = (number, width) => number.toString(16).padStart(2 * width, '0');

// ---------------------------------------------------------------------------------------------------------------
{
  const t = new Trace('form', ['R1', 'R2', 'R3', 'R10', 'R11', 'R12', 'R13', 'R32', 'R45'],
    'What is not the canonical bytes of an operation is refused with its own code, before any state is read.');
  t.make('alice');
  const good = claim('alice', 'alice');
  t.no('truncated', 'nothing at all', good, { cut: 108 + 6 + 64 });
  t.no('truncated', 'the version alone', good, { cut: 108 + 6 + 64 - 1 });
  t.no('truncated', 'the header cut by one byte', good, { cut: 6 + 64 + 1 });
  t.no('truncated', 'a name cut in its middle', good, { cut: 64 + 3 });
  t.no('truncated', 'the signature is gone', good, { cut: 64 });
  t.no('truncated', 'the signature lacks one byte', good, { cut: 1 });
  t.no('trailing_bytes', 'one byte too many', good, { append: '00' });
  t.no('trailing_bytes', 'as long as an operation may be, but more than this one is', good,
    { append_zeros: 4096 - (108 + 6 + 64) });
  t.no('too_long', 'one byte longer than any operation may be', good, { append_zeros: 4097 - (108 + 6 + 64) });
  t.no('version_unknown', 'version 0', good, { patch: [[0, '00']] });
  t.no('version_unknown', 'version 2', good, { patch: [[0, '02']] });
  t.no('kind_unknown', 'kind 0', good, { patch: [[1, '00']] });
  t.no('kind_reserved', 'guardians are for later', good, { patch: [[1, '0e']] });
  t.no('kind_reserved', 'appeals are for later', good, { patch: [[1, '0f']] });
  t.no('kind_reserved', 'publish_scores is for later', good, { patch: [[1, '10']] });
  t.no('kind_unknown', 'kind 17', good, { patch: [[1, '11']] });
  t.no('kind_unknown', 'kind 255', good, { patch: [[1, 'ff']] });
  t.no('header_form', 'a claim without an identity', { ...good, identity: '' });
  t.no('header_form', 'a claim with nonce 0', { ...good, nonce: 0 });
  t.no('header_form', 'a creation with a nonce', create('bob', { nonce: 1 }));
  t.no('header_form', 'a creation with an identity', create('bob', { identity: '#other' }));
  t.no('scheme_unknown', 'a signer of scheme 0', good, { patch: [[66, '00']] });
  t.no('scheme_unknown', 'a signer of scheme 6', good, { patch: [[66, '06']] });
  t.no('scheme_reserved', 'WebAuthn is for later', good, { patch: [[66, '04']] });
  t.no('scheme_reserved', 'ERC-1271 is for later', good, { patch: [[66, '05']] });
  t.no('public_key_form', 'a compressed point begins with 2 or 3', good, { patch: [[67, '04']] });
  t.no('public_key_form', 'an Ed25519 key is followed by a zero', good, { patch: [[66, '03'], [99, '01']] });
  t.no('signature_invalid', 'a point that is not on the curve', good, { patch: [[67, '02' + 'ff'.repeat(32)]] });
  t.no('value_unknown', 'an identity of kind 0', create('bob', { as: 0 }));
  t.no('value_unknown', 'an identity of kind 4', create('bob', { as: 4 }));
  t.no('value_unknown', 'a creation with custody unchanged', create('bob', { custody: 0 }));
  t.no('value_unknown', 'custody 3', create('bob', { custody: 3 }));
  t.no('value_missing', 'a creation without salt', create('bob', { salt: '' }));
  t.no('value_missing', 'a creation without recovery', create('bob', { recovery: '' }));
  t.no('signer_not_listed', 'a creation without keys', create('bob', { keys: [] }));
  t.no('signer_not_listed', 'the signer is not among the keys', create('bob', { keys: [{ key: 'bob two' }] }));
  t.no('signer_not_listed', 'the signer lacks control', create('bob', { keys: [{ key: 'bob', roles: ['issue'] }] }));
  t.no('count_out_of_range', 'eight keys', create('bob'), { patch: [[174, '08']] });
  t.no('roles_invalid', 'a key without roles', create('bob', { keys: [{ key: 'bob', roles: 0 }] }));
  t.no('roles_invalid', 'a key with an unknown role', create('bob', { keys: [{ key: 'bob', roles: 65 }] }));
  t.no('validity_invalid', 'a key that ends when it begins',
    create('bob', { keys: [{ key: 'bob', valid_from: 5, valid_until: 5 }] }));
  t.no('validity_invalid', 'a key that ends before it begins',
    create('bob', { keys: [{ key: 'bob', valid_from: 6, valid_until: 5 }] }));
  t.no('key_repeated', 'the same key twice', create('bob', { keys: [{ key: 'bob' }, { key: 'bob' }] }));
  t.no('scheme_reserved', 'an added key of a reserved scheme',
    create('bob', { keys: [{ key: 'bob' }, { key: 'passkey', scheme: 4 }] }));
  t.no('scheme_unknown', 'an added key of no scheme',
    create('bob', { keys: [{ key: 'bob' }, { key: 'passkey', scheme: 9 }] }));
  t.no('nothing_to_do', 'an update of nothing', update('alice', {}));
  t.no('count_out_of_range', 'five added keys', update('alice', { custody: 'hosted' }), { patch: [[108, '05']] });
  t.no('count_out_of_range', 'seven retired keys', update('alice', { custody: 'hosted' }), { patch: [[109, '07']] });
  t.no('key_repeated', 'the same key retired twice', update('alice', { retire: ['x', 'x'] }));
  t.no('value_unknown', 'an update to custody 3', update('alice', { custody: 3 }));
  t.no('value_missing', 'compromised since the beginning of time', declare('alice', 'alice', 0));
  t.no('value_missing', 'a recovery without the next commitment', recover('alice', 'alice recovery', 'x', { recovery: '' }));
  t.no('roles_invalid', 'a recovery without control', recover('alice', 'alice recovery', 'x', { roles: ['issue'] }));
  t.no('roles_invalid', 'a recovery with unknown roles', recover('alice', 'alice recovery', 'x', { roles: 129 }));
  t.no('value_unknown', 'a recovery of scope 0', recover('alice', 'alice recovery', 'x', { scope: 0 }));
  t.no('value_unknown', 'a recovery of scope 3', recover('alice', 'alice recovery', 'x', { scope: 3 }));
  for (const [name, why] of [['ab', 'two characters'], ['', 'no characters'], ['Alice', 'a capital'], ['a b', 'a space'],
    ['-alice', 'begins with a hyphen'], ['alice-', 'ends with a hyphen'], ['a--b', 'two hyphens in a row'],
    ['xn--80ak6aa92e', 'the mark of encoded names'], ['al.ice', 'a dot'], ['al_ice', 'an underscore'], ['älice', 'not ASCII']]) {
    t.no('name_syntax', `name with ${why}`, claim('alice', name));
  }
  t.no('count_out_of_range', 'a name said to have 64 characters', good, { patch: [[108, '40']] });
  t.no('value_missing', 'a schema without content', by('alice', 'register_schema', {}));
  t.no('uri_syntax', 'a schema address with a space', schema('alice', 's', { uri: 'https://a b' }));
  t.no('uri_syntax', 'a schema address with a control character', schema('alice', 's', { uri: 'https://a\n' }));
  t.no('count_out_of_range', 'a schema address of 129 bytes', schema('alice', 's'), { patch: [[140, '81']] });
  t.no('value_missing', 'an accreditation without end', by('alice', 'accredit', { issuer: '#x', schema: '#s', valid_until: 0 }));
  t.no('validity_invalid', 'an accreditation that ends before it begins',
    by('alice', 'accredit', { issuer: '#x', schema: '#s', valid_from: 9, valid_until: 8 }));
  t.no('value_unknown', 'delegable 2', by('alice', 'accredit', { issuer: '#x', schema: '#s', valid_until: 9 }), { patch: [[220, '02']] });
  t.no('value_unknown', 'suspended 2', by('alice', 'suspend', { accreditation: '#x', suspended: true }), { patch: [[140, '02']] });
  t.no('count_out_of_range', 'an empty batch', commit('alice', 'r', { count: 0 }));
  t.no('count_out_of_range', 'one leaf more than a batch may have', commit('alice', 'r', { count: 1048577 }));
  t.no('value_unknown', 'Keccak batches are for later', commit('alice', 'r', { hash: 'keccak256' }));
  t.no('value_unknown', 'leaves of kind 4', commit('alice', 'r', { leaves: 4 }));
  t.no('accreditor_without_schema', 'accredited for nothing', commit('alice', 'r', { accreditor: '#someone' }));
  t.no('value_unknown', 'status 3', by('alice', 'set_status', { batch: '#b', status: 3, indices: [0] }));
  t.no('count_out_of_range', 'the status of no leaf', by('alice', 'set_status', { batch: '#b', status: 1, indices: [] }));
  t.no('count_out_of_range', 'the status of 65 leaves', by('alice', 'set_status', { batch: '#b', status: 1, indices: [0] }), { patch: [[151, '41']] });
  t.no('indices_order', 'indices that fall', by('alice', 'set_status', { batch: '#b', status: 1, indices: [2, 1] }));
  t.no('indices_order', 'the same index twice', by('alice', 'set_status', { batch: '#b', status: 1, indices: [2, 2] }));
  t.no('status_words_exceeded', 'thirteen words', by('alice', 'set_status',
    { batch: '#b', status: 1, indices: [...Array(13).keys()].map((i) => i * 128) }));
  const open = (more) => by('alice', 'open_dispute', { target: '#b', evidence: '#e', arbiter: '#a', ...more });
  t.no('value_unknown', 'a target of kind 3', open({ target_kind: 3 }));
  t.no('value_unknown', 'ground 0', open({ ground: 0 }));
  t.no('value_unknown', 'ground 7', open({ ground: 7 }));
  t.no('value_unknown', 'an identity has no leaves', open({ target_kind: 'identity', index: 1 }));
  t.no('value_missing', 'a dispute without evidence', open({ evidence: '' }));
  t.no('answer_window', 'a second less than a day to answer', open({ answer_seconds: day - 1 }));
  t.no('answer_window', 'a second more than a quarter to answer', open({ answer_seconds: 90 * day + 1 }));
  t.no('value_unknown', 'an answer that is none', by('alice', 'answer_dispute', { dispute: '#d', answer: 0 }));
  t.no('value_unknown', 'answer 3', by('alice', 'answer_dispute', { dispute: '#d', answer: 3 }));
  t.no('value_unknown', 'a ruling that is none', by('alice', 'rule_dispute', { dispute: '#d', ruling: 0 }));
  t.no('value_unknown', 'ruling 3', by('alice', 'rule_dispute', { dispute: '#d', ruling: 3 }));
  t.ok('and the good one is still good', good);
}

{
  const t = new Trace('signatures', ['R4', 'R6', 'R8', 'R9', 'R14', 'R15', 'R18', 'R19', 'R28'],
    'Only what the right key signed for this registry counts, once, in order.');
  t.ok('secp256k1 signs', create('alice'), { label: 'alice' });
  t.ok('P-256 signs', create('bob:p256'), { label: 'bob:p256' });
  t.ok('Ed25519 signs', create('carol:ed25519'), { label: 'carol:ed25519' });
  for (const who of ['alice', 'bob:p256', 'carol:ed25519']) {
    const name = who.split(':')[0];
    t.no('signature_invalid', 'one bit of the signature differs', claim(who, `${name}-one`), { spoil: 'signature' });
    t.no('signature_invalid', 'another key of the same name in another house signs', claim(who, `${name}-one`),
      { sign_with: `${who}`.includes(':') ? `mallory:${who.split(':')[1]}` : 'mallory' });
    t.no('wrong_domain', 'an operation for this home sent to another', claim(who, `${name}-one`), { sent_to: 'elsewhere' });
    t.no('wrong_domain', 'an operation for another home sent here', claim(who, `${name}-one`), { signed_for: 'elsewhere' });
    t.ok('the good one', claim(who, `${name}-one`), { label: `claim ${name}` });
    t.no('nonce_stale', 'the same bytes again', null, { again: `claim ${name}` });
    t.no('nonce_stale', 'an old nonce for something new', claim(who, `${name}-two`, { nonce: 1 }));
    t.no('nonce_gap', 'a nonce that skips one', claim(who, `${name}-two`, { nonce: 3 }));
    t.no('nonce_gap', 'a nonce that skips many', claim(who, `${name}-two`, { nonce: 1000000 }));
    t.ok('the next nonce', claim(who, `${name}-two`, { nonce: 2 }));
  }
  t.no('signature_high_s', 'secp256k1 in its other form', claim('alice', 'alice-three'), { high_s: true });
  t.no('signature_high_s', 'P-256 in its other form', claim('bob:p256', 'bob-three'), { high_s: true });
  t.no('identity_exists', 'the creation again', null, { again: 'alice' });
  t.no('wrong_domain', 'the creation sent to another home', null, { again: 'alice', sent_to: 'elsewhere' });
  t.no('signature_invalid', 'a creation signed by somebody else', create('dora'), { sign_with: 'mallory' });
  t.no('identity_unknown', 'an identity that nobody made', claim('alice', 'alice-three', { identity: '#nobody' }));
  t.no('key_unknown', 'a key that nobody registered', claim('alice', 'alice-three', { signer: 'stranger' }));
  t.no('key_of_other_identity', 'a key of bob for alice', claim('alice', 'alice-three', { signer: 'bob:p256' }));
  t.no('signature_invalid', 'a header that was moved to another identity', claim('alice', 'alice-three'), { patch: [[34, 'ff']] });
  t.no('signature_invalid', 'another nonce than was signed', claim('alice', 'alice-three'), { patch: [[107, '09']] });
  t.no('signature_invalid', 'another name than was signed', claim('alice', 'alice-three'), { patch: [[109, '62']] });
  t.ok('a nonce belongs to its key: a second key counts for itself',
    update('alice', { add: [{ key: 'alice phone:ed25519', roles: ['control'] }] }));
  t.ok('its first nonce is 1', claim('alice', 'alice-three', { signer: 'alice phone:ed25519', nonce: 1 }));
  const two = create('erin', { keys: [{ key: 'erin' }, { key: 'erin camera:p256', roles: ['sign_content'] }] });
  t.no('possession_missing', 'the second key has not signed', two, { cut: 64 });
  t.no('possession_invalid', 'the second key signed something else', two, { spoil: 'possession' });
  t.no('truncated', 'half a proof of possession', two, { cut: 32 });
  t.ok('both keys have signed', two, { label: 'erin' });
  t.no('possession_missing', 'an added key has not signed', update('erin', { add: [{ key: 'erin laptop' }] }), { cut: 64 });
  t.no('possession_invalid', 'an added key signed something else', update('erin', { add: [{ key: 'erin laptop' }] }), { spoil: 'possession' });
  t.no('signature_high_s', 'a proof of possession in its other form is no better',
    update('erin', { add: [{ key: 'erin laptop' }] }), { patch: [[108 + 1 + 52 + 1 + 1 + 32 + 64 + 32, 'ff'.repeat(32)]] });
  const next = update('erin', { recovery: 'key:erin second recovery', recovery_signer: 'erin recovery' });
  t.no('recovery_authority_missing', 'a new commitment without the recovery key',
    update('erin', { recovery: 'key:erin second recovery' }));
  t.no('recovery_authority_invalid', 'the recovery key signed something else', next, { spoil: 'recovery' });
  t.no('truncated', 'half of the recovery signature', next, { cut: 40 });
  t.no('scheme_unknown', 'a recovery key of no scheme', next, { patch: [[108 + 35 + 64, '07']] });
  t.no('recovery_mismatch', 'another key than the committed one',
    update('erin', { recovery: 'key:erin second recovery', recovery_signer: 'mallory' }));
  t.no('trailing_bytes', 'a recovery signature where none is owed',
    update('erin', { custody: 'hosted', recovery_signer: 'erin recovery' }));
  t.ok('the recovery key agrees', next);
}

{
  const t = new Trace('identities', ['R13', 'R20', 'R26', 'R28'], 'Who may come into being, with which keys.');
  t.ok('a person', create('alice'), { label: 'alice' });
  t.ok('an organisation', create('bank', { as: 'organisation' }), { label: 'bank' });
  t.ok('an agent in the custody of a service', create('agent', { as: 'agent', custody: 'hosted' }), { label: 'agent' });
  t.ok('an identity with seven keys', create('many', { keys: ['many', 'many 2', 'many 3:p256', 'many 4:ed25519', 'many 5',
    'many 6:p256', 'many 7:ed25519'].map((key) => ({ key })) }), { label: 'many' });
  t.no('key_in_use', 'another identity with the same key', create('alice two', { signer: 'alice', recovery: 'key:alice two recovery' }));
  t.no('key_in_use', 'another identity that lists the key of alice, even with her signature',
    create('thief', { keys: [{ key: 'thief' }, { key: 'alice' }] }));
  t.no('recovery_reused', 'a recovery key that is in daily use', create('bob', { recovery: 'key:alice' }));
  t.no('recovery_reused', 'a recovery key that is one of its own keys', create('bob', { recovery: 'key:bob' }));
  t.no('key_not_yet_valid', 'a creator whose key begins tomorrow',
    create('bob', { keys: [{ key: 'bob', valid_from: 2000000 }] }));
  t.no('validity_invalid', 'a creator whose key has ended', create('bob', { keys: [{ key: 'bob', valid_until: 500 }] }));
  t.no('validity_invalid', 'a second key that has ended',
    create('bob', { keys: [{ key: 'bob' }, { key: 'bob two', valid_until: 500 }] }));
  t.ok('a second key that begins tomorrow',
    create('bob', { keys: [{ key: 'bob' }, { key: 'bob two', valid_from: 2000000 }] }), { label: 'bob' });
  t.ok('the same keys and another salt would be another identity', create('carol', { salt: '#another salt' }), { label: 'carol' });
}

{
  const t = new Trace('keys', ['R16', 'R20', 'R21', 'R22'], 'Adding, retiring and rotating keys.');
  t.make('alice');
  t.make('bob');
  t.ok('alice adds a camera', update('alice', { add: [{ key: 'camera:p256', roles: ['sign_content'] }] }));
  t.no('key_in_use', 'she adds it once more', update('alice', { add: [{ key: 'camera:p256' }] }));
  t.no('key_in_use', 'bob adds it too, even with its signature', update('bob', { add: [{ key: 'camera:p256' }] }));
  t.no('key_in_use', 'a key adds itself', update('alice', { add: [{ key: 'alice' }] }));
  t.no('key_not_listed', 'bob retires the camera of alice', update('bob', { retire: ['camera:p256'] }));
  t.no('key_not_listed', 'alice retires a key that nobody knows', update('alice', { retire: ['unknown'] }));
  t.no('role_missing', 'the camera adds a key', update('alice', { signer: 'camera:p256', add: [{ key: 'x' }] }));
  t.no('recovery_reused', 'the recovery key becomes an everyday key', update('alice', { add: [{ key: 'alice recovery' }] }));
  t.ok('alice retires the camera', update('alice', { retire: ['camera:p256'] }));
  t.no('key_retired', 'the camera signs content', commit('alice', 'photo', { signer: 'camera:p256' }));
  t.no('key_not_listed', 'the camera is retired once more', update('alice', { retire: ['camera:p256'] }));
  t.ok('bob bought the camera and adds it', update('bob', { add: [{ key: 'camera:p256', roles: ['sign_content'] }] }));
  t.ok('now it signs for bob', commit('bob', 'photo of bob', { signer: 'camera:p256', nonce: 1 }), { label: 'photo' });
  t.no('key_of_other_identity', 'and no longer for alice', commit('alice', 'photo', { signer: 'camera:p256' }));
  for (let tenure = 2; tenure < 8; ++tenure) {
    const [from, to] = tenure % 2 === 0 ? ['bob', 'alice'] : ['alice', 'bob'];
    t.ok(`${from} gives the camera away`, update(from, { retire: ['camera:p256'] }));
    t.ok(`${to} takes it: tenure ${tenure + 1}`, update(to, { add: [{ key: 'camera:p256', roles: ['sign_content'] }] }));
  }
  t.ok('bob gives the camera away', update('bob', { retire: ['camera:p256'] }));
  t.no('key_tenures_full', 'a ninth tenure', update('alice', { add: [{ key: 'camera:p256', roles: ['sign_content'] }] }));
  t.no('last_control_key', 'alice retires her only control key', update('alice', { retire: ['alice'] }));
  t.no('last_control_key', 'and adds one without control',
    update('alice', { retire: ['alice'], add: [{ key: 'helper', roles: ['issue'] }] }));
  t.no('last_control_key', 'and adds one that begins tomorrow',
    update('alice', { retire: ['alice'], add: [{ key: 'helper', valid_from: 9000000 }] }));
  t.ok('a rotation', update('alice', { retire: ['alice'], add: [{ key: 'alice 2' }] }));
  t.no('key_retired', 'the old key claims a name', claim('alice', 'alice'));
  t.ok('the new key claims it', claim('alice', 'alice', { signer: 'alice 2' }));
  t.ok('roles change in one step: retired and added again, now with all but control',
    update('bob', { add: [{ key: 'bob 2' }] }));
  t.ok('bob 2 keeps only issue', update('bob', { retire: ['bob 2'], add: [{ key: 'bob 2', roles: ['issue'] }] }));
  t.no('role_missing', 'bob 2 has no control any more', claim('bob', 'bob', { signer: 'bob 2' }));
  t.ok('bob 2 still issues', schema('bob', 'a schema', { signer: 'bob 2' }), { label: 'a schema' });
  t.no('nothing_to_do', 'custody as it is', update('bob', { custody: 'self' }));
  t.no('validity_invalid', 'a key that has ended', update('bob', { add: [{ key: 'old', valid_until: 5 }] }));
  const later = t.now + 1000;
  t.ok('a key that begins later', update('bob', { add: [{ key: 'later', valid_from: later, valid_until: later + 100 }] }));
  t.no('key_not_yet_valid', 'a second before it begins', claim('bob', 'bob', { signer: 'later' }), { at: later - 1 });
  t.ok('in the second it begins', claim('bob', 'bob', { signer: 'later' }), { at: later });
  t.ok('in its last second', claim('bob', 'bob-2', { signer: 'later' }), { at: later + 99 });
  t.no('key_expired', 'in the second it ends', claim('bob', 'bob-3', { signer: 'later' }), { at: later + 100 });
  t.no('last_control_key', 'an expired control key does not count',
    update('bob', { retire: ['bob'] }));
  t.ok('eight more keys, the first four', update('bob', { add: ['k1', 'k2', 'k3', 'k4'].map((key) => ({ key })) }));
  t.ok('and the other four', update('bob', { add: ['k5', 'k6', 'k7', 'k8'].map((key) => ({ key })) }));
  t.ok('the twelfth', update('bob', { add: [{ key: 'k9' }] }));
  t.no('keys_full', 'a thirteenth', update('bob', { add: [{ key: 'k10' }] }));
  t.ok('six go and four come in one step', update('bob', { retire: ['k1', 'k2', 'k3', 'k4', 'k5', 'k6'],
    add: ['k10', 'k11', 'k12', 'k13'].map((key) => ({ key })) }));
}

{
  const t = new Trace('custody', ['R23', 'R26'], 'A hosted identity is handed over to its owner, wholly or not at all.');
  t.ok('the service makes an identity for dora', create('dora', { signer: 'host', custody: 'hosted', recovery: 'key:host recovery',
    keys: [{ key: 'host' }, { key: 'host signing', roles: ['sign_content'] }] }), { label: 'dora' });
  t.ok('and adds a second control key', update('dora', { signer: 'host', add: [{ key: 'host 2', roles: ['control'] }] }));
  const over = (more) => update('dora', { signer: 'host', custody: 'self', retire: ['host', 'host 2'], add: [{ key: 'dora' }],
    recovery: 'key:dora recovery', recovery_signer: 'host recovery', ...more });
  t.no('hand_over_incomplete', 'only the word "self"', update('dora', { signer: 'host', custody: 'self' }));
  t.no('hand_over_incomplete', 'the host keeps a control key', over({ retire: ['host'] }));
  t.no('hand_over_incomplete', 'the owner gets no control', over({ add: [{ key: 'dora', roles: ['sign_content'] }] }));
  t.no('hand_over_incomplete', 'the host keeps the recovery key', over({ recovery: '', recovery_signer: '' }));
  t.no('recovery_authority_missing', 'the recovery key does not agree', over({ recovery_signer: '' }));
  t.no('recovery_mismatch', 'another key agrees instead', over({ recovery_signer: 'mallory' }));
  t.no('recovery_reused', 'the recovery commitment stays what it was', over({ recovery: 'key:host recovery' }));
  t.no('recovery_reused', 'the recovery key is the key that is added', over({ recovery: 'key:dora' }));
  t.no('recovery_reused', 'the recovery key is a key of somebody', over({ recovery: 'key:host signing' }));
  t.no('possession_invalid', 'the owner has not signed', over({}), { spoil: 'possession' });
  t.ok('all of it', over({}));
  t.no('key_retired', 'the host acts for dora', claim('dora', 'dora', { signer: 'host' }));
  t.no('recovery_mismatch', 'the host recovers dora', recover('dora', 'host recovery', 'host recovery 2'));
  t.ok('dora acts for herself', claim('dora', 'dora'));
  t.ok('dora retires what the host still signs with', update('dora', { retire: ['host signing'] }));
  t.ok('dora may give herself into custody again', update('dora', { custody: 'hosted' }));
  t.no('nothing_to_do', 'twice is once too often', update('dora', { custody: 'hosted' }));
}

{
  const t = new Trace('compromise', ['R16', 'R20', 'R24', 'R25'], 'A stolen key: what it did before stands, what came later is flagged.');
  t.make('alice');
  t.make('bob');
  t.ok('a camera and a laptop', update('alice', { add: [{ key: 'camera', roles: ['sign_content'] }, { key: 'laptop', roles: ['control'] }] }));
  const before = t.now + 100;
  t.ok('a photo before the theft', commit('alice', 'before', { signer: 'camera' }), { at: before, label: 'before' });
  t.ok('a photo at the time of the theft', commit('alice', 'at', { signer: 'camera' }), { at: before + 100, label: 'at' });
  t.ok('a photo after the theft', commit('alice', 'after', { signer: 'camera' }), { at: before + 200, label: 'after' });
  const since = before + 100;
  t.no('role_missing', 'the camera declares itself', declare('alice', 'camera', since, { signer: 'camera' }));
  t.no('key_not_listed', 'a key that nobody knows', declare('alice', 'unknown', since));
  t.no('key_not_listed', 'bob declares the camera of alice', declare('bob', 'camera', since));
  t.no('since_in_future', 'since a second from now', declare('alice', 'camera', before + 302), { at: before + 301 });
  t.no('since_before_checkpoint', 'before the last checkpoint by a control key', declare('alice', 'camera', since), { checkpoint: since + 1 });
  t.no('recovery_mismatch', 'a recovery with the wrong key', recover('alice', 'bob recovery', 'x'));
  t.ok('the control key may say so since the checkpoint', declare('alice', 'camera', since + 50), { checkpoint: since + 50 });
  t.no('already_compromised', 'the same once more', declare('alice', 'camera', since + 50), { checkpoint: since + 50 });
  t.no('already_compromised', 'a later time', declare('alice', 'camera', since + 60), { checkpoint: since + 50 });
  t.no('since_before_checkpoint', 'an earlier time by the control key', declare('alice', 'camera', since), { checkpoint: since + 50 });
  t.ok('an earlier time by the recovery key', declare('alice', 'camera', since, { signer: 'alice recovery' }), { checkpoint: since + 50 });
  t.no('nonce_gap', 'the recovery key counts its nonces too', declare('alice', 'camera', since - 1, { signer: 'alice recovery', nonce: 5 }));
  t.no('nonce_stale', 'and never twice', declare('alice', 'camera', since - 1, { signer: 'alice recovery', nonce: 1 }));
  t.no('key_compromised', 'the camera signs again', commit('alice', 'more', { signer: 'camera' }));
  t.no('key_compromised', 'the camera is added again', update('alice', { add: [{ key: 'camera' }] }));
  t.no('key_compromised', 'bob adds the camera', update('bob', { add: [{ key: 'camera' }] }));
  t.no('key_not_listed', 'the camera is retired', update('alice', { retire: ['camera'] }));
  t.ok('a time before the tenure means its beginning', declare('alice', 'laptop', 5));
  t.no('already_compromised', 'so nothing is earlier', declare('alice', 'laptop', 4));
  t.ok('a control key may declare itself', declare('alice', 'alice', t.now + 5), { at: t.now + 10 });
  t.no('key_compromised', 'and is silent from then on', claim('alice', 'alice'));
  t.no('last_control_key', 'bob keeps a usable control key', update('bob', { retire: ['bob'], add: [{ key: 'bob issue', roles: ['issue'] }] }));
  t.ok('alice comes back by recovery', recover('alice', 'alice recovery', 'alice recovery 2'));
  t.ok('bob adds a key', update('bob', { add: [{ key: 'old phone', roles: ['sign_content'] }] }));
  t.ok('and signs with it', commit('bob', 'phone', { signer: 'old phone' }), { label: 'phone' });
  const signed = t.now;
  t.ok('and retires it', update('bob', { retire: ['old phone'] }));
  t.ok('and finds later that it was in wrong hands', declare('bob', 'old phone', signed));
  t.no('key_compromised', 'a retired key in wrong hands is never taken again', update('alice', { signer: 'alice recovery', add: [{ key: 'old phone' }] }));
}

{
  const t = new Trace('recovery', ['R18', 'R26', 'R27'], 'The pre-committed key takes over control.');
  t.ok('alice with a stolen control key, a camera and a service key', create('alice', { keys: [{ key: 'alice' },
    { key: 'camera', roles: ['sign_content'] }, { key: 'shared', roles: ['control', 'issue'] }] }), { label: 'alice' });
  t.make('bob');
  t.no('recovery_mismatch', 'a control key is not the recovery key', recover('alice', 'alice', 'r2'));
  t.no('recovery_mismatch', 'the recovery key of bob', recover('alice', 'bob recovery', 'r2'));
  t.no('identity_unknown', 'nobody to recover', recover('alice', 'alice recovery', 'r2', { identity: '#nobody' }));
  t.no('recovery_reused', 'the next key is the same key', recover('alice', 'alice recovery', 'alice recovery'));
  t.no('recovery_reused', 'the next key is a key in use', recover('alice', 'alice recovery', 'bob'));
  t.no('nonce_gap', 'the first nonce is 1', recover('alice', 'alice recovery', 'r2', { nonce: 2 }));
  t.no('key_unknown', 'the recovery key has no everyday use', claim('alice', 'alice', { signer: 'alice recovery' }));
  t.ok('control keys go, the camera stays', recover('alice', 'alice recovery', 'r2'), { label: 'recovered' });
  t.no('recovery_mismatch', 'the same recovery again', null, { again: 'recovered' });
  t.no('key_retired', 'the stolen key is out', claim('alice', 'alice'));
  t.no('key_retired', 'the shared key is out', schema('alice', 's', { signer: 'shared' }));
  t.ok('the camera still signs', commit('alice', 'photo', { signer: 'camera' }), { label: 'photo' });
  t.ok('the revealed key is in control', claim('alice', 'alice', { signer: 'alice recovery' }));
  t.no('recovery_mismatch', 'the revealed key is spent as a recovery key', recover('alice', 'alice recovery', 'r3'));
  t.ok('next time all keys go, into the custody of a service', recover('alice', 'r2', 'r3', { scope: 'all_keys', custody: 'hosted', roles: ['control'] }));
  t.no('key_retired', 'the camera is out too', commit('alice', 'photo 2', { signer: 'camera' }));
  t.no('role_missing', 'the revealed key has only control', commit('alice', 'photo 2', { signer: 'r2' }));
  t.ok('recovery by a P-256 key is prepared', update('alice', { signer: 'r2', recovery: 'key:r4:p256', recovery_signer: 'r3' }));
  t.no('recovery_mismatch', 'the replaced commitment is void', recover('alice', 'r3', 'r5'));
  t.ok('and used', recover('alice', 'r4:p256', 'r5:ed25519', { custody: 'self' }));
  t.ok('and Ed25519 after it', recover('alice', 'r5:ed25519', 'r6'));
  t.ok('a creation in which two identities commit to the same recovery key', create('carol', { recovery: 'key:common' }), { label: 'carol' });
  t.ok('the second of them', create('dave', { recovery: 'key:common' }), { label: 'dave' });
  t.ok('one uses it', recover('carol', 'common', 'carol next'));
  t.no('key_in_use', 'then it is the key of that one', recover('dave', 'common', 'dave next'));
  t.ok('erin with keys that have no control', create('erin', { keys: ['erin', 'e2', 'e3', 'e4', 'e5', 'e6', 'e7'].map((key, i) =>
    ({ key, roles: i === 0 ? ['all'] : ['issue'] })) }), { label: 'erin' });
  t.ok('and four more', update('erin', { add: ['e8', 'e9', 'e10', 'e11'].map((key) => ({ key, roles: ['issue'] })) }));
  t.ok('and the twelfth, then her control key is rotated', update('erin', { retire: ['erin'], add: [{ key: 'erin 2' }, { key: 'e12', roles: ['issue'] }] }));
  t.ok('twelve keys go in one recovery', recover('erin', 'erin recovery', 'erin next', { scope: 'all_keys' }));
  t.ok('frank too', create('frank', { keys: ['frank', 'f2', 'f3', 'f4', 'f5', 'f6', 'f7'].map((key, i) =>
    ({ key, roles: i === 0 ? ['all'] : ['issue'] })) }), { label: 'frank' });
  t.ok('four more', update('frank', { add: ['f8', 'f9', 'f10', 'f11'].map((key) => ({ key, roles: ['issue'] })) }));
  t.ok('the twelfth', update('frank', { add: [{ key: 'f12', roles: ['issue'] }] }));
  t.ok('his control key turns out to be stolen', declare('frank', 'frank', t.now));
  t.ok('so there is one place less in use', declare('frank', 'f12', t.now, { signer: 'frank recovery' }));
  t.ok('recovery finds a place', recover('frank', 'frank recovery', 'frank next'));
  t.ok('grace with eleven other keys and a control key', create('grace', { keys: ['grace', 'g2', 'g3', 'g4', 'g5', 'g6', 'g7'].map((key, i) =>
    ({ key, roles: i === 0 ? ['all'] : ['issue'] })) }), { label: 'grace' });
  t.ok('four more', update('grace', { add: ['g8', 'g9', 'g10', 'g11'].map((key) => ({ key, roles: ['issue'] })) }));
  t.ok('a control key that goes', update('grace', { add: [{ key: 'g12', roles: ['issue'] }] }));
  t.ok('her control key is declared stolen: eleven keys without control stay', declare('grace', 'grace', t.now));
  t.ok('with room for the twelfth', recover('grace', 'grace recovery', 'grace next'));
}

{
  const t = new Trace('names', ['R12', 'R29', 'R30'], 'Names are unique and few.');
  t.make('alice');
  t.make('bob');
  t.ok('the shortest name', claim('alice', 'abc'));
  t.no('name_taken', 'bob wants it too', claim('bob', 'abc'));
  t.no('name_taken', 'alice claims it again', claim('alice', 'abc'));
  t.ok('the longest name', claim('alice', 'a'.repeat(63)));
  t.ok('digits and hyphens', claim('alice', '4-2-1'));
  t.ok('the fourth', claim('alice', 'alice'));
  t.no('names_full', 'a fifth', claim('alice', 'alice-5'));
  t.ok('bob may have it', claim('bob', 'alice-5'));
  t.ok('a name that extends another is another', claim('bob', 'abcd'));
}

{
  const t = new Trace('accreditation', ['R31', 'R32', 'R33', 'R34', 'R35', 'R36', 'R37'],
    'Who lets whom issue what, for how long; suspension flips what depends on it.');
  for (const label of ['ministry', 'university', 'faculty', 'shop']) t.make(label);
  t.ok('the ministry registers a schema', schema('ministry', 'diploma', { uri: 'https://ministry.example/diploma.json' }), { label: 'diploma' });
  t.no('schema_exists', 'once is enough', schema('ministry', 'diploma'));
  t.ok('the shop registers the same content as its own', schema('shop', 'diploma'), { label: 'shop diploma' });
  t.ok('the longest address', schema('shop', 'other', { uri: 'u'.repeat(128) }), { label: 'other' });
  const end = t.now + 100000;
  t.no('accreditation_self', 'the shop accredits itself', accredit('shop', 'shop', 'diploma', end));
  t.no('identity_unknown', 'an issuer that nobody knows', accredit('ministry', 'shop', 'diploma', end, { issuer: '#nobody' }));
  t.no('schema_unknown', 'a schema that nobody knows', accredit('ministry', 'shop', 'diploma', end, { schema: '#nothing' }));
  t.no('validity_invalid', 'an accreditation that has ended', accredit('ministry', 'university', 'diploma', 500));
  t.no('validity_invalid', 'one that ends now', accredit('ministry', 'university', 'diploma', t.now + 10));
  t.ok('the ministry accredits the university, which may delegate', accredit('ministry', 'university', 'diploma', end, { delegable: true }), { label: 'first' });
  t.no('accreditation_unknown', 'a parent that nobody knows', accredit('university', 'faculty', 'diploma', end, { parent: '#nothing' }));
  t.no('accreditation_parent_invalid', 'the shop uses the accreditation of the university', accredit('shop', 'faculty', 'diploma', end, { parent: '@first' }));
  t.no('accreditation_parent_invalid', 'for another schema', accredit('university', 'faculty', 'other', end, { parent: '@first' }));
  t.ok('the university accredits the faculty under it', accredit('university', 'faculty', 'diploma', end + 50000, { parent: '@first', delegable: true }), { label: 'second' });
  t.no('accreditation_too_deep', 'the faculty accredits the shop under that', accredit('faculty', 'shop', 'diploma', end, { parent: '@second' }));
  t.ok('the faculty may accredit the shop for itself', accredit('faculty', 'shop', 'diploma', end), { label: 'own' });
  t.no('accreditation_parent_invalid', 'but not turn that into a link later', accredit('faculty', 'shop', 'diploma', end, { parent: '@first' }));
  t.ok('the ministry accredits the shop, without delegation', accredit('ministry', 'shop', 'diploma', end), { label: 'shop first' });
  t.no('accreditation_parent_invalid', 'so the shop can not delegate', accredit('shop', 'faculty', 'diploma', end, { parent: '@shop first' }));
  t.no('accreditation_parent_invalid', 'a renewal under another parent', accredit('university', 'faculty', 'diploma', end));

  t.ok('the faculty issues diplomas', commit('faculty', 'class of one', { leaves: 'credential', schema: '@diploma', accreditor: '@university' }), { label: 'class one' });
  t.no('accreditation_unknown', 'the ministry never accredited the faculty itself', commit('faculty', 'class of two', { leaves: 'credential', schema: '@diploma', accreditor: '@ministry' }));
  t.no('accreditation_unknown', 'nor for another schema', commit('faculty', 'class of two', { leaves: 'credential', schema: '@other', accreditor: '@university' }));
  t.no('schema_unknown', 'nor for one that nobody knows', commit('faculty', 'class of two', { leaves: 'credential', schema: '#nothing', accreditor: '@university' }));

  t.no('accreditation_not_yours', 'the shop suspends the university', suspend('shop', 'first', true));
  t.no('accreditation_not_yours', 'the university lifts what is not its own', suspend('university', 'first', false));
  t.no('accreditation_unknown', 'a suspension of nothing', suspend('ministry', 'first', true, { accreditation: '#nothing' }));
  t.no('suspension_unchanged', 'a suspension is lifted that is none', suspend('ministry', 'first', false));
  t.ok('the ministry suspends the university', suspend('ministry', 'first', true));
  t.no('suspension_unchanged', 'suspended is suspended', suspend('ministry', 'first', true));
  t.no('accreditation_suspended', 'the university issues', commit('university', 'doctors', { leaves: 'credential', schema: '@diploma', accreditor: '@ministry' }));
  t.no('accreditation_parent_invalid', 'the faculty issues, two links down', commit('faculty', 'class of two', { leaves: 'credential', schema: '@diploma', accreditor: '@university' }));
  t.no('accreditation_parent_invalid', 'no new link under a suspended one', accredit('university', 'shop', 'diploma', end, { parent: '@first' }));
  t.ok('a renewal does not lift it', accredit('ministry', 'university', 'diploma', end, { delegable: true }));
  t.no('accreditation_suspended', 'the university still can not issue', commit('university', 'doctors', { leaves: 'credential', schema: '@diploma', accreditor: '@ministry' }));
  t.ok('issuing on its own word is free', commit('university', 'doctors', { leaves: 'credential', schema: '@diploma' }), { label: 'own word' });
  t.ok('the ministry lifts it', suspend('ministry', 'first', false));
  t.ok('the faculty issues again', commit('faculty', 'class of two', { leaves: 'credential', schema: '@diploma', accreditor: '@university' }), { label: 'class two' });

  const soon = t.now + 500;
  t.ok('an accreditation that begins later', accredit('ministry', 'faculty', 'other', soon + 100, { valid_from: soon }), { label: 'later' });
  t.no('accreditation_not_yet_valid', 'a second before', commit('faculty', 'early', { leaves: 'credential', schema: '@other', accreditor: '@ministry' }), { at: soon - 1 });
  t.ok('in that second', commit('faculty', 'early', { leaves: 'credential', schema: '@other', accreditor: '@ministry' }), { at: soon, label: 'early' });
  t.ok('a renewal that adjoins keeps its beginning', accredit('ministry', 'faculty', 'other', soon + 300, { valid_from: soon + 100 }));
  t.ok('so it holds before the renewal begins', commit('faculty', 'middle', { leaves: 'credential', schema: '@other', accreditor: '@ministry' }), { at: soon + 50, label: 'middle' });
  t.ok('and to its last second', commit('faculty', 'late', { leaves: 'credential', schema: '@other', accreditor: '@ministry' }), { at: soon + 299, label: 'late' });
  t.no('accreditation_expired', 'and not in the second it ends', commit('faculty', 'too late', { leaves: 'credential', schema: '@other', accreditor: '@ministry' }), { at: soon + 300 });
  t.ok('a renewal after a gap begins anew', accredit('ministry', 'faculty', 'other', soon + 2000, { valid_from: soon + 1000 }));
  t.no('accreditation_not_yet_valid', 'the gap stays a gap', commit('faculty', 'gap', { leaves: 'credential', schema: '@other', accreditor: '@ministry' }), { at: soon + 400 });
  t.no('accreditation_expired', 'the first link has ended', commit('university', 'after', { leaves: 'credential', schema: '@diploma', accreditor: '@ministry' }), { at: end });
  t.no('accreditation_parent_invalid', 'so the second does not hold, though it runs on', commit('faculty', 'after', { leaves: 'credential', schema: '@diploma', accreditor: '@university' }), { at: end + 1 });
  t.ok('the first is renewed', accredit('ministry', 'university', 'diploma', end + 90000, { delegable: true }));
  t.ok('and the second holds again', commit('faculty', 'after', { leaves: 'credential', schema: '@diploma', accreditor: '@university' }), { label: 'after' });
}

{
  const t = new Trace('batches', ['R38', 'R39', 'R40', 'R41', 'R42'], 'Batches and the status of their leaves.');
  for (const label of ['alice', 'bob', 'judge']) t.make(label);
  t.ok('a batch of one content record', commit('alice', 'one', { count: 1 }), { label: 'one' });
  t.no('batch_exists', 'once is enough', commit('alice', 'one', { count: 1 }));
  t.ok('the same root of another issuer is another batch', commit('bob', 'one', { count: 1 }), { label: 'one of bob' });
  t.ok('the same root with another count is another batch', commit('alice', 'one', { count: 2 }), { label: 'two' });
  t.ok('the same root with leaves of another kind is another batch', commit('alice', 'one', { count: 1, leaves: 'statement' }), { label: 'said' });
  t.ok('the largest batch', commit('alice', 'all', { count: 1048576 }), { label: 'all' });
  t.no('schema_unknown', 'a schema that nobody knows', commit('alice', 'x', { schema: '#nothing' }));
  t.no('identity_unknown', 'an arbiter that nobody knows', commit('alice', 'x', { arbiter: '#nobody' }));
  t.no('arbiter_is_party', 'a judge of her own', commit('alice', 'x', { arbiter: '@alice' }));
  t.ok('an arbiter', commit('alice', 'judged', { arbiter: '@judge' }), { label: 'judged' });

  t.no('batch_unknown', 'a batch that nobody knows', status('alice', 'one', 'revoked', [0], { batch: '#nothing' }));
  t.no('batch_not_yours', 'bob revokes a leaf of alice', status('bob', 'judged', 'revoked', [0]));
  t.no('index_out_of_range', 'the leaf after the last', status('alice', 'judged', 'revoked', [10]));
  t.no('index_out_of_range', 'one of many is out of range', status('alice', 'judged', 'revoked', [0, 9, 4000000000]));
  t.no('effective_in_future', 'from tomorrow on', status('alice', 'judged', 'revoked', [0], { effective_at: 9000000 }));
  t.no('status_unchanged', 'valid is what a leaf is', status('alice', 'judged', 'valid', [0]));
  t.ok('suspended', status('alice', 'judged', 'suspended', [0, 3]));
  t.no('status_unchanged', 'suspended again', status('alice', 'judged', 'suspended', [3]));
  t.no('status_unchanged', 'one of them is suspended, so none changes', status('alice', 'judged', 'suspended', [2, 3]));
  t.ok('valid again', status('alice', 'judged', 'valid', [0]));
  t.ok('from suspended to revoked', status('alice', 'judged', 'revoked', [3], { effective_at: 1000 }));
  t.ok('from valid to revoked, the last leaf too', status('alice', 'judged', 'revoked', [1, 9]));
  t.no('status_final', 'back to valid', status('alice', 'judged', 'valid', [3]));
  t.no('status_final', 'back to suspended', status('alice', 'judged', 'suspended', [9]));
  t.no('status_final', 'revoked again', status('alice', 'judged', 'revoked', [1]));
  t.no('status_final', 'one of them is revoked, so none changes', status('alice', 'judged', 'suspended', [0, 1, 2]));
  t.ok('64 leaves in one word', status('alice', 'all', 'revoked', [...Array(64).keys()].map((i) => 128 + i)));
  t.ok('the edges of a word', status('alice', 'all', 'suspended', [0, 127, 255, 256]));
  t.ok('twelve words', status('alice', 'all', 'revoked', [...Array(12).keys()].map((i) => i * 128 + 100)));
  t.ok('the last leaf of the largest batch', status('alice', 'all', 'revoked', [1048575]));
  t.no('index_out_of_range', 'and not one more', status('alice', 'all', 'revoked', [1048576]));
  t.no('status_final', 'the word before it is untouched, its own is not', status('alice', 'all', 'valid', [1048575]));
}

{
  const t = new Trace('disputes', ['R43', 'R44', 'R45', 'R46', 'R47', 'R48'], 'Disputes: opened, answered, ruled; never deleted.');
  for (const label of ['press', 'reader', 'judge', 'other judge']) t.make(label);
  t.ok('a batch that names its arbiter', commit('press', 'named', { arbiter: '@judge' }), { label: 'named' });
  t.ok('a batch that names none', commit('press', 'open'), { label: 'open' });
  t.no('batch_unknown', 'a batch that nobody knows', dispute('reader', 'named', 0, 'e', 'judge', { target: '#nothing' }));
  t.no('index_out_of_range', 'a leaf that is none', dispute('reader', 'named', 10, 'e', 'judge'));
  t.no('identity_unknown', 'an identity that nobody knows', dispute('reader', 'press', 0, 'e', 'judge', { target_kind: 'identity', target: '#nobody' }));
  t.no('dispute_self', 'the press disputes its own', dispute('press', 'named', 0, 'e', 'judge'));
  t.no('dispute_self', 'and itself', dispute('press', 'press', 0, 'e', 'judge', { target_kind: 'identity' }));
  t.no('arbiter_not_named', 'another arbiter than the batch names', dispute('reader', 'named', 0, 'e', 'other judge'));
  t.no('arbiter_is_party', 'the named arbiter opens it', dispute('judge', 'named', 0, 'e', 'judge'));
  t.no('arbiter_is_party', 'the reader as arbiter', dispute('reader', 'open', 0, 'e', 'reader'));
  t.no('arbiter_is_party', 'the press as arbiter', dispute('reader', 'open', 0, 'e', 'press'));
  t.no('identity_unknown', 'an arbiter that nobody knows', dispute('reader', 'open', 0, 'e', 'judge', { arbiter: '#nobody' }));
  t.ok('a dispute', dispute('reader', 'named', 0, 'e', 'judge'), { label: 'first' });
  const opened = t.now;
  t.no('dispute_exists', 'the same once more', dispute('reader', 'named', 0, 'e', 'judge'));
  t.no('dispute_exists', 'the same on another ground', dispute('reader', 'named', 0, 'e', 'judge', { ground: 2 }));
  t.ok('another evidence is another dispute', dispute('reader', 'named', 0, 'e2', 'judge'), { label: 'second' });
  t.ok('another leaf too', dispute('reader', 'named', 1, 'e', 'judge', { ground: 4 }), { label: 'third' });
  t.ok('against an identity, for the longest time', dispute('reader', 'press', 0, 'e', 'other judge', { target_kind: 'identity', ground: 2, answer_seconds: 90 * day }), { label: 'person' });
  t.no('dispute_unknown', 'an answer to nothing', answer('press', 'first', 'contested', { dispute: '#nothing' }));
  t.no('dispute_unknown', 'a ruling on nothing', rule('judge', 'first', 'upheld', { dispute: '#nothing' }));
  t.no('dispute_not_yours', 'the reader answers', answer('reader', 'first', 'contested'));
  t.no('dispute_not_yours', 'the other judge rules', rule('other judge', 'first', 'upheld'));
  t.no('dispute_not_yours', 'the press rules', rule('press', 'first', 'rejected'));
  t.no('ruling_too_early', 'a ruling before the answer', rule('judge', 'first', 'upheld'));
  t.ok('the press contests', answer('press', 'first', 'contested'));
  t.no('dispute_answered', 'and contests again', answer('press', 'first', 'contested'));
  t.no('dispute_answered', 'and concedes after all', answer('press', 'first', 'conceded'));
  t.ok('now the judge may rule', rule('judge', 'first', 'rejected'));
  t.no('dispute_closed', 'and rules again', rule('judge', 'first', 'upheld'));
  t.no('dispute_closed', 'an answer after the ruling', answer('press', 'first', 'contested'));
  t.ok('the press concedes the third', answer('press', 'third', 'conceded'));
  t.no('dispute_closed', 'what is conceded needs no ruling', rule('judge', 'third', 'upheld'));
  t.no('ruling_too_early', 'a second before the time is over', rule('judge', 'second', 'upheld'), { at: opened + 20 + day - 1 });
  t.no('answer_too_late', 'in the second it is over', answer('press', 'second', 'contested'), { at: opened + 30 + day });
  t.ok('unanswered, the judge rules', rule('judge', 'second', 'upheld'));
  t.no('dispute_closed', 'then the press wakes up', answer('press', 'second', 'contested'));
  t.ok('the dispute against the identity can still be answered', answer('press', 'person', 'contested'));
  t.ok('and ruled', rule('other judge', 'person', 'upheld'));
  for (let i = 0; i < 18; ++i) {
    t.ok(`dispute ${i + 1} of one leaf: the seventeenth begins a page`, dispute('reader', 'open', 5, `evidence ${i}`, 'judge'), { label: `many ${i}` });
  }
}

{
  const t = new Trace('roles', ['R17', 'R38'], 'Each operation needs one role, and any other role does not do.');
  const every = ['control', 'sign_content', 'issue', 'revoke', 'endorse', 'anchor'];
  t.make('other');
  t.make('judge');
  t.ok('alice has one key for each role', create('alice', { keys: every.map((role) =>
    ({ key: role === 'control' ? 'alice' : `alice ${role}`, roles: [role] })) }), { label: 'alice' });
  t.ok('a schema to speak of', schema('other', 's'), { label: 's' });
  t.ok('a batch of alice', commit('alice', 'b', { signer: 'alice sign_content' }), { label: 'b' });
  t.ok('a batch of the other', commit('other', 'o'), { label: 'o' });
  t.ok('a dispute for alice to answer', dispute('other', 'b', 0, 'e', 'judge'), { label: 'to answer' });
  t.ok('a dispute for alice to rule', dispute('judge', 'o', 0, 'e', 'alice'), { label: 'to rule' });
  t.ok('which is contested', answer('other', 'to rule', 'contested'));
  const end = t.now + 1000000;
  const needs = [
    ['control', (s) => update('alice', { add: [{ key: 'alice new', roles: ['issue'] }], ...s })],
    ['control', (s) => declare('alice', 'alice new', t.now, s)],
    ['control', (s) => claim('alice', 'alice', s)],
    ['issue', (s) => schema('alice', 'of alice', s)],
    ['endorse', (s) => accredit('alice', 'other', 's', end, s), 'acc'],
    ['endorse', (s) => suspend('alice', 'acc', true, s)],
    ['sign_content', (s) => commit('alice', 'content', { leaves: 'content', ...s })],
    ['issue', (s) => commit('alice', 'credentials', { leaves: 'credential', ...s })],
    ['endorse', (s) => commit('alice', 'statements', { leaves: 'statement', ...s })],
    ['revoke', (s) => status('alice', 'b', 'suspended', [0], s)],
    ['endorse', (s) => dispute('alice', 'o', 1, 'mine', 'judge', s)],
    ['endorse', (s) => answer('alice', 'to answer', 'contested', s)],
    ['endorse', (s) => rule('alice', 'to rule', 'upheld', s)],
  ];
  for (const [needed, make, label] of needs) {
    for (const role of [...every.filter((r) => r !== needed), needed]) {
      const operation = make({ signer: role === 'control' ? 'alice' : `alice ${role}` });
      const say = `${operation.kind}${operation.leaves ? ` of ${operation.leaves}` : ''} with the role ${role}`;
      if (role === needed) t.ok(say, operation, label ? { label } : {});
      else t.no('role_missing', say, operation);
    }
  }
}

for (const { name, rules, about, steps } of traces) {
  const file = join(folder, `${name}.json`);
  writeFileSync(file, JSON.stringify({ trace: name, version: 1, rules, about, steps }));
  const complete = execFileSync(process.argv[2], ['complete', file], { maxBuffer: 1 << 28 });
  // One line a step: a difference shows the step it is in.
  const lines = JSON.parse(complete).steps.map((step) => `  ${JSON.stringify(step)}`);
  const head = JSON.stringify({ trace: name, version: 1, rules, about }).slice(0, -1);
  writeFileSync(`${file}.new`, `${head},"steps":[\n${lines.join(',\n')}\n]}\n`);
  renameSync(`${file}.new`, file);
}
console.log(`${traces.length} traces, ${traces.reduce((sum, { steps }) => sum + steps.length, 0)} steps`);
