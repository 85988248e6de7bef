// A frame of the live view after so many seconds of the made-up ramp, and its lines as text.
import { RunRecord } from '../../../src/metrics/record/record.ts';
import type { Frame } from '../../../src/output/terminal/grid.ts';
import { History } from '../../../src/output/terminal/history.ts';
import { type Line, paint } from '../../../src/output/terminal/text.ts';
import { playedProfile } from '../../../src/plan/replan.ts';
import { makeRun, momentOf } from '../fixtures.ts';

export const LOOK = { color: false, unicode: true };

export function frameAt(seconds: number): Frame {
  const { run, windows, events } = makeRun();
  const record = new RunRecord();
  const history = new History();
  for (const window of windows.slice(0, seconds)) {
    record.add(momentOf(window));
    history.add(window);
  }
  for (const event of events) if (event.atUs < seconds * 1e6) record.note(event);
  const { facts, total: soFar } = record;
  const played = playedProfile(run.plan.profile, facts.replans);
  return { run, played, isLimitFound: facts.limit !== null, window: windows[seconds - 1]!, soFar, history };
}

export function textOf(lines: readonly Line[], columns = 200): string[] {
  return lines.map((line) => paint(line, columns, LOOK));
}
