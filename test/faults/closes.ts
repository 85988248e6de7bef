// The catalogue's closes: every code that may end an open connection, the ones that may not, and the ends without a
// close frame. A goodbye is answered with its own code; what never comes is not waited for beyond its deadline.
import type { CloseCause } from '../../src/metrics/outcome.ts';
import { DEADLINE_MS, type Fault } from './fault.ts';
import { closeFrame, frame, readFrames } from './speech.ts';
import { closing, onMessage, onOpen, sending } from './victims.ts';
import { whileStopped } from './worker-process.ts';

function closes(code: number, cause: CloseCause, reason = ''): Fault {
  const name = reason === '' ? `closes with ${code}` : `closes with ${code} "${reason}"`;
  return {
    name,
    serve: closing(closeFrame(code, reason)),
    expect: { cause, answer: code, detail: { code, reason } },
  };
}

/** Nobody may send it: RFC 6455 is broken, whatever was meant. */
function illegal(code: number): Fault {
  return {
    name: `closes with ${code}, which nobody may send`,
    serve: sending(closeFrame(code)),
    expect: { cause: 'protocol-error', answer: 1002, detail: { code: 'bad-close-code' } },
  };
}

export const CLOSES: readonly Fault[] = [
  closes(1000, 'normal'),
  closes(1001, 'going-away'),
  closes(1002, 'protocol-error'),
  closes(1003, 'protocol-error'),
  closes(1007, 'protocol-error'),
  closes(1008, 'policy'),
  closes(1009, 'too-big'),
  closes(1010, 'protocol-error'),
  closes(1011, 'server-error'),
  closes(1012, 'server-error'),
  closes(1013, 'throttled'),
  closes(1014, 'server-error'),
  closes(3000, 'application'),
  closes(4000, 'application'),
  closes(4999, 'application'),
  closes(1008, 'token-expired', 'token expired'),
  closes(1008, 'auth-refused', 'unauthorized'),
  closes(1008, 'ack-window', 'ack window exceeded'),
  closes(1008, 'throttled', 'rate limit'),
  closes(1001, 'keep-alive-timeout-theirs', 'pong missing'),
  {
    name: 'closes without a code',
    serve: closing(frame(8, '')),
    expect: { cause: 'no-status', answer: 1005 },
  },
  ...[999, 1004, 1005, 1006, 1015, 2999, 5000].map(illegal),
  {
    name: 'resets the connection',
    serve: onMessage(({ socket }) => socket.resetAndDestroy()),
    expect: { cause: 'reset', detail: { code: 'ECONNRESET' } },
  },
  {
    name: 'wants an answer and resets the connection',
    // Both are there when the worker comes to read: its answer is what meets the reset first.
    serve: onMessage(({ socket }, stage) =>
      whileStopped(stage.workerPid, () => {
        socket.write(frame(9, 'are you there?'));
        socket.resetAndDestroy();
      }),
    ),
    expect: { cause: 'reset' },
  },
  {
    name: 'ends the connection without a close frame',
    serve: onOpen(({ socket }) => socket.end()),
    expect: { cause: 'fin-without-close', detail: { code: 'FIN' } },
  },
  {
    name: 'falls silent, pings unanswered',
    serve: onOpen(() => {}),
    deadline: 'ping',
    expect: { cause: 'keep-alive-timeout-ours', answer: 1001 },
  },
  {
    name: 'answers pings with the wrong payload',
    serve: onOpen(({ socket }) =>
      readFrames(socket, ({ opcode }) => opcode === 9 && socket.write(frame(10, 'pong'))),
    ),
    deadline: 'ping',
    expect: { cause: 'keep-alive-timeout-ours', answer: 1001 },
  },
  {
    name: 'says goodbye and keeps the connection open',
    serve: sending(closeFrame(1000)),
    lingers: true,
    deadline: 'close',
    expect: { cause: 'normal', answer: 1000 },
  },
  {
    name: 'breaks RFC 6455 and keeps the connection open',
    serve: sending(frame(3, '')),
    lingers: true,
    deadline: 'close',
    expect: { cause: 'protocol-error', answer: 1002 },
  },
  {
    name: 'leaves pings unanswered and keeps the connection open',
    serve: onOpen(() => {}),
    lingers: true,
    deadline: 'ping',
    plan: (plan) => ({ ...plan, deadlines: { ...plan.deadlines, closeUs: DEADLINE_MS * 1_000 } }),
    expect: { cause: 'keep-alive-timeout-ours' },
  },
  {
    name: 'ends its half of the connection and keeps ours open',
    serve: onOpen(({ socket }) => socket.end()),
    lingers: true,
    deadline: 'close',
    expect: { cause: 'fin-without-close' },
  },
];
