// A small reader of JUMBF and CBOR, written for the tests alone: what we sign is looked at without our own code.

/** The content of the first CBOR box in the superbox of that label, of the last manifest that has one. */
export function findBox(store, label) {
  let found = null;
  const walk = (bytes) => {
    let name = null;
    for (let at = 0; at + 8 <= bytes.length; ) {
      const size = bytes.readUInt32BE(at);
      const type = bytes.toString('latin1', at + 4, at + 8);
      const content = bytes.subarray(at + 8, at + size);
      if (type === 'jumd') name = content.toString('utf8', 17, content.indexOf(0, 17));
      if (type === 'jumb') walk(content);
      if (type === 'cbor' && name === label) found = content;
      at += size;
    }
  };
  walk(store);
  if (!found) throw new Error('no ' + label);
  return found;
}

export function decodeCbor(bytes) {
  let at = 0;
  const head = () => {
    const first = bytes[at++];
    const low = first & 31;
    if (low < 24) return [first >> 5, low];
    const width = 1 << (low - 24);
    at += width;
    return [first >> 5, Number(width === 8 ? bytes.readBigUInt64BE(at - 8) : bytes.readUIntBE(at - width, width))];
  };
  const item = () => {
    const [major, value] = head();
    const take = () => bytes.subarray(at, (at += value));
    switch (major) {
      case 0: return value;
      case 1: return -1 - value;
      case 2: return take();
      case 3: return take().toString('utf8');
      case 4: return Array.from({ length: value }, item);
      case 5: return Object.fromEntries(Array.from({ length: value }, () => [item(), item()]));
      case 6: return item();
      default: return { 20: false, 21: true, 22: null }[value];
    }
  };
  return item();
}
