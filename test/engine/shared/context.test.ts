// What all connections of a worker share, made for a machine that has a way to the kernel and for one that has none: there,
// too, a dial opens, by the runtime's timers and sockets.
import { afterEach, expect, test } from 'bun:test';
import { Handshake } from '../../../src/engine/connection/handshake.ts';
import { monotonicClock } from '../../../src/engine/loop/clock.ts';
import { createContext, type EngineContext } from '../../../src/engine/shared/context.ts';
import { EventLog } from '../../../src/engine/shared/event-log.ts';
import type { Plan } from '../../../src/plan/plan.ts';
import { plain } from '../../../src/platform/plain/plain.ts';
import { PLAN } from '../../plan/plans.ts';
import { until } from '../../until.ts';
import { Owner, target } from '../connection/dial-rig.ts';
import { messages } from '../rig.ts';

const contexts: EngineContext[] = [];
afterEach(() => {
  for (const context of contexts.splice(0)) context.wheel.stop();
});

function withoutEpoll(plan: Partial<Plan>): EngineContext {
  const context = createContext(
    {
      plan: { ...PLAN, ...plan },
      platform: plain,
      secrets: { tokens: [] },
      events: new EventLog(0, monotonicClock.nowUs()),
      samples: null,
      clock: monotonicClock,
    },
    () => null,
  );
  contexts.push(context);
  return context;
}

test('without epoll a connection opens, is answered, and says goodbye', async () => {
  const server = Bun.serve({
    port: 0,
    hostname: '127.0.0.1',
    fetch: (request, self) => (self.upgrade(request) ? undefined : new Response('', { status: 400 })),
    websocket: { message: (socket, message) => void socket.send(message) },
  });
  const plan = { ...target({ port: server.port! }), ...messages({ mode: 'rate', perSecond: 200 }) };
  const context = withoutEpoll(plan);
  expect(context.loop).toBeNull();
  const owner = new Owner();
  new Handshake(context, owner, 0, context.clock.nowUs()).start(context.clock.nowUs());
  expect(context.sockets.open).toBe(1);
  const seen = () => ({ told: owner.told, counters: context.recorder.counters });
  await until(() => context.recorder.counters.messagesAnswered >= 3, 'three answers', { seen });
  owner.occupant!.close('ours');
  await until(() => owner.told.at(-1) === 'gone', 'the goodbye', { seen });
  expect(owner.told).toEqual(['upgraded', 'opened', 'closed ours', 'gone']);
  expect(context.sockets.open).toBe(0);
  server.stop(true);
});

test('without epoll a deadline still comes', async () => {
  const { deadlines } = PLAN;
  const server = Bun.listen({ port: 0, hostname: '127.0.0.1', socket: { data() {} } });
  const context = withoutEpoll({
    ...target({ port: server.port }),
    deadlines: { ...deadlines, upgradeUs: 30_000 },
  });
  const owner = new Owner();
  new Handshake(context, owner, 0, context.clock.nowUs()).start(context.clock.nowUs());
  await until(() => owner.told.length > 0, 'the deadline');
  expect(owner.told).toEqual(['failed upgrade-timeout', 'gone']);
  await until(() => context.sockets.open === 0, 'the end of the socket');
  server.stop(true);
});
