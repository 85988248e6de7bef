// What this machine allows: files, ports, cores, memory. Reads /proc and /sys where there are any; changes nothing.
// Knows no plan; checks.ts judges. Law: a fact that cannot be read is null or the system's usual value, never
// an error: a doctor that falls over helps nobody.
import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { arch, cpus, freemem, platform, release, totalmem } from 'node:os';

export interface MachineFacts {
  /** As `process.platform` says it: `linux`, `darwin`. */
  readonly os: string;
  readonly kernel: string;
  readonly arch: string;
  readonly cpus: number;
  readonly cpuModel: string;
  /** Cores that a container may use; null without a quota. */
  readonly cpuQuota: number | null;
  readonly memoryBytes: number;
  readonly availableMemoryBytes: number;
  /** A container's limit; null without one. */
  readonly memoryLimitBytes: number | null;
  /** Files that one process may open, and the most it may be raised to. */
  readonly fileLimit: number;
  readonly fileLimitHard: number;
  /** First and last local port that the kernel hands out. */
  readonly portRange: readonly [first: number, last: number];
  /** Local ports that wait out a closed connection; null where unknown. */
  readonly portsInTimeWait: number | null;
  readonly somaxconn: number | null;
  /** Connections that the firewall's tracking remembers; null where it does not track. */
  readonly conntrackMax: number | null;
  readonly environment: 'plain' | 'container' | 'wsl';
}

/** Reads a small file of the system; undefined where it is not there. */
export type ReadSystem = (path: string) => string | undefined;

const UNLIMITED = 2 ** 30;

export function inspectMachine(read: ReadSystem = readSystem): MachineFacts {
  const [fileLimit, fileLimitHard] = fileLimits(read);
  const processors = cpus();
  return {
    os: platform(),
    kernel: release(),
    arch: arch(),
    cpus: Math.max(1, processors.length),
    cpuModel: processors[0]?.model.trim() ?? 'unknown',
    cpuQuota: cpuQuota(read),
    memoryBytes: totalmem(),
    availableMemoryBytes: field(read('/proc/meminfo'), /^MemAvailable:\s+(\d+) kB/m, 1_024) ?? freemem(),
    memoryLimitBytes: memoryLimit(read),
    fileLimit,
    fileLimitHard,
    portRange: portRange(read),
    portsInTimeWait: field(read('/proc/net/sockstat'), /^TCP:.*\btw (\d+)/m),
    somaxconn: field(read('/proc/sys/net/core/somaxconn'), /^(\d+)/),
    conntrackMax: field(read('/proc/sys/net/netfilter/nf_conntrack_max'), /^(\d+)/),
    environment: environmentOf(read),
  };
}

function fileLimits(read: ReadSystem): [soft: number, hard: number] {
  const line = /^Max open files\s+(\S+)\s+(\S+)/m.exec(read('/proc/self/limits') ?? '');
  const [soft, hard] = line
    ? [line[1], line[2]]
    : [command('sh', '-c', 'ulimit -n'), command('sh', '-c', 'ulimit -Hn')];
  const softLimit = limitOf(soft) ?? 256;
  return [softLimit, limitOf(hard) ?? softLimit];
}

function limitOf(text: string | undefined): number | undefined {
  if (text === 'unlimited') return UNLIMITED;
  return text !== undefined && /^\d+$/.test(text) ? Math.min(Number(text), UNLIMITED) : undefined;
}

function portRange(read: ReadSystem): readonly [number, number] {
  const line = /^(\d+)\s+(\d+)/.exec(read('/proc/sys/net/ipv4/ip_local_port_range') ?? '');
  if (line) return [Number(line[1]), Number(line[2])];
  if (platform() === 'linux') return [32_768, 60_999];
  const first = Number(command('sysctl', '-n', 'net.inet.ip.portrange.first'));
  const last = Number(command('sysctl', '-n', 'net.inet.ip.portrange.last'));
  return first > 0 && last >= first ? [first, last] : [49_152, 65_535];
}

function cpuQuota(read: ReadSystem): number | null {
  const [quota, period] = (cgroupFile(read, 'cpu.max') ?? '').trim().split(/\s+/).map(Number);
  return quota && period ? quota / period : null;
}

function memoryLimit(read: ReadSystem): number | null {
  const bytes = Number((cgroupFile(read, 'memory.max') ?? '').trim());
  return bytes > 0 && bytes < totalmem() ? bytes : null;
}

/** Of this process' own control group, or of the one it sees as the root. */
function cgroupFile(read: ReadSystem, name: string): string | undefined {
  const own = /^0::(\/.*)$/m.exec(read('/proc/self/cgroup') ?? '')?.[1] ?? '/';
  return read(`/sys/fs/cgroup${own === '/' ? '' : own}/${name}`) ?? read(`/sys/fs/cgroup/${name}`);
}

function environmentOf(read: ReadSystem): MachineFacts['environment'] {
  if (/microsoft/i.test(read('/proc/version') ?? '')) return 'wsl';
  const marked = existsSync('/.dockerenv') || existsSync('/run/.containerenv');
  return marked || /docker|kubepods|containerd|lxc/.test(read('/proc/1/cgroup') ?? '')
    ? 'container'
    : 'plain';
}

function field(text: string | undefined, pattern: RegExp, unit = 1): number | null {
  const digits = pattern.exec(text ?? '')?.[1];
  return digits === undefined ? null : Number(digits) * unit;
}

export function readSystem(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return undefined;
  }
}

function command(name: string, ...words: string[]): string | undefined {
  try {
    return execFileSync(name, words, {
      encoding: 'utf8',
      timeout: 2_000,
      stdio: ['ignore', 'pipe', 'ignore'],
    }).trim();
  } catch {
    return undefined;
  }
}
