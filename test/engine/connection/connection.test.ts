// A connection from its WebSocket to its end, on the manual clock against a wire in memory: what it counts as, what it says
// goodbye with, and how long it waits for whom.
import { describe, expect, test } from 'bun:test';
import { Connection } from '../../../src/engine/connection/connection.ts';
import { targetDestination } from '../../../src/engine/shared/destination.ts';
import { decodeClientFrames, encodeFrame } from '../../wire/server-frames.ts';
import { messages } from '../rig.ts';
import { ScriptedSession, scripted, text } from '../talk/scripted-platform.ts';
import { DEADLINES, DialRig, type DialRigOptions } from './dial-rig.ts';
import { Line } from './wire.ts';

const CLOSE = 8;
const GOODBYE_LATE = DEADLINES.closeUs;

/** A dial of 40 ms whose stream has just opened. */
function begin(options: DialRigOptions = {}, rest: Uint8Array = Buffer.alloc(0)) {
  const rig = new DialRig({ ...options, plan: { deadlines: DEADLINES, ...options.plan } });
  const destination = targetDestination(rig.context.plan.target, 'none', undefined);
  const line = new Line('127.0.0.1', destination, undefined as never);
  const startedUs = rig.nowUs - 40_000;
  const dial = { ordinal: 5, dueUs: startedUs - 10_000, startedUs, destination, token: undefined };
  rig.context.recorder.attempted(10_000);
  const connection = new Connection(rig.context, rig.owner, dial, line, { inbound: null, compress: null });
  line.data = connection;
  connection.start(rig.nowUs, rest);
  return { rig, connection, line, owner: rig.owner };
}

/** On a platform that says by a frame that it is ready. */
function greeted(rest?: Uint8Array) {
  const session = new ScriptedSession();
  session.awaitsReady = true;
  session.greetings = [text('hello')];
  return { session, ...begin({ platform: scripted(session) }, rest) };
}

const saying = (words: string) => encodeFrame({ opcode: 1, payload: Buffer.from(words) });

function goodbye(code: number, reason = ''): Buffer {
  const payload = Buffer.alloc(2 + reason.length);
  payload.writeUInt16BE(code);
  payload.write(reason, 2);
  return encodeFrame({ opcode: CLOSE, payload });
}

/** Code and reason of the close frame that was written. */
function said(line: Line): (readonly [number, string])[] {
  return decodeClientFrames(line.take()).flatMap(({ opcode, payload }) =>
    opcode === CLOSE ? [[payload.readUInt16BE(), payload.subarray(2).toString()] as const] : [],
  );
}

describe('it is open', () => {
  test('at once, where the platform says nothing of it; without a timer', () => {
    const { rig, owner } = begin();
    expect(owner.told).toEqual(['opened']);
    expect([rig.context.recorder.open, rig.context.wheel.size]).toEqual([1, 0]);
    const { handshakeLatency, handshakeService, phaseReady } = rig.histograms;
    const ms = [handshakeLatency, handshakeService].map((one) => Math.round(one.percentile(100) / 1_000));
    expect([...ms, phaseReady.count]).toEqual([50, 40, 0]);
  });

  test('once the platform says so, and that is timed', () => {
    const { rig, line, owner } = greeted();
    expect(decodeClientFrames(line.take()).map(({ payload }) => payload.toString())).toEqual(['hello']);
    rig.pass(25_000);
    expect(owner.told).toEqual([]);
    line.say(saying('ready'));
    expect(owner.told).toEqual(['opened']);
    expect(Math.round(rig.histograms.phaseReady.percentile(100) / 1_000)).toBe(25);
    rig.pass(DEADLINES.readyUs);
    expect([owner.told, rig.context.wheel.size]).toEqual([['opened'], 0]);
  });

  test('where that came in one chunk with the answer', () => {
    expect(greeted(saying('ready')).owner.told).toEqual(['opened']);
  });
});

