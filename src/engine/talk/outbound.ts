// What a connection sends: frames leave in one write per event, by its own socket and no other; what the kernel does
// not take waits in a bounded queue of its own, and what does not fit there is refused, never grown.

import type { Opcode } from '../../wire/frame-header.ts';
import { type EngineContext, MAX_WRITE_QUEUE_BYTES } from '../shared/context.ts';
import type { FrameOwner } from '../shared/frame-buffer.ts';
import type { TransportSocket } from '../transport/transport.ts';

export class Outbound implements FrameOwner {
  readonly #context: EngineContext;
  readonly #socket: TransportSocket;
  #queue: Uint8Array | null = null;

  constructor(context: EngineContext, socket: TransportSocket) {
    this.#context = context;
    this.#socket = socket;
  }

  /** Frames a message into the worker's buffer; false where the peer's queue has no room for it. */
  add(opcode: Opcode, payload: Uint8Array, compressed = false): boolean {
    const { frames, random } = this.#context;
    if (this.#queue !== null && this.#queue.length + payload.length > MAX_WRITE_QUEUE_BYTES) return false;
    frames.add(this, opcode, compressed, payload, random.maskKey());
    return true;
  }

  /** Writes what `add` gathered. To be called at the end of an event, so that no frame waits for the next. */
  flush(): void {
    this.#context.frames.flush();
  }

  /** The socket takes bytes again. */
  drain(): void {
    const queue = this.#queue;
    if (queue === null) return;
    this.#queue = null;
    this.#send(queue, queue.length);
  }

  writeFrames(bytes: Uint8Array, length: number): void {
    this.#context.recorder.counters.bytesSent += length;
    if (this.#queue === null) this.#send(bytes, length);
    else this.#queue = Buffer.concat([this.#queue, bytes.subarray(0, length)]);
  }

  #send(bytes: Uint8Array, length: number): void {
    const taken = this.#socket.write(bytes, 0, length);
    // -1: the socket is closing, and its own event will say so.
    if (taken < 0 || taken >= length) return;
    this.#context.recorder.counters.writeBlocked++;
    this.#queue = Buffer.from(bytes.subarray(taken, length));
  }
}
