// What must hold after a crash, whoever was killed and whenever: nothing keeps loading the target, everything recorded
// reads back, what is missing is named, and a run that lost a worker goes on and says so. Pure: evidence in, words out.
import type { Evidence, Reported } from './crash.ts';
import { REQUESTS_PER_SECOND, WORKERS } from './crash-plan.ts';
import { endOf, type RunRecord, sumOf } from './record.ts';
import { checkReadBack, checkSums, checkWindows, checkWords, windowsReadBack } from './summary-laws.ts';

/** What a worker may take to notice that nobody watches it, with room for a busy machine. */
const GONE_MS = 3_000;
/** A second that was not over, and room for a busy machine and its disk. */
const LOST_MS = 2_000;

/** What one worker sends meanwhile. */
const UNSEEN_REQUESTS = ((LOST_MS / 1_000) * REQUESTS_PER_SECOND) / WORKERS;

export interface Judged {
  /** Windows on the disk, and those of them that the report read; null where nothing was recorded. */
  readonly windows: number | null;
  readonly readBack: number | null;
  /** How the summary names what is missing; null where nothing is. */
  readonly gap: string | null;
  /** What the target had received of the last so many milliseconds is in no window; null where that is not asked. */
  readonly lostMs: number | null;
  readonly problems: readonly string[];
}

export function judgeCrash(evidence: Evidence): Judged {
  const { record, report } = evidence;
  const problems = [...checkEnd(evidence), ...checkWords('stderr', evidence.stderr)];
  if (record === undefined) {
    problems.push(...checkNothing(evidence));
    return { windows: null, readBack: null, gap: null, lostMs: null, problems };
  }
  problems.push(...checkWindows(record));
  if (report?.summary === undefined) {
    problems.push(`the report gave no summary: ${report?.code} ${report?.stderr}`);
    return { windows: record.windows.length, readBack: null, gap: null, lostMs: null, problems };
  }
  const { summary } = report;
  const reason = summary.verdict.reasons.find(({ code }) => code === 'journal-gap');
  const gap = reason?.text ?? null;
  const lostMs = hasDied(evidence) ? measureLoss(evidence, record) : null;
  problems.push(...checkReport(record, { ...report, summary }, gap));
  if (lostMs !== null && lostMs > LOST_MS) problems.push(`the last ${Math.round(lostMs)} ms are lost`);
  if (!hasDied(evidence)) problems.push(...checkWholeRun(evidence, record, { ...report, summary }));
  return {
    windows: record.windows.length,
    readBack: windowsReadBack(record, summary),
    gap,
    lostMs,
    problems,
  };
}

/** The main process was killed: the run could not end itself. */
function hasDied({ plan, code, stderr }: Evidence): boolean {
  if (plan.victim === 'tree') return code === 'SIGKILL';
  return plan.victim === 'main' && code === 5 && stderr.includes('ended by SIGKILL');
}

/** Nobody is left, and nothing of theirs at the target. */
function checkEnd({ goneMs, after }: Evidence): string[] {
  const problems: string[] = [];
  if (goneMs === null) problems.push('a process of the run lives on');
  else if (goneMs > GONE_MS) problems.push(`the last process went after ${Math.round(goneMs)} ms`);
  if (after.open > 0) problems.push(`${after.open} connections stayed open at the target`);
  return problems;
}

/** Killed before run.json was there: then nothing was dialed either, and the report says that there is no run. */
function checkNothing({ after, struckMs, report }: Evidence): string[] {
  const problems: string[] = [];
  if (struckMs === null) problems.push('a run that nobody killed left no record');
  if (after.upgradesSeen > 0) problems.push(`${after.upgradesSeen} upgrades of a run that recorded nothing`);
  if (report === undefined) return problems;
  if (report.code !== 2 || !report.stderr.includes('[E_RUN_FOLDER]'))
    problems.push(`the report on a folder without a run: ${report.code} ${report.stderr}`);
  return [...problems, ...checkWords('the report', report.stderr)];
}

type Made = Reported & { readonly summary: NonNullable<Reported['summary']> };

function checkReport(
  record: RunRecord,
  { code, stdout, stderr, summary, page }: Made,
  gap: string | null,
): string[] {
  const { verdict } = summary;
  const problems = [...checkReadBack(record, summary), ...checkWords('the report', stderr)];
  if (windowsReadBack(record, summary) !== record.windows.length)
    problems.push(`${record.windows.length} windows are there, and it spans ${summary.run.durationUs} us`);
  const shouldBe = verdict.validity === 'INVALID' ? 3 : verdict.passed ? 0 : 1;
  if (code !== shouldBe) problems.push(`the report exits with ${code}, not ${shouldBe}: ${stderr}`);
  if (!page.includes('</html>')) problems.push('report.html is not whole');
  const end = endOf(record);
  const isWhole = end !== undefined && end.detail.windows === record.windows.length;
  if (isWhole !== (gap === null)) problems.push(isWhole ? `a gap is named: ${gap}` : 'no gap is named');
  if (gap === null) return problems;
  if (verdict.validity === 'VALID') problems.push('VALID in spite of a gap');
  if (!stdout.replace(/\s+/g, ' ').includes(gap)) problems.push(`the report's text does not name it: ${gap}`);
  if (!page.includes(JSON.stringify(gap).slice(1, -1))) problems.push(`report.html does not name it: ${gap}`);
  return problems;
}

/** A run that ended itself: nothing missing; the summary of its own is the very one that its folder gives. */
function checkWholeRun(evidence: Evidence, record: RunRecord, { summary }: Made): string[] {
  const { own, code, stderr, before } = evidence;
  // A worker that was not ready yet: there was no run.
  if (code === 5 && stderr.includes('[E_WORKER]')) return own === undefined ? [] : ['a summary of no run'];
  if (own === undefined) return [`no summary of its own: ${code} ${stderr}`];
  const problems = checkSums(own);
  if (!Bun.deepEquals(own, summary)) problems.push('the rebuilt summary is another than its own');
  if (own.run.ending !== 'completed') problems.push(`it ended as ${own.run.ending}`);
  const reasons = own.verdict.reasons.map((reason) => reason.code);
  if (record.events.some(({ kind, detail }) => kind === 'worker' && detail.state === 'lost')) {
    if (reasons[0] !== 'worker-lost' || own.verdict.validity !== 'INVALID' || code !== 3)
      problems.push(`a worker was lost: ${own.verdict.validity} ${reasons} ${code}`);
    const unseen = evidence.after.requestsReceived - own.messages.sent;
    if (unseen > UNSEEN_REQUESTS) problems.push(`${unseen} messages at the target are in no window`);
  } else if (evidence.struckMs !== null && (before.closes['1000'] ?? 0) === 0) {
    problems.push('a worker was killed while it played, and nobody noticed');
  }
  return problems;
}

/** How long before the kill the target had received all that the record holds. */
function measureLoss({ sightings, struckMs }: Evidence, record: RunRecord): number {
  const recorded = sumOf(record, 'messagesSent');
  const unseen = sightings.find(({ requests }) => requests > recorded);
  return unseen === undefined || struckMs === null ? 0 : Math.max(0, struckMs - unseen.atMs);
}
