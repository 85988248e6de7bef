// The tables of a run's page that are pairs of a label and a text: the sums, the measurement, the conditions.
// Law: the sums stand as equations, so that a reader can check them.
import { formatDurationUs } from '../../base/time.ts';
import type { Summary } from '../../metrics/figures/shape.ts';
import type { Quantiles } from '../../metrics/histogram.ts';
import { type Profile, profileDurationUs, profilePeak } from '../../plan/profile.ts';
import {
  formatBytes,
  formatCount,
  formatPlural,
  formatShare,
  formatUs,
  formatWhole,
  NO_NUMBER,
  percentileOf,
} from '../numbers.ts';
import type { RunInfo } from '../run-info.ts';
import { cleanText } from '../words.ts';
import type { Cell, Table } from './table.ts';

export function accounting({ connections: c, messages: m, tokens, backPressure, ping }: Summary): Table {
  const notAttempted = c.asked - c.attempted - c.waitingAtEnd;
  const waiting = c.waitingAtEnd === 0 ? '' : ` + ${formatWhole(c.waitingAtEnd)} waiting at the end`;
  const connecting =
    c.connectingAtEnd === 0 ? '' : ` + ${formatWhole(c.connectingAtEnd)} connecting at the end`;
  const rows: [string, string][] = [
    [
      'asked',
      `${formatWhole(c.asked)} = ${formatWhole(c.attempted)} attempted + ${formatWhole(notAttempted)} not attempted${waiting}`,
    ],
    [
      'attempted',
      `${formatWhole(c.attempted)} = ${formatWhole(c.opened)} opened + ${formatWhole(c.failed)} failed${connecting}`,
    ],
    [
      'opened',
      `${formatWhole(c.opened)} = ${formatWhole(c.openAtEnd)} open at the end + ${formatWhole(c.closed)} closed`,
    ],
    ['most open at once', formatCount(c.peakOpen)],
    ['redials', formatCount(c.redials)],
    [
      'messages',
      `${formatWhole(m.sent)} sent = ${formatWhole(m.answered)} answered + ${formatWhole(m.timedOut)} timed out + ${formatWhole(m.lostAtClose)} lost at a close + ${formatWhole(m.inFlightAtEnd)} in flight at the end`,
    ],
    [
      'messages received',
      `${formatWhole(m.received)} = ${formatWhole(m.valid)} valid (${formatWhole(m.lateAnswers)} of them late answers) + ${formatWhole(m.invalid)} invalid (${formatWhole(m.parseErrors)} not parsed)`,
    ],
    ['acknowledgements', formatCount(m.acks)],
    [
      'pings',
      `${formatCount(ping.sent)} sent, ${formatCount(ping.answered)} answered, ${formatCount(ping.received)} received`,
    ],
    [
      'reading paused',
      `${formatPlural(backPressure.events, 'time')}, ${formatDurationUs(backPressure.pausedUs)}`,
    ],
    [
      'writes that had to wait',
      `${formatCount(backPressure.writeBlocked)}, ${formatPlural(backPressure.sendsSkipped, 'send')} skipped`,
    ],
    [
      'tokens',
      `${formatCount(tokens.fetched)} fetched, ${formatCount(tokens.rotated)} rotated, ${formatCount(tokens.failed)} failed, ${formatCount(tokens.rejected)} rejected`,
    ],
  ];
  return pairs('The sums', 'middle', rows);
}

