// The words about how connections are made, what they send, how long things may take and where results go.
// Each part of the plan is one function; none knows of the others.
import { parseThreshold } from '../../metrics/threshold/threshold.ts';
import type { Deadlines, MessagePlan, Pacing } from '../../plan/plan.ts';
import type { Platform } from '../../platform/platform.ts';
import { quote } from '../problem.ts';
import type { OutputConfig } from '../run-config.ts';
import { OUTSIDE_CAPS } from './authorization.ts';
import type { Compilation } from './compilation.ts';

const SECOND_US = 1_000_000;
const NAME = /^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/;
const LOOPBACK_IN_FLIGHT = 1_000;

export function compilePacing(compilation: Compilation, { presets }: Platform, loopback: boolean): Pacing {
  const redial = compilation.value('redial') ?? true;
  if (!redial) compilation.exclude('redial-backoff', 'redial', 'nothing is dialed again: --no-redial');
  const rate = compilation.value('handshake-rate');
  const inFlight = compilation.value('max-handshakes-in-flight');
  if (!loopback && rate === undefined && inFlight === undefined) {
    const { handshakesPerSecond, maxHandshakesInFlight } = OUTSIDE_CAPS;
    compilation.notes.push(
      `the target is outside this machine: at most ${handshakesPerSecond} handshakes a second and ` +
        `${maxHandshakesInFlight} under way; --handshake-rate and --max-handshakes-in-flight change that.`,
    );
  }
  return {
    jitterUs: compilation.value('jitter') ?? presets.jitterUs.value,
    handshakesPerSecond: rate ?? (loopback ? null : OUTSIDE_CAPS.handshakesPerSecond),
    maxHandshakesInFlight: inFlight ?? (loopback ? LOOPBACK_IN_FLIGHT : OUTSIDE_CAPS.maxHandshakesInFlight),
    redial,
    redialBackoffUs: compilation.value('redial-backoff') ?? [SECOND_US, 30 * SECOND_US],
  };
}

export function compileMessages(compilation: Compilation, platform: Platform): MessagePlan {
  const rate = compilation.value('message-rate');
  const verify = compilation.value('verify') ?? false;
  const silent = `the platform ${platform.name} answers no messages`;
  if (!platform.answersMessages && rate !== undefined && rate !== 0) {
    const why = rate === 'max' ? 'max sends the next message when the last is answered, and ' : '';
    compilation.exclude('message-rate', 'platform', `${why}${silent}`);
  }
  if (!platform.answersMessages && verify) compilation.exclude('verify', 'platform', silent);
  const samples = compilation.value('samples') ?? 0;
  if (!platform.answersMessages && samples > 0) compilation.exclude('samples', 'platform', silent);
  const wanted = compilation.value('message-rate') ?? (platform.answersMessages ? 1 : 0);
  const mode = wanted === 'max' ? 'max' : wanted > 0 ? 'rate' : 'none';
  return {
    mode,
    perSecond: wanted === 'max' ? 0 : wanted,
    bytes: compilation.value('message-bytes') ?? 32,
    maxOutstanding: compilation.value('max-outstanding') ?? 65_536,
    replyTimeoutUs: compilation.value('reply-timeout') ?? 30 * SECOND_US,
    samplesPerSecond: platform.answersMessages ? samples : 0,
    verify: platform.answersMessages && verify,
  };
}

/** `--handshake-timeout` is for every phase that has no deadline of its own in the file. */
export function compileDeadlines(compilation: Compilation, { presets }: Platform): Deadlines {
  const each = compilation.value('handshake-timeout');
  return {
    dnsUs: compilation.value('dns-timeout') ?? each ?? 5 * SECOND_US,
    tcpUs: compilation.value('tcp-timeout') ?? each ?? 10 * SECOND_US,
    tlsUs: compilation.value('tls-timeout') ?? each ?? 10 * SECOND_US,
    upgradeUs: compilation.value('upgrade-timeout') ?? each ?? 10 * SECOND_US,
    readyUs: compilation.value('ready-timeout') ?? each ?? 10 * SECOND_US,
    closeUs: compilation.value('close-timeout') ?? presets.closeTimeoutUs.value,
    drainUs: compilation.value('drain-timeout') ?? 4 * SECOND_US,
  };
}

export function compileThresholds(compilation: Compilation): readonly string[] {
  const texts = (compilation.value('threshold') ?? []).map((text) => text.trim());
  for (const text of texts) {
    const parsed = parseThreshold(text);
    if (typeof parsed === 'string') compilation.complain(['threshold'], parsed);
  }
  return texts;
}

export function compileOutput(compilation: Compilation, defaultName: string): OutputConfig {
  const name = compilation.value('name') ?? defaultName;
  if (!NAME.test(name)) {
    const what = `must be 1 to 64 letters, digits, dots, dashes or underscores, not ${quote(name)}`;
    compilation.complain(['name'], `${what}; it becomes part of a folder's name`);
  }
  const metricsPort = compilation.value('metrics-port') ?? null;
  if (metricsPort === null && compilation.given('metrics-host') !== undefined) {
    compilation.complain(['metrics-host', 'metrics-port'], 'has no effect without --metrics-port');
  }
  return {
    folder: compilation.value('out') ?? 'runs',
    name,
    json: compilation.value('json') ?? false,
    quiet: compilation.value('quiet') ?? false,
    metricsPort,
    metricsHost: compilation.value('metrics-host')?.trim() ?? '127.0.0.1',
  };
}
