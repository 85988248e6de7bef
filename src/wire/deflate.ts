// permessage-deflate's work on whole messages, RFC 7692 section 7.2, without context takeover: stateless, so
// one object serves every connection with the same terms. Never inflates beyond the ceiling it is given.
import { constants, deflateRawSync, type InflateRaw, inflateRawSync } from 'node:zlib';
import type { DeflateTerms } from './deflate-terms.ts';
import type { InboundDeflate } from './frame-sink.ts';

/** The end of a flushed stream, which a sender leaves out. */
const FLUSHED_TAIL_BYTES = 4;
/** The tail, then an empty final block: a stream that lacks its end cannot swallow both and end well. */
const ENDING = Buffer.from([0x00, 0x00, 0xff, 0xff, 0x03, 0x00]);
/** Streams that end within one message are legal and never needed; each costs us a fresh inflater. */
const MAX_FINAL_BLOCKS = 16;
/** zlib turns a window of 2^8 into 2^9, so with 8 bits agreed what is longer goes in stored blocks. */
const SMALLEST_BITS = 8;
const SMALLEST_WINDOW_BYTES = 256;

export class MessageDeflate implements InboundDeflate {
  readonly #windowBits: number;

  constructor(terms: DeflateTerms) {
    this.#windowBits = terms.clientWindowBits;
  }

  /** The compressed message, for frames with RSV1 on the first. */
  compress(payload: Uint8Array): Uint8Array {
    const windowBits = Math.max(this.#windowBits, SMALLEST_BITS + 1);
    const isStored = this.#windowBits === SMALLEST_BITS && payload.length > SMALLEST_WINDOW_BYTES;
    const level = isStored ? 0 : constants.Z_DEFAULT_COMPRESSION;
    const flushed = deflateRawSync(payload, { windowBits, level, finishFlush: constants.Z_SYNC_FLUSH });
    return flushed.subarray(0, flushed.length - FLUSHED_TAIL_BYTES);
  }

  /**
   * The message in `data[start, end)`, at most `maxBytes` long. The largest window reads what was written with
   * any smaller one, so the server's is not asked for.
   */
  inflate(
    data: Uint8Array,
    start: number,
    end: number,
    maxBytes: number,
  ): Uint8Array | 'deflate-corrupt' | 'deflate-too-big' {
    let input = Buffer.concat([data.subarray(start, end), ENDING]);
    let output: Buffer | null = null;
    for (let streams = 0; streams < MAX_FINAL_BLOCKS; streams++) {
      const room = maxBytes - (output?.length ?? 0);
      const stream = inflateStream(input, room);
      if (typeof stream === 'string') return stream;
      output = output === null ? stream.bytes : Buffer.concat([output, stream.bytes]);
      if (stream.read >= input.length) return output;
      input = input.subarray(stream.read);
    }
    return 'deflate-corrupt';
  }
}

/** One DEFLATE stream up to its final block, and how much of the input it took. */
function inflateStream(
  input: Buffer,
  maxBytes: number,
): { bytes: Buffer; read: number } | 'deflate-corrupt' | 'deflate-too-big' {
  try {
    // The library refuses a ceiling of 0, so one byte more than none is caught below.
    const options = { maxOutputLength: Math.max(maxBytes, 1), info: true };
    const { buffer, engine } = inflateRawSync(input, options) as unknown as {
      buffer: Buffer;
      engine: InflateRaw;
    };
    if (buffer.length > maxBytes) return 'deflate-too-big';
    return { bytes: buffer, read: engine.bytesWritten };
  } catch (error) {
    return (error as { code?: unknown }).code === 'ERR_BUFFER_TOO_LARGE'
      ? 'deflate-too-big'
      : 'deflate-corrupt';
  }
}
