// The few ASN.1 DER values that a certificate is made of (X.690). Bytes in, bytes out.

/** A value with its tag and length. */
export function der(tag: number, ...contents: Uint8Array[]): Buffer {
  const content = Buffer.concat(contents);
  return Buffer.concat([Buffer.from([tag]), derLength(content.length), content]);
}

function derLength(length: number): Buffer {
  if (length < 0x80) return Buffer.from([length]);
  const bytes = length < 0x100 ? [length] : [length >> 8, length & 0xff];
  return Buffer.from([0x80 | bytes.length, ...bytes]);
}

export const derSequence = (...contents: Uint8Array[]) => der(0x30, ...contents);
export const derSet = (...contents: Uint8Array[]) => der(0x31, ...contents);
export const derBoolean = (value: boolean) => der(0x01, Buffer.from([value ? 0xff : 0]));
export const derOctets = (content: Uint8Array) => der(0x04, content);
export const derText = (text: string) => der(0x0c, Buffer.from(text, 'utf8'));

/** A non-negative integer from big-endian bytes. */
export function derInteger(bytes: Uint8Array): Buffer {
  const isHigh = ((bytes[0] ?? 0) & 0x80) !== 0; // would read as negative
  return der(0x02, isHigh ? Buffer.from([0]) : Buffer.alloc(0), bytes);
}

/** `unused` bits at the end of the last byte. */
export const derBits = (bytes: Uint8Array, unused = 0) => der(0x03, Buffer.from([unused]), bytes);

/** `"2.5.29.17"` */
export function derObjectId(dotted: string): Buffer {
  const [first = 0, second = 0, ...rest] = dotted.split('.').map(Number);
  const bytes = [first * 40 + second];
  for (const arc of rest) {
    const groups = [arc & 0x7f];
    for (let high = Math.floor(arc / 128); high > 0; high = Math.floor(high / 128))
      groups.unshift((high & 0x7f) | 0x80);
    bytes.push(...groups);
  }
  return der(0x06, Buffer.from(bytes));
}

/** A moment before 2050, to the second, in UTC. */
export function derTime(ms: number): Buffer {
  const digits = new Date(ms).toISOString().replace(/[-:T]/g, '').slice(2, 14);
  return der(0x17, Buffer.from(`${digits}Z`, 'latin1'));
}
