// What must hold of every summary and every record, whatever the run was. Pure: figures in, problems in words out;
// none is what is wanted. Law: nothing here knows how the program came to its figures.
import type { Summary } from '../src/metrics/figures/shape.ts';
import { type RunRecord, sumOf } from './record.ts';

/** Seconds that follow each other: none twice, none out of order, none left out. */
export function checkWindows({ windows, broken }: RunRecord): string[] {
  const problems = broken.map((line) => `${line} is no JSON`);
  windows.forEach(({ startUs, endUs }, i) => {
    const previousUs = windows[i - 1]?.endUs;
    if (typeof startUs !== 'number' || typeof endUs !== 'number') problems.push(`window ${i} has no time`);
    else if (endUs < startUs) problems.push(`window ${i} ends at ${endUs} and begins at ${startUs}`);
    else if (typeof previousUs === 'number' && endUs <= previousUs)
      problems.push(`window ${i} ends at ${endUs}, not after ${previousUs}`);
    else if (typeof previousUs === 'number' && startUs !== previousUs)
      problems.push(`window ${i} begins at ${startUs}, not at ${previousUs}`);
  });
  return problems;
}

/** Every sum of a run that came to its end. */
export function checkSums({ connections: c, messages: m }: Summary): string[] {
  return [
    ...compare('asked', c.asked, c.attempted + totalOf(c.notAttempted)),
    ...compare('attempted', c.attempted, c.opened + c.failed),
    ...compare('opened', c.opened, c.openAtEnd + c.closed),
    ...compare('failed', c.failed, totalOf(c.failures)),
    ...compare('closed', c.closed, totalOf(c.closes)),
    ...compare('sent', m.sent, m.answered + m.timedOut + m.lostAtClose + m.inFlightAtEnd),
    ...compare('received', m.received, m.valid + m.invalid),
  ];
}

/** The summary holds what the lines of the record hold, no more and no less. */
export function checkReadBack(record: RunRecord, { connections, messages, ping }: Summary): string[] {
  const counted: readonly (readonly [string, number])[] = [
    ['asked', connections.asked],
    ['attempted', connections.attempted],
    ['opened', connections.opened],
    ['failed', connections.failed],
    ['closed', connections.closed],
    ['messagesSent', messages.sent],
    ['messagesReceived', messages.received],
    ['messagesValid', messages.valid],
    ['pingsSent', ping.sent],
  ];
  return counted.flatMap(([counter, read]) => compare(`${counter} read back`, read, sumOf(record, counter)));
}

/** How many windows a summary's duration reaches over; -1 where it ends between two. */
export function windowsReadBack({ windows }: RunRecord, { run }: Summary): number {
  if (windows.length === 0) return run.durationUs === 0 ? 0 : -1;
  const endUs = (windows[0]!.startUs ?? 0) + run.durationUs;
  return windows.findIndex((window) => window.endUs === endUs) + 1 || -1;
}

/** A person never sees where in the program something went wrong. */
export function checkWords(what: string, text: string): string[] {
  return /^\s+at .+[:(]\d+/m.test(text) ? [`${what} shows a stack trace: ${text.slice(0, 300)}`] : [];
}

function totalOf(counts: Readonly<Partial<Record<string, number>>>): number {
  return Object.values(counts).reduce<number>((sum, n) => sum + (n ?? 0), 0);
}

function compare(what: string, is: number, shouldBe: number): string[] {
  return is === shouldBe ? [] : [`${what}: ${is}, not ${shouldBe}`];
}
