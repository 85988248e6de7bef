// The journal on a real disk: what lies in the folder and when, and what happens when the disk says no.
import { describe, expect, test } from 'bun:test';
import { existsSync } from 'node:fs';
import { readdir, readFile, rm, symlink } from 'node:fs/promises';
import { join } from 'node:path';
import { AppError } from '../../../src/base/app-error.ts';
import type { Summary } from '../../../src/metrics/figures/shape.ts';
import type { RunEvent } from '../../../src/metrics/record/event.ts';
import { endEvent, workerEvent } from '../../../src/metrics/record/facts.ts';
import { RunRecord } from '../../../src/metrics/record/record.ts';
import { emptySnapshot, type Snapshot } from '../../../src/metrics/snapshot.ts';
import { fromJson } from '../../../src/metrics/snapshot-json.ts';
import { Journal } from '../../../src/output/record/journal.ts';
import { readRun } from '../../../src/output/record/rebuild.ts';
import { until } from '../../until.ts';
import { makeRunInfo, momentOf } from '../fixtures.ts';
import { makeFolder, makeRoot, record } from '../recorded-run.ts';

const close: RunEvent = { atUs: 5, kind: 'close', worker: 0, connection: 3, detail: { cause: 'reset' } };
const NOTHING = new RunRecord();
const hasFullDevice = existsSync('/dev/full');

function windowAt(second: number): Snapshot {
  return {
    ...emptySnapshot(),
    startUs: second * 1e6,
    endUs: (second + 1) * 1e6,
    workers: 1,
    counters: { asked: 1, attempted: 1, opened: 1 },
  };
}

const lines = async (folder: string, name: string) =>
  (await readFile(join(folder, name), 'utf8')).split('\n');

