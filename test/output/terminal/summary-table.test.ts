// The table of latencies: columns that fit, rows that were measured.
import { expect, test } from 'bun:test';
import { latencyTable } from '../../../src/output/terminal/summary-table.ts';
import { histogramOf } from '../fixtures.ts';
import { textOf } from './made-frame.ts';

const ten = histogramOf(...Array.from({ length: 10 }, (_, i) => (i + 1) * 1_000)).quantiles();
const rows = [
  { label: 'dns', quantiles: histogramOf().quantiles() },
  { label: 'tcp', quantiles: ten },
];

test('leaves out what was not measured, and all of it where nothing was', () => {
  const lines = textOf(latencyTable('Handshakes', rows, 100));
  expect(lines.map((line) => line.trim().split(/ {2,}/))).toEqual([
    ['Handshakes', 'p50', 'p90', 'p95', 'p99', 'p99.9', 'max', 'count'],
    ['tcp', '5.00 ms', '-', '-', '-', '-', '10.0 ms', '10'],
  ]);
  expect(latencyTable('Handshakes', [rows[0]!], 100)).toEqual([]);
});

test('has fewer columns where it is narrow', () => {
  const [head] = textOf(latencyTable('Handshakes', rows, 60));
  expect(head!.trim().split(/ {2,}/)).toEqual(['Handshakes', 'p50', 'p95', 'p99', 'max', 'count']);
  expect(head!.length).toBeLessThanOrEqual(60);
});
