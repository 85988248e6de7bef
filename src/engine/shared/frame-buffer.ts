// The worker's one outgoing buffer: frames written while one event is handled leave in one write at its end.
// Law: it knows whose frames it holds, and they can only leave by their owner's own write; another's first frame, a full
// buffer and a flush each write them out, so that none is ever carried by another's socket.
import type { Opcode } from '../../wire/frame-header.ts';
import { frameBytes, writeFrame } from '../../wire/frame-writer.ts';

const CAPACITY = 64 * 1024;

export interface FrameOwner {
  /** Writes `bytes[0, length)`, which the buffer takes back once this returns; adds no frame. */
  writeFrames(bytes: Uint8Array, length: number): void;
}

export class FrameBuffer {
  #bytes: Uint8Array = Buffer.allocUnsafeSlow(CAPACITY);
  #length = 0;
  /** Of the frames in it, or of the last that were: it is only written for another owner. */
  #owner: FrameOwner | null = null;

  add(owner: FrameOwner, opcode: Opcode, compressed: boolean, payload: Uint8Array, maskKey: number): void {
    if (owner !== this.#owner) {
      this.flush();
      this.#owner = owner;
    }
    let end = writeFrame(this.#bytes, this.#length, opcode, true, compressed, payload, maskKey);
    if (end < 0) {
      this.#makeRoom(payload.length);
      end = writeFrame(this.#bytes, 0, opcode, true, compressed, payload, maskKey);
    }
    this.#length = end;
  }

  flush(): void {
    if (this.#length === 0) return;
    this.#owner!.writeFrames(this.#bytes, this.#length);
    this.#length = 0;
    if (this.#bytes.length > CAPACITY) this.#bytes = Buffer.allocUnsafeSlow(CAPACITY);
  }

  /** A frame larger than the buffer gets one of its own, until it is written. */
  #makeRoom(payloadBytes: number): void {
    this.flush();
    if (frameBytes(payloadBytes) > CAPACITY) this.#bytes = Buffer.allocUnsafeSlow(frameBytes(payloadBytes));
  }
}
