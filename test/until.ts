// The one wait of all tests: for a condition, and never for a time. Whoever waits in vain says for what, and what was to
// be seen last. Law: it ends by its deadline, whatever the condition does.

/** What a condition says that does not hold yet. */
export type NotYet = undefined | null | false;

export interface Patience {
  readonly timeoutMs?: number;
  /** Between two looks, where each costs more than a moment. */
  readonly pauseMs?: number;
  /** What is to be seen at the moment: told by whoever waits in vain. */
  readonly seen?: () => unknown;
}

/** For a machine that is busy with other things: far beyond what any condition takes. */
const TIMEOUT_MS = 60_000;
/** Looks come soon at first, and then ever more rarely. */
const FIRST_PAUSE_MS = 1;
const LONGEST_PAUSE_MS = 20;
const SLOWER = 1.3;

/**
 * Resolves with what the condition gives once that is something; rejects where that never comes, or where the condition
 * throws, which says that there is nothing left to wait for.
 */
export async function until<T>(
  condition: () => T | NotYet | Promise<T | NotYet>,
  what: string,
  { timeoutMs = TIMEOUT_MS, pauseMs: asked, seen }: Patience = {},
): Promise<T> {
  const deadlineMs = performance.now() + timeoutMs;
  for (let growingMs = FIRST_PAUSE_MS; ; growingMs = Math.min(growingMs * SLOWER, LONGEST_PAUSE_MS)) {
    const value = await inTime(condition(), deadlineMs);
    if (value !== undefined && value !== null && value !== false) return value;
    if (performance.now() >= deadlineMs) throw inVain(what, timeoutMs, seen);
    await new Promise((resolve) => setTimeout(resolve, asked ?? growingMs));
  }
}

/** Not yet, where the answer itself does not come in time. */
async function inTime<T>(answer: T | NotYet | Promise<T | NotYet>, deadlineMs: number): Promise<T | NotYet> {
  if (!(answer instanceof Promise)) return answer;
  const { promise: late, resolve } = Promise.withResolvers<NotYet>();
  const timer = setTimeout(resolve, Math.max(LONGEST_PAUSE_MS, deadlineMs - performance.now()));
  try {
    return await Promise.race([answer, late]);
  } finally {
    clearTimeout(timer);
  }
}

function inVain(what: string, timeoutMs: number, seen: Patience['seen']): Error {
  const last = seen?.();
  const text =
    last === undefined ? '' : `; last seen: ${typeof last === 'string' ? last : Bun.inspect(last)}`;
  return new Error(`waited ${timeoutMs} ms in vain: ${what}${text}`);
}
