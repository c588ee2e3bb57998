// What c2pa-wasm needs of a browser to sign, for Node: a Blob that keeps its bytes, and a FileReaderSync. Import it before the
// package itself.
class BytesBlob extends Blob {
  constructor(parts = [], options) {
    super(parts, options);
    this.kept = Buffer.concat(parts.map((part) => part.kept ?? Buffer.from(part)));
  }
  slice(from = 0, to = this.kept.length, type = '') {
    return new BytesBlob([this.kept.subarray(from, to)], { type });
  }
}
globalThis.Blob = BytesBlob;
globalThis.FileReaderSync = class {
  readAsArrayBuffer(blob) {
    return new Uint8Array(blob.kept).buffer;
  }
};
