// The table of settings against what is made of it: the default that help, schema and documentation show is the one
// that a run without words really has.
import { describe, expect, test } from 'bun:test';
import { stringify } from 'yaml';
import { readText, type Value, writeText } from '../../../src/config/kind.ts';
import { describe as describeFlag } from '../../../src/config/read/help.ts';
import { renderReference } from '../../../src/config/read/reference.ts';
import { jsonSchema } from '../../../src/config/read/schema.ts';
import type { RunConfig } from '../../../src/config/run-config.ts';
import type { Setting } from '../../../src/config/settings/row.ts';
import {
  type DefaultedName,
  defaultOf,
  defaultValue,
  describeDefault,
  environmentName,
  SETTINGS,
  settingOf,
} from '../../../src/config/settings/table.ts';
import { platforms } from '../../../src/platform/registry.ts';
import { load } from '../loading.ts';

const settings: readonly Setting[] = SETTINGS;
const WSS = ['--url', 'wss://127.0.0.1/x'];
const OUTSIDE = ['--url', 'wss://h.example/x', '--authorized', 'Jane'];

/** Where a run has what a setting said: the compiler asks for every setting that has a default. */
const PLACES: { readonly [K in DefaultedName]: (config: RunConfig) => unknown } = {
  platform: ({ plan }) => plan.platform.name,
  deflate: ({ plan }) => plan.target.deflate,
  profile: ({ plan }) => plan.profile.name,
  'time-scale': ({ plan }) => plan.profile.timeScale,
  redial: ({ plan }) => plan.pacing.redial,
  'redial-backoff': ({ plan }) => plan.pacing.redialBackoffUs,
  workers: ({ workers }) => workers,
  'message-rate': ({ plan }) => plan.messages.perSecond,
  'message-bytes': ({ plan }) => plan.messages.bytes,
  'reply-timeout': ({ plan }) => plan.messages.replyTimeoutUs,
  'max-outstanding': ({ plan }) => plan.messages.maxOutstanding,
  verify: ({ plan }) => plan.messages.verify,
  'tls-min': ({ plan }) => plan.target.tls.minVersion,
  'tls-max': ({ plan }) => plan.target.tls.maxVersion,
  'tls-verify': ({ plan }) => plan.target.tls.verify,
  'tls-resumption': ({ plan }) => plan.target.tls.resumption,
  'dns-timeout': ({ plan }) => plan.deadlines.dnsUs,
  'tcp-timeout': ({ plan }) => plan.deadlines.tcpUs,
  'tls-timeout': ({ plan }) => plan.deadlines.tlsUs,
  'upgrade-timeout': ({ plan }) => plan.deadlines.upgradeUs,
  'ready-timeout': ({ plan }) => plan.deadlines.readyUs,
  'drain-timeout': ({ plan }) => plan.deadlines.drainUs,
  out: ({ output }) => output.folder,
  samples: ({ plan }) => plan.messages.samplesPerSecond,
  'metrics-host': ({ output }) => output.metricsHost,
  json: ({ output }) => output.json,
  quiet: ({ output }) => output.quiet,
};
const names = Object.keys(PLACES) as readonly DefaultedName[];

/** Another value than the default, for what is text. */
const OTHER: Readonly<Record<string, Value>> = {
  platform: platforms.find(({ name }) => name !== defaultOf('platform'))!.name,
  out: 'elsewhere',
  'metrics-host': '::1',
  workers: 3,
};

function otherThan(setting: Setting, value: Value): Value {
  if (OTHER[setting.name] !== undefined) return OTHER[setting.name]!;
  if (typeof value === 'boolean') return !value;
  if (typeof value === 'number') return value === setting.max ? value - 1 : value + 1;
  if (setting.kind === 'range')
    return (value as readonly [number, number]).map((us) => us * 2) as [number, number];
  return setting.choices!.find((choice) => choice !== value)!;
}

function schemaDefault(path: string): unknown {
  const keys = path.split('.').flatMap((key) => ['properties', key]);
  const found = keys.reduce<unknown>((node, key) => (node as Record<string, unknown>)[key], jsonSchema());
  return (found as { readonly default?: unknown }).default;
}

