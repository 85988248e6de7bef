// samples.ndjson: what a worker kept is in its lines, what there was no room for is a number, and nothing else of the
// folder depends on it.
import { expect, test } from 'bun:test';
import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { RunRecord } from '../../../src/metrics/record/record.ts';
import { countSamples, type SampleBatch } from '../../../src/metrics/sample.ts';
import { emptySnapshot, type Snapshot } from '../../../src/metrics/snapshot.ts';
import { Journal } from '../../../src/output/record/journal.ts';
import { rebuildSummary } from '../../../src/output/record/rebuild.ts';
import type { RunInfo } from '../../../src/output/run-info.ts';
import { makeRunInfo, momentOf } from '../fixtures.ts';
import { makeFolder, record } from '../recorded-run.ts';

function infoWith(samplesPerSecond: number): RunInfo {
  const info = makeRunInfo();
  return { ...info, plan: { ...info.plan, messages: { ...info.plan.messages, samplesPerSecond } } };
}

const batch: SampleBatch = {
  worker: 1,
  endUs: 1_000_000,
  numbers: Float64Array.of(17, 4, 300, 341, 5_907, 18, 0, 400, 410, 512),
  dropped: 3,
};

const window: Snapshot = { ...emptySnapshot(), startUs: 0, endUs: 1_000_000, workers: 1 };

async function textsOf(folder: string): Promise<string[]> {
  const text = await readFile(join(folder, 'samples.ndjson'), 'utf8');
  expect(text.endsWith('\n')).toBe(true);
  return text.trimEnd().split('\n');
}

async function journalOf(batches: readonly SampleBatch[], info: RunInfo): Promise<string> {
  const folder = await makeFolder();
  const journal = new Journal(folder);
  await journal.start(info);
  journal.moment({ ...momentOf(window), samples: batches }, new RunRecord());
  await journal.flush();
  expect(journal.lost).toBeNull();
  await journal.finish((await record(await makeFolder(), { windows: [] })).summary);
  return folder;
}

test('a line for each round trip, and one for those without room', async () => {
  const folder = await journalOf([batch, { ...batch, numbers: new Float64Array(), dropped: 0 }], infoWith(2));
  expect((await textsOf(folder)).map((text) => JSON.parse(text))).toEqual([
    { worker: 1, connection: 17, n: 4, dueUs: 300, startedUs: 341, endedUs: 5_907 },
    { worker: 1, connection: 18, n: 0, dueUs: 400, startedUs: 410, endedUs: 512 },
    { worker: 1, dropped: 3, atUs: 1_000_000 },
  ]);
});

test('there is no such file where none are asked for, and the folder reads back with and without it', async () => {
  const without = await makeFolder();
  const { summary } = await record(without, { windows: [window], info: infoWith(0) });
  expect(existsSync(join(without, 'samples.ndjson'))).toBe(false);
  expect(await rebuildSummary(without)).toEqual(summary);
  const wanted = await makeFolder();
  const recorded = await record(wanted, { windows: [window], info: infoWith(5) });
  expect(existsSync(join(wanted, 'samples.ndjson'))).toBe(true);
  expect(await rebuildSummary(wanted)).toEqual(recorded.summary);
});

test('a disk that is too slow gets a bounded backlog; what has no room is counted', async () => {
  const perBatch = 100_000;
  const large = {
    ...batch,
    numbers: new Float64Array(perBatch * 5).fill(Number.MAX_SAFE_INTEGER),
    dropped: 0,
  };
  const batches = new Array<SampleBatch>(4).fill(large);
  const folder = await journalOf(batches, infoWith(perBatch));
  const texts = await textsOf(folder);
  const told = texts.filter((text) => text.includes('dropped'));
  const kept = texts.length - told.length;
  const dropped = told.reduce((sum, text) => sum + JSON.parse(text).dropped, 0);
  expect(kept + dropped).toBe(batches.length * countSamples(large));
  expect(dropped).toBeGreaterThan(0);
});
