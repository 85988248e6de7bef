// Everything the page of a run shows, as one value of plain text and numbers: cards, tables, charts, events. The
// page's script only lays it out. Law: bounded, whatever the run's length and whatever a server wrote.
import { formatDurationUs } from '../../base/time.ts';
import type { Summary } from '../../metrics/figures/shape.ts';
import { lostOf } from '../../metrics/outcome.ts';
import { VERDICT_LIMITS } from '../../metrics/verdict/limits.ts';
import { type Profile, profileDurationUs } from '../../plan/profile.ts';
import { formatBytes, formatCount, formatPlural, formatShare, formatUs, percentileOf } from '../numbers.ts';
import type { RunInfo } from '../run-info.ts';
import { type Headline, headlineOf } from '../verdict-sentence.ts';
import { cleanText, ENDING_WORDS, limitWords } from '../words.ts';
import type { Charts } from './chart.ts';
import type { EventList } from './events.ts';
import type { Table } from './table.ts';
import { buildTables } from './tables.ts';

const MAX_STAGES = 200;

export interface Card {
  readonly label: string;
  readonly value: string;
  readonly note: string;
  readonly tone: 'plain' | 'good' | 'warn' | 'bad';
}

export interface PageData {
  readonly title: string;
  readonly subtitle: string;
  readonly target: string;
  readonly headline: Headline;
  readonly cards: readonly Card[];
  readonly tables: readonly Table[];
  readonly charts: Charts;
  /** Seconds at which stages begin, and at which something happened that every chart marks. */
  readonly stages: readonly { readonly atS: number; readonly label: string }[];
  readonly marks: readonly { readonly atS: number; readonly label: string }[];
  readonly events: EventList;
  readonly footer: string;
}

export interface PageInput {
  readonly run: RunInfo;
  readonly summary: Summary;
  /** The profile as commands changed it while it was played. */
  readonly played: Profile;
  readonly charts: Charts;
  readonly events: EventList;
}

export function buildPageData({ run, summary, played, charts, events }: PageInput): PageData {
  return {
    title: cleanText(summary.run.name),
    subtitle: cleanText(
      [
        summary.run.platform,
        summary.run.profile,
        `${summary.run.startedAt.slice(0, 19).replace('T', ' ')} UTC`,
        formatDurationUs(summary.run.durationUs),
        ENDING_WORDS[summary.run.ending],
      ].join(' · '),
    ),
    target: cleanText(summary.run.target, 500),
    headline: cleanHeadline(headlineOf(summary)),
    cards: buildCards(summary),
    tables: buildTables(run, summary, played),
    charts,
    stages: stageStarts(played),
    marks: events.marks,
    events,
    footer: `busyhour ${cleanText(run.software.busyhour, 40)} · one file, nothing is loaded from anywhere`,
  };
}

function cleanHeadline(headline: Headline): Headline {
  return { ...headline, sentence: cleanText(headline.sentence, 1_000) };
}

function buildCards(summary: Summary): Card[] {
  const { connections: c, handshake, messages: m, generator, throttled, capacity } = summary;
  const lost = lostOf(c.closes);
  const trip = m.roundTripUs;
  const first: Card = capacity
    ? {
        label: 'Capacity',
        value: formatCount(capacity.lower),
        note: `at ${formatCount(capacity.upper)}: ${limitWords(capacity.limitedBy)}`,
        tone: 'plain',
      }
    : {
        label: 'Most open at once',
        value: formatCount(c.peakOpen),
        note: `${formatCount(c.openAtEnd)} at the end`,
        tone: 'plain',
      };
  return [
    first,
    {
      label: 'Opened',
      value: `${formatCount(c.opened)}`,
      note: `of ${formatPlural(c.attempted, 'attempt')}, ${formatCount(c.failed)} failed`,
      tone: 'plain',
    },
    {
      label: 'Lost',
      value: formatCount(lost),
      note: `churn ${formatShare(c.churnShare)} a minute`,
      tone: lost > 0 ? 'warn' : 'plain',
    },
    timeCard('Handshake', handshake.latencyUs),
    ...(trip.count > 0
      ? [timeCard('Round trip', trip)]
      : m.pushUs.count > 0
        ? [timeCard('Event push', m.pushUs)]
        : []),
    {
      label: 'Messages',
      value: formatCount(m.received),
      note: `received, ${formatCount(m.sent)} sent${m.invalid > 0 ? `, ${formatCount(m.invalid)} bad` : ''}`,
      tone: m.invalid > 0 ? 'warn' : 'plain',
    },
    {
      label: 'Throttled',
      value: formatCount(throttled.handshakes + throttled.messages),
      note: `${formatPlural(throttled.handshakes, 'handshake')}, ${formatPlural(throttled.messages, 'message')}`,
      tone: 'plain',
    },
    {
      label: 'Generator',
      value: formatShare(generator.cpuShare),
      note: `of a core at most, ${formatBytes(generator.rssBytesPeak)}`,
      tone: generator.cpuShare > VERDICT_LIMITS.cpuSuspect ? 'warn' : 'plain',
    },
  ];
}

/** The highest percentile that the samples carry, and the median beside it. */
function timeCard(label: string, quantiles: Summary['handshake']['latencyUs']): Card {
  const name = (['p99', 'p95', 'p90', 'p50'] as const).find((p) => percentileOf(quantiles, p) !== null);
  if (!name) {
    const note = quantiles.count === 0 ? 'not measured' : `max of ${formatPlural(quantiles.count, 'sample')}`;
    return { label, value: quantiles.count === 0 ? '-' : formatUs(quantiles.max), note, tone: 'plain' };
  }
  const note = `p50 ${formatUs(quantiles.p50)}, max ${formatUs(quantiles.max)}`;
  return { label: `${label} ${name}`, value: formatUs(quantiles[name]), note, tone: 'plain' };
}

function stageStarts(profile: Profile): PageData['stages'] {
  if (profile.stages.length > MAX_STAGES || profileDurationUs(profile) === 0) return [];
  let startUs = 0;
  return profile.stages.map((stage) => {
    const start = { atS: startUs / 1e6, label: cleanText(stage.name, 60) };
    startUs += stage.durationUs;
    return start;
  });
}
