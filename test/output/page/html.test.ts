import { describe, expect, test } from 'bun:test';
import { createHash } from 'node:crypto';
import fc from 'fast-check';
import type { RunEvent } from '../../../src/metrics/run-event.ts';
import type { Snapshot } from '../../../src/metrics/snapshot.ts';
import { buildCharts, MAX_POINTS } from '../../../src/output/page/charts.ts';
import type { PageData } from '../../../src/output/page/data.ts';
import { buildEvents, MAX_EVENTS } from '../../../src/output/page/events.ts';
import { escapeJson, renderReport } from '../../../src/output/page/html.ts';
import { histogramOf, makeRun, snapshotWith } from '../fixtures.ts';

const SECOND = 1_000_000;
const made = makeRun();

function dataOf(html: string): PageData {
  return JSON.parse(
    /<script type="application\/json" id="data">(.*?)<\/script>/s.exec(html)![1]!,
  ) as PageData;
}

const seriesOf = (charts: PageData['charts'], title: string, label: string) =>
  charts.charts.find((chart) => chart.title === title)!.series.find((series) => series.label === label)!
    .values;

describe('the page', () => {
  const html = renderReport(made);
  const data = dataOf(html);

  test('loads nothing and runs its own script alone', () => {
    const policy = /http-equiv="Content-Security-Policy" content="([^"]*)"/.exec(html)![1]!;
    const script = /<script>(.*?)<\/script>/s.exec(html)![1]!;
    const hash = createHash('sha256').update(script).digest('base64');
    expect(policy).toBe(
      `default-src 'none'; style-src 'unsafe-inline'; script-src 'sha256-${hash}'; base-uri 'none'; form-action 'none'`,
    );
    expect(html.indexOf('Content-Security-Policy')).toBeLessThan(html.indexOf('<style>'));
    expect(html.match(/<script/g)).toHaveLength(2);
    expect(html).not.toMatch(/<(link|img|iframe|object|embed|base)\b|@import|url\(/i);
    expect(script).not.toMatch(/^\s*(import|export) /m);
    expect(() => new Function(script)).not.toThrow();
  });

  test('every colour that is used is defined', () => {
    const style = /<style>(.*?)<\/style>/s.exec(html)![1]!;
    const defined = new Set([...style.matchAll(/(--[a-z-]+):/g)].map(([, name]) => name));
    const used = [...style.matchAll(/var\((--[a-z-]+)\)/g)].map(([, name]) => name!);
    const drawn = data.charts.charts.flatMap(({ series }) => series.map(({ color }) => `--${color}`));
    for (const name of [...used, ...drawn, '--grid', '--dim'])
      expect([name, defined.has(name)]).toEqual([name, true]);
    for (const media of ['(prefers-color-scheme: dark)', 'print', '(max-width: 560px)'])
      expect(style).toContain(`@media ${media}`);
  });

  test('the stump of a second at the end of a run joins the second before', () => {
    const last = made.windows.at(-1)!;
    const stump = snapshotWith({
      startUs: last.endUs,
      endUs: last.endUs + 40_000,
      counters: { messagesReceived: 747 },
      gauges: last.gauges,
    });
    const { charts } = dataOf(renderReport({ ...made, windows: [...made.windows, stump] }));
    expect(charts.atS.slice(-2)).toEqual([57, 58.04]);
    expect(seriesOf(charts, 'Messages a second', 'received').at(-1)).toBeCloseTo((747 * 2) / 1.04, 3);
  });

  test('has the verdict, the cards and the tables of the summary', () => {
    expect(data.judgement).toEqual({
      headline: 'PASSED',
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
    expect(table('Why connections closed')).toEqual([
      ['reset', 'the TCP connection was reset', '100 %', '1'],
    ]);
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

  test('a run without a single window is still a page', () => {
    const empty = dataOf(renderReport({ ...made, windows: [], events: [] }));
    expect(empty.charts.charts).toEqual([]);
    expect(empty.events).toEqual({ rows: [], total: 0, marks: [] });
  });
});

describe('bounds', () => {
  function* windowsOf(seconds: number): Generator<Snapshot> {
    for (let second = 0; second < seconds; second += 1) {
      yield snapshotWith({
        startUs: second * SECOND,
        endUs: (second + 1) * SECOND,
        counters: { asked: 1, messagesReceived: 10 },
        gauges: { target: second, open: second, connecting: 0, waiting: 0, outstanding: 0 },
        histograms: {
          roundTrip: histogramOf(...Array.from({ length: 20 }, (_, i) => 1_000 + ((second + i) % 100))),
        },
      });
    }
  }

  test('a long run is at most 1,800 points, and their figures are those of all samples in them', () => {
    const seconds = 2 * 3_600;
    const charts = buildCharts(windowsOf(seconds), seconds * SECOND);
    expect(charts.pointS).toBe(5);
    expect(charts.atS.length).toBe(seconds / 5 + 1);
    expect(charts.atS.length).toBeLessThanOrEqual(MAX_POINTS);
    expect(charts.atS.at(-1)).toBe(seconds);
    expect(seriesOf(charts, 'Connections', 'asked so far').at(-1)).toBe(seconds);
    expect(
      seriesOf(charts, 'Messages a second', 'received')
        .slice(1)
        .every((rate) => rate === 10),
    ).toBe(true);
    // A hundred samples a point carry a p95, which twenty a window do not.
    const first = histogramOf(
      ...Array.from({ length: 5 }, (_, s) =>
        Array.from({ length: 20 }, (_, i) => 1_000 + ((s + i) % 100)),
      ).flat(),
    );
    expect(seriesOf(charts, 'Round trips', 'p95 due')[1]).toBe(first.percentile(95));
  });

  test('a run longer than it says stays bounded and loses nothing', () => {
    const charts = buildCharts(windowsOf(5_000), SECOND);
    expect(charts.atS.length).toBe(MAX_POINTS);
    expect(seriesOf(charts, 'Connections', 'asked so far').at(-1)).toBe(5_000);
  });

  test('a stretch without windows is a gap, not a line', () => {
    const windows = [...windowsOf(10)].filter((_, second) => second < 3 || second > 6);
    const charts = buildCharts(windows, 10 * SECOND);
    expect(charts.atS).toEqual([0, 1, 2, 3, 4, 8, 9, 10]);
    expect(seriesOf(charts, 'Connections', 'open')).toEqual([0, 0, 1, 2, null, 7, 8, 9]);
  });

  test('points are in order and never too many, whatever the windows', () => {
    const property = fc.property(
      fc.array(fc.integer({ min: 0, max: 5_000 }), { maxLength: 60 }),
      fc.integer({ min: 0, max: 6_000 }),
      (starts, duration) => {
        const windows = starts.map((second) =>
          snapshotWith({ startUs: second * SECOND, endUs: (second + 1) * SECOND, counters: { asked: 1 } }),
        );
        const charts = buildCharts(
          windows.sort((a, b) => a.startUs - b.startUs),
          duration * SECOND,
        );
        for (const [i, at] of charts.atS.entries()) expect(at).toBeGreaterThan(charts.atS[i - 1] ?? -1);
        expect(charts.atS.length).toBeLessThanOrEqual(MAX_POINTS);
        for (const { series } of charts.charts)
          for (const { values } of series) expect(values.length).toBe(charts.atS.length);
      },
    );
    fc.assert(property, { numRuns: 50 });
  });

  test('a storm of failures crowds out neither the limit nor the last failures', () => {
    function* storm(): Generator<RunEvent> {
      for (let i = 0; i < 50_000; i += 1) {
        yield { atUs: i * 1_000, kind: 'failure', worker: 0, connection: i, detail: { kind: 'tcp-reset' } };
        if (i === 40_000)
          yield { atUs: i * 1_000, kind: 'limit', worker: null, connection: null, detail: { lower: 240 } };
      }
    }
    const events = buildEvents(storm());
    expect(events.total).toBe(50_001);
    expect(events.rows.length).toBeLessThanOrEqual(MAX_EVENTS);
    expect(events.rows.filter(({ kind }) => kind === 'limit')).toEqual([
      { atS: 40, kind: 'limit', where: '', text: 'lower 240' },
    ]);
    expect(events.rows[0]!.atS).toBe(0);
    expect(events.rows.at(-1)!.atS).toBe(49.999);
    expect(events.rows.every((row, i) => i === 0 || row.atS >= events.rows[i - 1]!.atS)).toBe(true);
  });

  test('what a server wrote is shortened', () => {
    const long = 'x'.repeat(100_000);
    const detail = Object.fromEntries(Array.from({ length: 100 }, (_, i) => [`${long}${i}`, long]));
    const events = buildEvents([{ atUs: 0, kind: 'close', worker: null, connection: null, detail }]);
    expect(events.rows[0]!.text.length).toBeLessThanOrEqual(500);
  });
});

describe('escaping', () => {
  test('the JSON stays the same JSON and holds nothing of HTML', () => {
    const text = fc.array(fc.integer({ min: 0, max: 0xffff })).map((units) => String.fromCharCode(...units));
    const property = fc.property(fc.array(text), (texts) => {
      const json = JSON.stringify([...texts, '</script><!--<script>\u2028\u2029&amp;']);
      const escaped = escapeJson(json);
      expect(JSON.stringify(JSON.parse(escaped))).toBe(json);
      expect(escaped).not.toMatch(/[<>&\u2028\u2029]/);
    });
    fc.assert(property);
  });
});
