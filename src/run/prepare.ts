// What a run needs before its first dial: a machine that can bear it, how many workers, and a description of both for the
// record. Refuses with E_LIMITS what cannot work.
import { isLoopback } from '../config/compile/address.ts';
import type { RunConfig } from '../config/run-config.ts';
import type { RunInfo } from '../output/run-info.ts';
import { writeError } from '../output/terminal/streams.ts';
import { scheduleHash } from '../plan/schedule-hash.ts';
import { checkPlan, limitsError, needsOf, workersFor } from './machine/checks.ts';
import { describeMachine, SOFTWARE } from './machine/description.ts';
import { inspectMachine } from './machine/facts.ts';
import { checkSourceAddresses } from './machine/source-addresses.ts';

/** How many workers play it; throws where this machine cannot bear the plan, and warns where it hardly can. */
export function prepareMachine({ plan, workers: asked }: RunConfig): number {
  const facts = inspectMachine();
  const { messages, target, pacing } = plan;
  const rate = messages.mode === 'none' ? 0 : messages.mode === 'max' ? 'max' : messages.perSecond;
  const needs = needsOf(plan, 1, isLoopback(target.host));
  const wanted = asked === 'auto' ? workersFor(needs.connections, rate, facts) : asked;
  // A worker without a handshake of its own to make would sit idle.
  const workers = Math.min(wanted, pacing.maxHandshakesInFlight);
  const checks = checkPlan(facts, { ...needs, workers });
  const error = limitsError(checks);
  if (error !== undefined) throw error;
  checkSourceAddresses(target.sourceAddresses);
  for (const check of checks) {
    if (check.level === 'warning') writeError(`busyhour: ${check.what}\n  ${check.hint ?? ''}\n`);
  }
  return workers;
}

export function describe(config: RunConfig, workers: number): RunInfo {
  return {
    version: 1,
    id: crypto.randomUUID(),
    name: config.output.name,
    startedAt: new Date().toISOString(),
    plan: config.plan,
    scheduleHash: scheduleHash(config.plan),
    thresholds: config.thresholds,
    workers,
    authorizedBy: config.authorizedBy,
    software: SOFTWARE,
    machine: describeMachine(),
  };
}
