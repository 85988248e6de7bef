// The workers of this machine as one source, with real processes and a small real server: what comes is one numbered stream
// that ends, commands reach all workers, and the death of one is told and survived.
import { expect, test } from 'bun:test';
import { type LocalMeans, playLocally } from '../../../src/engine/local/play-locally.ts';
import { checkAccounting } from '../../../src/metrics/accounting.ts';
import type { RunEvent } from '../../../src/metrics/record/event.ts';
import type { Moment } from '../../../src/metrics/record/moment.ts';
import { accumulate, count, emptySnapshot } from '../../../src/metrics/snapshot.ts';
import type { Command } from '../../../src/plan/command.ts';
import { CommandFeed } from '../../../src/plan/order.ts';
import type { Plan } from '../../../src/plan/plan.ts';
import { until } from '../../until.ts';
import { jump, type PlanParts, planOf, SECOND_US } from '../load/rig.ts';
import { isGone } from './processes.ts';
import { against, serveTarget, type Target } from './target.ts';

const WORKERS = 2;
const NO_REASON = { because: 'interrupt', evidence: {} } as const;
const END: Command = { kind: 'end', withinUs: null, ...NO_REASON };

/** A run that has begun, and what it told so far. */
class Run {
  readonly commands = new CommandFeed();
  readonly moments: Moment[] = [];
  readonly over: Promise<void>;
  isOver = false;

  constructor(plan: Plan, given: readonly Command[] = []) {
    for (const command of given) this.commands.give(command);
    this.over = this.#play(plan, { secrets: { tokens: [] }, workers: WORKERS });
  }

  async #play(plan: Plan, means: LocalMeans): Promise<void> {
    for await (const moment of playLocally({ plan, commands: this.commands }, means))
      this.moments.push(moment);
    this.isOver = true;
  }

  get total() {
    return this.moments.map(({ window }) => window).reduce(accumulate, emptySnapshot());
  }

  get events(): RunEvent[] {
    return this.moments.flatMap(({ events }) => events);
  }

  get pids(): number[] {
    return this.events.flatMap(({ detail }) => (detail.state === 'started' ? [Number(detail.pid)] : []));
  }

  /** Until what it told shows so many connections open. */
  async told(open: number): Promise<void> {
    await until(() => this.moments.at(-1)?.window.gauges.open === open, `a moment with ${open} open`);
  }

  replan(target: number): void {
    const fromUs = this.moments.at(-1)!.window.endUs;
    this.commands.give({ kind: 'replan', fromUs, stages: [jump(target, 60)], ...NO_REASON });
  }

  async end(): Promise<void> {
    this.commands.give(END);
    await this.over;
  }
}

const begin = (target: Target, connections: number, seconds: number, parts: PlanParts = {}) =>
  new Run(against(target, planOf([jump(connections, seconds)], parts)));

test('a run is its moments, numbered from 0, of all workers together, and then it is over', async () => {
  using target = serveTarget();
  const run = begin(target, 5, 1.3, { messages: { mode: 'rate', perSecond: 10 } });
  await run.over;
  expect(run.moments.length).toBeGreaterThan(1);
  expect(run.moments.map(({ number }) => number)).toEqual([...run.moments.keys()]);
  expect(run.events.filter(({ detail }) => detail.state === 'started').map(({ worker }) => worker)).toEqual([
    0, 1,
  ]);
  expect(run.events.filter(({ detail }) => detail.state === 'first-dial')).toHaveLength(WORKERS);
  expect(run.total).toMatchObject({ workers: WORKERS, gauges: { open: 5 } });
  expect(count(run.total, 'opened')).toBe(target.opened);
  expect(count(run.total, 'messagesAnswered')).toBe(target.messages);
  expect(checkAccounting(run.total, { ended: true })).toEqual([]);
  await until(() => run.pids.every(isGone), 'the end of every process');
});

