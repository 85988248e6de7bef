// A Plan: everything that should happen in a run, as one immutable value without a secret in it.
// Made by config/, dealt by shard(), played by engine/. Durations are integer microseconds.
import type { Profile } from './profile.ts';

export interface Plan {
  readonly version: 1;
  readonly name: string;
  readonly seed: number;
  readonly target: Target;
  readonly platform: PlatformPlan;
  readonly profile: Profile;
  readonly pacing: Pacing;
  readonly messages: MessagePlan;
  readonly keepAlive: KeepAlivePlan;
  readonly flow: FlowPlan;
  readonly deadlines: Deadlines;
  /** Which part of the whole this is; `{index: 0, count: 1}` is all of it. */
  readonly shard: Shard;
}

export interface Shard {
  readonly index: number;
  readonly count: number;
  /** How many shards dial from the same local addresses, this one included, and so share their ports. */
  readonly sharers: number;
}

export interface Target {
  /** As the user wrote it; never with a token in it. */
  readonly url: string;
  readonly secure: boolean;
  readonly host: string;
  readonly port: number;
  /** Path and query as sent, without the token. */
  readonly path: string;
  readonly headers: readonly (readonly [string, string])[];
  readonly subprotocols: readonly string[];
  readonly tls: TlsPlan;
  readonly deflate: boolean;
  /** Local addresses to spread connections over; empty leaves the choice to the kernel. */
  readonly sourceAddresses: readonly string[];
}

export interface TlsPlan {
  /** For SNI and the certificate's name; defaults to the host. */
  readonly serverName: string;
  /** PEM of the certification authorities to trust beside the system's. */
  readonly ca: string | null;
  readonly minVersion: TlsVersion;
  readonly maxVersion: TlsVersion;
  readonly resumption: boolean;
  /** False skips the check of the certificate; the report says so. */
  readonly verify: boolean;
}
export type TlsVersion = '1.2' | '1.3';

export type TokenPlacement = 'none' | 'query' | 'header' | 'frame';

export interface PlatformPlan {
  readonly name: string;
  readonly token: TokenPlacement;
  /** The platform's connection limit as preset or given: what `60 % of the limit` refers to. */
  readonly connectionLimit: number;
}

export interface Pacing {
  /** Each dial waits a uniform time from this range after its profile's instant. */
  readonly jitterUs: readonly [min: number, max: number];
  /** Across all shards; Infinity is written as null. */
  readonly handshakesPerSecond: number | null;
  readonly maxHandshakesInFlight: number;
  readonly redial: boolean;
  readonly redialBackoffUs: readonly [first: number, max: number];
}

export interface MessagePlan {
  /** `rate`: scheduled sends; `max`: a closed loop, one message outstanding; `none`: only what the platform asks for. */
  readonly mode: 'none' | 'rate' | 'max';
  /** A second and connection. */
  readonly perSecond: number;
  readonly bytes: number;
  /** Unanswered messages a connection may have; what comes due meanwhile waits, and keeps its due time. */
  readonly maxOutstanding: number;
  /** How long an answer may take before its message counts as timed out; 0 waits for as long as the connection lives. */
  readonly replyTimeoutUs: number;
  /** Raw round trips kept by each worker, a second; 0 keeps none. */
  readonly samplesPerSecond: number;
  /** A connection is ready only once one message of its own came back. */
  readonly verify: boolean;
}

export interface KeepAlivePlan {
  /** 0 sends no pings. */
  readonly pingIntervalUs: number;
  readonly pingTimeoutUs: number;
}

export interface FlowPlan {
  /** Events the platform lets stand unacknowledged; 0 is no window and no acks. */
  readonly ackWindow: number;
  /** Simulated processing of one event before its ack. */
  readonly processingUs: number;
  /** Events that may wait for processing: above `highWater` reading is paused. */
  readonly receiveBuffer: number;
  readonly highWater: number;
}

export interface Deadlines {
  readonly dnsUs: number;
  readonly tcpUs: number;
  readonly tlsUs: number;
  readonly upgradeUs: number;
  readonly readyUs: number;
  readonly closeUs: number;
  /** Until everything is closed once the load ended. */
  readonly drainUs: number;
}