describe('it never was', () => {
  const failed = (act: (begun: ReturnType<typeof greeted>) => void) => {
    const begun = greeted();
    begun.line.tellsOfOwnEnd = true;
    act(begun);
    expect(begun.owner.told.filter((told) => told === 'gone')).toHaveLength(1);
    expect([begun.line.isTerminated, begun.rig.context.recorder.open]).toEqual([true, 0]);
    expect(begun.rig.context.wheel.size).toBe(0);
    return [begun.owner.told, begun.rig.failures()];
  };

  test('where it takes too long', () => {
    expect(failed(({ rig }) => rig.pass(DEADLINES.readyUs))).toEqual([
      ['failed ready-timeout', 'gone'],
      [{ kind: 'ready-timeout', phase: 'ready' }],
    ]);
  });

  test('where it ends before, with a goodbye or without', () => {
    expect(failed(({ line }) => line.say(goodbye(1011, 'no')))).toEqual([
      ['failed ready-closed', 'gone'],
      [{ kind: 'ready-closed', phase: 'ready', code: 1011, reason: 'no' }],
    ]);
    expect(failed(({ connection }) => connection.onDisconnected(null))[0]).toEqual([
      'failed ready-closed',
      'gone',
    ]);
  });

  test('where the platform refuses, throttles or breaks the protocol', () => {
    expect(failed(({ line }) => line.say(saying('auth-refused')))[0]).toEqual([
      'failed auth-refused',
      'gone',
    ]);
    expect(failed(({ line }) => line.say(saying('throttle')))[0]).toEqual(['failed throttled', 'gone']);
    expect(failed(({ line }) => line.say(Buffer.from([0x83, 0])))[0]).toEqual([
      'failed ready-protocol',
      'gone',
    ]);
  });

  test('where the end overtakes it', () => {
    expect(failed(({ connection }) => connection.cancel())).toEqual([['failed cancelled', 'gone'], []]);
  });
});

describe('the peer ends it', () => {
  test('with a goodbye, which is answered by its own code; the socket is then its to end', () => {
    const { rig, line, owner, connection } = begin();
    line.say(goodbye(1001, 'restart'));
    expect(owner.told).toEqual(['opened', 'closed going-away']);
    expect([said(line), line.isTerminated, connection.isLive]).toEqual([[[1001, '']], false, false]);
    connection.onDisconnected(null);
    expect(owner.told).toEqual(['opened', 'closed going-away', 'gone']);
    expect(rig.events().filter(({ kind }) => kind === 'close')).toMatchObject([
      { connection: 5, detail: { cause: 'going-away', code: 1001, reason: 'restart' } },
    ]);
    expect(rig.context.wheel.size).toBe(0);
  });

  test('with a goodbye that a reset follows: the goodbye is the cause', () => {
    const { line, owner, connection } = begin();
    line.say(goodbye(1008));
    connection.onDisconnected('ECONNRESET');
    expect(owner.told).toEqual(['opened', 'closed policy', 'gone']);
  });

  test('without one', () => {
    for (const [code, cause] of [
      [null, 'fin-without-close'],
      ['ECONNRESET', 'reset'],
    ] as const) {
      const { rig, owner, connection } = begin();
      connection.onDisconnected(code);
      expect(owner.told).toEqual(['opened', `closed ${cause}`, 'gone']);
      expect([rig.context.recorder.open, rig.context.wheel.size]).toEqual([0, 0]);
    }
  });

  test('and keeps its socket: it is dropped after a while', () => {
    const { rig, line, owner } = begin();
    line.say(goodbye(1000));
    rig.pass(GOODBYE_LATE - 1);
    expect([owner.told.at(-1), line.isTerminated]).toEqual(['closed normal', false]);
    rig.pass(1);
    expect([owner.told.at(-1), line.isTerminated]).toEqual(['gone', true]);
  });

  test('by breaking the protocol: it is told why, and what it says then is not read', () => {
    for (const [bytes, code, cause] of [
      [Buffer.from([0x83, 0]), 1002, 'protocol-error'],
      [Buffer.from([0x82, 127, 0, 0, 0, 0, 0x10, 0, 0, 0]), 1009, 'too-big'],
    ] as const) {
      const { line, owner } = begin();
      line.say(bytes);
      line.say(goodbye(1000));
      expect(owner.told).toEqual(['opened', `closed ${cause}`]);
      expect(said(line).map(([one]) => one)).toEqual([code]);
      expect(line.isEnded).toBe(true);
    }
  });

  test('after it asked for patience: nobody dials before', () => {
    const session = new ScriptedSession();
    const { rig, line, owner } = begin({ platform: scripted(session) });
    const receive = session.receive.bind(session);
    session.receive = (...given) => Object.assign(receive(...given), { retryAfterUs: 9_000_000 });
    line.say(saying('throttle'));
    rig.pass(2_000_000);
    line.say(goodbye(1013));
    expect(owner.told.at(-1)).toBe('closed server-error, again after 7000000');
  });
});

