// A run read back from its folder: the same summary where nothing was lost, and the hole named where something was.
import { describe, expect, test } from 'bun:test';
import { appendFile, readFile, rm, truncate, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import fc from 'fast-check';
import { AppError } from '../../../src/base/app-error.ts';
import type { RunEvent } from '../../../src/metrics/record/event.ts';
import { limitEvent, workerEvent } from '../../../src/metrics/record/facts.ts';
import { emptySnapshot, type Snapshot } from '../../../src/metrics/snapshot.ts';
import { readRun, rebuildSummary } from '../../../src/output/record/rebuild.ts';
import { anyHistory, plain } from '../../metrics/arbitrary.ts';
import { makePlan, makeRunInfo } from '../fixtures.ts';
import { makeFolder, makeRoot, record } from '../recorded-run.ts';

const WINDOWS = 'windows.ndjson';
const EVENTS = 'events.ndjson';

/** Each second one connection more. */
function climbing(seconds: number): Snapshot[] {
  return Array.from({ length: seconds }, (_, second) => ({
    ...emptySnapshot(),
    startUs: second * 1e6,
    endUs: (second + 1) * 1e6,
    workers: 1,
    counters: { asked: 1, attempted: 1, opened: 1 },
    gauges: { target: second + 1, open: second + 1, connecting: 0, waiting: 0, outstanding: 0, sockets: 0 },
    peakOpen: second + 1,
  }));
}

async function rewrite(folder: string, name: string, change: (lines: string[]) => string[]): Promise<void> {
  const path = join(folder, name);
  await writeFile(path, change((await readFile(path, 'utf8')).split('\n')).join('\n'));
}

const close: RunEvent = { atUs: 5, kind: 'close', worker: 0, connection: 3, detail: { cause: 'reset' } };

describe('a run read back', () => {
  test('has the very summary that it wrote itself', async () => {
    await fc.assert(
      fc.asyncProperty(
        anyHistory,
        fc.constantFrom('completed', 'limit-found', 'interrupted'),
        fc.boolean(),
        async (windows, ending, lost) => {
          const folder = await makeFolder();
          const events = [close, limitEvent(7, { open: 3, target: 9, limitedBy: 'throttled' })];
          const all = lost ? [...events, workerEvent(8, 0, 'lost')] : events;
          const { summary } = await record(folder, { windows, ending, events: all });
          const rebuilt = await rebuildSummary(folder);
          expect(rebuilt).toEqual(summary);
          expect(rebuilt).toEqual(JSON.parse(await readFile(join(folder, 'summary.json'), 'utf8')));
        },
      ),
      { numRuns: 30 },
    );
  }, 15_000);

  test('has it also where its address held a secret', async () => {
    const plan = makePlan();
    const info = makeRunInfo({
      ...plan,
      target: { ...plan.target, url: 'ws://127.0.0.1:1/?access_token=hunter2' },
    });
    const folder = await makeFolder();
    const { summary } = await record(folder, { windows: climbing(2), info });
    expect(await rebuildSummary(folder)).toEqual(summary);
    expect(await readFile(join(folder, 'run.json'), 'utf8')).not.toContain('hunter2');
  });

  test('shows its events and windows to a visitor, in their order', async () => {
    const folder = await makeFolder();
    const windows = climbing(3);
    await record(folder, { windows, events: [close] });
    const seen: unknown[] = [];
    const run = await readRun(folder, {
      event: (event) => seen.push(event.kind),
      moment: ({ number, window }, { total }) => seen.push([number, window.endUs, total.counters.opened]),
    });
    expect(seen).toEqual(['close', 'end', [0, 1e6, 1], [1, 2e6, 2], [2, 3e6, 3]]);
    expect(plain(run.record.total).counters).toEqual({ asked: 3, attempted: 3, opened: 3 });
    expect(run.gaps).toEqual([]);
  });

  test('counts a window that stands twice once, and says so', async () => {
    const folder = await makeFolder();
    const { summary } = await record(folder, { windows: climbing(3) });
    await rewrite(folder, WINDOWS, ([first, second, ...rest]) => [first!, second!, second!, ...rest]);
    const { verdict, ...figures } = await rebuildSummary(folder);
    const { verdict: own, ...whole } = summary;
    expect(own.validity).toBe('VALID');
    expect(figures).toEqual(whole);
    expect(verdict.validity).toBe('SUSPECT');
    expect(verdict.reasons.map(({ text }) => text)).toEqual([
      '1 window of the record stands in it twice; each counts once here, but the record was changed since it was written',
    ]);
  });

  test('of a time when lines had no numbers is read by their times', async () => {
    const folder = await makeFolder();
    const { summary } = await record(folder, { windows: climbing(4) });
    await rewrite(folder, WINDOWS, (lines) =>
      lines.map((line) => line.replace(/^\{"version":1,"number":\d+,/, '{')),
    );
    expect(await rebuildSummary(folder)).toEqual(summary);
    await rewrite(folder, WINDOWS, (lines) => lines.toSpliced(1, 1));
    expect((await rebuildSummary(folder)).verdict.reasons[0]!.text).toContain('between 1.00 s and 2.00 s');
  });

  test('drops a last line torn at any byte, and says where the record ends', async () => {
    const whole = climbing(3);
    const folder = await makeFolder();
    await record(folder, { windows: whole, ending: null });
    const text = await readFile(join(folder, WINDOWS), 'utf8');
    const lastLine = text.trimEnd().lastIndexOf('\n') + 1;
    for (const cut of [lastLine + 1, lastLine + 50, text.length - 2]) {
      await writeFile(join(folder, WINDOWS), text);
      await truncate(join(folder, WINDOWS), cut);
      const { run, verdict, connections } = await rebuildSummary(folder);
      expect(run).toMatchObject({ ending: 'recovered', durationUs: 2e6 });
      expect(connections.opened).toBe(2);
      expect(verdict.validity).toBe('SUSPECT');
      expect(verdict.reasons).toEqual([
        {
          code: 'journal-gap',
          text: expect.stringContaining('its record ends at 2.00 s, where a torn last line was left out'),
        },
      ]);
    }
  });

  test('keeps a last line that only lacks its end', async () => {
    const folder = await makeFolder();
    const { summary } = await record(folder, { windows: climbing(3) });
    for (const name of [WINDOWS, EVENTS]) await rewrite(folder, name, (lines) => lines.slice(0, -1));
    expect(await rebuildSummary(folder)).toEqual(summary);
  });

  test('of a killed run is SUSPECT, never INVALID, with handshakes in flight', async () => {
    const [first, last] = climbing(2) as [Snapshot, Snapshot];
    const inFlight = {
      ...last,
      counters: { asked: 7, attempted: 4, opened: 1 },
      gauges: { ...last.gauges, connecting: 3, waiting: 3 },
    };
    const folder = await makeFolder();
    await record(folder, { windows: [first, inFlight], ending: null, events: [close] });
    await appendFile(join(folder, EVENTS), '{"atUs":12,"ki');
    const { verdict, run } = await rebuildSummary(folder);
    expect(run.ending).toBe('recovered');
    expect(verdict.validity).toBe('SUSPECT');
    expect(verdict.reasons.map((reason) => reason.code)).toEqual(['journal-gap']);
  });

  test.each<[string, string, (lines: string[]) => string[], string]>([
    [
      'a broken line',
      WINDOWS,
      (lines) => lines.with(2, lines[2]!.slice(9)),
      'what lies between 2.00 s and 3.00 s (line 3 of windows.ndjson cannot be read)',
    ],
    [
      'a line of another shape',
      WINDOWS,
      (lines) => lines.with(2, '{"startUs":2}'),
      '(line 3 of windows.ndjson cannot be read)',
    ],
    [
      'two broken lines',
      WINDOWS,
      (lines) => lines.with(1, 'x').with(2, ''),
      'between 1.00 s and 3.00 s (2 lines from line 2 on of windows.ndjson',
    ],
    [
      'a broken last line',
      WINDOWS,
      (lines) => lines.with(4, 'x'),
      'what follows 4.00 s (line 5 of windows.ndjson cannot be read)',
    ],
    [
      'a missing second',
      WINDOWS,
      (lines) => lines.toSpliced(2, 1),
      'the record lacks what lies between 2.00 s and 3.00 s',
    ],
    ['a missing last second', WINDOWS, (lines) => lines.toSpliced(4, 1), 'the record holds 4 of 5 windows'],
    [
      'a torn last second',
      WINDOWS,
      (lines) => [...lines.slice(0, 4), lines[4]!.slice(0, 20)],
      'the record holds 4 of 5 windows',
    ],
    ['a broken event', EVENTS, (lines) => lines.with(0, '{'), '1 line of events.ndjson cannot be read'],
  ])('names %s and is INVALID', async (_, name, damage, text) => {
    const folder = await makeFolder();
    await record(folder, { windows: climbing(5), events: [close] });
    await rewrite(folder, name, damage);
    const { verdict } = await rebuildSummary(folder);
    expect(verdict.validity).toBe('INVALID');
    expect(verdict.reasons[0]!.code).toBe('journal-gap');
    expect(verdict.reasons[0]!.text).toContain(text);
  });

  test('does not take a slow second for a lost one, where all windows are there', async () => {
    const windows = climbing(3).map((window, i) =>
      i === 2 ? { ...window, startUs: 5e6, endUs: 6e6 } : window,
    );
    const folder = await makeFolder();
    const { summary } = await record(folder, { windows });
    expect(await rebuildSummary(folder)).toEqual(summary);
    expect(summary.verdict.validity).toBe('VALID');
  });

  test('without a file names it', async () => {
    const folder = await makeFolder();
    await record(folder, { windows: climbing(2) });
    await rm(join(folder, EVENTS));
    expect((await readRun(folder)).gaps.map((gap) => gap.text)).toEqual([
      'the record has no events.ndjson',
      'the run was cut off: its record ends at 2.00 s',
    ]);
    await rm(join(folder, WINDOWS));
    expect((await rebuildSummary(folder)).verdict.reasons.map((reason) => reason.code)).toContain(
      'nothing-measured',
    );
  });

  test.each<[string, (folder: string) => Promise<void>, string]>([
    ['no run.json', (folder) => rm(join(folder, 'run.json')), 'it is not there'],
    [
      'a broken run.json',
      (folder) => writeFile(join(folder, 'run.json'), '{"version":1'),
      'not the run.json of this version',
    ],
    [
      'another run.json',
      (folder) => writeFile(join(folder, 'run.json'), '{"version":1,"name":"x"}'),
      'not the run.json of this version',
    ],
  ])('with %s is an error in words', async (_, damage, message) => {
    const folder = await makeFolder();
    await record(folder, { windows: climbing(1) });
    await damage(folder);
    const error = await readRun(folder).catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(AppError);
    expect(error).toMatchObject({ code: 'E_RUN_FOLDER', exitCode: 2 });
    expect((error as AppError).message).toContain(message);
    expect(
      await readRun(join(await makeRoot(), 'nowhere')).catch((thrown: unknown) => thrown),
    ).toBeInstanceOf(AppError);
  });

  test('any bytes in its files are a gap, never a crash', async () => {
    const folder = await makeFolder();
    await record(folder, { windows: climbing(3), events: [close] });
    const [windows, events] = [await readFile(join(folder, WINDOWS)), await readFile(join(folder, EVENTS))];
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom(WINDOWS, EVENTS),
        fc.nat(),
        fc.uint8Array({ minLength: 1, maxLength: 40 }),
        async (name, at, bytes) => {
          await writeFile(join(folder, WINDOWS), windows);
          await writeFile(join(folder, EVENTS), events);
          const whole = name === WINDOWS ? windows : events;
          const cut = at % whole.length;
          await writeFile(
            join(folder, name),
            Buffer.concat([whole.subarray(0, cut), bytes, whole.subarray(cut)]),
          );
          const { connections } = await rebuildSummary(folder);
          expect(connections.opened).toBeGreaterThanOrEqual(0);
        },
      ),
      { numRuns: 60 },
    );
  });
});
