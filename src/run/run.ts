// One run from its configuration to its exit code: checks the machine, starts the outputs, plays the plan,
// tells every output every window, and decides with its watches when there is no more to learn.
// Shared by `run` and `demo`; neither has a path of its own.
import { AppError, type ExitCode } from '../base/app-error.ts';
import { US_PER_SECOND } from '../base/time.ts';
import { isLoopback } from '../config/compile/address.ts';
import type { RunConfig } from '../config/run-config.ts';
import { type Ease, playLocally } from '../engine/local/play-locally.ts';
import { checkAccounting } from '../metrics/accounting.ts';
import type { LimitFound } from '../metrics/capacity.ts';
import type { RunEvent } from '../metrics/run-event.ts';
import {
  accountingEvent,
  endEvent,
  kernelEvent,
  limitEvent,
  NO_FACTS,
  noteEvent,
  type RunFacts,
} from '../metrics/run-facts.ts';
import type { SampleBatch } from '../metrics/sample.ts';
import { accumulate, emptySnapshot, type Snapshot } from '../metrics/snapshot.ts';
import type { Ending, Summary } from '../metrics/summary/shape.ts';
import { summarize } from '../metrics/summary/summary.ts';
import { parseThreshold, type Threshold } from '../metrics/threshold/threshold.ts';
import { WindowStats } from '../metrics/window-stats.ts';
import { describeRun } from '../output/run-description.ts';
import type { RunInfo } from '../output/run-info.ts';
import { writeError } from '../output/terminal/streams.ts';
import type { Deadlines } from '../plan/plan.ts';
import {
  easeProfile,
  type Profile,
  profileDurationUs,
  profilePeak,
  stageIndexAt,
  stageStartUs,
} from '../plan/profile.ts';
import { scheduleHash } from '../plan/schedule-hash.ts';
import { EASE_RULE, EaseWatch } from '../steering/easing.ts';
import { LimitWatch } from '../steering/limit-watch.ts';
import { ReachWatch } from '../steering/reach.ts';
import { exitCodeOf } from './exit-code.ts';
import { giveWay } from './give-way.ts';
import type { Interrupts } from './interrupts.ts';
import { checkPlan, inspectMachine, limitsError, needsOf, workersFor } from './machine/checks.ts';
import { describeMachine, SOFTWARE } from './machine/description.ts';
import { kernelCountsSince, readKernelCounts } from './machine/kernel-counters.ts';
import { checkSourceAddresses } from './machine/source-addresses.ts';
import { openOutputs, type RunOutputs } from './outputs.ts';

/** Whoever interrupts is promised the whole end, report included, within five seconds. */
const INTERRUPTED_DRAIN_US = 3 * US_PER_SECOND;

/** Plays the run and returns its exit code; rejects with an AppError where it could not even begin. */
export async function runSession(config: RunConfig, interrupts: Interrupts): Promise<ExitCode> {
  for (const note of config.notes) writeError(`busyhour: ${note}\n`);
  const workers = prepareMachine(config);
  const info = describe(config, workers);
  const outputs = await openOutputs(config, info);
  try {
    const session = new Session(config, info, workers, outputs, interrupts);
    const summary = await session.play();
    await outputs.finish(summary);
    return exitCodeOf(summary, interrupts.exitCode);
  } finally {
    await outputs.close();
  }
}

function prepareMachine(config: RunConfig): number {
  const { plan } = config;
  const facts = inspectMachine();
  const rate =
    plan.messages.mode === 'none' ? 0 : plan.messages.mode === 'max' ? 'max' : plan.messages.perSecond;
  const needs = needsOf(plan, 1, isLoopback(plan.target.host));
  const wanted = config.workers === 'auto' ? workersFor(needs.connections, rate, facts) : config.workers;
  // A worker without a handshake of its own to make would sit idle.
  const workers = Math.min(wanted, plan.pacing.maxHandshakesInFlight);
  const checks = checkPlan(facts, { ...needs, workers });
  const error = limitsError(checks);
  if (error !== undefined) throw error;
  checkSourceAddresses(plan.target.sourceAddresses);
  for (const check of checks) {
    if (check.level === 'warning') writeError(`busyhour: ${check.what}\n  ${check.hint ?? ''}\n`);
  }
  return workers;
}

