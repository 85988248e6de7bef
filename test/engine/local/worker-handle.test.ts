// A worker's process from outside: ready, playing, ended; and how it was lost, where it did not say so itself.
import { expect, test } from 'bun:test';
import type { StartMessage, WindowMessage } from '../../../src/engine/channel.ts';
import { WorkerHandle } from '../../../src/engine/local/worker-handle.ts';
import { monotonicClock } from '../../../src/engine/loop/clock.ts';
import { until } from '../../until.ts';
import { jump, planOf } from '../load/rig.ts';
import { isGone } from './processes.ts';
import { against, serveTarget, type Target } from './target.ts';

/** A worker, and what it told. */
function spawn() {
  const windows: WindowMessage[] = [];
  const ends: string[] = [];
  const handle = new WorkerHandle(3, {
    onWindow: (message) => windows.push(message),
    onDrained: () => ends.push('drained'),
    onLost: (how) => ends.push(how),
  });
  return { handle, windows, ends, [Symbol.dispose]: () => handle.kill() };
}

function start(target: Target, seconds: number): StartMessage {
  const nowUs = monotonicClock.nowUs();
  const plan = against(target, planOf([jump(2, seconds)]));
  return { type: 'start', plan, secrets: { tokens: [] }, worker: 3, startUs: nowUs, sentUs: nowUs };
}

test('it becomes ready, plays what it is sent, and is gone when it has drained', async () => {
  using target = serveTarget();
  using worker = spawn();
  const { handle, windows, ends } = worker;
  expect([handle.index, handle.state]).toEqual([3, 'starting']);
  await handle.ready;
  expect(handle.state).toBe('running');
  handle.send(start(target, 0.2));
  await until(() => ends.length > 0, 'the end of the worker');
  expect(ends).toEqual(['drained']);
  expect(windows.map(({ number, isLast }) => [number, isLast])).toEqual([[0, true]]);
  expect(handle.state).toBe('ended');
  await until(() => isGone(handle.pid), 'the end of its process');
  expect(ends).toEqual(['drained']);
});

test('one that is killed from outside is lost, by which signal', async () => {
  using worker = spawn();
  await worker.handle.ready;
  process.kill(worker.handle.pid, 'SIGKILL');
  await until(() => worker.ends.length > 0, 'the loss');
  expect(worker.ends).toEqual(['ended by SIGKILL']);
});

test('one that is killed by its own main process is not lost, and is told nothing more', async () => {
  using target = serveTarget();
  using worker = spawn();
  await worker.handle.ready;
  worker.handle.kill();
  worker.handle.send(start(target, 1));
  await until(() => isGone(worker.handle.pid), 'the end of its process');
  expect([worker.handle.state, ...worker.ends]).toEqual(['ended']);
  expect(target.opened).toBe(0);
});

test('one that cannot play what it is sent ends by itself, with a code of its own', async () => {
  using target = serveTarget();
  using worker = spawn();
  await worker.handle.ready;
  const { plan, ...rest } = start(target, 1);
  worker.handle.send({ ...rest, plan: { ...plan, platform: { ...plan.platform, name: 'none such' } } });
  await until(() => worker.ends.length > 0, 'its end');
  expect(worker.ends).toEqual(['exited with code 70']);
});
