// One grid for all rows, narrow or wide.
import { expect, test } from 'bun:test';
import fc from 'fast-check';
import { failureStyle, gridFor, row } from '../../../src/output/terminal/grid.ts';
import { snapshotWith } from '../fixtures.ts';
import { textOf } from './made-frame.ts';

test('a full row fits from 60 columns on, and its numbers end where those of other rows end', () => {
  fc.assert(
    fc.property(fc.integer({ min: 60, max: 200 }), (columns) => {
      const grid = gridFor(columns);
      const lines = textOf([
        row(grid, 'a', 'b', ['1', '2', '3', '4', '5'], []),
        row(grid, 'longer', '', ['100,000', '2', '3', '4', '123,456'], []),
      ]);
      expect(new Set(lines.map((line) => line.length)).size).toBe(1);
      expect(lines[0]!.length).toBeLessThan(columns);
    }),
  );
});

test('throttles are what a ramp is out for, anything else is trouble', () => {
  expect(failureStyle(snapshotWith({}))).toBe('plain');
  expect(failureStyle(snapshotWith({ failures: { throttled: 3 } }))).toBe('warn');
  expect(failureStyle(snapshotWith({ failures: { throttled: 3, 'tcp-reset': 1 } }))).toBe('bad');
});
