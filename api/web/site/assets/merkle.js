// RFC 9162 Merkle proofs (SHA-256), checked in this browser. Every hash that is computed is kept as a step, so that the
// page can show it. Bytes in -> {ok, steps, problem} out. Needs WebCrypto; otherwise pure.

export const toHex = (bytes) => Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
export function fromHex(text) {
  if (typeof text !== "string" || !/^([0-9a-f]{2})*$/.test(text)) throw new Error("this is not lower-case hexadecimal");
  return Uint8Array.from(text.match(/../g) ?? [], (pair) => parseInt(pair, 16));
}
export function fromBase64(text) {
  const bytes = Uint8Array.from(atob(text), (character) => character.charCodeAt(0));
  if (toBase64(bytes) !== text) throw new Error("this is not canonical base64");
  return bytes;
}
export const toBase64 = (bytes) => btoa(Array.from(bytes, (byte) => String.fromCharCode(byte)).join(""));

export const canHash = () => Boolean(globalThis.crypto?.subtle);
export const sha256 = async (bytes) => new Uint8Array(await crypto.subtle.digest("SHA-256", bytes));
export const leafHash = (entry) => sha256(Uint8Array.of(0, ...entry));
async function nodeHash(left, right) {
  const input = new Uint8Array(1 + left.length + right.length);
  input[0] = 1;
  input.set(left, 1);
  input.set(right, 1 + left.length);
  return sha256(input);
}

const equal = (a, b) => a.length === b.length && a.every((byte, i) => byte === b[i]);
const failed = (problem, steps = []) => ({ ok: false, problem, steps });
// Numbers above 2^53 can't be told apart here; no log is that long.
const isSize = (number) => Number.isSafeInteger(number) && number >= 0;
const odd = (number) => number % 2 === 1;
const half = (number) => Math.floor(number / 2);

function decode(hashes) {
  const out = hashes.map((hash) => (typeof hash === "string" ? fromHex(hash) : hash));
  if (out.some((hash) => hash.length !== 32)) throw new Error("a hash is not 32 bytes long");
  return out;
}

// RFC 9162 2.1.3.2. `leaf` and `hashes` as hexadecimal; a step is {left, right, parent, side: where the proof's hash stands}.
export async function checkInclusion({ index, size, leaf, hashes, root }) {
  const steps = [];
  try {
    if (!isSize(index) || !isSize(size) || index >= size) return failed("the index is outside the tree");
    const [start, expected, ...path] = decode([leaf, root, ...hashes]);
    let [node, last, current] = [index, size - 1, start];
    for (const sibling of path) {
      if (last === 0) return failed("the proof is longer than the tree is high", steps);
      const onTheLeft = odd(node) || node === last;
      const [left, right] = onTheLeft ? [sibling, current] : [current, sibling];
      current = await nodeHash(left, right);
      steps.push({
        left: toHex(left),
        right: toHex(right),
        parent: toHex(current),
        side: onTheLeft ? "left" : "right"
      });
      if (onTheLeft) while (!odd(node) && node !== 0) [node, last] = [half(node), half(last)];
      [node, last] = [half(node), half(last)];
    }
    if (last !== 0) return failed("the proof is shorter than the tree is high", steps);
    return equal(current, expected) ? { ok: true, steps } : failed("the computed root is not the checkpoint's", steps);
  } catch (error) {
    return failed(error.message, steps);
  }
}

// RFC 9162 2.1.4.2. Each step says in which of the two trees its parent stands: "old", "new" or "both".
export async function checkConsistency({ from, to, fromRoot, toRoot, hashes }) {
  const steps = [];
  try {
    if (!isSize(from) || !isSize(to) || from > to) return failed("a log can't shrink");
    const [oldRoot, newRoot, ...path] = decode([fromRoot, toRoot, ...hashes]);
    if (from === 0 && to > 0) return failed("an empty log proves nothing");
    if (from === to) {
      if (path.length) return failed("the proof should be empty");
      return equal(oldRoot, newRoot) ? { ok: true, steps } : failed("two roots for one size: the log was forked");
    }
    if (!path.length) return failed("the proof is empty");
    const isPowerOfTwo = Number.isInteger(Math.log2(from));
    if (isPowerOfTwo) path.unshift(oldRoot);
    let [node, last] = [from - 1, to - 1];
    while (odd(node)) [node, last] = [half(node), half(last)];
    let [inOld, inNew] = [path[0], path[0]];
    for (const sibling of path.slice(1)) {
      if (last === 0) return failed("the proof is longer than the tree is high", steps);
      if (odd(node) || node === last) {
        const same = equal(inOld, inNew);
        const before = [inOld, inNew];
        inOld = await nodeHash(sibling, before[0]);
        inNew = await nodeHash(sibling, before[1]);
        const step = (right, parent, tree) => ({
          left: toHex(sibling),
          right: toHex(right),
          parent: toHex(parent),
          side: "left",
          tree
        });
        if (same) steps.push(step(before[0], inOld, "both"));
        else steps.push(step(before[0], inOld, "old"), step(before[1], inNew, "new"));
        while (!odd(node) && node !== 0) [node, last] = [half(node), half(last)];
      } else {
        const left = inNew;
        inNew = await nodeHash(left, sibling);
        steps.push({ left: toHex(left), right: toHex(sibling), parent: toHex(inNew), side: "right", tree: "new" });
      }
      [node, last] = [half(node), half(last)];
    }
    if (last !== 0) return failed("the proof is shorter than the tree is high", steps);
    if (!equal(inOld, oldRoot)) return failed("the earlier root can't be rebuilt: history was rewritten", steps);
    if (!equal(inNew, newRoot)) return failed("the later root can't be rebuilt", steps);
    return { ok: true, steps };
  } catch (error) {
    return failed(error.message, steps);
  }
}
