// Replies that are held back by a time: each an entry of the wheel, all of them together bounded in number and
// bytes. A reply that finds no room, or its connection gone, is counted as dropped by whoever asked.

import { type Wheel, WheelEntry } from '../wheel.ts';
import type { Connection } from './connection.ts';

const MOST_REPLIES = 500_000; // 100,000 connections with five messages outstanding each
const MOST_BYTES = 268_435_456;

export class HeldReplies {
  #count = 0;
  #bytes = 0;

  /** False where there is no room. */
  hold(
    wheel: Wheel,
    connection: Connection,
    reply: string | Buffer,
    bytes: number,
    dueAtUs: number,
  ): boolean {
    if (this.#count >= MOST_REPLIES || this.#bytes + bytes > MOST_BYTES) return false;
    this.#count += 1;
    this.#bytes += bytes;
    wheel.schedule(new HeldReply(this, connection, reply, bytes), dueAtUs);
    return true;
  }

  release(bytes: number): void {
    this.#count -= 1;
    this.#bytes -= bytes;
  }
}

class HeldReply extends WheelEntry {
  readonly #held: HeldReplies;
  readonly #connection: Connection;
  readonly #reply: string | Buffer;
  readonly #bytes: number;

  constructor(held: HeldReplies, connection: Connection, reply: string | Buffer, bytes: number) {
    super();
    this.#held = held;
    this.#connection = connection;
    this.#reply = reply;
    this.#bytes = bytes;
  }

  override fire(): void {
    this.#held.release(this.#bytes);
    this.#connection.sendReply(this.#reply, this.#bytes);
  }
}