test('a replan to what is open already closes nothing and dials nothing; to less, it closes; to more, it dials', async () => {
  using target = serveTarget();
  const run = begin(target, 6, 60);
  await run.told(6);
  run.replan(6);
  run.replan(6);
  const { length } = run.moments;
  await until(() => run.moments.length > length + 1, 'two more moments');
  expect([target.open.size, target.opened]).toEqual([6, 6]);
  run.replan(3);
  await run.told(3);
  await until(() => target.open.size === 3, 'three that stay');
  run.replan(7);
  await run.told(7);
  expect([target.open.size, target.opened]).toEqual([7, 10]);
  await run.end();
  expect(run.total).toMatchObject({ closes: { ours: 3 }, gauges: { open: 7, target: 7 } });
  expect(checkAccounting(run.total, { ended: true })).toEqual([]);
});

test('an end waits for answers as long as the plan lets it; told again with less time, it hurries', async () => {
  using target = serveTarget();
  target.echoes = false;
  const plan = against(target, planOf([jump(2, 60)], { messages: { mode: 'rate', perSecond: 10 } }));
  const run = new Run({ ...plan, deadlines: { ...plan.deadlines, drainUs: 3_600 * SECOND_US } });
  await run.told(2);
  run.commands.give(END);
  const { length } = run.moments;
  await until(() => run.moments.length > length + 1, 'two more moments');
  expect(run.isOver).toBe(false);
  run.commands.give({ ...END, withinUs: 100_000 });
  await run.over;
  expect(run.total.gauges).toMatchObject({ open: 2 });
  expect(run.total.gauges.outstanding).toBeGreaterThan(0);
  expect(checkAccounting(run.total, { ended: true })).toEqual([]);
});

test('a worker that is killed is told as lost with its connections, and the others go on', async () => {
  using target = serveTarget();
  const run = begin(target, 5, 60);
  await run.told(5);
  process.kill(run.pids[0]!, 'SIGKILL');
  const isLost = ({ detail }: RunEvent) => detail.state === 'lost';
  const lost = await until(() => run.events.find(isLost), 'the loss');
  expect(lost).toMatchObject({ worker: 0, detail: { how: 'ended by SIGKILL', connections: 3 } });
  await run.told(2);
  // What is held from now on is held by who is left.
  run.replan(4);
  await run.told(4);
  await run.end();
  expect(run.total).toMatchObject({ closes: { 'worker-lost': 3 }, gauges: { open: 4 } });
  expect(checkAccounting(run.total, { ended: true })).toEqual([]);
  expect(run.moments.map(({ number }) => number)).toEqual([...run.moments.keys()]);
});

test('where all workers are lost the run is over', async () => {
  using target = serveTarget();
  const run = begin(target, 4, 3_600);
  await run.told(4);
  for (const pid of run.pids) process.kill(pid, 'SIGKILL');
  await run.over;
  expect(run.total).toMatchObject({ closes: { 'worker-lost': 4 }, gauges: { open: 0 } });
  expect(checkAccounting(run.total, { ended: true })).toEqual([]);
});

test('a command that was given before the workers were there is obeyed', async () => {
  using target = serveTarget();
  const run = new Run(against(target, planOf([jump(2, 3_600)])), [END]);
  await run.over;
  expect(checkAccounting(run.total, { ended: true })).toEqual([]);
});

test('who stops listening leaves no process behind', async () => {
  using target = serveTarget();
  const plan = against(target, planOf([jump(2, 3_600)]));
  let spawned = 0;
  const means: LocalMeans = { secrets: { tokens: [] }, workers: WORKERS, onSpawned: () => spawned++ };
  let pids: unknown[] = [];
  for await (const { events } of playLocally({ plan, commands: new CommandFeed() }, means)) {
    pids = events.flatMap(({ detail }) => (detail.state === 'started' ? [detail.pid] : []));
    break;
  }
  expect([spawned, pids.length]).toEqual([1, WORKERS]);
  await until(() => pids.every((pid) => isGone(Number(pid))) && target.open.size === 0, 'the end of all');
});
