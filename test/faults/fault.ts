// What an entry of the catalogue is: one thing that a target may do wrong, and what has to become of it in our
// accounting. Law: an entry says one failure or one cause (two only where the network itself decides which comes
// first), never "unknown", and which deadline ends it, where one does.
import type { CloseCause, FailureKind } from '../../src/metrics/outcome.ts';
import type { Plan } from '../../src/plan/plan.ts';
import type { Component } from '../component.ts';
import type { Outcome } from './outcome.ts';
import type { Stage, Victim } from './stage.ts';

export type Phase = 'dns' | 'tcp' | 'tls' | 'upgrade' | 'ready' | 'close' | 'ping';

export interface Fault {
  /** Completes "a target ...". */
  readonly name: string;
  readonly expect: Expectation;
  /** What the server does to each connection that comes after the bystanders. */
  readonly serve?: (victim: Victim, stage: Stage) => unknown;
  /** What becomes of the server or the network before any victim dials. */
  readonly spoil?: (stage: Stage) => unknown;
  /** The deadline that ends it: short in this run, while all others are out of reach. */
  readonly deadline?: Phase;
  readonly plan?: (plan: Plan) => Plan;
  /** Over TLS: bystanders meet a certificate that is trusted. */
  readonly secure?: boolean;
  /** The server keeps its half of a victim's connection open, whatever the victim does. */
  readonly lingers?: boolean;
  /** Victims dial first and bystanders after them, once `heal` was called: where one fault holds for the whole name. */
  readonly heal?: (stage: Stage) => unknown;
  /** Needs a network, a resolver or limits of its own: played in namespaces of Linux. */
  readonly isolated?: boolean;
  /** Programs from outside, those that isolation takes apart. */
  readonly components?: readonly Component[];
}

export interface Expectation {
  /** The handshake fails; of several, each is right. */
  readonly failure?: FailureKind | readonly FailureKind[];
  /** The connection opens, and ends so. */
  readonly cause?: CloseCause | readonly CloseCause[];
  /** The connection opens and stays, with `until` as the sign that the fault was felt. */
  readonly until?: (counters: Outcome['counters']) => boolean;
  /** What each of their events says besides. */
  readonly detail?: Readonly<Record<string, unknown>>;
  /** The code of the close frame that the server must get. */
  readonly answer?: number;
  /** The least that the slowest connect of the play took. */
  readonly slowestTcpMs?: number;
  /** The most memory that the worker ever held. */
  readonly memoryMb?: number;
}

export const BYSTANDERS = 3;
export const VICTIMS = 2;
/** The deadline that is waited for. It holds for bystanders too, who must meet it on a busy machine. */
export const DEADLINE_MS = 3_000;
/** All others: whoever runs into one of these is found out. */
export const OUT_OF_REACH_MS = 120_000;
/** What a machine that is busy with other things may add, and far from what is out of reach. */
const MARGIN_MS = 20_000;

/** The longest from when a victim may dial until its end is in the accounting. */
export function withinMs({ deadline }: Fault): number {
  return (deadline === undefined ? 0 : DEADLINE_MS) + MARGIN_MS;
}
