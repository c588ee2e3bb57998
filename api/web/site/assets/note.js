// C2SP signed-note checkpoints and verifier keys. Text in -> checkpoint {origin, size, root, signatures} or an error.
import { canHash, fromBase64, sha256, toHex } from "./merkle.js";

const ED25519 = 1;

export function parseCheckpoint(note) {
  const cut = note.lastIndexOf("\n\n");
  if (cut < 0) throw new Error("the checkpoint has no signatures");
  const text = note.slice(0, cut + 1);
  const [origin, size, root] = text.split("\n");
  if (!origin || !/^(0|[1-9][0-9]*)$/.test(size) || !root)
    throw new Error("the checkpoint is not origin, size and root");
  const rootBytes = fromBase64(root);
  if (rootBytes.length !== 32) throw new Error("the checkpoint's root is not 32 bytes long");
  const signatures = note
    .slice(cut + 2)
    .split("\n")
    .filter(Boolean)
    .map((line) => {
      const match = /^— (\S+) (\S+)$/.exec(line);
      if (!match) throw new Error("a signature line is malformed");
      const bytes = fromBase64(match[2]);
      return { name: match[1], keyId: toHex(bytes.slice(0, 4)), bytes: bytes.slice(4) };
    });
  return { text, origin, size: Number(size), root: toHex(rootBytes), signatures };
}

// name+key id+base64(type ‖ key), split on the first two plus signs only: base64 may hold more.
export async function parseKey(vkey) {
  const match = /^([^+\s]+)\+([0-9a-f]{8})\+(\S+)$/.exec(vkey.trim());
  if (!match) throw new Error("a log key reads name+id+key");
  const [, name, keyId, encoded] = match;
  const bytes = fromBase64(encoded);
  if (bytes[0] !== ED25519 || bytes.length !== 33) throw new Error("only Ed25519 log keys can be checked here");
  const id = await sha256(Uint8Array.of(...new TextEncoder().encode(name + "\n"), ...bytes));
  if (toHex(id.slice(0, 4)) !== keyId) throw new Error("the key's id doesn't belong to the key");
  return { name, keyId, key: bytes.slice(1) };
}

// -> {state: "good" | "bad" | "unchecked", why}
export async function checkSignature(checkpoint, vkey) {
  if (!canHash())
    return { state: "unchecked", why: "browsers give their cryptography to https and localhost pages alone" };
  let known;
  try {
    known = await parseKey(vkey);
  } catch (error) {
    return { state: "bad", why: error.message };
  }
  const mine = checkpoint.signatures.filter(({ name, keyId }) => name === known.name && keyId === known.keyId);
  if (!mine.length) return { state: "bad", why: "no signature of that key is on the checkpoint" };
  let key;
  try {
    key = await crypto.subtle.importKey("raw", known.key, { name: "Ed25519" }, false, ["verify"]);
  } catch {
    return { state: "unchecked", why: "this browser has no Ed25519" };
  }
  const text = new TextEncoder().encode(checkpoint.text);
  for (const { bytes } of mine) {
    if (!(await crypto.subtle.verify({ name: "Ed25519" }, key, bytes, text)))
      return { state: "bad", why: "the signature is wrong" };
  }
  return { state: "good", why: "" };
}
