// The tables of a run's page, every cell already the text to show. Law: the same words and the same dashes as the
// summary on a terminal has.
import { formatDurationUs } from '../base/time.ts';
import type { Quantiles } from '../metrics/histogram.ts';
import type { Counts } from '../metrics/outcome.ts';
import type { Summary } from '../metrics/summary-type.ts';
import { largestFirst } from '../metrics/wording.ts';
import { profileDurationUs, profilePeak } from '../plan/profile.ts';
import { formatBytes, formatCount, formatPlural, formatShare, formatUs, percentileOf } from './numbers.ts';
import type { RunInfo } from './run-info.ts';
import { formatActual } from './verdict-sentence.ts';
import { CLOSE_WORDS, cleanText, FAILURE_WORDS, NOT_ATTEMPTED_WORDS } from './words.ts';

const MAX_ROWS = 100;

export interface Cell {
  readonly text: string;
  readonly tone?: 'good' | 'warn' | 'bad' | 'dim';
}

export interface Table {
  readonly title: string;
  /** Where on the page: beside the verdict, among the measurements, or at the very end. */
  readonly place: 'top' | 'middle' | 'end';
  /** Empty for a table that needs no head. */
  readonly columns: readonly string[];
  /** How many columns from the left hold words; the others hold numbers. */
  readonly words: number;
  readonly rows: readonly (readonly Cell[])[];
  readonly note?: string;
}

export function buildTables(run: RunInfo, summary: Summary): Table[] {
  const { handshake, messages: m, connections: c, ping } = summary;
  const { dns, tcp, tls, upgrade, ready } = handshake.phasesUs;
  return [
    thresholds(summary),
    findings(summary),
    latencies('Handshakes', [
      ['dns', dns],
      ['tcp', tcp],
      ['tls', tls],
      ['upgrade', upgrade],
      ['ready', ready],
      ['whole, from due', handshake.latencyUs],
      ['whole, from start', handshake.serviceUs],
      ['lateness', handshake.latenessUs],
    ]),
    latencies('Messages', [
      ['round trip, from due', m.roundTripUs],
      ['round trip, from start', m.roundTripServiceUs],
      ['lateness of sends', m.latenessUs],
      ['event push', m.pushUs],
      ['ping', ping.rttUs],
    ]),
    outcomes('Why handshakes failed', c.failures, FAILURE_WORDS),
    outcomes('Why connections closed', c.closes, CLOSE_WORDS),
    outcomes('Why arrivals were not attempted', c.notAttempted, NOT_ATTEMPTED_WORDS),
    accounting(summary),
    generator(summary),
    conditions(run, summary),
  ].filter((table) => table.rows.length > 0);
}

function thresholds({ verdict }: Summary): Table {
  return {
    title: 'Thresholds',
    place: 'top',
    columns: ['', 'threshold', 'measured'],
    words: 2,
    rows: verdict.thresholds.slice(0, MAX_ROWS).map((threshold): Cell[] => [
      threshold.passed ? { text: 'passed', tone: 'good' } : { text: 'failed', tone: 'bad' },
      { text: cleanText(threshold.name) },
      {
        text: threshold.actual === null ? 'nothing' : formatActual(threshold),
        ...(threshold.passed ? {} : { tone: 'bad' }),
      },
    ]),
  };
}

function findings({ verdict, findings: all }: Summary): Table {
  const tones = { info: 'dim', warning: 'warn', error: 'bad' } as const;
  const trust = verdict.validity === 'INVALID' ? 'bad' : 'warn';
  const reasons = verdict.reasons.map(({ text }): Cell[] => [
    { text: verdict.validity.toLowerCase(), tone: trust },
    { text: cleanText(text, 1_000) },
  ]);
  const found = all.map(({ severity, text }): Cell[] => [
    { text: severity, tone: tones[severity] },
    { text: cleanText(text, 1_000) },
  ]);
  return {
    title: 'Findings',
    place: 'top',
    columns: [],
    words: 2,
    rows: [...reasons, ...found].slice(0, MAX_ROWS),
  };
}

