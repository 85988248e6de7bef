// The grid of the live view: one label column and five columns of numbers, the same in every row and every second.
// Knows widths and no metrics but what a frame is made of.

import { total } from '../../metrics/outcome.ts';
import type { Snapshot } from '../../metrics/snapshot.ts';
import type { Profile } from '../../plan/profile.ts';
import type { RunInfo } from '../run-info.ts';
import type { History } from './history.ts';
import { type Line, padEnd, padStart, type Span, type Style } from './text.ts';

export interface Frame {
  readonly run: RunInfo;
  /** The profile as commands changed it. */
  readonly played: Profile;
  readonly isLimitFound: boolean;
  readonly window: Snapshot;
  readonly soFar: Snapshot;
  readonly history: History;
}

export interface Grid {
  readonly columns: number;
  readonly label: number;
  readonly second: number;
  readonly cell: number;
  readonly wide: boolean;
}

export function gridFor(columns: number): Grid {
  const wide = columns >= 76;
  const label = 13;
  const second = wide ? 12 : 6;
  const cell = Math.min(11, Math.max(7, Math.floor((columns - 1 - label - second) / 5)));
  return { columns, label, second, cell, wide };
}

/** Being throttled is what a ramp is out for; anything else is trouble. */
export function failureStyle({ failures }: Snapshot): Style {
  const all = total(failures);
  return all === 0 ? 'plain' : all === failures.throttled ? 'warn' : 'bad';
}

export function labelled(grid: Grid, label: string, spans: readonly Span[]): Line {
  return [[padEnd(` ${label}`, grid.label), 'dim'], ...spans];
}

export function row(
  grid: Grid,
  label: string,
  second: string,
  values: readonly string[],
  styles: readonly Style[],
): Line {
  const cellsOf = values.map((value, i): Span => [padStart(value, grid.cell), styles[i] ?? 'plain']);
  return [[padEnd(` ${label}`, grid.label), 'dim'], [padEnd(second, grid.second), 'dim'], ...cellsOf];
}
