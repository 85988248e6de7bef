// A run while it is played: each moment of its source goes into the record and to every output, steering decides what
// follows, and the verdict is judged once, at the end. Knows neither where moments come from nor who shows them.
// Law: a command is recorded before it is sent, or the disk has had its time for that.
import { US_PER_MS, US_PER_SECOND } from '../base/time.ts';
import { checkAccounting } from '../metrics/accounting.ts';
import type { Ending } from '../metrics/figures/ending.ts';
import type { Summary } from '../metrics/figures/shape.ts';
import type { RunEvent } from '../metrics/record/event.ts';
import { accountingEvent, endEvent, kernelEvent } from '../metrics/record/facts.ts';
import type { Moment } from '../metrics/record/moment.ts';
import { RunRecord } from '../metrics/record/record.ts';
import type { RunInfo } from '../output/run-info.ts';
import { summarizeRun } from '../output/run-summary.ts';
import type { Command, CommandReason } from '../plan/command.ts';
import { CommandFeed } from '../plan/order.ts';
import type { Plan } from '../plan/plan.ts';
import { profileDurationUs } from '../plan/profile.ts';
import { playedProfile } from '../plan/replan.ts';
import { commandEvent } from '../steering/command-event.ts';
import { Steering } from '../steering/steering.ts';
import { kernelCountsSince, readKernelCounts } from './machine/kernel-counters.ts';
import type { RunOutputs } from './outputs.ts';
import type { Source } from './source.ts';

/** Whoever interrupts is promised the whole end, report included, within five seconds. */
const INTERRUPTED_DRAIN_US = 2.5 * US_PER_SECOND;
const RECORDING_MS = 250;

export class Playing {
  readonly #plan: Plan;
  readonly #info: RunInfo;
  readonly #source: Source;
  readonly #outputs: RunOutputs;
  readonly #steering: Steering;
  readonly #commands = new CommandFeed();
  readonly #record = new RunRecord();
  /** Why the load was told to end; null where the profile is played to its end. */
  #endedBecause: CommandReason | null = null;
  #stageStartUs = -1;
  /** When the load began, on this process' clock; within a moment's way from its source. */
  #startMs = Number.POSITIVE_INFINITY;

  constructor(plan: Plan, info: RunInfo, source: Source, outputs: RunOutputs) {
    this.#plan = plan;
    this.#info = info;
    this.#source = source;
    this.#outputs = outputs;
    this.#steering = new Steering(plan);
  }

  /** Plays the plan; aborting the signal ends it early and cleanly. */
  async play(interrupted: AbortSignal): Promise<Summary> {
    const onInterrupt = () => this.#interrupt();
    if (interrupted.aborted) onInterrupt();
    interrupted.addEventListener('abort', onInterrupt, { once: true });
    const before = readKernelCounts();
    const order = { plan: this.#plan, commands: this.#commands };
    for await (const moment of this.#source(order)) await this.#onMoment(moment);
    interrupted.removeEventListener('abort', onInterrupt);
    const kernel = kernelCountsSince(before, readKernelCounts());
    const { endUs } = this.#record.total;
    if (kernel !== null) this.#tell(kernelEvent(endUs, kernel));
    this.#tell(endEvent(endUs, this.#ending(), this.#record.stats.windows));
    await this.#outputs.flush();
    return this.#summarize();
  }

  async #onMoment(moment: Moment): Promise<void> {
    this.#startMs = Math.min(this.#startMs, performance.now() - moment.window.endUs / US_PER_MS);
    this.#record.add(moment);
    this.#outputs.moment(moment, this.#record);
    this.#checkSums();
    if (this.#endedBecause !== null) return;
    this.#tellStages(moment.window.endUs);
    const decision = this.#steering.decide(moment, this.#record);
    if (decision === null) return;
    if (decision.event !== null) this.#tell(decision.event);
    const { command } = decision;
    if (command === null) return;
    if (command.kind === 'end') this.#endedBecause = command.because;
    await this.#give(command);
  }

  /** What is on the disk before it is sent can be read back after any crash; a disk that hangs keeps it for a moment only. */
  async #give(command: Command): Promise<void> {
    this.#tell(commandEvent(Math.max(0, this.#record.total.endUs), command));
    await Promise.race([this.#outputs.flush(), Bun.sleep(RECORDING_MS)]);
    this.#commands.give(command);
  }

  /** A load that has ended, by itself or by a command, keeps the ending it has; what is left only gets less time. */
  #interrupt(): void {
    const atUs = Math.max(0, this.#record.total.endUs);
    if (this.#endedBecause === null && !this.#hasPlayedAll()) {
      this.#endedBecause = 'interrupt';
      this.#tell(mainEvent(atUs, 'interrupt', { ending: 'interrupted' }));
    }
    void this.#give({ kind: 'end', because: 'interrupt', evidence: {}, withinUs: INTERRUPTED_DRAIN_US });
  }

  #hasPlayedAll(): boolean {
    const played = playedProfile(this.#plan.profile, this.#record.facts.replans);
    return performance.now() - this.#startMs >= profileDurationUs(played) / US_PER_MS;
  }

  /** Once: what does not add up now will not later. */
  #checkSums(): void {
    const { total, facts } = this.#record;
    if (facts.misaccounts.length > 0) return;
    for (const problem of checkAccounting(total, { ended: false }))
      this.#tell(accountingEvent(total.endUs, null, problem));
  }

  /** Stages that were entered by then, of what is played; one may have come and gone since the last moment. */
  #tellStages(atUs: number): void {
    let startUs = 0;
    for (const { name, target, durationUs } of playedProfile(this.#plan.profile, this.#record.facts.replans)
      .stages) {
      if (startUs > this.#stageStartUs && startUs <= atUs) {
        this.#stageStartUs = startUs;
        this.#tell(mainEvent(startUs, 'stage', { stage: name, target }));
      }
      startUs += durationUs;
    }
  }

  #tell(event: RunEvent): void {
    this.#outputs.event(event, this.#record.note(event));
  }

  #ending(): Ending {
    const { facts } = this.#record;
    if (this.#endedBecause === 'interrupt') return 'interrupted';
    if (this.#endedBecause === 'unreachable') return 'unreachable';
    // With no worker left the load broke off, whatever the profile still had to play.
    if (facts.workersLost === this.#info.workers) return 'failed';
    return facts.limit === null ? 'completed' : 'limit-found';
  }

  #summarize(): Summary {
    const { journalLost, failed } = this.#outputs;
    return summarizeRun(this.#info, { record: this.#record, gaps: [], journalLost, failedOutputs: failed });
  }
}

function mainEvent(atUs: number, kind: RunEvent['kind'], detail: RunEvent['detail']): RunEvent {
  return { atUs, kind, worker: null, connection: null, detail };
}
