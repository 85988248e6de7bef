// One connection's talk on the manual clock, with a vendor whose every word a test chooses and a peer in memory.
import { expect, test } from 'bun:test';
import { Conversation, type ConversationUser } from '../../../src/engine/talk/conversation.ts';
import { Outbound } from '../../../src/engine/talk/outbound.ts';
import type { CloseCause } from '../../../src/metrics/outcome.ts';
import type { Plan } from '../../../src/plan/plan.ts';
import { plain } from '../../../src/platform/plain/plain.ts';
import { Peer } from '../peer.ts';
import { messages, Rig } from '../rig.ts';
import { ScriptedSession, scripted, text } from './scripted-platform.ts';

const SECOND = 1_000_000;

class User implements ConversationUser {
  readonly heard: string[] = [];
  /** Called when it is ready, as the connection does. */
  onBegin: () => void = () => {};

  onReady(): void {
    this.heard.push('ready');
    this.onBegin();
  }

  onRefused(kind: string, retryAfterUs: number): void {
    this.heard.push(`${kind} ${retryAfterUs}`);
  }

  onPeerClose(code: number): void {
    this.heard.push(`closed ${code}`);
  }

  onMustClose(cause: CloseCause): void {
    this.heard.push(cause);
  }

  setReading(on: boolean): void {
    this.heard.push(on ? 'reads' : 'does not read');
  }
}

function talking(plan: Partial<Plan> = {}, session = new ScriptedSession()) {
  const rig = new Rig({ platform: scripted(session), plan });
  const peer = new Peer();
  const user = new User();
  const out = new Outbound(rig.context, peer);
  const talk = new Conversation(rig.context, user, out, 5, null);
  user.onBegin = () => talk.begin(rig.nowUs);
  const says = (words: string) => {
    const bytes = Buffer.from(`[${words}]`);
    talk.onMessage(bytes, 1, bytes.length - 1, true);
    out.flush();
  };
  return { rig, session, peer, user, out, talk, says };
}

test('greets each frame with its opcode, and is ready at once where the platform has nothing to say', () => {
  const { rig, session, peer, user, talk } = talking();
  session.greetings = [text('hello'), { bytes: Buffer.from([1, 2]), opcode: 2, answered: false }];
  talk.greet(rig.nowUs);
  expect(peer.take().map(({ opcode, payload }) => [opcode, payload.length])).toEqual([
    [1, 5],
    [2, 2],
  ]);
  expect(user.heard).toEqual(['ready']);
});

test('awaits the platform’s word, once', () => {
  const { rig, session, user, talk, says } = talking();
  session.awaitsReady = true;
  talk.greet(rig.nowUs);
  expect(user.heard).toEqual([]);
  says('ready');
  says('ready');
  expect(user.heard).toEqual(['ready']);
});

test('is ready with --verify when its own message came back, or at once where nobody answers it', () => {
  const answered = talking(messages({ verify: true }));
  answered.talk.greet(answered.rig.nowUs);
  expect(answered.peer.texts()).toEqual(['message 0']);
  answered.says('reply 7');
  expect(answered.user.heard).toEqual([]);
  answered.says('reply 0');
  expect(answered.user.heard).toEqual(['ready']);

  const session = new ScriptedSession();
  session.isOneWay = () => true;
  const oneWay = talking(messages({ verify: true }), session);
  oneWay.talk.greet(oneWay.rig.nowUs);
  expect(oneWay.user.heard).toEqual(['ready']);
});

test('what answers a frame leaves before anything else of that turn, whatever the frame means', () => {
  const { rig, peer, talk, says } = talking({
    ...messages({ verify: true }),
    flow: { ackWindow: 10, processingUs: 0, receiveBuffer: 10, highWater: 10 },
  });
  says('ready/welcome');
  expect(peer.texts()).toEqual(['welcome', 'message 0']);
  says('event 3/got it/really');
  expect(peer.texts()).toEqual(['got it', 'really', 'ack 3']);
  says('heartbeat/pong');
  says('invalid/what?');
  expect(peer.texts()).toEqual(['pong', 'what?']);
  expect(rig.counters).toMatchObject({
    messagesReceived: 4,
    messagesValid: 3,
    messagesInvalid: 1,
    acksSent: 1,
  });
  talk.end(rig.nowUs);
});

test('an answer that finds no room closes the connection, and its frame is still counted', () => {
  const { rig, peer, user, out, talk, says } = talking();
  talk.greet(rig.nowUs);
  peer.room = 0;
  while (out.add(2, Buffer.alloc(60_000))) out.flush();
  says(`heartbeat/${'x'.repeat(60_000)}`);
  expect(user.heard).toEqual(['ready', 'write-overflow']);
  expect(rig.counters).toMatchObject({ messagesReceived: 1, messagesValid: 1 });
});

