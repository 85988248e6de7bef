// The page of a run: what it shows of windows, events, summary and of what was played.
import { expect, test } from 'bun:test';
import { RunRecord } from '../../../src/metrics/record/record.ts';
import { Page, PageOutput } from '../../../src/output/page/page.ts';
import { readRun } from '../../../src/output/record/rebuild.ts';
import { makeRun, momentOf } from '../fixtures.ts';
import { makeFolder, record } from '../recorded-run.ts';
import { dataOf, pageOf, seriesOf } from './made-page.ts';

const made = makeRun();
const data = await dataOf(made);

test('charts what the windows measured', () => {
  const { charts } = data;
  expect(charts.atS).toEqual(Array.from({ length: 59 }, (_, i) => i));
  expect(seriesOf(charts, 'Connections', 'open').slice(0, 7)).toEqual([0, 25, 25, 25, 25, 25, 50]);
  expect(seriesOf(charts, 'Connections', 'asked so far').at(-1)).toBe(275);
  expect(seriesOf(charts, 'Handshakes and losses a second', 'failed')[51]).toBe(25);
  expect(seriesOf(charts, 'Handshakes and losses a second', 'lost')[34]).toBe(1);
  expect(seriesOf(charts, 'Messages a second', 'received').at(-1)).toBe(747);
  expect(seriesOf(charts, 'Round trips', 'p50 due')[58]).toBe(
    made.windows[57]!.histograms.roundTrip!.percentile(50),
  );
  // 50 round trips a second at first: a median, but no p95 yet.
  expect(seriesOf(charts, 'Round trips', 'p95 due').slice(0, 6)).toEqual([
    null,
    null,
    null,
    null,
    null,
    null,
  ]);
  expect(seriesOf(charts, 'Round trips', 'p95 due')[6]).toBe(
    made.windows[5]!.histograms.roundTrip!.percentile(95),
  );
  expect(charts.charts.some(({ title }) => title === 'Memory')).toBe(true);
  expect(data.marks).toEqual([{ atS: 50.12, label: 'limit' }]);
  expect(data.stages.slice(0, 2)).toEqual([
    { atS: 0, label: '25 connections' },
    { atS: 5, label: '50 connections' },
  ]);
});

test('draws the stages that were played, and marks what changed them', () => {
  const { stages, marks, events, tables } = data;
  expect(stages.slice(-3)).toEqual([
    { atS: 45, label: '250 connections' },
    { atS: 50, label: '275 connections' },
    { atS: 51, label: 'hold at the limit' },
  ]);
  expect(marks).toEqual([{ atS: 50.12, label: 'limit' }]);
  expect(events.rows.filter(({ kind }) => kind === 'command').map(({ text }) => text)).toEqual([
    'the ramp stops climbing: throttled at 275, holds 249 for 5.00 s',
  ]);
  const conditions = tables
    .find(({ title }) => title === 'Conditions')!
    .rows.map(([label, text]) => `${label!.text}: ${text!.text}`);
  expect(conditions).toContain('profile: ramp-up: 12 stages, 60 s, up to 300 connections, time scale 60');
  expect(conditions).toContain('played: 12 stages, 56.0 s, up to 275 connections');
});

test('a run without a single window is still a page', async () => {
  const page = new Page();
  const empty = await page.data(made.run, made.summary);
  expect(empty.charts.charts).toEqual([]);
  expect(empty.events).toEqual({ rows: [], total: 0, marks: [] });
  expect(await page.render(made.run, made.summary)).toContain('</html>');
});

test('as an output it writes the very page once, at the end', async () => {
  const written: string[] = [];
  const output = new PageOutput(async (html) => {
    written.push(html);
  });
  await output.start(made.run);
  const record = new RunRecord();
  for (const event of made.events) output.event(event, record.note(event));
  for (const window of made.windows) output.moment(momentOf(window), record.add(momentOf(window)));
  expect(written).toEqual([]);
  await output.finish(made.summary);
  expect(written).toEqual([await pageOf(made).render(made.run, made.summary)]);
});

test('read back from its folder it is the very page that the run gathered', async () => {
  const folder = await makeFolder();
  await record(folder, { windows: made.windows, events: made.events, ending: null, info: made.run });
  const page = new Page();
  const { info } = await readRun(folder, page);
  expect(await page.render(info, made.summary)).toBe(await pageOf(made).render(made.run, made.summary));
});