function describe(config: RunConfig, workers: number): RunInfo {
  const startedAt = new Date().toISOString();
  return {
    version: 1,
    id: crypto.randomUUID(),
    name: config.output.name,
    startedAt,
    plan: config.plan,
    scheduleHash: scheduleHash(config.plan),
    thresholds: config.thresholds,
    workers,
    authorizedBy: config.authorizedBy,
    software: SOFTWARE,
    machine: describeMachine(),
  };
}

class Session {
  readonly #config: RunConfig;
  readonly #info: RunInfo;
  readonly #workers: number;
  readonly #outputs: RunOutputs;
  readonly #interrupts: Interrupts;
  readonly #stopClimbing = new AbortController();
  readonly #ease = new AbortController();
  readonly #end = new AbortController();
  readonly #hurry = new AbortController();
  readonly #limits: LimitWatch;
  readonly #eases = new EaseWatch();
  readonly #reach = new ReachWatch();
  readonly #stats = new WindowStats();
  #soFar = emptySnapshot();
  #facts: RunFacts = NO_FACTS;
  #ending: Ending = 'completed';
  #stage = -1;
  #endsAtUs = Number.POSITIVE_INFINITY;
  /** As it is played: eased, once the target struggled. */
  #profile: Profile;

  constructor(
    config: RunConfig,
    info: RunInfo,
    workers: number,
    outputs: RunOutputs,
    interrupts: Interrupts,
  ) {
    this.#config = config;
    this.#info = info;
    this.#workers = workers;
    this.#outputs = outputs;
    this.#interrupts = interrupts;
    this.#limits = new LimitWatch(longestHandshakeUs(config.plan.deadlines));
    this.#profile = config.plan.profile;
  }

