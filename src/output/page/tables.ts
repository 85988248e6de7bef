// The tables of a run's page, every cell already the text to show. Law: the same words and the same dashes as the
// summary on a terminal has.

import { PHASES } from '../../metrics/figures/phases.ts';
import type { Summary } from '../../metrics/figures/shape.ts';
import type { Quantiles } from '../../metrics/histogram.ts';
import type { Counts } from '../../metrics/outcome.ts';
import { largestFirst } from '../../metrics/wording.ts';
import type { Profile } from '../../plan/profile.ts';
import { FEW_SAMPLES, formatCount, formatShare, formatUs, NO_NUMBER, percentileOf } from '../numbers.ts';
import type { RunInfo } from '../run-info.ts';
import { formatActual } from '../verdict-sentence.ts';
import { CLOSE_WORDS, cleanText, FAILURE_WORDS, NOT_ATTEMPTED_WORDS } from '../words.ts';
import { accounting, conditions, generator } from './facts.ts';
import type { Cell, Table } from './table.ts';

const MAX_ROWS = 100;

export function buildTables(run: RunInfo, summary: Summary, played: Profile): Table[] {
  const { handshake, messages: m, connections: c, ping } = summary;
  return [
    thresholds(summary),
    findings(summary),
    latencies('Handshakes', [
      ...PHASES.map((phase) => [phase, handshake.phasesUs[phase]] as const),
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
    conditions(run, summary, played),
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
      ? { note: `${NO_NUMBER} ${FEW_SAMPLES}` }
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
