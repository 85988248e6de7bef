// The sums as equations that a reader can check, the measurement and the conditions.
import { expect, test } from 'bun:test';
import { accounting, conditions, generator } from '../../../src/output/page/facts.ts';
import type { Table } from '../../../src/output/page/table.ts';
import { makeRun } from '../fixtures.ts';

const { run, summary } = makeRun();
const rowsOf = ({ rows }: Table) => new Map(rows.map(([label, cell]) => [label!.text, cell!.text]));

test('both sides of each sum are equal', () => {
  const sums = [...rowsOf(accounting(summary)).values()].filter((text) => text.includes(' = '));
  expect(sums).toHaveLength(5);
  for (const text of sums) {
    const [whole, parts] = text.replace(/\([^)]*\)/g, '').split(' = ');
    const numbers = (side: string) => side.match(/[\d,]+/g)!.map((n) => Number(n.replaceAll(',', '')));
    expect([text, numbers(parts!).reduce((sum, n) => sum + n, 0)]).toEqual([text, numbers(whole!)[0]!]);
  }
});

test('what is still under way when a record ends is part of its sum', () => {
  const c = { ...summary.connections, asked: 290, attempted: 280, waitingAtEnd: 10, connectingAtEnd: 5 };
  const rows = rowsOf(accounting({ ...summary, connections: c }));
  expect(rows.get('asked')).toBe('290 = 280 attempted + 0 not attempted + 10 waiting at the end');
  expect(rows.get('attempted')).toBe('280 = 250 opened + 25 failed + 5 connecting at the end');
});

test('what the kernel counted is told where it says anything', () => {
  const kernel = { retransmits: 3, segmentsSent: 9_000, synRetransmits: 1, listenOverflows: 2 };
  const withKernel = { ...summary, generator: { ...summary.generator, kernel } };
  expect(rowsOf(generator(withKernel)).get('the kernel counted')).toBe(
    '3 of 9,000 segments sent again, 1 connection requests repeated, 2 dropped by a full accept queue',
  );
  expect(
    rowsOf(generator({ ...withKernel, generator: { ...withKernel.generator, kernel: null } })).has(
      'the kernel counted',
    ),
  ).toBe(false);
});

test('the conditions say what was planned, and what was played where that is something else', () => {
  const { profile } = run.plan;
  const planned = rowsOf(conditions(run, summary, profile));
  expect(planned.get('profile')).toBe('ramp-up: 12 stages, 60 s, up to 300 connections, time scale 60');
  expect(planned.has('played')).toBe(false);
  const played = { ...profile, stages: profile.stages.slice(0, 3) };
  expect(rowsOf(conditions(run, summary, played)).get('played')).toBe(
    '3 stages, 15.0 s, up to 75 connections',
  );
});
