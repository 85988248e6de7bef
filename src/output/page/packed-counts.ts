// The counts of a histogram in as few bytes as they take: runs of neighbours in use, each as how many are left out before
// it, how many they are, and their counts. Law: there and back they are the same, and what two of them merge to is what
// their histograms would add up to.

const SCRATCH_BYTES = 64 * 1024;

/** `packed` is index, count, index, count ... in ascending order, as Histogram.pack() gives it. */
export function packCounts(packed: readonly number[]): Uint8Array {
  let bytes = SCRATCH;
  let at = 0;
  let next = 0;
  for (let i = 0; i < packed.length; ) {
    let length = 1;
    while (packed[i + 2 * length] === packed[i]! + length) length += 1;
    // A number takes at most eight bytes.
    if (at + 8 * (length + 2) > bytes.length) bytes = grown(bytes, at + 8 * (length + 2));
    at = writeNumber(bytes, at, packed[i]! - next);
    at = writeNumber(bytes, at, length);
    for (let k = 0; k < length; k += 1) {
      const count = packed[i + 2 * k + 1]!;
      if (count < 128) bytes[at++] = count;
      else at = writeNumber(bytes, at, count);
    }
    next = packed[i]! + length;
    i += 2 * length;
  }
  return bytes.slice(0, at);
}

export function unpackCounts(bytes: Uint8Array): number[] {
  const packed: number[] = [];
  let at = 0;
  let index = 0;
  const read = () => {
    let byte = bytes[at++]!;
    if (byte < 128) return byte;
    let value = byte - 128;
    let scale = 128;
    for (;;) {
      byte = bytes[at++]!;
      if (byte < 128) return value + byte * scale;
      value += (byte - 128) * scale;
      scale *= 128;
    }
  };
  while (at < bytes.length) {
    index += read();
    for (let left = read(); left > 0; left -= 1) {
      packed.push(index, read());
      index += 1;
    }
  }
  return packed;
}

export function mergeCounts(a: Uint8Array, b: Uint8Array): Uint8Array {
  const left = unpackCounts(a);
  const right = unpackCounts(b);
  const sum: number[] = [];
  let i = 0;
  let k = 0;
  while (i < left.length && k < right.length) {
    const apart = left[i]! - right[k]!;
    sum.push(
      apart <= 0 ? left[i]! : right[k]!,
      (apart <= 0 ? left[i + 1]! : 0) + (apart >= 0 ? right[k + 1]! : 0),
    );
    if (apart <= 0) i += 2;
    if (apart >= 0) k += 2;
  }
  for (; i < left.length; i += 1) sum.push(left[i]!);
  for (; k < right.length; k += 1) sum.push(right[k]!);
  return packCounts(sum);
}

/** Written over by every call; what is kept is a copy. */
const SCRATCH = new Uint8Array(SCRATCH_BYTES);

function grown(bytes: Uint8Array, least: number): Uint8Array<ArrayBuffer> {
  const more = new Uint8Array(2 * least);
  more.set(bytes);
  return more;
}

/** Seven bits a byte, lowest first; all but the last have the eighth bit set. */
function writeNumber(bytes: Uint8Array, start: number, value: number): number {
  let at = start;
  let rest = value;
  while (rest >= 128) {
    bytes[at] = (rest % 128) + 128;
    rest = Math.floor(rest / 128);
    at += 1;
  }
  bytes[at] = rest;
  return at + 1;
}
