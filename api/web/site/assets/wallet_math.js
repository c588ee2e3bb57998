// What a wallet doesn't tell and a browser can't compute by itself: Keccak-256, the key behind an Ethereum signature, and
// the point of a P-256 key that was made from a recovery code. Pure; bytes are Uint8Array. Nothing here signs.

const LANE = (1n << 64n) - 1n;
const rotate = (lane, by) => (by ? ((lane << by) | (lane >> (64n - by))) & LANE : lane);
const ROUNDS = (() => {
  // The round constants, from their linear feedback shift register.
  const constants = [];
  let register = 1;
  for (let round = 0; round < 24; round += 1) {
    let constant = 0n;
    for (let bit = 0; bit < 7; bit += 1) {
      if (register & 1) constant |= 1n << ((1n << BigInt(bit)) - 1n);
      register = (register << 1) ^ (register >> 7 ? 0x171 : 0);
    }
    constants.push(constant);
  }
  return constants;
})();

function permute(state) {
  for (const constant of ROUNDS) {
    const column = [0, 1, 2, 3, 4].map((x) => state[x] ^ state[x + 5] ^ state[x + 10] ^ state[x + 15] ^ state[x + 20]);
    for (let i = 0; i < 25; i += 1) state[i] ^= column[(i + 4) % 5] ^ rotate(column[(i + 1) % 5], 1n);
    let [x, y, moving] = [1, 0, state[1]];
    for (let step = 0; step < 24; step += 1) {
      [x, y] = [y, (2 * x + 3 * y) % 5];
      const at = x + 5 * y;
      const next = state[at];
      state[at] = rotate(moving, BigInt((((step + 1) * (step + 2)) / 2) % 64));
      moving = next;
    }
    for (let row = 0; row < 25; row += 5) {
      const before = state.slice(row, row + 5);
      for (let i = 0; i < 5; i += 1) state[row + i] = before[i] ^ (~before[(i + 1) % 5] & LANE & before[(i + 2) % 5]);
    }
    state[0] ^= constant;
  }
}

export function keccak256(bytes) {
  const rate = 136;
  const padded = new Uint8Array((Math.floor(bytes.length / rate) + 1) * rate);
  padded.set(bytes);
  padded[bytes.length] ^= 1;
  padded[padded.length - 1] ^= 0x80;
  const state = new Array(25).fill(0n);
  const view = new DataView(padded.buffer);
  for (let at = 0; at < padded.length; at += rate) {
    for (let i = 0; i < rate / 8; i += 1) state[i] ^= view.getBigUint64(at + 8 * i, true);
    permute(state);
  }
  const out = new DataView(new ArrayBuffer(32));
  for (let i = 0; i < 4; i += 1) out.setBigUint64(8 * i, state[i], true);
  return new Uint8Array(out.buffer);
}

export const toHex = (bytes) => [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
export const fromHex = (text) => Uint8Array.from(text.replace(/^0x/, "").match(/../g) ?? [], (pair) => parseInt(pair, 16));
export const join = (...parts) => {
  const out = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    out.set(part, at);
    at += part.length;
  }
  return out;
};
const number = (bytes) => BigInt(`0x${toHex(bytes)}`);
const bytesOf = (value) => fromHex(value.toString(16).padStart(64, "0"));

const modulo = (value, by) => ((value % by) + by) % by;
function power(base, exponent, by) {
  let out = 1n;
  for (let square = modulo(base, by), left = exponent; left; left >>= 1n, square = (square * square) % by)
    if (left & 1n) out = (out * square) % by;
  return out;
}
const inverse = (value, prime) => power(value, prime - 2n, prime);

