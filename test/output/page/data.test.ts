// What the page says beside its charts: the verdict, the cards, the tables.
import { expect, test } from 'bun:test';
import { makeRun } from '../fixtures.ts';
import { dataOf } from './made-page.ts';

const made = makeRun();
const data = await dataOf(made);

test('has the verdict, the cards and the tables of the summary', () => {
  expect(data.headline).toEqual({
    word: 'PASSED',
    tone: 'good',
    sentence: 'It bore 249 connections and throttled at 275; all 4 thresholds passed.',
  });
  expect(data.cards.map(({ label, value }) => `${label} ${value}`)).toEqual([
    'Capacity 249',
    'Opened 250',
    'Lost 1',
    'Handshake p95 31.0 ms',
    'Round trip p99 23.9 ms',
    'Messages 26,550',
    'Throttled 25',
    'Generator 17 %',
  ]);
  const table = (title: string) =>
    data.tables.find((one) => one.title === title)?.rows.map((row) => row.map(({ text }) => text));
  expect(table('Thresholds')).toContainEqual(['passed', 'failed.rate<15%', '9.1 %']);
  expect(table('Why handshakes failed')).toEqual([
    ['throttled', 'the platform asked for fewer connections', '100 %', '25'],
  ]);
  expect(table('Why connections closed')).toEqual([['reset', 'the TCP connection was reset', '100 %', '1']]);
  expect(table('The sums')).toContainEqual(['asked', '275 = 275 attempted + 0 not attempted']);
  expect(table('Findings')).toHaveLength(1);
  expect(table('Handshakes')!.map(([label]) => label)).toEqual([
    'tcp',
    'upgrade',
    'whole, from due',
    'whole, from start',
    'lateness',
  ]);
  expect(
    table('Handshakes')!
      .find(([label]) => label === 'whole, from due')!
      .slice(4, 6),
  ).toEqual(['-', '-']);
});

test('a generator that was too busy for its verdict is too busy for its card', async () => {
  const toneAt = async (cpuShare: number) => {
    const summary = { ...made.summary, generator: { ...made.summary.generator, cpuShare } };
    return (await dataOf({ ...made, summary })).cards.find(({ label }) => label === 'Generator')!.tone;
  };
  expect([await toneAt(0.8), await toneAt(0.81)]).toEqual(['plain', 'warn']);
});
