// `--samples` through the real command line: the raw round trips are those that the histograms count, one by one, and
// what was not kept is a number.
import { expect, setDefaultTimeout, test } from 'bun:test';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { histogramOf } from '../metrics/arbitrary.ts';
import { type Run, run, simulate } from './cli.ts';

setDefaultTimeout(90_000);

interface Line {
  readonly worker: number;
  readonly connection: number;
  readonly n: number;
  readonly dueUs: number;
  readonly startedUs: number;
  readonly endedUs: number;
  readonly dropped?: number;
}

const LOAD = '--connections 8 --message-rate 25 --duration 3s --jitter 0s-50ms --workers 2 --quiet';

async function play(samples: number): Promise<{ run: Run; kept: Line[]; dropped: number }> {
  const { url } = await simulate(['--platform', 'plain', '--hold', '3ms']);
  const played = await run(['--url', url, ...LOAD.split(' '), '--samples', String(samples)]);
  const text = readFileSync(join(played.folder, 'samples.ndjson'), 'utf8').trimEnd();
  const lines = text.split('\n').map((line) => JSON.parse(line) as Line);
  const kept = lines.filter((line) => line.dropped === undefined);
  const dropped = lines.reduce((sum, line) => sum + (line.dropped ?? 0), 0);
  expect(kept.length + dropped).toBe(played.summary.messages.answered);
  expect(played.summary.messages.answered).toBeGreaterThan(100);
  return { run: played, kept, dropped };
}

test('all that were answered, with the very percentiles of the summary', async () => {
  const { run: played, kept, dropped } = await play(10_000);
  expect(dropped).toBe(0);
  const { messages, run: described } = played.summary;
  const times = (from: 'dueUs' | 'startedUs') => kept.map((line) => line.endedUs - line[from]);
  expect(histogramOf(times('dueUs')).quantiles()).toEqual(messages.roundTripUs);
  expect(histogramOf(times('startedUs')).quantiles()).toEqual(messages.roundTripServiceUs);
  expect(new Set(kept.map((line) => `${line.connection} ${line.n}`)).size).toBe(kept.length);
  expect(new Set(kept.map(({ worker }) => worker))).toEqual(new Set([0, 1]));
  expect(new Set(kept.map(({ connection }) => connection)).size).toBe(8);
  for (const { dueUs, startedUs, endedUs } of kept) {
    expect(dueUs).toBeWithin(0, startedUs + 1);
    expect(endedUs).toBeWithin(startedUs + 3_000, described.durationUs + 1);
  }
});

test('no more of a second and worker than were asked for', async () => {
  const { kept, dropped } = await play(5);
  expect(dropped).toBeGreaterThan(0);
  const perWindow = new Map<string, number>();
  for (const { worker, endedUs } of kept) {
    const window = `${worker}, ${Math.floor(endedUs / 1e6)}`;
    perWindow.set(window, (perWindow.get(window) ?? 0) + 1);
  }
  // An answer that came in a second's last moment may be read after its end: it is then the next window's.
  for (const count of perWindow.values()) expect(count).toBeWithin(1, 2 * 5 + 1);
  expect(kept.length).toBeLessThanOrEqual(2 * 5 * (3 + 3));
});