// y^2 = x^3 + ax + b over p; n points.
const SECP256K1 = {
  p: 2n ** 256n - 2n ** 32n - 977n,
  a: 0n,
  b: 7n,
  n: 0xfffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364141n,
  g: [
    0x79be667ef9dcbbac55a06295ce870b07029bfcdb2dce28d959f2815b16f81798n,
    0x483ada7726a3c4655da4fbfc0e1108a8fd17b448a68554199c47d08ffb10d4b8n
  ]
};
const P256 = {
  p: 2n ** 256n - 2n ** 224n + 2n ** 192n + 2n ** 96n - 1n,
  a: -3n,
  b: 0x5ac635d8aa3a93e7b3ebbd55769886bc651d06b0cc53b0f63bce3c3e27d2604bn,
  n: 0xffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551n,
  g: [
    0x6b17d1f2e12c4247f8bce6e563a440f277037d812deb33a0f4a13945d898c296n,
    0x4fe342e2fe1a7f9b8ee7eb4a7c0f9e162bce33576b315ececbb6406837bf51f5n
  ]
};

function add({ p, a }, one, other) {
  if (!one || !other) return one ?? other;
  const [[x1, y1], [x2, y2]] = [one, other];
  if (x1 === x2 && modulo(y1 + y2, p) === 0n) return null;
  const slope = x1 === x2 ? (3n * x1 * x1 + a) * inverse(2n * y1, p) : (y2 - y1) * inverse(modulo(x2 - x1, p), p);
  const x = modulo(slope * slope - x1 - x2, p);
  return [x, modulo(slope * (x1 - x) - y1, p)];
}
function multiply(curve, point, factor) {
  let out = null;
  for (let doubled = point, left = factor; left; left >>= 1n, doubled = add(curve, doubled, doubled))
    if (left & 1n) out = add(curve, out, doubled);
  return out;
}
const compressed = ([x, y]) => join(Uint8Array.of(y & 1n ? 3 : 2), bytesOf(x));

// The address of a secp256k1 key.
const addressOf = ([x, y]) => `0x${toHex(keccak256(join(bytesOf(x), bytesOf(y))).slice(12))}`;

// Whose signature (65 bytes) of this digest it is: {key: 33 bytes, address}; null where it is nobody's.
export function recover(digest, signature) {
  const { p, n, g, b } = SECP256K1;
  const [r, s] = [number(signature.slice(0, 32)), number(signature.slice(32, 64))];
  const v = signature[64] % 27;
  if (signature.length !== 65 || !r || r >= n || !s || s >= n || v > 1) return null;
  const square = modulo(r ** 3n + b, p);
  let y = power(square, (p + 1n) / 4n, p);
  if ((y * y) % p !== square) return null;
  if (Number(y & 1n) !== v) y = p - y;
  const back = inverse(r, n);
  const point = add(
    SECP256K1,
    multiply(SECP256K1, [r, y], modulo(s * back, n)),
    multiply(SECP256K1, g, modulo(-number(digest) * back, n))
  );
  return point && { key: compressed(point), address: addressOf(point) };
}

// What personal_sign signs (EIP-191).
export function personalDigest(text) {
  const bytes = new TextEncoder().encode(text);
  return keccak256(join(new TextEncoder().encode(`\x19Ethereum Signed Message:\n${bytes.length}`), bytes));
}

const sha256 = async (...parts) => new Uint8Array(await crypto.subtle.digest("SHA-256", join(...parts)));
export { sha256 };

// A recovery code and the id of its key, as docs/spec/http.md, H16 has them.
const ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
const base32 = (bytes) =>
  [...bytes]
    .map((byte) => byte.toString(2).padStart(8, "0"))
    .join("")
    .match(/.{5}/g)
    .map((bits) => ALPHABET[parseInt(bits, 2)])
    .join("");
export async function recoveryOf(secret) {
  const text = (name) => new TextEncoder().encode(`countersign recovery ${name} v1`);
  const check = base32((await sha256(text("check"), secret)).slice(0, 5)).slice(0, 4);
  const code = (base32(secret) + check).match(/.{4}/g).join("-");
  for (let counter = 0; ; counter += 1) {
    const scalar = number(await sha256(text("key"), secret, Uint8Array.of(counter)));
    if (scalar === 0n || scalar >= P256.n) continue;
    return { code, keyId: keccak256(join(Uint8Array.of(2), compressed(multiply(P256, P256.g, scalar)))) };
  }
}