export function generator({ generator: g, verdict, messages: m }: Summary): Table {
  return pairs('The measurement', 'middle', [
    ['validity', verdict.validity],
    ['workers', formatCount(g.workers)],
    ['busiest worker', `${formatShare(g.cpuShare)} of a core in its highest second`],
    ["the machine's cores in use", `${formatShare(g.machineShare)} in its worst second`],
    ['waited for a core', `${formatShare(g.waitShare)} of its worst second`],
    ['loop lag p50, p99, max', spread(g.loopLagUs)],
    ['dials late p50, p99, max', spread(g.slipUs)],
    ['messages late p50, p99, max', spread(m.slipUs)],
    ['memory at most', formatBytes(g.rssBytesPeak)],
    ['files, ports at most', `${formatShare(g.fileShare)}, ${formatShare(g.portShare)} of what there is`],
    ...(g.kernel === null
      ? []
      : [
          [
            'the kernel counted',
            `${formatCount(g.kernel.retransmits)} of ${formatCount(g.kernel.segmentsSent)} segments sent again, ${formatCount(g.kernel.synRetransmits)} connection requests repeated, ${formatCount(g.kernel.listenOverflows)} dropped by a full accept queue`,
          ] as const,
        ]),
  ]);
}

export function conditions(
  { plan, machine, software, authorizedBy, id, workers }: RunInfo,
  { run }: Summary,
  played: Profile,
): Table {
  const { profile, messages, pacing, keepAlive, flow } = plan;
  const cap =
    pacing.handshakesPerSecond === null ? 'no cap' : `${formatCount(pacing.handshakesPerSecond)} a second`;
  return pairs('Conditions', 'end', [
    ['run', id],
    ['target', run.target],
    [
      'profile',
      `${profile.name}: ${course(profile)}${profile.timeScale === 1 ? '' : `, time scale ${profile.timeScale}`}`,
    ],
    ...(played === profile ? [] : [['played', course(played)] as const]),
    [
      'platform',
      `${plan.platform.name}, connection limit ${formatCount(plan.platform.connectionLimit)}, token ${plan.platform.token}`,
    ],
    [
      'messages',
      messages.mode === 'rate'
        ? `${messages.perSecond} a second and connection, ${formatBytes(messages.bytes)}`
        : messages.mode === 'max'
          ? `one outstanding, ${formatBytes(messages.bytes)}`
          : 'none of our own',
    ],
    [
      'handshakes',
      `${cap}, at most ${formatCount(pacing.maxHandshakesInFlight)} in flight, jitter ${pacing.jitterUs.map(formatDurationUs).join(' to ')}`,
    ],
    [
      'keep-alive',
      keepAlive.pingIntervalUs === 0
        ? 'no pings'
        : `ping every ${formatDurationUs(keepAlive.pingIntervalUs)}, answer due in ${formatDurationUs(keepAlive.pingTimeoutUs)}`,
    ],
    ['acknowledgements', flow.ackWindow === 0 ? 'none' : `window of ${formatCount(flow.ackWindow)} events`],
    ['certificates', !plan.target.secure ? 'no TLS' : plan.target.tls.verify ? 'checked' : 'not checked'],
    ['seed, workers', `${plan.seed}, ${workers}`],
    ...(authorizedBy === null ? [] : [['authorized by', authorizedBy] as const]),
    ['software', `busyhour ${software.busyhour}, Bun ${software.bun}`],
    [
      'machine',
      `${machine.os} ${machine.arch}, ${machine.cpus} x ${machine.cpuModel}, ${formatBytes(machine.memoryBytes)}, ${formatCount(machine.fileLimit)} files a process`,
    ],
  ]);
}

/** `12 stages, 60 s, up to 300 connections`. */
function course(profile: Profile): string {
  return `${formatPlural(profile.stages.length, 'stage')}, ${formatDurationUs(profileDurationUs(profile))}, up to ${formatCount(profilePeak(profile))} connections`;
}

/** p50, p99 and the highest. */
function spread(quantiles: Quantiles): string {
  if (quantiles.count === 0) return NO_NUMBER;
  return [percentileOf(quantiles, 'p50'), percentileOf(quantiles, 'p99'), quantiles.max]
    .map(formatUs)
    .join(', ');
}

function pairs(title: string, place: Table['place'], rows: readonly (readonly [string, string])[]): Table {
  return {
    title,
    place,
    columns: [],
    words: 2,
    rows: rows.map(([label, text]): Cell[] => [{ text: label, tone: 'dim' }, { text: cleanText(text, 500) }]),
  };
}
