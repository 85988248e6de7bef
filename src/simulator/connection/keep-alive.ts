// Our pings on one connection and their pongs: one ping outstanding at most, the next one an interval after
// the last, a missing pong ends the connection. One wheel entry serves as both timer and deadline.

import { WheelEntry } from '../wheel.ts';
import { coarseUs } from './deadline.ts';
import type { Host } from './host.ts';

/** Who is pinged, and what becomes of it where no pong comes. */
export interface KeptAlive {
  ping(payload: string): void;
  end(code: number, reason: string): void;
  drop(): void;
}

export class KeepAlive extends WheelEntry {
  readonly #host: Host;
  readonly #owner: KeptAlive;
  /** The number that the outstanding ping carries; 0 where none is. */
  #outstanding = 0;
  #pings = 0;
  #pingedAtUs = 0;

  constructor(host: Host, owner: KeptAlive, nowUs: number) {
    super();
    this.#host = host;
    this.#owner = owner;
    host.wheel.schedule(this, coarseUs(nowUs + host.options.pingIntervalUs));
  }

  override fire(nowUs: number): void {
    const { board, options, wheel } = this.#host;
    if (this.#outstanding !== 0) {
      board.count('pongsMissed');
      if (options.pongMiss === 'drop') this.#owner.drop();
      else this.#owner.end(1001, 'keep_alive_timeout');
      return;
    }
    this.#pings += 1;
    this.#outstanding = this.#pings;
    this.#pingedAtUs = nowUs;
    wheel.schedule(this, coarseUs(nowUs + options.pongTimeoutUs));
    this.#owner.ping(String(this.#pings));
  }

  pong(payload: Buffer): void {
    const { board, options, wheel } = this.#host;
    if (this.#outstanding === 0 || payload.toString('latin1') !== String(this.#outstanding)) {
      board.count('pongsUnsolicited');
      return;
    }
    this.#outstanding = 0;
    wheel.schedule(this, coarseUs(Math.max(this.#pingedAtUs + options.pingIntervalUs, wheel.nowUs())));
  }
}
