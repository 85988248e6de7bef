// What this machine can bear: facts in, findings out, each with the number that would be right.
import { describe, expect, test } from 'bun:test';
import fc from 'fast-check';
import { checkPlan, limitsError, type MachineNeeds, workersFor } from '../../../src/run/machine/checks.ts';
import type { MachineFacts } from '../../../src/run/machine/facts.ts';

const GIB = 2 ** 30;
const FACTS: MachineFacts = {
  os: 'linux',
  kernel: '6.1',
  arch: 'x64',
  cpus: 4,
  cpuModel: 'a model',
  cpuQuota: null,
  memoryBytes: 16 * GIB,
  availableMemoryBytes: 12 * GIB,
  memoryLimitBytes: null,
  fileLimit: 20_000,
  fileLimitHard: 20_000,
  portRange: [32_768, 60_999],
  portsInTimeWait: 0,
  somaxconn: 4_096,
  conntrackMax: null,
  environment: 'plain',
};
const NEEDS: MachineNeeds = {
  connections: 1_000,
  workers: 1,
  sourceAddresses: 0,
  loopback: false,
  secure: false,
};

const found = (facts: Partial<MachineFacts>, needs: Partial<MachineNeeds>) =>
  checkPlan({ ...FACTS, ...facts }, { ...NEEDS, ...needs })
    .filter((check) => check.level !== 'ok')
    .map(({ level, what, hint }) => `${level} ${what} | ${hint}`);

describe('checkPlan', () => {
  test('finds nothing wrong with a small plan, and says what it looked at', () => {
    expect(checkPlan(FACTS, { ...NEEDS, loopback: true })).toEqual([
      {
        level: 'ok',
        what: 'files: a process may open 20,000, enough for 1,000 connections in one worker',
        hint: null,
      },
      {
        level: 'ok',
        what: 'ports: 28,232 local ports (32768 to 60999), enough for 1,000 connections from one address',
        hint: null,
      },
      { level: 'ok', what: 'memory: 12.0 GiB free, 88 MiB needed for 1,000 connections', hint: null },
      { level: 'ok', what: 'cores: 4, 1 worker', hint: null },
      { level: 'ok', what: 'listen queue: 4,096 connections may wait to be accepted here', hint: null },
      { level: 'ok', what: 'system: linux 6.1, x64', hint: null },
    ]);
  });

  const cases: [string, Partial<MachineFacts>, Partial<MachineNeeds>, string[]][] = [
    [
      'too few files, which the user may raise',
      { fileLimit: 1_024 },
      {},
      [
        'error files: a process may open 1,024, too few for 1,000 connections in one worker | ' +
          'Use --workers 2 or more, or allow more files: ulimit -n 1064.',
      ],
    ],
    [
      'too few files in each worker',
      { fileLimit: 1_024, fileLimitHard: 4_096 },
      { connections: 2_500, workers: 2 },
      [
        'error files: a process may open 1,024, too few for 1,250 connections in each of 2 workers | ' +
          'Use --workers 3 or more, or allow more files: ulimit -n 1314.',
      ],
    ],
    [
      'too few files, and no more allowed',
      { fileLimit: 1_024, fileLimitHard: 1_024 },
      { connections: 1_000 },
      [
        'error files: a process may open 1,024, too few for 1,000 connections in one worker | ' +
          'Use --workers 2 or more, or allow more files: ulimit -n 1064 (the hard limit is 1,024: raise it in /etc/security/limits.conf first).',
      ],
    ],
    [
      'too few files for anything',
      { fileLimit: 64, fileLimitHard: 4_096 },
      { connections: 10 },
      [
        'error files: a process may open 64, too few for 10 connections in one worker | Allow more files: ulimit -n 74.',
      ],
    ],
    [
      'too few ports on loopback',
      {},
      { connections: 100_000, workers: 13, loopback: true },
      [
        'error ports: 28,232 local ports (32768 to 60999), too few for 100,000 connections from one address to one target | ' +
          'Dial from more addresses: --source-address 127.0.0.2-127.0.0.26.',
      ],
    ],
    [
      'too few ports elsewhere',
      { portRange: [40_000, 40_999] },
      { connections: 4_500, sourceAddresses: 2 },
      [
        'error ports: 1,000 local ports (40000 to 40999), too few for 2,250 connections from each of 2 addresses to one target | ' +
          'Dial from 5 addresses of this machine: --source-address, once for each; or widen net.ipv4.ip_local_port_range.',
      ],
    ],
    [
      'slow ports',
      {},
      { connections: 12_000, sourceAddresses: 2, loopback: true },
      [
        'warning ports: 6,000 connections from each of 2 addresses; above 4,000 on one the kernel is slow to find a free port | ' +
          'Dial from more addresses: --source-address 127.0.0.2-127.0.0.4.',
      ],
    ],
    [
      'ports in TIME_WAIT',
      { portsInTimeWait: 28_000 },
      {},
      [
        'warning ports: 28,232 local ports (32768 to 60999), 28,000 of them still in TIME_WAIT: too few for 1,000 connections from one address at this moment | ' +
          'Wait a minute, or give more addresses with --source-address.',
      ],
    ],
    [
      'little memory left',
      { availableMemoryBytes: GIB / 4 },
      { connections: 20_000, workers: 3, sourceAddresses: 5 },
      [
        'warning memory: 256 MiB free, 397 MiB needed for 20,000 connections | Close other programs, or ask for fewer connections.',
      ],
    ],
    [
      'more than a container has',
      { memoryLimitBytes: GIB / 2, environment: 'container' },
      { connections: 20_000, workers: 3, sourceAddresses: 5, secure: true },
      [
        'error memory: 512 MiB free, 865 MiB needed for 20,000 connections | Ask for fewer connections, or share them among machines.',
      ],
    ],
    [
      'half a core',
      { cpuQuota: 0.5 },
      {},
      [
        'warning cores: 1 (a quota of 0.5), 1 worker | Less than one core delays every measurement; give the container more.',
      ],
    ],
    [
      'a short queue',
      { somaxconn: 128 },
      { loopback: true },
      [
        'warning listen queue: 128 connections may wait to be accepted here | Raise it where the target runs: sysctl -w net.core.somaxconn=4096.',
      ],
    ],
    ['a short queue of another machine', { somaxconn: 128 }, {}, []],
    [
      'a small firewall',
      { conntrackMax: 1_100 },
      {},
      [
        "warning firewall: tracks 1,100 connections, this machine's others included | Let it track more: sysctl -w net.netfilter.nf_conntrack_max=2000.",
      ],
    ],
    [
      'WSL',
      { environment: 'wsl' },
      {},
      [
        'warning system: linux 6.1, x64, under WSL | Timers and the network of WSL are coarser than those of Linux; judge latencies with care.',
      ],
    ],
  ];
  for (const [name, facts, needs, findings] of cases) {
    test(name, () => expect(found(facts, needs)).toEqual(findings));
  }
});