describe('we end it', () => {
  test('with a goodbye that counts, and the answer to it ends the socket', () => {
    const { line, owner, connection } = begin();
    connection.close('ours');
    expect([owner.told.at(-1), said(line)]).toEqual(['closed ours', [[1000, '']]]);
    line.say(goodbye(1000));
    expect(line.isEnded).toBe(true);
    connection.onDisconnected(null);
    expect(owner.told.at(-1)).toBe('gone');
  });

  test('in the drain, which counts nowhere', () => {
    const { rig, line, owner, connection } = begin();
    connection.close('drain');
    connection.close('ours');
    connection.onDisconnected(null);
    expect([owner.told, said(line)]).toEqual([['opened', 'gone'], [[1000, '']]]);
    expect(rig.context.recorder.open).toBe(1);
  });

  test('where a ping stays unanswered', () => {
    const keepAlive = { pingIntervalUs: 1_000_000, pingTimeoutUs: 500_000 };
    const { rig, line, owner } = begin({ plan: { keepAlive } });
    rig.pass(1_600_000);
    expect(owner.told.at(-1)).toBe('closed keep-alive-timeout-ours');
    expect([said(line)[0]?.[0], line.isEnded]).toEqual([1001, true]);
  });

  test('at once, counting nothing', () => {
    const { rig, owner, line, connection } = begin({
      plan: messages({ mode: 'rate', perSecond: 10 }),
    });
    connection.terminate();
    rig.pass(10_000_000);
    expect([owner.told, line.isTerminated, rig.context.wheel.size]).toEqual([['opened'], true, 0]);
    line.say(saying('late'));
    expect(rig.counters.messagesReceived).toBe(0);
  });
});

test('reading that is paused stops the peer, and is taken up again to hear its goodbye', () => {
  const flow = { ackWindow: 2, processingUs: 1_000_000, receiveBuffer: 10, highWater: 2 };
  const { rig, line, connection } = begin({ platform: scripted(new ScriptedSession()), plan: { flow } });
  line.say(saying('event 1'));
  expect(line.isPaused).toBe(false);
  line.say(saying('event 2'));
  expect(line.isPaused).toBe(true);
  connection.close('ours');
  expect(line.isPaused).toBe(false);
  expect(rig.events().filter(({ kind }) => kind === 'back-pressure')).toMatchObject([
    { detail: { reading: false } },
  ]);
});

test('what is outstanding is answered, and no more is sent after that', async () => {
  const { rig, line, connection } = begin({ plan: messages({ mode: 'max' }) });
  expect(connection.outstanding).toBe(1);
  connection.stopSending();
  for (const { opcode, payload } of decodeClientFrames(line.take()))
    line.say(encodeFrame({ opcode, payload }));
  await rig.nextTurn();
  expect([connection.outstanding, line.take().length]).toEqual([0, 0]);
  expect(rig.counters.messagesAnswered).toBe(1);
});
