// What a session does by itself, on the manual clock: asked when it is time, and never set by a message.
import { expect, test } from 'bun:test';
import { SessionTimer, type SessionTimerUser } from '../../../src/engine/talk/session-timer.ts';
import type { CloseWish, Frame } from '../../../src/platform/platform.ts';
import { Rig } from '../rig.ts';
import { ScriptedSession, text } from './scripted-platform.ts';

const SECOND = 1_000_000;

class User implements SessionTimerUser {
  readonly sent: string[] = [];
  readonly closes: CloseWish[] = [];
  isDeaf = false;
  hasRoom = true;

  sendAtOnce(frames: readonly Frame[]): boolean {
    this.sent.push(...frames.map(({ bytes }) => Buffer.from(bytes).toString()));
    return this.hasRoom;
  }

  onMustClose(cause: CloseWish): void {
    this.closes.push(cause);
  }

  isDeafAt(): boolean {
    return this.isDeaf;
  }
}

function timed(nextDueUs: (nowUs: number) => number) {
  const rig = new Rig();
  const session = new ScriptedSession();
  session.nextDueUs = nextDueUs(rig.nowUs);
  const user = new User();
  const timer = SessionTimer.begin(rig.context, session, user, rig.nowUs);
  return { rig, session, user, timer };
}

/** Heard nothing for three seconds: it wants the connection closed until it hears something. */
function watchdog(session: ScriptedSession): void {
  session.due = () => ({ frames: [], close: 'keep-alive-timeout-ours' });
}

test('a session that never has anything to do has no timer, and is asked once', () => {
  const { rig, session, timer } = timed(() => Number.POSITIVE_INFINITY);
  expect(timer).toBeNull();
  rig.pass(60 * SECOND);
  expect([rig.context.wheel.size, session.asked]).toEqual([0, 1]);
});

test('heartbeats leave when they are due, until the session has no more to do', () => {
  const { rig, session, user } = timed((nowUs) => nowUs + SECOND);
  session.due = (nowUs) => {
    session.nextDueUs = user.sent.length === 2 ? Number.POSITIVE_INFINITY : nowUs + SECOND;
    return { frames: [text(`beat at ${nowUs - SECOND}`)], close: null };
  };
  rig.pass(10 * SECOND);
  expect(user.sent).toEqual(['beat at 1000000', 'beat at 2000000', 'beat at 3000000']);
  expect(rig.context.wheel.size).toBe(0);
});

test('a watchdog that heard something meanwhile is set anew when it rings', () => {
  const { rig, session, user } = timed((nowUs) => nowUs + 3 * SECOND);
  watchdog(session);
  rig.pass(2 * SECOND);
  session.nextDueUs = rig.nowUs + 3 * SECOND;
  rig.pass(2 * SECOND);
  expect([user.closes, session.asked]).toEqual([[], 2]);
  rig.pass(SECOND);
  expect(user.closes).toEqual(['keep-alive-timeout-ours']);
  rig.pass(60 * SECOND);
  expect(user.closes).toHaveLength(1);
});

test('nobody is closed while this side does not read, nor if it hears something when it reads again', () => {
  const { rig, session, user } = timed((nowUs) => nowUs + SECOND);
  watchdog(session);
  user.isDeaf = true;
  rig.pass(5 * SECOND);
  expect(user.closes).toEqual([]);
  session.nextDueUs = rig.nowUs + 3 * SECOND;
  user.isDeaf = false;
  rig.pass(2 * SECOND);
  expect(user.closes).toEqual([]);
  rig.pass(2 * SECOND);
  expect(user.closes).toEqual(['keep-alive-timeout-ours']);
});

test('its last words leave before it closes; where they find no room, that is the end', () => {
  for (const hasRoom of [true, false]) {
    const { rig, session, user } = timed((nowUs) => nowUs + SECOND);
    session.due = () => ({ frames: [text('goodbye')], close: 'token-expired' });
    user.hasRoom = hasRoom;
    rig.pass(60 * SECOND);
    expect([user.sent, user.closes]).toEqual([['goodbye'], hasRoom ? ['token-expired'] : []]);
    expect(rig.context.wheel.size).toBe(0);
  }
});

test('after its end nothing rings', () => {
  const { rig, timer, user } = timed((nowUs) => nowUs + SECOND);
  timer!.stop();
  rig.pass(60 * SECOND);
  expect([rig.context.wheel.size, user.sent]).toEqual([0, []]);
});
