// The tables: only those with rows, each row as wide as its head, clean whoever wrote a cell.
import { expect, test } from 'bun:test';
import { buildTables } from '../../../src/output/page/tables.ts';
import { makeRun } from '../fixtures.ts';

const { run, summary } = makeRun();
const { profile } = run.plan;

test('have as many cells in each row as they have columns', () => {
  const tables = buildTables(run, summary, profile);
  expect(tables.map(({ title }) => title)).toEqual([
    'Thresholds',
    'Findings',
    'Handshakes',
    'Messages',
    'Why handshakes failed',
    'Why connections closed',
    'The sums',
    'The measurement',
    'Conditions',
  ]);
  for (const { title, columns, rows } of tables)
    for (const row of rows) expect([title, row.length]).toEqual([title, columns.length || 2]);
});

test('say what a dash means, where there is one', () => {
  const handshakes = buildTables(run, summary, profile).find(({ title }) => title === 'Handshakes')!;
  expect(handshakes.note).toBe('- too few samples (p95 needs 90, p99 459, p99.9 4,603)');
});

test("hold a server's words as one short line", () => {
  const text = `a\u001b[31m${'x'.repeat(5_000)}`;
  const findings = [{ code: 'x', severity: 'error' as const, text }];
  const rows = buildTables(run, { ...summary, findings }, profile).find(
    ({ title }) => title === 'Findings',
  )!.rows;
  expect(rows.at(-1)!.map((cell) => cell.tone)).toEqual(['bad', undefined]);
  expect(rows.at(-1)![1]!.text).toMatch(/^a\?\[31mx{100}/);
  expect(rows.at(-1)![1]!.text.length).toBe(1_000);
});