describe('the journal', () => {
  test('fills the run folder: one line a window, one line an event', async () => {
    const folder = await makeFolder();
    const { summary } = await record(folder, { windows: [windowAt(0), windowAt(1)], events: [close] });
    expect((await readdir(folder)).sort()).toEqual([
      'events.ndjson',
      'run.json',
      'summary.json',
      'windows.ndjson',
    ]);
    expect(JSON.parse(await readFile(join(folder, 'run.json'), 'utf8'))).toEqual(
      JSON.parse(JSON.stringify(makeRunInfo())),
    );
    expect(JSON.parse(await readFile(join(folder, 'summary.json'), 'utf8'))).toEqual(summary);
    const [first, second, nothing] = await lines(folder, 'windows.ndjson');
    expect(fromJson(JSON.parse(first!))).toEqual(windowAt(0));
    expect(fromJson(JSON.parse(second!))).toEqual(windowAt(1));
    expect(nothing).toBe('');
    expect((await lines(folder, 'events.ndjson')).filter(Boolean).map((line) => JSON.parse(line))).toEqual([
      close,
      endEvent(2e6, 'completed', 2),
    ]);
  });

  test('has everything on the disk while the run goes on', async () => {
    const folder = await makeFolder();
    const journal = new Journal(folder);
    await journal.start(makeRunInfo());
    for (let second = 0; second < 3; second++) {
      journal.event(close, NOTHING);
      journal.moment(momentOf(windowAt(second), second), NOTHING);
      await journal.flush();
      expect((await lines(folder, 'windows.ndjson')).length).toBe(second + 2);
      expect((await lines(folder, 'events.ndjson')).length).toBe(second + 2);
    }
    await journal.finish((await record(await makeFolder(), { windows: [] })).summary);
  });

  test('writes events that no window follows within a second or so', async () => {
    const folder = await makeFolder();
    const journal = new Journal(folder);
    await journal.start(makeRunInfo());
    journal.event(close, NOTHING);
    const written = () => lines(folder, 'events.ndjson');
    await until(async () => (await written()).length === 2, 'the event', { timeoutMs: 5_000 });
    await journal.finish((await record(await makeFolder(), { windows: [] })).summary);
  });

  test('ties t = 0 to the wall clock once that is known, and tells at the end when each worker dialed', async () => {
    const folder = await makeFolder();
    const journal = new Journal(folder);
    const all = new RunRecord();
    await journal.start(makeRunInfo());
    const runFile = async () => JSON.parse(await readFile(join(folder, 'run.json'), 'utf8'));
    const startedAt = '2026-11-20T10:00:01.000Z';
    const tellEvents = async (...events: RunEvent[]) => {
      for (const event of events) journal.event(event, all.note(event));
      await journal.flush();
    };
    await tellEvents(close);
    expect(await runFile()).not.toHaveProperty('clock');
    await tellEvents(workerEvent(0, 0, 'started', { startedAt }), workerEvent(120_000, 1, 'first-dial'));
    expect((await runFile()).clock).toEqual({ startedAt, firstDialUs: {} });
    await tellEvents(workerEvent(250_000, 0, 'first-dial'), endEvent(2e6, 'completed', 0));
    const clock = { startedAt, firstDialUs: { 0: 250_000, 1: 120_000 } };
    expect((await runFile()).clock).toEqual(clock);
    const { info } = await readRun(folder);
    expect(info).toEqual({ ...makeRunInfo(), clock });
    await journal.finish((await record(await makeFolder(), { windows: [] })).summary);
  });

  test('refuses to start where it cannot write', async () => {
    const journal = new Journal(join(await makeRoot(), 'gone'));
    const error = await journal.start(makeRunInfo()).then(
      () => undefined,
      (thrown: unknown) => thrown,
    );
    expect(error).toBeInstanceOf(AppError);
    expect(error).toMatchObject({ code: 'E_RUN_FOLDER', exitCode: 2 });
  });

  test.skipIf(!hasFullDevice).each(['windows.ndjson', 'events.ndjson'])(
    'ends with a full disk, the run does not (%s)',
    async (name) => {
      const folder = await makeFolder();
      await symlink('/dev/full', join(folder, name));
      const problems: string[] = [];
      const journal = new Journal(folder, { onLost: (problem) => problems.push(problem) });
      await journal.start(makeRunInfo());
      for (let second = 0; second < 5; second++) {
        journal.event(close, NOTHING);
        journal.moment(momentOf(windowAt(second), second), NOTHING);
        await journal.flush();
      }
      expect(problems).toEqual(['the disk is full']);
      expect(journal.lost).toBe('the disk is full');
      const { summary } = await record(await makeFolder(), { windows: [windowAt(0)] });
      await journal.finish(summary);
      const written = JSON.parse(await readFile(join(folder, 'summary.json'), 'utf8')) as Summary;
      expect(written).toEqual(summary);
      expect(problems).toHaveLength(1);
    },
  );

  test('survives that its folder is taken away, and says it once', async () => {
    const folder = await makeFolder();
    const problems: string[] = [];
    const journal = new Journal(folder, { onLost: (problem) => problems.push(problem) });
    await journal.start(makeRunInfo());
    journal.moment(momentOf(windowAt(0)), NOTHING);
    await journal.flush();
    await rm(folder, { recursive: true });
    journal.moment(momentOf(windowAt(1), 1), NOTHING);
    await journal.flush();
    const { summary } = await record(await makeFolder(), { windows: [windowAt(0)] });
    await journal.finish(summary);
    expect(problems).toEqual(['it is not there']);
    expect(existsSync(folder)).toBe(false);
  });

  test.skipIf(!hasFullDevice)('says it once, whatever fails after', async () => {
    const folder = await makeFolder();
    await symlink('/dev/full', join(folder, 'windows.ndjson'));
    const problems: string[] = [];
    const journal = new Journal(folder, { onLost: (problem) => problems.push(problem) });
    await journal.start(makeRunInfo());
    journal.moment(momentOf(windowAt(0)), NOTHING);
    await journal.flush();
    await rm(folder, { recursive: true });
    await journal.finish((await record(await makeFolder(), { windows: [windowAt(0)] })).summary);
    expect(problems).toEqual(['the disk is full']);
  });

  test('of a killed process reads back up to its last flush', async () => {
    const folder = await makeFolder();
    const writer = Bun.spawn([process.execPath, join(import.meta.dir, 'journal-writer.ts'), folder], {
      stdout: 'pipe',
      stderr: 'inherit',
    });
    let flushed = 0;
    for await (const chunk of writer.stdout) {
      flushed = Math.max(flushed, ...new TextDecoder().decode(chunk).split('\n').map(Number));
      if (flushed >= 20) break;
    }
    writer.kill('SIGKILL');
    await writer.exited;
    const run = await readRun(folder);
    expect(run.record.stats.windows).toBeGreaterThanOrEqual(flushed);
    expect(run.record.total.counters.opened).toBe(run.record.stats.windows);
    expect(run.record.facts.ending).toBeNull();
    expect(run.gaps).toEqual([
      { kind: 'cut-off', text: expect.stringContaining('the run was cut off: its record ends at') },
    ]);
  });
});