test('an ack says that the platform has a message, whose answer is still awaited', () => {
  const { rig, talk, says } = talking(messages({ verify: true }));
  says('ack');
  says('ack 0');
  expect(rig.counters).toMatchObject({ messagesValid: 1, messagesInvalid: 1 });
  talk.greet(rig.nowUs);
  says('ack 0');
  says('ack 1');
  expect(rig.counters).toMatchObject({ messagesValid: 2, messagesInvalid: 2, messagesAnswered: 0 });
  expect(talk.outstanding).toBe(1);
  says('reply 0');
  expect([talk.outstanding, rig.counters.messagesAnswered]).toEqual([0, 1]);
});

test('a platform that says it will close is an event of the run and stops nothing', () => {
  const { rig, peer, user, talk, says } = talking(messages({ mode: 'rate', perSecond: 1 }));
  talk.greet(rig.nowUs);
  says('closing');
  expect(rig.events()).toEqual([{ atUs: rig.nowUs, kind: 'closing', worker: 0, connection: 5, detail: {} }]);
  rig.pass(5 * SECOND);
  expect(peer.take()).toHaveLength(5);
  expect(user.heard).toEqual(['ready']);
});

test('refusals and throttles are told, and counted', () => {
  const { rig, user, says } = talking();
  for (const words of ['throttle', 'auth-expired', 'auth-refused']) says(words);
  expect(user.heard).toEqual(['throttled -1', 'auth-expired -1', 'auth-refused -1']);
  expect(rig.counters).toMatchObject({ messagesValid: 3, throttledMessages: 1 });
});

test('what the session does by itself begins once ready and ends with the connection', () => {
  const { rig, session, peer, user, talk, says } = talking();
  session.awaitsReady = true;
  session.nextDueUs = rig.nowUs + SECOND;
  session.due = (nowUs) => {
    session.nextDueUs = nowUs + SECOND;
    return { frames: [text('beat')], close: nowUs > 5 * SECOND ? 'keep-alive-timeout-ours' : null };
  };
  talk.greet(rig.nowUs);
  rig.pass(2 * SECOND);
  expect(peer.take()).toHaveLength(0);
  says('ready');
  rig.pass(2 * SECOND);
  expect(peer.texts()).toEqual(['beat', 'beat', 'beat']); // the first was overdue
  rig.pass(2 * SECOND);
  expect(user.heard).toEqual(['ready', 'keep-alive-timeout-ours']);

  const other = talking();
  other.session.nextDueUs = other.rig.nowUs + SECOND;
  other.talk.greet(other.rig.nowUs);
  expect(other.rig.context.wheel.size).toBe(1);
  other.talk.end(other.rig.nowUs);
  expect(other.rig.context.wheel.size).toBe(0);
});

test('pings are answered with their payload, and nothing is heard after the end', () => {
  const { rig, peer, out, talk, says } = talking();
  talk.greet(rig.nowUs);
  talk.onPing(Buffer.from('.hey.'), 1, 4);
  out.flush();
  expect(peer.take()).toMatchObject([{ opcode: 10, payload: Buffer.from('hey') }]);
  talk.end(rig.nowUs);
  says('event 1/answer');
  expect(rig.counters).toMatchObject({ messagesReceived: 0, pingsReceived: 1 });
  expect(peer.take()).toEqual([]);
});

test('an idle connection of plain has no timer and no state but the conversation’s own', () => {
  const rig = new Rig();
  const talks = [0, 1].map(
    (ordinal) =>
      new Conversation(rig.context, new User(), new Outbound(rig.context, new Peer()), ordinal, null),
  );
  for (const talk of talks) {
    talk.greet(rig.nowUs);
    talk.begin(rig.nowUs);
  }
  expect(rig.context.wheel.size).toBe(0);
  expect(talks[0]!.session).toBe(talks[1]!.session);
  expect(rig.context.platform).toBe(plain);
});

test('processing of events pauses reading above the mark and goes on below it', () => {
  const { rig, peer, user, talk, says } = talking({
    flow: { ackWindow: 2, processingUs: SECOND, receiveBuffer: 10, highWater: 10 },
  });
  talk.greet(rig.nowUs);
  says('event 1');
  says('event 2');
  expect([talk.isReadingPaused, talk.isDeafAt(rig.nowUs)]).toEqual([true, true]);
  rig.pass(SECOND);
  expect(peer.texts()).toEqual(['ack 1']);
  expect([talk.isReadingPaused, talk.isDeafAt(rig.nowUs)]).toEqual([false, true]);
  rig.pass(SECOND);
  expect(talk.isDeafAt(rig.nowUs)).toBe(false);
  expect(user.heard).toEqual(['ready', 'does not read', 'reads']);
});