  async play(): Promise<Summary> {
    const { signal } = this.#interrupts;
    // A run that is ending already keeps the ending it has, and only gets less time for it.
    const onInterrupt = () =>
      this.#end.signal.aborted ? this.#hurry.abort(INTERRUPTED_DRAIN_US) : this.#endAs('interrupted');
    if (signal.aborted) onInterrupt();
    signal.addEventListener('abort', onInterrupt, { once: true });
    const run = {
      plan: this.#config.plan,
      secrets: this.#config.secrets,
      workers: this.#workers,
      stopClimbing: this.#stopClimbing.signal,
      ease: this.#ease.signal,
      end: this.#end.signal,
      hurry: this.#hurry.signal,
      onSpawned: giveWay,
      onEvent: (event: RunEvent) => this.#tell(event),
      onSamples: (batch: SampleBatch) => this.#outputs.samples(batch),
    };
    const before = readKernelCounts();
    for await (const window of playLocally(run)) this.#onWindow(window);
    const kernel = kernelCountsSince(before, readKernelCounts());
    if (kernel !== null) this.#tell(kernelEvent(this.#soFar.endUs, kernel));
    signal.removeEventListener('abort', onInterrupt);
    // With no worker left the load broke off, whatever the profile still had to play.
    if (this.#ending === 'completed' && this.#facts.workersLost === this.#workers) this.#ending = 'failed';
    if (this.#ending === 'completed' && this.#facts.limit !== null) this.#ending = 'limit-found';
    this.#tell(endEvent(this.#soFar.endUs, this.#ending, this.#stats.windows));
    await this.#outputs.flush();
    return this.#summarize();
  }

  #onWindow(window: Snapshot): void {
    this.#stats.add(window);
    this.#soFar = accumulate(this.#soFar, window);
    this.#checkSums();
    this.#outputs.window(window, this.#soFar);
    if (this.#ending !== 'completed') return;
    this.#tellStage(window.endUs);
    if (this.#reach.isUnreachable(window, this.#soFar)) this.#endAs('unreachable');
    else if (this.#facts.limit !== null && window.endUs >= this.#endsAtUs) this.#endAs('limit-found');
    else if (this.#facts.limit === null && this.#config.plan.profile.untilThrottled) {
      this.#seekLimit(window);
      this.#mayEase(window);
    }
  }

  /** Once: what does not add up now will not later. */
  #checkSums(): void {
    if (this.#facts.misaccounts.length > 0) return;
    for (const problem of checkAccounting(this.#soFar, { ended: false }))
      this.#tell(accountingEvent(this.#soFar.endUs, null, problem));
  }

  #tellStage(atUs: number): void {
    const profile = this.#profile;
    const index = stageIndexAt(profile, atUs);
    const stage = profile.stages[index];
    if (stage === undefined || index === this.#stage || this.#facts.limit !== null) return;
    this.#stage = index;
    this.#tell(mainEvent(stageStartUs(profile, index), 'stage', { stage: stage.name, target: stage.target }));
  }

  /** The guide's rule for a target that begins to struggle: go on in steps of 5 % of the ramp's own target. */
  #mayEase(window: Snapshot): void {
    if (this.#ease.signal.aborted || this.#facts.limit !== null) return;
    const struggle = this.#eases.observe(window);
    if (struggle === null) return;
    const profile = this.#profile;
    const increment = Math.max(1, Math.round(EASE_RULE.increment * profilePeak(profile)));
    // A step that begins while the word is on its way to the workers is played as planned.
    const stage = stageIndexAt(profile, window.endUs + US_PER_SECOND);
    if (stage < 0) return;
    this.#tell(mainEvent(window.endUs, 'stage', { eased: true, increment, because: struggle }));
    this.#profile = easeProfile(profile, stage, increment);
    this.#ease.abort({ stage, increment } satisfies Ease);
  }

  /** The ramp stops climbing; what it reached is held for one more stage, to see whether it holds. */
  #seekLimit(window: Snapshot): void {
    const limit: LimitFound | null = this.#limits.observe(window);
    if (limit === null) return;
    this.#tell(limitEvent(window.endUs, limit));
    this.#stopClimbing.abort();
    const { profile } = this.#config.plan;
    this.#endsAtUs = window.endUs + (profile.stages[stageIndexAt(profile, window.endUs)]?.durationUs ?? 0);
    if (this.#endsAtUs >= profileDurationUs(profile)) this.#endsAtUs = Number.POSITIVE_INFINITY;
  }

  #endAs(ending: Ending): void {
    if (this.#end.signal.aborted) return;
    this.#ending = ending;
    const detail = { ending };
    if (ending === 'interrupted') {
      this.#tell({
        atUs: Math.max(0, this.#soFar.endUs),
        kind: 'interrupt',
        worker: null,
        connection: null,
        detail,
      });
    }
    this.#end.abort(ending === 'interrupted' ? INTERRUPTED_DRAIN_US : undefined);
  }

  #tell(event: RunEvent): void {
    this.#facts = noteEvent(this.#facts, event);
    this.#outputs.event(event);
  }

  #summarize(): Summary {
    return summarize({
      run: describeRun(this.#info),
      total: this.#soFar,
      stats: this.#stats,
      thresholds: this.#config.thresholds.map(readThreshold),
      ending: this.#ending,
      facts: this.#facts,
      gaps: [],
      journalLost: this.#outputs.journalLost,
    });
  }
}

function mainEvent(atUs: number, kind: RunEvent['kind'], detail: RunEvent['detail']): RunEvent {
  return { atUs, kind, worker: null, connection: null, detail };
}

function readThreshold(text: string): Threshold {
  const threshold = parseThreshold(text);
  // config/ has parsed it before; this only narrows the type.
  if (typeof threshold === 'string') throw new AppError('E_CONFIG', `threshold ${text}: ${threshold}`);
  return threshold;
}

/** Until every deadline of a handshake has passed. */
function longestHandshakeUs({ dnsUs, tcpUs, tlsUs, upgradeUs, readyUs }: Deadlines): number {
  return dnsUs + tcpUs + tlsUs + upgradeUs + readyUs;
}
