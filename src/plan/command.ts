// What a run may be told while it lasts, any number of times: what follows from some moment on, or that it ends. Values;
// each is an event of the run before it is sent, so that plan, seed and these events say what was played.
import type { Replan } from '../base/stage.ts';

/** Why; a line in docs/run-folder.md each. */
export const COMMAND_REASONS = [
  'limit', // the target bears no more
  'struggle', // it begins to fail, or to be slow
  'unreachable', // nothing ever opened
  'interrupt', // whoever started the run wants it to end
] as const;
export type CommandReason = (typeof COMMAND_REASONS)[number];

interface Why {
  readonly because: CommandReason;
  /** The figures that it rests on. */
  readonly evidence: Readonly<Record<string, string | number>>;
}

export interface ReplanCommand extends Replan, Why {
  readonly kind: 'replan';
}

export interface EndCommand extends Why {
  readonly kind: 'end';
  /** The longest that settling and the drain may take together; null leaves it the plan's own time. */
  readonly withinUs: number | null;
}

export type Command = ReplanCommand | EndCommand;
