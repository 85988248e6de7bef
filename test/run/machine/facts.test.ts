// What this machine allows, as read from its own files.
import { describe, expect, test } from 'bun:test';
import { inspectMachine } from '../../../src/run/machine/facts.ts';

describe('inspectMachine', () => {
  test('reads what Linux writes', () => {
    const files: Record<string, string> = {
      '/proc/self/limits':
        'Limit   Soft Limit  Hard Limit  Units\nMax open files            1024                 unlimited            files     \n',
      '/proc/sys/net/ipv4/ip_local_port_range': '1024\t65535\n',
      '/proc/net/sockstat': 'sockets: used 5\nTCP: inuse 3 orphan 0 tw 17 alloc 9 mem 0\n',
      '/proc/sys/net/core/somaxconn': '128\n',
      '/proc/sys/net/netfilter/nf_conntrack_max': '65536\n',
      '/proc/meminfo': 'MemTotal: 9 kB\nMemAvailable:   2048 kB\n',
      '/proc/version': 'Linux version 5.15 (Microsoft@Microsoft.com)\n',
      '/proc/self/cgroup': '0::/a/b\n',
      '/sys/fs/cgroup/a/b/cpu.max': '150000 100000\n',
      '/sys/fs/cgroup/memory.max': '1048576\n',
    };
    expect(inspectMachine((path) => files[path])).toMatchObject({
      fileLimit: 1_024,
      fileLimitHard: 2 ** 30,
      portRange: [1_024, 65_535],
      portsInTimeWait: 17,
      somaxconn: 128,
      conntrackMax: 65_536,
      availableMemoryBytes: 2_097_152,
      memoryLimitBytes: 1_048_576,
      cpuQuota: 1.5,
      environment: 'wsl',
    });
  });

  test('does without what is not there, and takes "max" for no limit', () => {
    const none = inspectMachine(() => undefined);
    expect(none).toMatchObject({
      portsInTimeWait: null,
      somaxconn: null,
      conntrackMax: null,
      cpuQuota: null,
    });
    expect(none.fileLimit).toBeGreaterThan(0);
    expect(none.portRange[1]).toBeGreaterThan(none.portRange[0]);
    expect(inspectMachine(() => 'max 100000')).toMatchObject({ cpuQuota: null, memoryLimitBytes: null });
  });

  test('agrees with the shell about this machine', () => {
    const facts = inspectMachine();
    const shell = Bun.spawnSync(['sh', '-c', 'ulimit -Hn']).stdout.toString().trim();
    if (shell !== 'unlimited') expect(facts.fileLimitHard).toBe(Number(shell));
    expect(facts.fileLimit).toBeLessThanOrEqual(facts.fileLimitHard);
    expect(facts.memoryBytes).toBeGreaterThanOrEqual(facts.availableMemoryBytes);
  });
});