describe('limitsError', () => {
  test('is nothing without an error', () => {
    expect(limitsError(checkPlan({ ...FACTS, environment: 'wsl' }, NEEDS))).toBeUndefined();
  });

  test('names every error at once', () => {
    const error = limitsError(checkPlan(FACTS, { ...NEEDS, connections: 100_000 }));
    expect(error).toMatchObject({ code: 'E_LIMITS', exitCode: 2 });
    expect(error?.message.split('\n').map((line) => line.split(':')[0])).toEqual(['files', 'ports']);
    expect(error?.hint).toContain('--workers 6 or more');
    expect(error?.hint).toContain('--source-address');
  });
});

describe('workersFor', () => {
  const cases: [number, number | 'max', Partial<MachineFacts>, number][] = [
    [1, 1, {}, 1],
    [16_000, 1, {}, 1],
    [16_001, 1, {}, 2],
    [100_000, 0, {}, 7],
    [1_000, 0, { fileLimit: 1_024 }, 2],
    [1_000, 20, {}, 1],
    [1_000, 40, {}, 2],
    [1_000, 10_000, {}, 4],
    [1_000, 10_000, { cpuQuota: 1.5 }, 2],
    [1_000, 'max', {}, 4],
    [2, 'max', {}, 2],
    [100_000, 'max', {}, 7],
  ];
  for (const [connections, rate, facts, workers] of cases) {
    test(`${connections} at ${rate}: ${workers}`, () => {
      expect(workersFor(connections, rate, { ...FACTS, ...facts })).toBe(workers);
    });
  }

  test('whatever it chooses fits the files', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 2_000_000 }),
        fc.integer({ min: 65, max: 1_000_000 }),
        (connections, fileLimit) => {
          const facts = { ...FACTS, fileLimit, fileLimitHard: fileLimit };
          const workers = workersFor(connections, 1, facts);
          const [files] = checkPlan(facts, { ...NEEDS, connections, workers });
          expect(files?.level).toBe('ok');
        },
      ),
    );
  });
});
