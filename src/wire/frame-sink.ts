// Who is told what a parser found. Payloads are handed out as (data, start, end): mostly the chunk itself,
// so they are only valid during the call, and whoever keeps one copies it.

export interface FrameSink {
  /** A whole message, reassembled and inflated; a text is valid UTF-8. */
  onMessage(data: Uint8Array, start: number, end: number, isText: boolean): void;
  onPing(data: Uint8Array, start: number, end: number): void;
  onPong(data: Uint8Array, start: number, end: number): void;
  /** The peer's close frame; the code is 1005 where it carries none. At most once. */
  onClose(code: number, reason: string): void;
}

/** What a parser needs of permessage-deflate; it holds no state of a connection. */
export interface InboundDeflate {
  /** The inflated message, or what is wrong with it. */
  inflate(
    data: Uint8Array,
    start: number,
    end: number,
    maxBytes: number,
  ): Uint8Array | 'deflate-corrupt' | 'deflate-too-big';
}
