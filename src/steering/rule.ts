// One rule of steering: what it is shown each second, and what it may decide. Law of every rule: no clock and no chance;
// the same moments give the same decisions, so a recorded run can be steered again and ends the same.

import type { RunEvent } from '../metrics/record/event.ts';
import type { Moment } from '../metrics/record/moment.ts';
import type { RunRecord } from '../metrics/record/record.ts';
import type { Command } from '../plan/command.ts';
import type { Profile } from '../plan/profile.ts';

export interface Scene {
  readonly moment: Moment;
  /** With this moment in it. */
  readonly record: Pick<RunRecord, 'total' | 'facts'>;
  /** What is played: the plan as all commands so far changed it. */
  readonly played: Profile;
}

export interface Decision {
  /** null where there is nothing left to change. */
  readonly command: Command | null;
  /** What was found, where that is a fact of the run beside the command. */
  readonly event: RunEvent | null;
}

export interface Rule {
  decide(scene: Scene): Decision | null;
}
