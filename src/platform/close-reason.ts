// What the reason of a close says, where a platform puts more into it than its code does.
// The one place where a server's words are read for their meaning; they come from no list, so nothing depends on them.
import type { CloseReading } from './platform.ts';

/** Undefined where RFC 6455's own reading of the code holds. */
export function readReason(code: number, reason: string): CloseReading | undefined {
  if (/token[ _-]?expired|auth[ _-]?expired/i.test(reason)) return 'token-expired';
  if (/auth[ _-]?invalid|unauthori[sz]ed|auth[ _-]?failed/i.test(reason)) return 'auth-refused';
  if (/ack[ _-]?window|unacknowledged/i.test(reason)) return 'ack-window';
  if (/keep[ _-]?alive|pong|idle[ _-]?timeout/i.test(reason)) return 'keep-alive-timeout-theirs';
  if (code === 1013 || /throttl|rate[ _-]?limit|too[ _-]?many/i.test(reason)) return 'throttled';
  return undefined;
}
