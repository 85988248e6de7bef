// The worker's one outgoing buffer: frames written while one event is handled leave in one write at its end.
// Empty between events, so it never belongs to a connection for longer than a callback.
import type { Opcode } from '../../wire/frame-header.ts';
import { frameBytes, writeFrame } from '../../wire/frame-writer.ts';

const CAPACITY = 64 * 1024;

export class FrameBuffer {
  bytes: Uint8Array = Buffer.allocUnsafeSlow(CAPACITY);
  length = 0;

  /** True where a frame of this payload still fits behind what is already here. */
  fits(payloadBytes: number): boolean {
    return this.length + frameBytes(payloadBytes) <= this.bytes.length;
  }

  add(opcode: Opcode, compressed: boolean, payload: Uint8Array, maskKey: number): void {
    this.length = writeFrame(this.bytes, this.length, opcode, true, compressed, payload, maskKey);
  }

  /** Room for one frame larger than the buffer; the room is given back by `reset`. */
  grow(payloadBytes: number): void {
    this.bytes = Buffer.allocUnsafeSlow(frameBytes(payloadBytes));
  }

  reset(): void {
    this.length = 0;
    if (this.bytes.length > CAPACITY) this.bytes = Buffer.allocUnsafeSlow(CAPACITY);
  }
}
