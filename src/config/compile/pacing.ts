// The words about how fast connections are made -> Pacing. Toward other machines gently, unless told otherwise.
import type { Pacing } from '../../plan/plan.ts';
import type { Platform } from '../../platform/platform.ts';
import { capsOf } from '../settings/caps.ts';
import type { Compilation } from './compilation.ts';

export function compilePacing(compilation: Compilation, { presets }: Platform, loopback: boolean): Pacing {
  const redial = compilation.valueOrDefault('redial');
  if (!redial) compilation.exclude('redial-backoff', 'redial', 'nothing is dialed again: --no-redial');
  const rate = compilation.value('handshake-rate');
  const inFlight = compilation.value('max-handshakes-in-flight');
  const caps = capsOf(loopback);
  if (!loopback && rate === undefined && inFlight === undefined) {
    compilation.notes.push(
      `the target is outside this machine: at most ${caps.handshakesPerSecond} handshakes a second and ` +
        `${caps.maxHandshakesInFlight} under way; --handshake-rate and --max-handshakes-in-flight change that.`,
    );
  }
  return {
    jitterUs: compilation.value('jitter') ?? presets.jitterUs.value,
    handshakesPerSecond: rate ?? caps.handshakesPerSecond,
    maxHandshakesInFlight: inFlight ?? caps.maxHandshakesInFlight,
    redial,
    redialBackoffUs: compilation.valueOrDefault('redial-backoff'),
  };
}
