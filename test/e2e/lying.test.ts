// Targets that upgrade as they should and then break off or break RFC 6455: each close has its cause, is counted
// once, and is answered with the code that it deserves.
import { describe, expect, setDefaultTimeout, test } from 'bun:test';
import type { Socket } from 'node:net';
import type { CloseCause } from '../../src/metrics/outcome.ts';
import { until } from '../until.ts';
import { run } from './cli.ts';
import { eventsOf } from './events.ts';
import { type Client, closeFrame, frame, listenUpgraded } from './raw-server.ts';
import { expectPassed, expectSumsAddUp } from './sums.ts';

setDefaultTimeout(60_000); // for a machine that is busy with other things

const CONNECTIONS = 3;
const SHORT = [
  '--connections',
  String(CONNECTIONS),
  '--jitter',
  '0s-50ms',
  '--no-redial',
  '--quiet',
  '--duration',
  '500ms',
];
/** The load's half second and the two that answers under way are waited for; the whole drain would take five. */
const SETTLED_US = 5_000_000;

interface Lie {
  readonly cause: CloseCause;
  /** What it does on each upgraded connection. */
  readonly act: (client: Client) => void;
  /** The code that we must answer with; null where nobody is left to tell. */
  readonly answer: number | null;
}

const sending = (bytes: Uint8Array) => (client: Client) => client.socket.write(bytes);
/** Once our first message has come: then the 101 has been read. */
const whenTalking = (act: (socket: Socket) => void) => (client: Client) =>
  client.socket.once('data', () => act(client.socket));
/** As RFC 6455 has it: the server ends the TCP connection, once it has our answer. */
const closing = (bytes: Buffer) => (client: Client) => {
  client.socket.write(bytes);
  whenTalking((socket) => socket.end())(client);
};
const masked = Buffer.from([0x81, 0x82, 1, 2, 3, 4, 0x69, 0x6b]);
const oversize = Buffer.from([0x82, 127, 0, 0, 1, 0, 0, 0, 0, 0]);

const lies: Record<string, Lie> = {
  'masks a frame': { cause: 'protocol-error', act: sending(masked), answer: 1002 },
  'sends invalid UTF-8': {
    cause: 'protocol-error',
    act: sending(frame(1, Buffer.from([0x68, 0xff, 0x69]))),
    answer: 1007,
  },
  'uses a reserved opcode': { cause: 'protocol-error', act: sending(frame(3, 'x')), answer: 1002 },
  'announces a terabyte': { cause: 'too-big', act: sending(oversize), answer: 1009 },
  'closes with 1000': { cause: 'normal', act: closing(closeFrame(1000, 'bye')), answer: 1000 },
  'closes with 1001': { cause: 'going-away', act: closing(closeFrame(1001)), answer: 1001 },
  'closes with 1008': { cause: 'policy', act: closing(closeFrame(1008, 'not you')), answer: 1008 },
  'closes with 1011': { cause: 'server-error', act: closing(closeFrame(1011)), answer: 1011 },
  'closes with 4321': { cause: 'application', act: closing(closeFrame(4321)), answer: 4321 },
  'closes without a code': { cause: 'no-status', act: closing(frame(8, '')), answer: 1005 },
  'closes with a code nobody may send': {
    cause: 'protocol-error',
    act: sending(closeFrame(1006)),
    answer: 1002,
  },
  'resets the connection': {
    cause: 'reset',
    act: whenTalking((socket) => socket.resetAndDestroy()),
    answer: null,
  },
  'ends it without a close frame': {
    cause: 'fin-without-close',
    act: ({ socket }) => socket.end(),
    answer: null,
  },
};

describe('an open connection whose target', () => {
  for (const [name, { cause, act, answer }] of Object.entries(lies)) {
    test(`${name}: ${cause}`, async () => {
      const server = await listenUpgraded(act);
      const ran = await run(['--url', server.url, ...SHORT, '--message-rate', '20']);
      const { summary } = ran;
      expectSumsAddUp(summary);
      expectPassed(ran);
      expect(summary.connections).toMatchObject({
        attempted: CONNECTIONS,
        opened: CONNECTIONS,
        openAtEnd: 0,
        closes: { [cause]: CONNECTIONS },
      });
      expect(eventsOf(ran, 'close')).toHaveLength(CONNECTIONS);
      expect(summary.run.durationUs).toBeLessThan(SETTLED_US);
      expect(server.accepted).toBe(CONNECTIONS);
      await until(() => server.open === 0, 'the end of every connection');
      if (answer !== null) expect(server.goodbyes).toEqual(Array(CONNECTIONS).fill(answer));
    });
  }
});
