// What a parser keeps while a frame or a message is incomplete. It exists only then, so an idle connection
// holds none; what it allocates grows with the bytes that came, never with the bytes a header promises.
import { FIN, MAX_CONTROL_BYTES } from './frame-header.ts';
import { UTF8_COMPLETE } from './utf8.ts';

const NOTHING = new Uint8Array(0);
/** Below this a frame is given its whole length at once: one allocation where doubling would take several. */
const SMALL_BYTES = 4096;

export class HeldMessage {
  /** Of the message begun; 0 while none is. */
  opcode = 0;
  compressed = false;
  fragments = 0;
  utf8 = UTF8_COMPLETE;
  body: Uint8Array = NOTHING;
  bodyBytes = 0;

  /** Of the data frame being read: payload bytes still to come, and whether it ends the message. */
  left = 0;
  isFinal = false;

  /** Of the control frame being read, which may come inside a message. */
  controlOpcode = 0;
  controlBytes = 0;

  /** A header's or a control payload's bytes, while those are incomplete. */
  scratch: Uint8Array | null = null;
  scratchBytes = 0;

  get allocatedBytes(): number {
    return this.body.length + (this.scratch?.length ?? 0);
  }

  beginMessage(opcode: number, compressed: boolean): void {
    this.opcode = opcode;
    this.compressed = compressed;
  }

  beginFrame(first: number, length: number): void {
    this.fragments++;
    this.left = length;
    this.isFinal = (first & FIN) !== 0;
  }

  beginControl(opcode: number, length: number): void {
    this.controlOpcode = opcode;
    this.controlBytes = length;
  }

  /** Adds a piece of payload; `ceiling` is what the message can at most become. */
  append(data: Uint8Array, start: number, end: number, ceiling: number): void {
    const needed = this.bodyBytes + end - start;
    if (needed > this.body.length) {
      const roomy = Math.max(needed, this.body.length * 2, SMALL_BYTES);
      const grown = new Uint8Array(Math.min(roomy, ceiling));
      grown.set(this.body.subarray(0, this.bodyBytes));
      this.body = grown;
    }
    this.body.set(data.subarray(start, end), this.bodyBytes);
    this.bodyBytes = needed;
  }

  /** Keeps bytes of a header or a control payload; they never exceed 125. */
  note(data: Uint8Array, start: number, end: number): void {
    this.scratch ??= new Uint8Array(MAX_CONTROL_BYTES);
    for (let at = start; at < end; at++) this.scratch[this.scratchBytes++] = data[at]!;
  }
}
