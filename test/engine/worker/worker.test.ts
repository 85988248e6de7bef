// One worker in this process, against a small real server: a window a second, numbered, with the events of that second; the
// last one when the counts are final, and a word when all is drained.
import { expect, test } from 'bun:test';
import type { FromWorker, StartMessage, WindowMessage } from '../../../src/engine/channel.ts';
import { monotonicClock } from '../../../src/engine/loop/clock.ts';
import { Worker } from '../../../src/engine/worker/worker.ts';
import { unpackSamples } from '../../../src/metrics/sample.ts';
import { accumulate, count, emptySnapshot, type Snapshot } from '../../../src/metrics/snapshot.ts';
import { unpack } from '../../../src/metrics/snapshot-json.ts';
import { until } from '../../until.ts';
import { jump, type PlanParts, planOf, SECOND_US } from '../load/rig.ts';
import { against, serveMute, serveTarget, type Target } from '../local/target.ts';
import { withLoops } from '../transport/kernel/rig.ts';

/** A worker that has begun, and what it tells. */
function begin(
  target: Pick<Target, 'port'>,
  seconds: number,
  parts: PlanParts = {},
  message: Partial<StartMessage> = {},
) {
  const told: FromWorker[] = [];
  const nowUs = monotonicClock.nowUs();
  const whole = against(target, planOf([jump(2, seconds)], parts));
  const plan = { ...whole, deadlines: { ...whole.deadlines, drainUs: 2 * SECOND_US } };
  const start: StartMessage = {
    type: 'start',
    plan,
    secrets: { tokens: [] },
    worker: 5,
    startUs: nowUs,
    sentUs: nowUs,
  };
  const [worker, close] = withLoops(() => new Worker({ ...start, ...message }, (one) => told.push(one)));
  worker.start();
  const over = () => until(() => told.at(-1)?.type === 'drained', 'the drain', { seen: () => told });
  return { worker, told, over, [Symbol.dispose]: close };
}

const windowsOf = (told: readonly FromWorker[]) =>
  told.filter((message): message is WindowMessage => message.type === 'window');
const snapshotOf = ({ snapshot }: WindowMessage) => unpack(snapshot) as Snapshot;

test('a run is a window a second, the last when the counts are final, and a drain', async () => {
  using target = serveTarget();
  using run = begin(target, 1.2, { messages: { mode: 'rate', perSecond: 20 } });
  await run.over();
  const windows = windowsOf(run.told);
  expect(run.told.slice(0, -1)).toEqual(windows);
  expect(windows.length).toBeGreaterThan(1);
  expect(windows.map(({ number }) => number)).toEqual([...windows.keys()]);
  expect(windows.filter(({ isLast }) => isLast)).toEqual([windows.at(-1)!]);
  const snapshots = windows.map(snapshotOf);
  expect(snapshots.slice(0, 2).map(({ startUs }) => startUs)).toEqual([0, SECOND_US]);
  expect(snapshots.at(-1)!.endUs).toBeGreaterThanOrEqual(1.2 * SECOND_US);
  const total = snapshots.reduce(accumulate, emptySnapshot());
  expect(total.gauges).toMatchObject({ target: 2, open: 2 });
  expect(count(total, 'opened')).toBe(2);
  expect(count(total, 'messagesAnswered')).toBe(target.messages);
  expect(total.health.rssBytes).toBeGreaterThan(0);
  expect(windows[0]!.events).toMatchObject([{ kind: 'worker', worker: 5, detail: { state: 'first-dial' } }]);
  expect(windows[0]!.samples).toBeUndefined();
  await until(() => target.open.size === 0, 'the goodbyes');
});

test('while it drains it tells nothing, however long that takes', async () => {
  using target = await serveMute();
  using run = begin(target, 0.2);
  await until(() => run.told.length > 0, 'its last window');
  const toldUs = monotonicClock.nowUs();
  await run.over();
  expect(monotonicClock.nowUs() - toldUs).toBeGreaterThan(SECOND_US);
  expect(run.told.map(({ type }) => type)).toEqual(['window', 'drained']);
});

test('samples travel where the plan wants them, each window its own', async () => {
  using target = serveTarget();
  using run = begin(target, 1.2, { messages: { mode: 'rate', perSecond: 20, samplesPerSecond: 4 } });
  await run.over();
  for (const window of windowsOf(run.told)) {
    const { worker, endUs, numbers, dropped } = unpackSamples(window.samples!);
    const { messagesAnswered = 0 } = snapshotOf(window).counters;
    expect([worker, endUs]).toEqual([5, snapshotOf(window).endUs]);
    expect(numbers.length / 5).toBe(Math.min(4, messagesAnswered));
    expect(numbers.length / 5 + dropped).toBe(messagesAnswered);
  }
});

test('it does what it is told while it plays', async () => {
  using target = serveTarget();
  using run = begin(target, 60);
  await until(() => target.open.size === 2, 'both connections');
  run.worker.tell({
    type: 'replan',
    fromUs: 0,
    stages: [jump(3, 60)],
    fromLevel: 2,
    hold: 3,
    because: 'struggle',
  });
  await until(() => target.open.size === 3, 'a third');
  run.worker.tell({ type: 'end', drainUs: 5 * SECOND_US });
  await run.over();
  const last = windowsOf(run.told).at(-1)!;
  expect([last.isLast, snapshotOf(last).gauges.open]).toEqual([true, 3]);
  expect(target.opened).toBe(3);
});

test('the beginning that a main process names is the same moment here, though the wall clock was stepped between', async () => {
  using target = serveTarget();
  const skewedUs = monotonicClock.nowUs() + 3_600 * SECOND_US;
  using run = begin(target, 0.3, {}, { startUs: skewedUs + 1_000, sentUs: skewedUs });
  await run.over();
  const { startUs, endUs } = snapshotOf(windowsOf(run.told)[0]!);
  expect(startUs).toBe(0);
  expect(endUs).toBeGreaterThanOrEqual(0.3 * SECOND_US);
  expect(endUs).toBeLessThan(60 * SECOND_US);
});

test('a platform that there is not is a fault of ours', () => {
  using target = serveTarget();
  const plan = against(target, planOf([jump(1, 1)]));
  const unknown = { ...plan, platform: { ...plan.platform, name: 'none such' } };
  expect(() => begin(target, 1, {}, { plan: unknown })).toThrow('no such platform: none such');
});
