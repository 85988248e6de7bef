// What every connection of one process has in common: the options, the platform's dialect, the counters and
// the wheel. Built once per process; nothing here is a global.

import type { Clock } from '../../base/time.ts';
import { createDialect, type Dialect } from '../dialects.ts';
import { HandshakeRate } from '../handshake-rate.ts';
import type { SimulatorOptions } from '../options.ts';
import { Board, type BoardShape } from '../processes/board.ts';
import { Wheel } from '../wheel.ts';
import type { Connection } from './connection.ts';
import { HeldReplies } from './held-replies.ts';

export interface Host {
  readonly options: SimulatorOptions;
  readonly dialect: Dialect;
  readonly board: Board;
  readonly rate: HandshakeRate;
  readonly wheel: Wheel;
  readonly held: HeldReplies;
  readonly connections: Set<Connection>;
  /** Connections so far: gives each its ordinal. */
  opened: number;
}

const MONOTONIC: Clock = { nowUs: () => Math.floor(performance.now() * 1_000) };

/** Microseconds since 1970 with a microsecond's resolution: the stamp of events, and a clock all processes share. */
export function epochUs(): number {
  return Math.floor((performance.timeOrigin + performance.now()) * 1_000);
}

export function createHost(
  options: SimulatorOptions,
  memory: Uint8Array,
  shape: BoardShape,
  row: number,
): Host {
  const board = new Board(memory, shape, row);
  return {
    options,
    dialect: createDialect(options.platform, options.eventBytes),
    board,
    rate: new HandshakeRate(board.handshakes, board.shared),
    wheel: new Wheel(MONOTONIC),
    held: new HeldReplies(),
    connections: new Set(),
    opened: 0,
  };
}
