// What a dial needs beside the clockwork of a worker, and who hears of it: names that a test resolves, a wire in memory, and
// an owner that writes down what it is told, in order.
import type { Occupant, OccupantOwner } from '../../../src/engine/connection/occupant.ts';
import { Credentials } from '../../../src/engine/shared/credentials.ts';
import { Resolver } from '../../../src/engine/transport/resolver.ts';
import { SocketCount } from '../../../src/engine/transport/socket-count.ts';
import type { Plan, Target } from '../../../src/plan/plan.ts';
import { ParserLimits } from '../../../src/wire/parser-limits.ts';
import { PLAN } from '../../plan/plans.ts';
import { Rig, type RigOptions } from '../rig.ts';
import { Wire } from './wire.ts';

export interface DialRigOptions extends RigOptions {
  readonly tokens?: readonly string[];
}

export class DialRig extends Rig {
  readonly wire = new Wire();
  readonly owner = new Owner();
  /** What the resolver was asked for, and has not been told yet. */
  readonly asked: { readonly host: string; readonly answer: PromiseWithResolvers<readonly string[]> }[] = [];

  constructor({ tokens = [], ...options }: DialRigOptions = {}) {
    super(options);
    const { plan } = this.context;
    Object.assign(this.context, {
      transport: this.wire,
      sockets: new SocketCount(),
      credentials: new Credentials(plan, { tokens }),
      limits: new ParserLimits({ maxMessageBytes: 1 << 20, maxControlFrames: 1_000 }),
      resolver: new Resolver(this.clock, (host) => {
        const answer = Promise.withResolvers<readonly string[]>();
        this.asked.push({ host, answer });
        return answer.promise;
      }),
    });
  }

  get histograms() {
    return this.context.recorder.histograms;
  }

  /** The details of the failures so far, with their kinds. */
  failures(): unknown[] {
    return this.events().flatMap(({ kind, detail }) => (kind === 'failure' ? [detail] : []));
  }
}

export class Owner implements OccupantOwner {
  readonly told: string[] = [];
  occupant: Occupant | null = null;
  onOpen: (connection: Occupant) => void = () => {};

  onUpgraded(connection: Occupant): void {
    this.occupant = connection;
    this.told.push('upgraded');
  }

  onOpened(connection: Occupant): void {
    this.told.push('opened');
    this.onOpen(connection);
  }

  onFailed(kind: string, retryAfterUs: number): void {
    this.told.push(retryAfterUs < 0 ? `failed ${kind}` : `failed ${kind}, again after ${retryAfterUs}`);
  }

  onClosed(cause: string, retryAfterUs: number): void {
    this.told.push(retryAfterUs < 0 ? `closed ${cause}` : `closed ${cause}, again after ${retryAfterUs}`);
  }

  onGone(): void {
    this.told.push('gone');
  }
}

/** A plan's target with some of its settings replaced. */
export function target(settings: Partial<Target>): Pick<Plan, 'target'> {
  return { target: { ...PLAN.target, ...settings } };
}

/** A plan's deadlines, each a number that tells it from the others. */
export const DEADLINES: Plan['deadlines'] = {
  dnsUs: 1_000_000,
  tcpUs: 2_000_000,
  tlsUs: 3_000_000,
  upgradeUs: 4_000_000,
  readyUs: 5_000_000,
  closeUs: 6_000_000,
  drainUs: 7_000_000,
};
