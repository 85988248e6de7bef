// What a run found, as text for stdout: the verdict first, then what it rests on. Reads a Summary and nothing
// else, so that `busyhour report` prints the same. Law: the sums stand in one row, where anyone can check them.
import { formatDurationUs } from '../../base/time.ts';
import { PHASES } from '../../metrics/figures/phases.ts';
import type { Finding, Summary } from '../../metrics/figures/shape.ts';
import { type Counts, lostOf } from '../../metrics/outcome.ts';
import { largestFirst } from '../../metrics/wording.ts';
import {
  FEW_SAMPLES,
  formatBytes,
  formatCount,
  formatPlural,
  formatShare,
  formatUs,
  NO_NUMBER,
  percentileOf,
} from '../numbers.ts';
import { capacityClause, formatActual, headlineOf, type Tone } from '../verdict-sentence.ts';
import { CLOSE_WORDS, cleanText, ENDING_WORDS, FAILURE_WORDS, NOT_ATTEMPTED_WORDS } from '../words.ts';
import { latencyTable } from './summary-table.ts';
import { cells, type Line, type Look, padEnd, padStart, paint, type Style, wrap, wrapParts } from './text.ts';

export interface SummaryLook extends Look {
  /** Cells a line may have; at least 40, at most 100 are used. */
  readonly columns: number;
}

const TONE: Readonly<Record<Tone, Style>> = { good: 'good', doubtful: 'warn', bad: 'bad' };
const SEVERITY: Readonly<Record<Finding['severity'], Style>> = {
  info: 'plain',
  warning: 'warn',
  error: 'bad',
};

/** The whole summary, each line ended by a newline. */
export function renderSummary(summary: Summary, look: SummaryLook): string {
  const columns = Math.min(100, Math.max(40, look.columns));
  const sections = [
    verdict(summary, columns, look),
    thresholds(summary, look),
    capacity(summary),
    connections(summary),
    outcomes('Not attempted', summary.connections.notAttempted, NOT_ATTEMPTED_WORDS),
    outcomes('Why handshakes failed', summary.connections.failures, FAILURE_WORDS),
    outcomes('Why connections closed', summary.connections.closes, CLOSE_WORDS),
    latencyTable('Handshakes', handshakeRows(summary), columns),
    messages(summary, columns),
    findings(summary, columns),
    generator(summary, columns, look),
  ].filter((section) => section.length > 0);
  const lines = sections.flatMap((section, i): Line[] => (i === 0 ? section : [[], ...section]));
  if (lines.some((line) => line.some(([text]) => text.trim() === NO_NUMBER)))
    lines.push([], [[`${NO_NUMBER}  ${FEW_SAMPLES}`, 'dim']]);
  return lines.map((line) => `${paint(line, columns, look)}\n`).join('');
}

function verdict(summary: Summary, columns: number, look: Look): Line[] {
  const { word, tone, sentence } = headlineOf(summary);
  const { run } = summary;
  const dot = look.unicode ? ' · ' : ' - ';
  const indent = word.length + 2;
  const [first = '', ...rest] = wrap(sentence, columns - indent);
  return [
    [
      [`${word}  `, TONE[tone]],
      [first, 'bold'],
    ],
    ...rest.map((text): Line => [[' '.repeat(indent)], [text, 'bold']]),
    [],
    [
      [
        `  ${[run.name, run.platform, run.profile].join(dot)}${dot}${formatDurationUs(run.durationUs)}${dot}${ENDING_WORDS[run.ending]}`,
        'dim',
      ],
    ],
    [[`  ${run.target}`, 'dim']],
  ];
}

function thresholds({ verdict: { thresholds: all } }: Summary, look: Look): Line[] {
  if (all.length === 0) return [];
  const names = all.map(({ name }) => cleanText(name, 60));
  const width = Math.max(...names.map(cells));
  return [
    heading('Thresholds'),
    ...all.map((threshold, i): Line => {
      const mark = threshold.passed ? (look.unicode ? '✓ ' : 'pass ') : look.unicode ? '✗ ' : 'FAIL ';
      const actual = threshold.actual === null ? 'nothing was measured' : formatActual(threshold);
      const style: Style = threshold.passed ? 'good' : 'bad';
      return [
        [`  ${mark}`, style],
        [padEnd(names[i]!, width)],
        [`   ${actual}`, threshold.passed ? 'plain' : 'bad'],
      ];
    }),
  ];
}

/** Where the verdict has not said it already. */
function capacity(summary: Summary): Line[] {
  if (!summary.capacity) return [];
  const clause = capacityClause(summary.capacity);
  if (headlineOf(summary).sentence.toLowerCase().includes(clause)) return [];
  return [heading('Capacity'), [[`  ${clause.charAt(0).toUpperCase()}${clause.slice(1)}.`]]];
}

function connections({ connections: c }: Summary): Line[] {
  const columns: [string, number, Style][] = [
    ['asked', c.asked, 'plain'],
    ['attempted', c.attempted, 'plain'],
    ['opened', c.opened, 'plain'],
    ['failed', c.failed, c.failed > 0 ? 'bad' : 'plain'],
    ['closed', c.closed, 'plain'],
    ['at end', c.openAtEnd, 'plain'],
    ['peak', c.peakOpen, 'plain'],
  ];
  const width = ([label, n]: [string, number, Style]) => Math.max(cells(label), cells(formatCount(n))) + 2;
  const lost = lostOf(c.closes);
  const churn = `  ${lost === 0 ? 'none' : formatCount(lost)} lost, churn ${formatShare(c.churnShare)} a minute`;
  return [
    heading('Connections'),
    columns.map((column) => [padStart(column[0], width(column)), 'dim'] as const),
    columns.map((column) => [padStart(formatCount(column[1]), width(column)), column[2]] as const),
    [[c.redials > 0 ? `${churn}, ${formatPlural(c.redials, 'redial')}` : churn, 'dim']],
  ];
}

