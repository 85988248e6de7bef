// A run while it is played, with a source and outputs that the test gives as values: what is told to whom, and in which order.
import { expect, test } from 'bun:test';
import type { RunEvent } from '../../src/metrics/record/event.ts';
import { workerEvent } from '../../src/metrics/record/facts.ts';
import type { Moment } from '../../src/metrics/record/moment.ts';
import { emptySnapshot, type Snapshot } from '../../src/metrics/snapshot.ts';
import type { Order } from '../../src/plan/order.ts';
import type { Plan } from '../../src/plan/plan.ts';
import type { RunOutputs } from '../../src/run/outputs.ts';
import { Playing } from '../../src/run/playing.ts';
import type { Source } from '../../src/run/source.ts';
import { makePlan, makeRunInfo } from '../output/fixtures.ts';

const stage = (target: number, seconds: number) =>
  ({ name: `hold ${target}`, target, durationUs: seconds * 1_000_000, shape: 'jump' }) as const;

const profile = { name: 'ramp-up', stages: [stage(10, 2), stage(20, 2)], untilThrottled: true, timeScale: 1 };
const PLAN: Plan = { ...makePlan(), profile };

type Second = Partial<Omit<Snapshot, 'gauges'>> & { readonly gauges?: Partial<Snapshot['gauges']> };

function momentOf(number: number, { gauges, ...parts }: Second, events: readonly RunEvent[] = []): Moment {
  const window = {
    ...emptySnapshot(),
    workers: 1,
    startUs: number * 1_000_000,
    endUs: (number + 1) * 1_000_000,
    ...parts,
    gauges: { ...emptySnapshot().gauges, ...gauges },
  };
  return { number, window, events, samples: [] };
}

const opened = (n: number): Second => ({
  counters: { asked: n, attempted: n, opened: n },
  gauges: { target: n, open: n },
});
const refused: Second = {
  counters: { asked: 10, attempted: 10, failed: 10 },
  failures: { throttled: 10 },
  gauges: { target: 20, open: 10 },
};

/** Everything that happens, in order, in words. */
function rig(moments: readonly Moment[]) {
  const log: string[] = [];
  const source: Source = async function* ({ commands }: Order) {
    commands.follow(({ kind, because }) => log.push(`sent ${kind} ${because}`));
    for (const moment of moments) {
      log.push(`moment ${moment.number}`);
      yield moment;
    }
  };
  const outputs: RunOutputs = {
    journalLost: null,
    failed: [],
    moment: ({ number }) => log.push(`shown ${number}`),
    event: ({ kind, detail }) =>
      log.push(`recorded ${kind} ${detail.command ?? detail.stage ?? detail.ending ?? ''}`.trim()),
    flush: async () => {
      await Promise.resolve();
      log.push('on the disk');
    },
    finish: async () => {},
    close: async () => {},
  };
  const info = { ...makeRunInfo(PLAN), workers: 1, thresholds: [] };
  return { log, playing: new Playing(PLAN, info, source, outputs) };
}

const never = new AbortController().signal;

test('each moment is shown, each stage told, and the end comes last', async () => {
  const { log, playing } = rig([momentOf(0, opened(10)), momentOf(1, { gauges: { target: 10, open: 10 } })]);
  const summary = await playing.play(never);
  expect(log.filter((line) => !line.includes('kernel'))).toEqual([
    'moment 0',
    'shown 0',
    'recorded stage hold 10',
    'moment 1',
    'shown 1',
    'recorded stage hold 20',
    'recorded end completed',
    'on the disk',
  ]);
  expect(summary.run.ending).toBe('completed');
});

test('a command is on the disk before it is sent, and the next moment comes after it', async () => {
  const { log, playing } = rig([
    momentOf(0, opened(10)),
    momentOf(1, refused),
    momentOf(2, { gauges: { target: 10, open: 10 } }),
  ]);
  const summary = await playing.play(never);
  const from = log.indexOf('recorded limit');
  expect(log.slice(from, from + 5)).toEqual([
    'recorded limit',
    'recorded command replan',
    'on the disk',
    'sent replan limit',
    'moment 2',
  ]);
  expect(summary.run.ending).toBe('limit-found');
  expect(summary.capacity).toMatchObject({ lower: 10, upper: 20 });
});

test('a stage that came and went between two moments is told too', async () => {
  const { log, playing } = rig([momentOf(0, { ...opened(10), endUs: 3_500_000 })]);
  await playing.play(never);
  expect(log.filter((line) => line.startsWith('recorded stage'))).toEqual([
    'recorded stage hold 10',
    'recorded stage hold 20',
  ]);
});

test('a target that never opens ends the run, and nothing is decided after that', async () => {
  const failing = { counters: { asked: 2, attempted: 2, failed: 2 }, failures: { 'tcp-refused': 2 } };
  const { log, playing } = rig(Array.from({ length: 8 }, (_, i) => momentOf(i, failing)));
  const summary = await playing.play(never);
  expect(log.filter((line) => line.startsWith('sent'))).toEqual(['sent end unreachable']);
  expect(summary.run.ending).toBe('unreachable');
});

test('without a worker left it has failed', async () => {
  const lost = momentOf(0, {}, [workerEvent(1, 0, 'lost', { connections: 0 })]);
  const { playing } = rig([lost]);
  const summary = await playing.play(never);
  expect(summary.run.ending).toBe('failed');
  expect(summary.verdict.reasons.map(({ code }) => code)).toContain('worker-lost');
});

test('an interrupt is an event, then a command, and the ending', async () => {
  const { log, playing } = rig([momentOf(0, opened(10))]);
  const summary = await playing.play(AbortSignal.abort());
  expect(log.slice(0, 2)).toEqual(['recorded interrupt interrupted', 'recorded command end']);
  expect(log.indexOf('sent end interrupt')).toBeGreaterThan(log.indexOf('on the disk'));
  expect(summary.run.ending).toBe('interrupted');
});
