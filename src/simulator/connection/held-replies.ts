// Replies that are held back by a time: each an entry of the wheel, all of them together bounded in number and
// bytes. A reply that finds no room, or its connection gone, is counted as dropped by whoever asked.

import type { Payload } from '../payload.ts';
import { type Wheel, WheelEntry } from '../wheel.ts';

/** Whose replies these are. */
export interface ReplyOwner {
  sendReply(reply: Payload, bytes: number): void;
}

const MOST_REPLIES = 500_000; // 100,000 connections with five messages outstanding each
const MOST_BYTES = 268_435_456;

export class HeldReplies {
  #count = 0;
  #bytes = 0;

  /** False where there is no room. */
  hold(wheel: Wheel, owner: ReplyOwner, reply: Payload, bytes: number, dueAtUs: number): boolean {
    if (this.#count >= MOST_REPLIES || this.#bytes + bytes > MOST_BYTES) return false;
    this.#count += 1;
    this.#bytes += bytes;
    wheel.schedule(new HeldReply(this, owner, reply, bytes), dueAtUs);
    return true;
  }

  release(bytes: number): void {
    this.#count -= 1;
    this.#bytes -= bytes;
  }
}

class HeldReply extends WheelEntry {
  readonly #held: HeldReplies;
  readonly #owner: ReplyOwner;
  readonly #reply: Payload;
  readonly #bytes: number;

  constructor(held: HeldReplies, owner: ReplyOwner, reply: Payload, bytes: number) {
    super();
    this.#held = held;
    this.#owner = owner;
    this.#reply = reply;
    this.#bytes = bytes;
  }

  override fire(): void {
    this.#held.release(this.#bytes);
    this.#owner.sendReply(this.#reply, this.#bytes);
  }
}