describe('the default of', () => {
  for (const name of names) {
    const setting = settingOf(name);
    const value = defaultOf(name);

    test(`${name} is what a run has of which nothing is said, and what all pages show`, () => {
      expect(PLACES[name](load(WSS))).toEqual(value);
      const text = writeText(setting, value);
      expect(readText(setting, text)).toEqual({ value });
      if (setting.kind !== 'boolean' && !setting.fileOnly) {
        expect(describeFlag(setting)).toContain(`(default ${text}`);
      }
      const shown =
        setting.inherits === undefined ? text : `${settingOf(setting.inherits).path}, else ${text}`;
      const row = renderReference()
        .split('\n')
        .find((line) => line.includes(`\`${setting.path}\``));
      expect(row).toContain(`| ${shown} |`);
      const offered = schemaDefault(setting.path!);
      if (setting.inherits === undefined) expect(readText(setting, String(offered))).toEqual({ value });
      else expect(offered).toBeUndefined();
    });

    test(`${name} gives way to what is said`, () => {
      const other = otherThan(setting, value);
      const text = writeText(setting, other);
      const [section, key] = setting.path!.split('.') as [string, string?];
      const file = stringify({ [section]: key === undefined ? other : { [key]: asFile(setting, other) } });
      const config = setting.fileOnly
        ? load(WSS, { file })
        : load([...WSS, '--metrics-port', '0'], { environment: { [environmentName(name)]: text } });
      expect(PLACES[name](config)).toEqual(other);
      expect(other).not.toEqual(value);
    });
  }

  test('any setting stands in the table of places, or is told in words, or is none', () => {
    const placed = new Set<string>(names);
    const missed = settings.filter(
      (setting) => defaultValue(setting) !== undefined && !placed.has(setting.name),
    );
    expect(missed.map(({ name }) => name)).toEqual([]);
  });
});

describe('a default in words', () => {
  const shown = (name: string) => describeDefault(settingOf(name)) ?? '';

  test("has no number where it is the platform's", () => {
    const preset = settings.filter((setting) => setting.defaultText?.startsWith("the platform's"));
    expect(preset.length).toBeGreaterThan(5);
    for (const setting of preset) expect(setting.defaultText).not.toMatch(/\d/);
  });

  test('names the caps that a run really has', () => {
    const [near, far] = [load(WSS).plan, load(OUTSIDE).plan];
    expect(near.pacing.handshakesPerSecond).toBeNull();
    expect(shown('handshake-rate')).toBe(`none on loopback, else ${far.pacing.handshakesPerSecond}`);
    expect(shown('max-handshakes-in-flight')).toBe(
      `${near.pacing.maxHandshakesInFlight} on loopback, else ${far.pacing.maxHandshakesInFlight}`,
    );
    const most = /at most (\d+)$/.exec(shown('limit'))?.[1];
    expect(far.platform.connectionLimit).toBeLessThanOrEqual(Number(most));
  });

  test('tells the steps of a climb and the peak of a spike as they are', () => {
    const climb = load([...WSS, '--profile', 'step', '--connections', '1000']).plan.profile.stages;
    expect(shown('ramp-increment')).toBe(`${climb[0]!.target / 10} % of the target`);
    const [first] = climb;
    const spike = load([...WSS, '--profile', 'spike', '--duration', '100s']).plan.profile.stages;
    const peakSeconds = spike[1]!.durationUs / 1_000_000;
    expect(shown('interval')).toBe(
      `${writeText({ kind: 'duration' }, first!.durationUs)}; of spike, ${peakSeconds} % of the duration`,
    );
  });

  test('tells the phases of a handshake', () => {
    const { dnsUs, tcpUs } = load(WSS).plan.deadlines;
    const text = (us: number) => writeText({ kind: 'duration' }, us);
    expect(shown('handshake-timeout')).toBe(`${text(tcpUs)}, DNS ${text(dnsUs)}`);
  });
});

test('no two settings share a name, an alias, a variable or a key', () => {
  const said = settings.flatMap(({ name, aliases = [] }) => [name, ...aliases].map(environmentName));
  const paths = settings.flatMap(({ path }) => path ?? []);
  for (const list of [said, paths]) expect(new Set(list).size).toBe(list.length);
});

test('what a setting inherits from, or is another spelling of, is a setting', () => {
  const others = settings
    .flatMap(({ inherits, sameAs }) => [inherits, sameAs])
    .filter((name) => name !== undefined);
  expect(others.length).toBeGreaterThan(0);
  for (const name of others) expect(settingOf(name)?.path).toBeDefined();
});

/** As the file has it: times as text, the rest as it is. */
function asFile(setting: Setting, value: Value): Value {
  return setting.kind === 'duration' ? writeText(setting, value) : value;
}
