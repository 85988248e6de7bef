// The table of times: dashes where samples are few, dimmed where they are of an earlier second.
import { expect, test } from 'bun:test';
import { gridFor } from '../../../src/output/terminal/grid.ts';
import { latencyLines } from '../../../src/output/terminal/latency.ts';
import { histogramOf, snapshotWith } from '../fixtures.ts';
import { frameAt, textOf } from './made-frame.ts';

const grid = gridFor(80);

test('has a row of the last second, of the run, and from the start of the write', () => {
  const lines = textOf(latencyLines(frameAt(53), grid));
  expect(lines.map((line) => line.slice(0, 25).trim())).toEqual([
    '',
    'handshake   last second',
    'whole run',
    'round trip  last second',
    'whole run',
    'from start',
  ]);
  // 250 handshakes carry a p95 and no p99.
  expect(lines[2]).toMatch(/whole run +[\d.]+ ms +[\d.]+ ms +- +[\d.]+ ms +250$/);
});

test('dims what the current second did not measure', () => {
  const frame = frameAt(53);
  const [, handshake] = latencyLines(frame, grid);
  expect(handshake!.at(-2)![1]).toBe('dim');
  const [, fresh] = latencyLines(frameAt(51 - 5), grid);
  expect(fresh!.at(-2)![1]).toBe('plain');
});

test('shows pushes or pings where nothing of our own is timed', () => {
  const frame = frameAt(1);
  const plan = { ...frame.run.plan, messages: { ...frame.run.plan.messages, mode: 'none' as const } };
  const pings = snapshotWith({ histograms: { pingRtt: histogramOf(300) } });
  const lines = textOf(latencyLines({ ...frame, run: { ...frame.run, plan }, soFar: pings }, grid));
  expect(lines[3]).toStartWith(' ping');
  expect(lines).toHaveLength(5);
});
