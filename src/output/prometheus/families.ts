// Every metric family of /metrics: its name, its help, and how to read it from a snapshot. Prometheus' own rules:
// base units, `_total` on counters, labels few and from closed unions. Laws: no URL, token or identifier is ever
// a label's value; every member of a union is there from the start, at zero, so that rates are right.

import { PHASE_HISTOGRAMS, PHASES } from '../../metrics/figures/phases.ts';
import { CLOSE_CAUSES, FAILURE_KINDS, NOT_ATTEMPTED } from '../../metrics/outcome.ts';
import { type Counter, count, type HistogramName, type Snapshot } from '../../metrics/snapshot.ts';
import type { RunInfo } from '../run-info.ts';
import { histogramSamples, type Labels, type Sample } from './histogram.ts';

export interface Reading {
  readonly run: RunInfo;
  readonly window: Snapshot;
  readonly soFar: Snapshot;
}

export interface Family {
  readonly name: string;
  readonly help: string;
  readonly type: 'counter' | 'gauge' | 'histogram';
  read(reading: Reading): Sample[];
}

const platformOf = ({ run }: Reading): Labels => ({ platform: run.plan.platform.name });

function counter(name: string, help: string, of: Counter | ((soFar: Snapshot) => number)): Family {
  const read = typeof of === 'string' ? (soFar: Snapshot) => count(soFar, of) : of;
  return {
    name,
    help,
    type: 'counter',
    read: (reading) => [{ labels: platformOf(reading), value: read(reading.soFar) }],
  };
}

/** One counter for each value of a label. */
function counters<K extends string>(
  name: string,
  help: string,
  label: string,
  values: readonly K[],
  read: (soFar: Snapshot, value: K) => number,
): Family {
  return {
    name,
    help,
    type: 'counter',
    read: (reading) =>
      values.map((value) => ({
        labels: { ...platformOf(reading), [label]: value },
        value: read(reading.soFar, value),
      })),
  };
}

function gauge(name: string, help: string, read: (window: Snapshot) => number, platform = true): Family {
  return {
    name,
    help,
    type: 'gauge',
    read: (reading) => [{ labels: platform ? platformOf(reading) : {}, value: read(reading.window) }],
  };
}

function histogram(name: string, help: string, of: HistogramName, platform = true): Family {
  return {
    name,
    help,
    type: 'histogram',
    read: (reading) =>
      histogramSamples(name, platform ? platformOf(reading) : {}, reading.soFar.histograms[of]),
  };
}

const MESSAGES = {
  sent: 'messagesSent',
  received: 'messagesReceived',
  valid: 'messagesValid',
  invalid: 'messagesInvalid',
  answered: 'messagesAnswered',
  timed_out: 'messagesTimedOut',
  lost: 'messagesLost',
} as const satisfies Record<string, Counter>;
const PINGS = { sent: 'pingsSent', answered: 'pongsReceived', received: 'pingsReceived' } as const;
const THROTTLED = { handshakes: 'throttledHandshakes', messages: 'throttledMessages' } as const;
const BYTES = { sent: 'bytesSent', received: 'bytesReceived' } as const;

const keysOf = <K extends string>(record: Readonly<Record<K, unknown>>) => Object.keys(record) as K[];
const named =
  <K extends string>(record: Readonly<Record<K, Counter>>) =>
  (soFar: Snapshot, key: K) =>
    count(soFar, record[key]);

export const FAMILIES: readonly Family[] = [
  {
    name: 'ws_run_info',
    help: 'Always 1; its labels say what runs.',
    type: 'gauge',
    read: (reading) => [
      {
        labels: {
          ...platformOf(reading),
          profile: reading.run.plan.profile.name,
          version: reading.run.software.busyhour,
        },
        value: 1,
      },
    ],
  },
  gauge(
    'ws_connections_open',
    'Connections open at the end of the last second.',
    ({ gauges }) => gauges.open,
  ),
  gauge('ws_connections_target', 'Connections that the profile asks for now.', ({ gauges }) => gauges.target),
  counter('ws_connections_asked_total', 'Arrivals that came due, redials included.', 'asked'),
  counter('ws_connections_attempted_total', 'Arrivals that were dialed.', 'attempted'),
  counter('ws_connections_opened_total', 'Handshakes that ended in an open connection.', 'opened'),
  counters(
    'ws_connections_not_attempted_total',
    'Arrivals that were never dialed.',
    'reason',
    NOT_ATTEMPTED,
    (soFar, reason) => soFar.notAttempted[reason] ?? 0,
  ),
  counters(
    'ws_handshake_failures_total',
    'Handshakes that failed.',
    'kind',
    FAILURE_KINDS,
    (soFar, kind) => soFar.failures[kind] ?? 0,
  ),
  counters(
    'ws_connection_closes_total',
    'Open connections that ended.',
    'cause',
    CLOSE_CAUSES,
    (soFar, cause) => soFar.closes[cause] ?? 0,
  ),
  histogram('ws_handshake_seconds', 'Whole handshakes, from the instant they were due.', 'handshakeLatency'),
  {
    name: 'ws_handshake_phase_seconds',
    help: 'Phases of handshakes.',
    type: 'histogram',
    read: (reading) =>
      PHASES.flatMap((phase) =>
        histogramSamples(
          'ws_handshake_phase_seconds',
          { ...platformOf(reading), phase },
          reading.soFar.histograms[PHASE_HISTOGRAMS[phase]],
        ),
      ),
  },
  counters(
    'ws_messages_total',
    'Messages; valid and invalid are parts of received; answered, timed_out and lost of sent.',
    'status',
    keysOf(MESSAGES),
    named(MESSAGES),
  ),
  counters(
    'ws_bytes_total',
    'Bytes of the connections, on the wire.',
    'direction',
    keysOf(BYTES),
    named(BYTES),
  ),
  histogram('ws_latency_seconds', 'Round trips of messages, from the instant they were due.', 'roundTrip'),
  histogram('ws_service_latency_seconds', 'Round trips of messages, from their write.', 'roundTripService'),
  histogram('ws_push_latency_seconds', 'From the stamp of the platform on an event to its arrival.', 'push'),
  histogram('ws_ping_rtt_seconds', 'From a ping to its pong.', 'pingRtt'),
  counters(
    'ws_pings_total',
    'Pings of ours sent and answered, and of theirs received.',
    'status',
    keysOf(PINGS),
    named(PINGS),
  ),
  counters('ws_throttled_total', 'What the platform throttled.', 'what', keysOf(THROTTLED), named(THROTTLED)),
  counter('ws_backpressure_events_total', 'How often reading was paused.', 'backPressureEvents'),
  counter(
    'ws_backpressure_paused_seconds_total',
    'How long reading was paused, all connections together.',
    (soFar) => count(soFar, 'backPressurePausedUs') / 1e6,
  ),
  histogram('ws_generator_loop_lag_seconds', 'How late the event loop of a worker was.', 'loopLag', false),
  gauge(
    'ws_generator_cpu_ratio',
    'CPU of the busiest worker, of one core.',
    ({ health }) => health.cpuShare,
    false,
  ),
  gauge(
    'ws_generator_memory_bytes',
    'Resident memory of all workers.',
    ({ health }) => health.rssBytes,
    false,
  ),
  {
    name: 'ws_generator_late_starts_total',
    help: 'Dials and sends that started more than 5 ms late.',
    type: 'counter',
    read: ({ soFar }) => [{ labels: {}, value: count(soFar, 'lateStarts') }],
  },
];