function latencies(title: string, rows: readonly (readonly [string, Quantiles])[]): Table {
  const measured = rows.filter(([, { count }]) => count > 0);
  return {
    title,
    place: 'middle',
    columns: ['', 'p50', 'p90', 'p95', 'p99', 'p99.9', 'max', 'mean', 'count'],
    words: 1,
    rows: measured.map(([label, q]): Cell[] => [
      { text: label },
      ...(['p50', 'p90', 'p95', 'p99', 'p999'] as const).map((p) => ({ text: formatUs(percentileOf(q, p)) })),
      { text: formatUs(q.max) },
      { text: formatUs(q.mean) },
      { text: formatCount(q.count), tone: 'dim' },
    ]),
    ...(measured.some(([, q]) => percentileOf(q, 'p999') === null)
      ? { note: '- too few samples: p95 needs 90, p99 459, p99.9 4,603' }
      : {}),
  };
}

function outcomes<K extends string>(
  title: string,
  counts: Readonly<Counts<K>>,
  words: Readonly<Record<K, string>>,
): Table {
  const all = largestFirst(counts);
  const sum = all.reduce((n, [, count]) => n + count, 0);
  return {
    title,
    place: 'middle',
    columns: ['what', 'meaning', 'share', 'count'],
    words: 2,
    rows: all.map(([name, n]): Cell[] => [
      { text: name },
      { text: words[name], tone: 'dim' },
      { text: formatShare(n / sum) },
      { text: formatCount(n) },
    ]),
  };
}

function accounting({ connections: c, messages: m, tokens, backPressure, ping }: Summary): Table {
  const notAttempted = c.asked - c.attempted;
  const rows: [string, string][] = [
    [
      'asked',
      `${formatCount(c.asked)} = ${formatCount(c.attempted)} attempted + ${formatCount(notAttempted)} not attempted`,
    ],
    [
      'attempted',
      `${formatCount(c.attempted)} = ${formatCount(c.opened)} opened + ${formatCount(c.failed)} failed`,
    ],
    [
      'opened',
      `${formatCount(c.opened)} = ${formatCount(c.openAtEnd)} open at the end + ${formatCount(c.closed)} closed`,
    ],
    ['most open at once', formatCount(c.peakOpen)],
    ['redials', formatCount(c.redials)],
    [
      'messages',
      `${formatCount(m.sent)} sent, ${formatCount(m.received)} received, ${formatCount(m.valid)} valid, ${formatCount(m.invalid)} invalid`,
    ],
    ['unanswered, not parsed', `${formatCount(m.unanswered)}, ${formatCount(m.parseErrors)}`],
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

function generator({ generator: g, verdict }: Summary): Table {
  return pairs('The measurement', 'middle', [
    ['validity', verdict.validity],
    ['workers', formatCount(g.workers)],
    ['busiest worker', `${formatShare(g.cpuShare)} of a core in its highest second`],
    [
      'loop lag p50, p99, max',
      [percentileOf(g.loopLagUs, 'p50'), percentileOf(g.loopLagUs, 'p99'), g.loopLagUs.max]
        .map(formatUs)
        .join(', '),
    ],
    ['memory at most', formatBytes(g.rssBytesPeak)],
  ]);
}

function conditions(
  { plan, machine, software, authorizedBy, id, workers }: RunInfo,
  { run }: Summary,
): Table {
  const { profile, messages, pacing, keepAlive, flow } = plan;
  const cap =
    pacing.handshakesPerSecond === null ? 'no cap' : `${formatCount(pacing.handshakesPerSecond)} a second`;
  return pairs('Conditions', 'end', [
    ['run', id],
    ['target', run.target],
    [
      'profile',
      `${profile.name}: ${formatPlural(profile.stages.length, 'stage')}, ${formatDurationUs(profileDurationUs(profile))}, up to ${formatCount(profilePeak(profile))} connections${profile.timeScale === 1 ? '' : `, time scale ${profile.timeScale}`}`,
    ],
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

function pairs(title: string, place: Table['place'], rows: readonly (readonly [string, string])[]): Table {
  return {
    title,
    place,
    columns: [],
    words: 2,
    rows: rows.map(([label, text]): Cell[] => [{ text: label, tone: 'dim' }, { text: cleanText(text, 500) }]),
  };
}
