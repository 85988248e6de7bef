// The XOR of RFC 6455 section 5.3, from one array into another; applied twice it is the identity.
// Short payloads go byte by byte, long ones are copied and then masked a word at a time: a view costs about
// 60 ns, so the two meet near 192 bytes.

const WORDWISE_FROM = 192;

/**
 * Writes `source[start, end)` to `target` at `at`, XORed with the key's four bytes, the highest first. The two
 * may be the same array where `at` is `start`. Returns the offset after the last byte; the room is the caller's affair.
 */
export function maskInto(
  target: Uint8Array,
  at: number,
  source: Uint8Array,
  start: number,
  end: number,
  key: number,
): number {
  if (end - start >= WORDWISE_FROM) return maskWords(target, at, source, start, end, key);
  const key0 = key >>> 24;
  const key1 = (key >>> 16) & 0xff;
  const key2 = (key >>> 8) & 0xff;
  const key3 = key & 0xff;
  let from = start;
  let to = at;
  for (; from + 3 < end; from += 4, to += 4) {
    target[to] = source[from]! ^ key0;
    target[to + 1] = source[from + 1]! ^ key1;
    target[to + 2] = source[from + 2]! ^ key2;
    target[to + 3] = source[from + 3]! ^ key3;
  }
  if (from < end) target[to++] = source[from++]! ^ key0;
  if (from < end) target[to++] = source[from++]! ^ key1;
  if (from < end) target[to++] = source[from]! ^ key2;
  return to;
}

function maskWords(
  target: Uint8Array,
  at: number,
  source: Uint8Array,
  start: number,
  end: number,
  key: number,
): number {
  target.set(start === 0 && end === source.length ? source : source.subarray(start, end), at);
  const stop = at + end - start;
  let to = at;
  let turned = key;
  // Byte by byte up to the first whole word of the memory, turning the key along.
  while (((target.byteOffset + to) & 3) !== 0) {
    target[to] = target[to]! ^ (turned >>> 24);
    turned = (turned << 8) | (turned >>> 24);
    to++;
  }
  const words = new Int32Array(target.buffer, target.byteOffset + to, (stop - to) >>> 2);
  const word = LITTLE_ENDIAN ? swap(turned) : turned;
  const count = words.length;
  let index = 0;
  for (; index + 7 < count; index += 8) {
    words[index]! ^= word;
    words[index + 1]! ^= word;
    words[index + 2]! ^= word;
    words[index + 3]! ^= word;
    words[index + 4]! ^= word;
    words[index + 5]! ^= word;
    words[index + 6]! ^= word;
    words[index + 7]! ^= word;
  }
  for (; index < count; index++) words[index]! ^= word;
  for (to += count * 4; to < stop; to++) {
    target[to] = target[to]! ^ (turned >>> 24);
    turned = (turned << 8) | (turned >>> 24);
  }
  return stop;
}

const LITTLE_ENDIAN = new Uint8Array(new Uint32Array([1]).buffer)[0] === 1;

function swap(word: number): number {
  return (word >>> 24) | ((word >>> 8) & 0xff00) | ((word << 8) & 0xff0000) | (word << 24);
}
