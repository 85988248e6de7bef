// A socket in memory: keeps what is written and tells it as frames; takes only so many bytes where a test wants a slow
// peer. It stands for the network, so it hears every byte and answers nothing by itself.
import type { TransportSocket } from '../../src/engine/transport/transport.ts';
import { type ClientFrame, decodeClientFrames } from '../wire/server-frames.ts';

export class Peer implements TransportSocket {
  data: TransportSocket['data'] = undefined as never;
  /** Bytes that it still takes. */
  room = Number.POSITIVE_INFINITY;
  writes = 0;
  isPaused = false;
  #bytes: Buffer[] = [];

  write(bytes: Uint8Array, start = 0, length = bytes.length - start): number {
    const taken = Math.min(length, this.room);
    this.room -= taken;
    this.writes++;
    this.#bytes.push(Buffer.from(bytes.subarray(start, start + taken)));
    return taken;
  }

  /** The frames that came since this was last called. */
  take(): ClientFrame[] {
    const frames = decodeClientFrames(Buffer.concat(this.#bytes));
    this.#bytes = [];
    return frames;
  }

  /** Their payloads as text. */
  texts(): string[] {
    return this.take().map(({ payload }) => payload.toString());
  }

  pause(): void {
    this.isPaused = true;
  }

  resume(): void {
    this.isPaused = false;
  }

  end(): void {}

  terminate(): void {}
}
