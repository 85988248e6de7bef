import { expect, test } from 'bun:test';
import { checkSimulatorOptions } from '../../src/simulator/option-rules.ts';
import type { SimulatorOptions } from '../../src/simulator/options.ts';
import { defaultSimulatorOptions } from '../../src/simulator/registry.ts';

const genesys = defaultSimulatorOptions('genesys-guide');

test('tells all problems at once, each with the option, what was given and what would be right', () => {
  const problems = checkSimulatorOptions({
    ...genesys,
    port: 70_000,
    connectionLimit: -1,
    holdUs: 1.5,
    overLimit: 'shrug' as 'drop',
  });
  expect(problems).toEqual([
    'port: 70000 will not do; give a whole number from 0 to 65535; 0 picks a free one',
    'connection-limit: -1 will not do; give a whole number from 0 to 100000000; 0 is no limit',
    'over-limit: "shrug" will not do; give one of reject, drop',
    'hold: 1.5 will not do; give a duration from 0 us to 168 h 00 m',
  ]);
});

const wrong: [Partial<SimulatorOptions>, RegExp][] = [
  [{ platform: 'genesys' }, /^platform: "genesys" .*plain, genesys-guide, cxone-guide/],
  [{ host: ' ' }, /^host: /],
  [{ processes: 0 }, /^processes: /],
  [{ path: 'no-slash' }, /^path: "no-slash"/],
  [{ path: '/stats' }, /^path: "\/stats"/],
  [{ path: '/a?b=c' }, /^path: /],
  [{ eventBytes: 20 }, /^event-bytes: 20 .*genesys-guide needs \d+/],
  [{ eventRate: Number.NaN }, /^event-rate: /],
  [{ invalidEventShare: 1.1 }, /^invalid-event-share: /],
  [{ pongTimeoutUs: 0 }, /^pong-timeout: 0 /],
  [{ token: '' }, /^token: it is empty/],
  [{ tokenPlace: 'sky' as 'any' }, /^token-place: /],
  [{ refuseStatus: 101 }, /^refuse-status: 101/],
  [{ closeCode: 1006 }, /^close-code: 1006/],
  [{ closeReason: 'é'.repeat(62) }, /^close-reason: /],
  [{ ...defaultSimulatorOptions('plain'), token: 't', tokenPlace: 'frame' }, /^token-place: plain/],
  [{ ...defaultSimulatorOptions('plain'), messageRateLimit: 5 }, /^message-rate-limit: plain/],
  [{ ...defaultSimulatorOptions('plain'), ackWindow: 5 }, /^ack-window: plain/],
  [{ ...defaultSimulatorOptions('plain'), invalidEventShare: 0.5 }, /^invalid-event-share: plain/],
];

test.each(wrong)('refuses %j', (options, problem) => {
  const problems = checkSimulatorOptions({ ...genesys, ...options });
  expect(problems).toHaveLength(1);
  expect(problems[0]).toMatch(problem);
});

test('a token never shows in a message', () => {
  const options = { ...genesys, token: 5 as unknown as string, tokenPlace: 'x' as 'any' };
  expect(checkSimulatorOptions(options).join()).not.toContain('5 will');
});
