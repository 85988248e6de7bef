// The catalogue's readiness: upgraded as it should be, and never a session. The plan asks for one message of its own
// back (or for the platform's word) before a connection counts as open.
import type { Plan } from '../../src/plan/plan.ts';
import type { Fault } from './fault.ts';
import { closeFrame, frame, readFrames } from './speech.ts';
import { onMessage, onOpen, sending } from './victims.ts';

const verifies = (plan: Plan): Plan => ({ ...plan, messages: { ...plan.messages, verify: true } });
const guide = (plan: Plan): Plan => ({
  ...verifies(plan),
  platform: { ...plan.platform, name: 'genesys-guide' },
});
const saying = (type: string) => frame(1, JSON.stringify({ type, data: {}, metadata: {} }));

export const READY: readonly Fault[] = [
  {
    name: 'upgrades and says nothing',
    serve: onOpen(() => {}),
    plan: verifies,
    deadline: 'ready',
    expect: { failure: 'ready-timeout' },
  },
  {
    name: 'upgrades and talks of other things',
    serve: onOpen(({ socket }) => readFrames(socket, () => socket.write(frame(1, 'good morning')))),
    plan: verifies,
    deadline: 'ready',
    expect: { failure: 'ready-timeout' },
  },
  {
    name: 'upgrades and ends the connection',
    serve: onOpen(({ socket }) => socket.end()),
    plan: verifies,
    expect: { failure: 'ready-closed', detail: { code: 'FIN' } },
  },
  {
    name: 'upgrades and resets the connection',
    serve: onMessage(({ socket }) => socket.resetAndDestroy()),
    plan: verifies,
    expect: { failure: 'ready-closed', detail: { code: 'ECONNRESET' } },
  },
  {
    name: 'upgrades and says goodbye',
    serve: sending(closeFrame(1011, 'not today')),
    plan: verifies,
    expect: { failure: 'ready-closed', detail: { code: 1011, reason: 'not today' } },
  },
  {
    name: 'upgrades and breaks RFC 6455',
    serve: sending(frame(3, 'x')),
    plan: verifies,
    expect: { failure: 'ready-protocol', detail: { code: 'unknown-opcode' } },
  },
  {
    name: 'upgrades and refuses the token with a frame',
    serve: sending(saying('auth_failed')),
    plan: guide,
    expect: { failure: 'auth-refused' },
  },
  {
    name: 'upgrades and throttles with a frame',
    serve: sending(saying('throttle')),
    plan: guide,
    expect: { failure: 'throttled' },
  },
  {
    name: 'upgrades and closes for too many connections',
    serve: sending(closeFrame(1013, 'try again later')),
    plan: verifies,
    expect: { failure: 'throttled' },
  },
];
