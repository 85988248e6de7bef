// A connection's events: due at a steady rate, numbered, kept within the ack window. An event that cannot be
// sent is left out and counted, never queued; what a late process catches up is bounded.

import type { Payload } from '../payload.ts';
import type { Conversation } from '../platform.ts';
import type { SumCounter } from '../stats.ts';
import { WheelEntry } from '../wheel.ts';
import { AckWindow } from './ack-window.ts';
import { epochUs, type Host } from './host.ts';

/** Whose events these are. */
export interface EventOwner {
  readonly ordinal: number;
  readonly conversation: Conversation;
  readonly isEnded: boolean;
  readonly isCongested: boolean;
  send(payload: Payload, counter: SumCounter, bytes: number): void;
  end(code: number, reason: string): void;
}

const SECOND_US = 1_000_000;
/** Late by more than this, whole intervals are skipped instead of sent in one burst. */
const CATCH_UP_US = SECOND_US;
/** Events sent at one firing, so that one connection cannot keep the others waiting. */
const MOST_AT_ONCE = 100;
/** Spreads the connections' phases evenly without a random number: multiples of the golden ratio. */
const PHASE = 0.618_033_988_749_895;

export class EventStream extends WheelEntry {
  readonly #host: Host;
  readonly #owner: EventOwner;
  readonly #window = new AckWindow();
  readonly #startAtUs: number;
  /** Events that came due, sent or not: keeps a fractional interval from drifting. */
  #due = 0;

  constructor(host: Host, owner: EventOwner, nowUs: number) {
    super();
    this.#host = host;
    this.#owner = owner;
    const phase = (owner.ordinal * PHASE) % 1;
    this.#startAtUs = nowUs + (phase * SECOND_US) / host.options.eventRate;
    host.wheel.schedule(this, this.#startAtUs);
  }

  #dueAt(n: number): number {
    return this.#startAtUs + (n * SECOND_US) / this.#host.options.eventRate;
  }

  override fire(nowUs: number): void {
    const late = Math.floor(
      ((nowUs - CATCH_UP_US - this.#startAtUs) * this.#host.options.eventRate) / SECOND_US,
    );
    if (late > this.#due) {
      this.#host.board.count('eventsSkipped', late - this.#due);
      this.#due = late;
    }
    for (let n = 0; n < MOST_AT_ONCE && this.#dueAt(this.#due) <= nowUs; n += 1) {
      this.#due += 1;
      this.#push();
      if (this.#owner.isEnded) return;
    }
    this.#host.wheel.schedule(this, this.#dueAt(this.#due));
  }

  #push(): void {
    const { board, dialect, options } = this.#host;
    const { conversation, isCongested } = this.#owner;
    if (isCongested) {
      board.count('eventsSkipped');
      return;
    }
    const share = options.invalidEventShare;
    if (
      share > 0 &&
      conversation.invalidEvent !== null &&
      Math.floor(this.#due * share) > Math.floor((this.#due - 1) * share)
    ) {
      this.#owner.send(conversation.invalidEvent(epochUs()), 'invalidEventsSent', options.eventBytes);
      return;
    }
    if (options.ackWindow > 0 && this.#window.unacked >= options.ackWindow) {
      this.#overrun();
      return;
    }
    const event = conversation.event(this.#window.next(), epochUs());
    if (dialect.acknowledges) board.raise('maxUnacked', this.#window.unacked);
    this.#owner.send(event, 'eventsSent', options.eventBytes);
  }

  #overrun(): void {
    const { board, options } = this.#host;
    if (options.windowOverrun === 'hold') {
      board.count('eventsHeld');
      return;
    }
    board.count('windowOverruns');
    this.#owner.end(1008, 'ack_window_exceeded');
  }

  /** False where that event was never sent, or was acknowledged before. */
  ack(seq: number): boolean {
    return this.#window.ack(seq);
  }
}
