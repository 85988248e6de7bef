// What every connection of one process has in common: the options, the platform's dialect, the counters and
// the wheel. Built once per process; nothing here is a global. Knows a connection only by how it is ended.

import type { Clock } from '../../base/time.ts';
import { Board } from '../board.ts';
import { HandshakeRate } from '../handshake-rate.ts';
import type { SimulatorOptions } from '../options.ts';
import type { Dialect } from '../platform.ts';
import { simulatedPlatform } from '../registry.ts';
import { Wheel } from '../wheel.ts';
import { HeldReplies } from './held-replies.ts';

export interface Host {
  readonly options: SimulatorOptions;
  readonly dialect: Dialect;
  readonly board: Board;
  readonly rate: HandshakeRate;
  readonly wheel: Wheel;
  readonly held: HeldReplies;
  /** Those open now: all are told when the simulator stops. */
  readonly connections: Set<Closable>;
  /** Connections so far: gives each its ordinal. */
  opened: number;
}

export interface Closable {
  end(code: number, reason: string): void;
}

const MONOTONIC: Clock = { nowUs: () => Math.floor(performance.now() * 1_000) };

/** Microseconds since 1970 with a microsecond's resolution: the stamp of events, and a clock all processes share. */
export function epochUs(): number {
  return Math.floor((performance.timeOrigin + performance.now()) * 1_000);
}

/** `memory` is the board's, of which this process writes the row `row`. */
export function createHost(
  options: SimulatorOptions,
  memory: Uint8Array,
  row: number,
  clock: Clock = MONOTONIC,
): Host {
  const board = new Board(memory, options, row);
  return {
    options,
    dialect: simulatedPlatform(options.platform).createDialect(options.eventBytes),
    board,
    rate: new HandshakeRate(board.handshakes, board.shared),
    wheel: new Wheel(clock),
    held: new HeldReplies(),
    connections: new Set(),
    opened: 0,
  };
}
