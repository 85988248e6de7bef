// The catalogue's half-open connections: a peer that vanishes without a word, its packets dropped both ways, and a peer
// that is there and never reads. Neither may hold a descriptor beyond its deadline or memory beyond our bounds.
import type { Plan } from '../../src/plan/plan.ts';
import { DEADLINE_MS, type Fault } from './fault.ts';
import { cut, giveUpUnacknowledged, shrinkBuffers } from './network.ts';
import { closeFrame, frame, readFrames } from './speech.ts';
import { onMessage, onOpen, onRequest } from './victims.ts';

/** Nobody is left to end the TCP connection. */
const closesSoon = (plan: Plan): Plan => ({
  ...plan,
  deadlines: { ...plan.deadlines, closeUs: DEADLINE_MS * 1_000 },
});
const large = (plan: Plan): Plan => ({
  ...plan,
  messages: { ...plan.messages, bytes: 48 * 1_024 },
});
const acknowledging = (plan: Plan): Plan => ({
  ...plan,
  platform: { ...plan.platform, name: 'genesys-guide' },
  flow: { ...plan.flow, ackWindow: 50 },
});
const event = frame(1, '{"type":"event","data":{},"metadata":{"seq":1}}');

export const HALF_OPEN: readonly Fault[] = [
  {
    name: 'vanishes before it answers the upgrade',
    serve: onRequest((socket) => cut(socket)),
    isolated: true,
    deadline: 'upgrade',
    expect: { failure: 'upgrade-timeout' },
  },
  {
    name: 'vanishes in the middle of the TLS handshake',
    secure: true,
    serve: ({ socket }, stage) => socket.once('data', () => stage.watch(() => cut(socket))),
    isolated: true,
    deadline: 'tls',
    expect: { failure: 'tls-timeout' },
  },
  {
    name: 'vanishes from an open connection',
    serve: onMessage(({ socket }) => cut(socket)),
    isolated: true,
    deadline: 'ping',
    plan: closesSoon,
    expect: { cause: 'keep-alive-timeout-ours' },
  },
  {
    name: 'vanishes, and what is sent is never acknowledged',
    spoil: () => giveUpUnacknowledged(),
    serve: onMessage(({ socket }) => cut(socket)),
    isolated: true,
    expect: { cause: 'reset', detail: { code: 'ETIMEDOUT' } },
  },
  {
    name: 'vanishes after its goodbye',
    serve: onOpen(({ socket }, stage) => {
      readFrames(socket, ({ opcode }) => opcode === 8 && stage.watch(() => cut(socket)));
      socket.write(closeFrame(1001));
    }),
    isolated: true,
    lingers: true,
    deadline: 'close',
    expect: { cause: 'going-away', answer: 1001 },
  },
  {
    name: 'never reads',
    spoil: () => shrinkBuffers(),
    serve: onOpen(({ socket }) => socket.pause()),
    isolated: true,
    plan: large,
    expect: { until: ({ sendsSkipped = 0 }) => sendsSkipped > 40, memoryMb: 150 },
  },
  {
    name: 'never reads, and wants every event acknowledged',
    spoil: () => shrinkBuffers(),
    serve: onOpen(({ socket }) => {
      socket.pause();
      socket.write(Buffer.concat(Array(40_000).fill(event)));
    }),
    isolated: true,
    lingers: true,
    deadline: 'close',
    plan: acknowledging,
    expect: { cause: 'write-overflow', memoryMb: 150 },
  },
];
