// The counters of a simulator, in memory that all its processes share: each writes its own row, anyone reads
// the sum, so /stats is exact whichever process answers and counting costs one store. What must be exact at
// once (connections open, their peak, the handshake rate) is in shared cells, changed atomically.
// Never a lock: a process may be killed at any moment, and the others must go on.

import { closeSync, ftruncateSync, openSync } from 'node:fs';
import type { SimulatorOptions } from './options.ts';
import {
  MAX_COUNTERS,
  type MaxCounter,
  type SimulatorStats,
  SUM_COUNTERS,
  type SumCounter,
} from './stats.ts';

const CLOSE_CODES = 4_000; // 1000 to 4999
const STATUSES = 600; // 0 to 599
const SUMS = SUM_COUNTERS.length;
const MAXIMA = MAX_COUNTERS.length;
const STATUS_AT = SUMS + MAXIMA;
const CLOSE_AT = STATUS_AT + STATUSES;
const CLOSE_BY_SERVER_AT = CLOSE_AT + CLOSE_CODES;
const ROW_CELLS = CLOSE_BY_SERVER_AT + CLOSE_CODES;
const SHARED_BYTES = 64;

/** Where a counter lies in a row: `row[COUNTER.accepted] += 1` would do, `count()` does it. */
const PLACE = Object.fromEntries([...SUM_COUNTERS, ...MAX_COUNTERS].map((name, at) => [name, at])) as Record<
  SumCounter | MaxCounter,
  number
>;

/** The part of a simulator's options that the board's size depends on. */
export interface BoardShape {
  readonly processes: number;
  readonly handshakeRateLimit: number;
}

export function boardBytes(shape: BoardShape): number {
  return SHARED_BYTES + 8 * shape.handshakeRateLimit + 8 * ROW_CELLS * shape.processes;
}

/** Makes the file that processes map; it may be unlinked as soon as all of them have. */
export function createBoardFile(path: string, shape: BoardShape): void {
  const file = openSync(path, 'wx', 0o600);
  ftruncateSync(file, boardBytes(shape));
  closeSync(file);
}

/** Memory of this process alone, or the file's, shared with whoever else maps it. */
export function boardMemory(shape: BoardShape, path?: string): Uint8Array {
  return path === undefined ? new Uint8Array(boardBytes(shape)) : Bun.mmap(path, { shared: true });
}

export class Board {
  /** 0: open now, 1: the most that were, 2: handshakes let through (the rate's ticket). */
  readonly shared: Int32Array;
  /** When each of the last `handshakeRateLimit` handshakes was let through; see handshake-rate.ts. */
  readonly handshakes: BigInt64Array;
  readonly #rows: Float64Array[];
  readonly #row: Float64Array;

  /** `row` is this process's own. */
  constructor(memory: Uint8Array, shape: BoardShape, row: number) {
    const { buffer, byteOffset } = memory;
    this.shared = new Int32Array(buffer, byteOffset, SHARED_BYTES / 4);
    this.handshakes = new BigInt64Array(buffer, byteOffset + SHARED_BYTES, shape.handshakeRateLimit);
    const rowsAt = byteOffset + SHARED_BYTES + 8 * shape.handshakeRateLimit;
    this.#rows = Array.from(
      { length: shape.processes },
      (_, n) => new Float64Array(buffer, rowsAt + 8 * ROW_CELLS * n, ROW_CELLS),
    );
    this.#row = this.#rows[row]!;
  }

  count(counter: SumCounter, by = 1): void {
    this.#row[PLACE[counter]]! += by;
  }

  raise(counter: MaxCounter, value: number): void {
    const place = PLACE[counter];
    if (value > this.#row[place]!) this.#row[place] = value;
  }

  countRejected(status: number): void {
    this.#row[STATUS_AT + status]! += 1;
  }

  countClose(code: number, byServer: boolean): void {
    const offset = code >= 1000 && code < 5000 ? code - 1000 : 6;
    this.#row[CLOSE_AT + offset]! += 1;
    if (byServer) this.#row[CLOSE_BY_SERVER_AT + offset]! += 1;
  }

  /** One connection more, unless `limit` (0 is none) are open: never one too many, over all processes. */
  tryOpen(limit: number): boolean {
    const cells = this.shared;
    for (;;) {
      const open = Atomics.load(cells, 0);
      if (limit > 0 && open >= limit) return false;
      if (Atomics.compareExchange(cells, 0, open, open + 1) === open) {
        this.#raisePeak(open + 1);
        return true;
      }
    }
  }

  release(): void {
    Atomics.sub(this.shared, 0, 1);
  }

  #raisePeak(open: number): void {
    for (;;) {
      const peak = Atomics.load(this.shared, 1);
      if (peak >= open || Atomics.compareExchange(this.shared, 1, peak, open) === peak) return;
    }
  }

  /** All processes' figures as they are now. */
  stats(options: SimulatorOptions): SimulatorStats {
    const sums = Object.fromEntries(SUM_COUNTERS.map((name) => [name, this.#sum(PLACE[name])]));
    const maxima = MAX_COUNTERS.map((name) => [
      name,
      Math.max(...this.#rows.map((row) => row[PLACE[name]]!)),
    ]);
    const counts = { ...sums, ...Object.fromEntries(maxima) } as Record<SumCounter | MaxCounter, number>;
    return {
      platform: options.platform,
      processes: options.processes,
      open: Atomics.load(this.shared, 0),
      peakOpen: Atomics.load(this.shared, 1),
      ...counts,
      rejected: this.#table(STATUS_AT, STATUSES, 0),
      messagesSent:
        counts.eventsSent +
        counts.invalidEventsSent +
        counts.repliesSent +
        counts.throttlesSent +
        counts.othersSent,
      authRefused: counts.upgradesRefused + counts.authFailed,
      closes: this.#table(CLOSE_AT, CLOSE_CODES, 1000),
      closesByServer: this.#table(CLOSE_BY_SERVER_AT, CLOSE_CODES, 1000),
    };
  }

  #sum(cell: number): number {
    let sum = 0;
    for (const row of this.#rows) sum += row[cell]!;
    return sum;
  }

  /** The cells that were ever counted, by number. */
  #table(at: number, cells: number, first: number): Record<string, number> {
    const table: Record<string, number> = {};
    for (let n = 0; n < cells; n += 1) {
      const sum = this.#sum(at + n);
      if (sum > 0) table[String(first + n)] = sum;
    }
    return table;
  }
}