function outcomes<K extends string>(
  title: string,
  counts: Readonly<Counts<K>>,
  words: Readonly<Record<K, string>>,
): Line[] {
  const all = largestFirst(counts);
  if (all.length === 0) return [];
  const sum = all.reduce((n, [, count]) => n + count, 0);
  const width = Math.max(...all.map(([name]) => cells(name)));
  const digits = Math.max(...all.map(([, n]) => cells(formatCount(n))));
  return [
    heading(title),
    ...all.map(
      ([name, n]): Line => [
        [`  ${padStart(formatCount(n), digits)}`],
        [padStart(formatShare(n / sum), 8), 'dim'],
        [`  ${padEnd(name, width)}`],
        [`  ${words[name]}`, 'dim'],
      ],
    ),
  ];
}

function handshakeRows({ handshake }: Summary) {
  return [
    ...PHASES.map((phase) => ({ label: phase, quantiles: handshake.phasesUs[phase] })),
    { label: 'from due', quantiles: handshake.latencyUs, strong: true },
    { label: 'from start', quantiles: handshake.serviceUs, strong: true },
  ];
}

function messages({ messages: m, ping, throttled, backPressure }: Summary, columns: number): Line[] {
  const rows = [
    { label: 'from due', quantiles: m.roundTripUs, strong: true },
    { label: 'from start', quantiles: m.roundTripServiceUs, strong: true },
    { label: 'event push', quantiles: m.pushUs },
    { label: 'ping', quantiles: ping.rttUs },
  ];
  const table = latencyTable(m.roundTripUs.count > 0 ? 'Round trips' : 'Messages', rows, columns);
  const facts = [
    `${formatCount(m.sent)} sent`,
    `${formatCount(m.received)} received`,
    ...(m.acks > 0 ? [`${formatCount(m.acks)} acknowledged`] : []),
    ...(m.invalid > 0
      ? [
          `${formatCount(m.invalid)} invalid${m.parseErrors > 0 ? ` (${formatCount(m.parseErrors)} not parsed)` : ''}`,
        ]
      : []),
    ...(m.unanswered > 0 ? [`${formatCount(m.unanswered)} unanswered`] : []),
    ...(throttled.messages > 0 ? [`${formatCount(throttled.messages)} throttled`] : []),
    ...(backPressure.sendsSkipped > 0
      ? [`${formatCount(backPressure.sendsSkipped)} not sent for back-pressure`]
      : []),
    ...(backPressure.events > 0
      ? [
          `reading paused ${formatPlural(backPressure.events, 'time')}, ${formatDurationUs(backPressure.pausedUs)} in all`,
        ]
      : []),
  ];
  if (table.length === 0 && m.sent + m.received === 0) return [];
  const head = table.length === 0 ? [heading('Messages')] : table;
  return [...head, ...wrapParts(facts, columns - 2).map((text): Line => [[`  ${text}`, 'dim']])];
}

function findings({ findings: all }: Summary, columns: number): Line[] {
  if (all.length === 0) return [];
  const lines = all.flatMap(({ severity, text }) => {
    const [first = '', ...rest] = wrap(text, columns - 11);
    return [
      [[`  ${padEnd(severity, 9)}`, SEVERITY[severity]], [first]] as Line,
      ...rest.map((more): Line => [[' '.repeat(11)], [more]]),
    ];
  });
  return [heading('Findings'), ...lines];
}

function generator({ generator: g, verdict: v, messages: m }: Summary, columns: number, look: Look): Line[] {
  const style: Style = v.validity === 'VALID' ? 'good' : v.validity === 'SUSPECT' ? 'warn' : 'bad';
  const trust = {
    VALID: 'the generator kept up; the numbers can be trusted',
    SUSPECT: 'take the numbers with care',
    INVALID: 'the numbers prove nothing',
  }[v.validity];
  const slip = m.slipUs.count > 0 ? m.slipUs : g.slipUs;
  const facts = [
    formatPlural(g.workers, 'worker'),
    `busiest at ${formatShare(g.cpuShare)} of a core`,
    `loop lag p99 ${formatUs(percentileOf(g.loopLagUs, 'p99'))}`,
    `lateness p99 ${formatUs(percentileOf(slip, 'p99'))}`,
    `${formatBytes(g.rssBytesPeak)} of memory`,
  ];
  const reasons = v.reasons.flatMap(({ text }) => {
    const [first = '', ...rest] = wrap(text, columns - 4);
    return [
      [[look.unicode ? '  • ' : '  * ', style], [first]] as Line,
      ...rest.map((more): Line => [[`    ${more}`]]),
    ];
  });
  return [
    heading('Measurement'),
    [[`  ${v.validity}`, style], [`  ${trust}`]],
    ...reasons,
    ...wrapParts(facts, columns - 2).map((text): Line => [[`  ${text}`, 'dim']]),
  ];
}

function heading(text: string): Line {
  return [[text, 'bold']];
}
