// What we sign in further formats, through the eyes of the reference implementation (c2pa-rs, as @contentauth/c2pa-wasm)
// and of our own validator: trusted as it is, and invalid with a byte of the content changed. Rules W26, W27, W30 of
// docs/spec/c2pa-writing.md. Real files of the shared test data.
import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { folder, judge, run, testdata } from './sign_driver.mjs';

const flipsPerFile = Number(process.env.COUNTERSIGN_FLIPS ?? 6);
const carriers = join(testdata, 'c2pa/carriers');
const files = {
  'sample1.gif': 'image/gif',
  'sample1.webp': 'image/webp',
  'sample1.wav': 'audio/wav',
  'test.avi': 'video/avi',
  'test.tiff': 'image/tiff',
  'sample1.mp3': 'audio/mpeg',
  'sample1.flac': 'audio/flac',
  'sample1.svg': 'image/svg+xml',
  'basic.pdf': 'application/pdf',
};
if (!existsSync(carriers)) {
  console.log('SKIPPED: no files at ' + carriers);
  process.exit(0);
}

let flipped = 0;
for (const [name, mime] of Object.entries(files)) {
  for (const [signer, other] of [['es256', 'ed25519'], ['ed25519', 'es256']]) {
    const signed = join(folder, signer + '-' + name);
    run(['sign', folder, signer, join(carriers, name), signed, 'opened']);
    const again = join(folder, signer + '-again-' + name);
    run(['sign', folder, other, signed, again, 'opened']);
    for (const path of [signed, again]) {
      const bytes = new Uint8Array(readFileSync(path));
      const report = await judge(bytes, mime);
      assert.equal(report.validation_state, 'Trusted', name + ': ' + JSON.stringify(report.validation_results ?? report));
      assert.equal(run(['judge', folder, path]).trim(), 'trusted', name + ' by our own validator');
    }
    // Evenly over the file, but not in the store, whose framing sign.mjs looks at byte by byte.
    const bytes = new Uint8Array(readFileSync(signed));
    const view = Buffer.from(bytes.buffer);
    const store = mime === 'image/svg+xml' ? view.indexOf('AAA', view.indexOf('c2pa:manifest>')) : view.indexOf('jumdc2pa');
    const original = readFileSync(join(carriers, name)).length;
    const length = bytes.length - original;
    const offsets = Array.from({ length: flipsPerFile }, (_, i) => Math.floor(((i + 0.5) * original) / flipsPerFile))
      .map((at) => (at < store - 64 ? at : at + length))
      .filter((at) => at < bytes.length && (at < store - 64 || at > store + length));
    const ours = run(['judge', folder, signed], offsets.map((at) => at + ' 1').join('\n')).trim().split('\n');
    for (const [index, at] of offsets.entries()) {
      bytes[at] ^= 1;
      const theirs = (await judge(bytes, mime)).validation_state;
      bytes[at] ^= 1;
      assert.ok(!['Valid', 'Trusted'].includes(theirs), `${name}: byte ${at} by c2pa-rs`);
      assert.doesNotMatch(ours[index], /^(valid|trusted)/, `${name}: byte ${at} by our own validator`);
      ++flipped;
    }
  }
}
console.log(`${Object.keys(files).length} formats signed and signed again by two algorithms, trusted by both; ` +
  `${flipped} changed bytes refused by both.`);
