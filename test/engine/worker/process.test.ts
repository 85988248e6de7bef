// A worker's process as whoever starts it knows it: what it says first, which signals are none of its business, and how it
// ends where nobody is left to tell it.
import { expect, test } from 'bun:test';
import { join } from 'node:path';
import type { FromWorker, StartMessage, ToWorker } from '../../../src/engine/channel.ts';
import { monotonicClock } from '../../../src/engine/loop/clock.ts';
import { until } from '../../until.ts';
import { jump, planOf, SECOND_US } from '../load/rig.ts';
import { against, serveTarget, type Target } from '../local/target.ts';

const ENTRY = join(import.meta.dir, '../../../src/engine/worker/process.ts');

function spawn() {
  const told: FromWorker[] = [];
  const child = Bun.spawn([process.execPath, ENTRY], {
    stdio: ['ignore', 'ignore', 'pipe'],
    serialization: 'json',
    ipc: (message) => void told.push(message as FromWorker),
  });
  const tell = (message: ToWorker) => child.send(message);
  const ready = () => until(() => told.length > 0, 'its first word');
  return { child, told, tell, ready, [Symbol.dispose]: () => child.kill('SIGKILL') };
}

function start(target: Target, platform = 'plain'): StartMessage {
  const nowUs = monotonicClock.nowUs();
  const plan = against(target, planOf([jump(2, 3_600)]));
  const platformPlan = { ...plan.platform, name: platform };
  return {
    type: 'start',
    plan: { ...plan, platform: platformPlan },
    secrets: { tokens: [] },
    worker: 0,
    startUs: nowUs,
    sentUs: nowUs,
  };
}

test('it is ready, and neither a signal of the terminal nor a command before its start is its business', async () => {
  using target = serveTarget();
  using worker = spawn();
  await worker.ready();
  expect(worker.told).toEqual([{ type: 'ready' }]);
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) worker.child.kill(signal);
  worker.tell({ type: 'end', drainUs: 0 });
  worker.tell(start(target));
  await until(() => target.open.size === 2, 'both connections');
  worker.tell({ type: 'end', drainUs: SECOND_US });
  await until(() => worker.told.at(-1)?.type === 'drained', 'the drain');
});

test('where the channel breaks it drops its connections and ends well', async () => {
  using target = serveTarget();
  using worker = spawn();
  await worker.ready();
  worker.tell(start(target));
  await until(() => target.open.size === 2, 'both connections');
  worker.child.disconnect();
  expect(await worker.child.exited).toBe(0);
  await until(() => target.open.size === 0, 'the loss of both');
});

test('a fault of ours ends it with a word and a code of its own', async () => {
  using target = serveTarget();
  using worker = spawn();
  await worker.ready();
  worker.tell(start(target, 'none such'));
  expect(await worker.child.exited).toBe(70);
  const words = await new Response(worker.child.stderr).text();
  expect(words).toMatch(
    /^busyhour: a worker process failed, please report it: .*no such platform: none such at .+\n$/,
  );
});
