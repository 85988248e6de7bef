// Can this machine bear the plan? Each check compares one fact with one need; `run` refuses on an error, `doctor` shows
// them all. Pure: facts and needs in, findings out. Law: whatever is wrong says what would be right, in numbers.
import { AppError } from '../../base/app-error.ts';
import type { Plan } from '../../plan/plan.ts';
import { profilePeak } from '../../plan/profile.ts';
import type { MachineFacts } from './facts.ts';

export interface MachineNeeds {
  readonly connections: number;
  readonly workers: number;
  /** How many local addresses were given; 0 leaves the choice to the kernel, which takes one. */
  readonly sourceAddresses: number;
  readonly loopback: boolean;
  readonly secure: boolean;
}

export interface MachineCheck {
  readonly level: 'ok' | 'warning' | 'error';
  readonly what: string;
  /** What to do about it; null where there is nothing to do. */
  readonly hint: string | null;
}

/** Files a worker opens beside its connections. */
const FILES_RESERVED = 64;
const CONNECTIONS_PER_WORKER = 16_000;
const MESSAGES_PER_WORKER = 20_000;
const PORTS_QUICK = 4_000;
/** Memory of one connection, the kernel's buffers included: generous, so that a plan that passes does fit. */
const CONNECTION_BYTES = { plain: 8 * 1_024, secure: 32 * 1_024 } as const;
const WORKER_BYTES = 80 * 1_048_576;

/** Worker processes for `--workers auto`: enough for the files, and for the load as far as there are cores. */
export function workersFor(
  connections: number,
  messageRate: number | 'max',
  facts: Pick<MachineFacts, 'cpus' | 'cpuQuota' | 'fileLimit'>,
): number {
  const room = Math.min(Math.floor(0.8 * facts.fileLimit), facts.fileLimit - FILES_RESERVED);
  const each = Math.max(1, Math.min(CONNECTIONS_PER_WORKER, room));
  const forFiles = Math.ceil(connections / each);
  const cores = coresOf(facts);
  const forLoad =
    messageRate === 'max' ? cores : Math.ceil((connections * messageRate) / MESSAGES_PER_WORKER);
  return Math.max(1, forFiles, Math.min(forLoad, cores, connections));
}

/** What a plan asks of this machine. */
export function needsOf(plan: Plan, workers: number, loopback: boolean): MachineNeeds {
  return {
    connections: profilePeak(plan.profile),
    workers,
    sourceAddresses: plan.target.sourceAddresses.length,
    loopback,
    secure: plan.target.secure,
  };
}

/** All checks, in the order in which a person would want them; the good ones too. */
export function checkPlan(facts: MachineFacts, needs: MachineNeeds): MachineCheck[] {
  return [checkFiles, checkPorts, checkMemory, checkCores, checkQueue, checkTracking, checkSystem].flatMap(
    (check) => check(facts, needs),
  );
}

/** The errors among the checks as one E_LIMITS, exit code 2; undefined where there is none. */
export function limitsError(checks: readonly MachineCheck[]): AppError | undefined {
  const errors = checks.filter((check) => check.level === 'error');
  if (errors.length === 0) return undefined;
  const hint = errors.flatMap((error) => error.hint ?? []).join(' ');
  return new AppError('E_LIMITS', errors.map((error) => error.what).join('\n'), { hint });
}

function checkFiles(facts: MachineFacts, { connections, workers }: MachineNeeds): MachineCheck {
  const each = Math.ceil(connections / workers);
  const needed = each + FILES_RESERVED;
  const load = `${count(each, 'connection')} in ${workers === 1 ? 'one worker' : `each of ${number(workers)} workers`}`;
  if (needed <= facts.fileLimit) {
    return ok(`files: a process may open ${number(facts.fileLimit)}, enough for ${load}`);
  }
  const room = facts.fileLimit - FILES_RESERVED;
  const more = room > 0 ? `Use --workers ${Math.ceil(connections / room)} or more, or allow` : 'Allow';
  const hard =
    needed > facts.fileLimitHard
      ? ` (the hard limit is ${number(facts.fileLimitHard)}: raise it in /etc/security/limits.conf first)`
      : '';
  return {
    level: 'error',
    what: `files: a process may open ${number(facts.fileLimit)}, too few for ${load}`,
    hint: `${more} more files: ulimit -n ${needed}${hard}.`,
  };
}

function checkPorts(facts: MachineFacts, needs: MachineNeeds): MachineCheck {
  const [first, last] = facts.portRange;
  const ports = last - first + 1;
  const addresses = Math.max(1, needs.sourceAddresses);
  const each = Math.ceil(needs.connections / addresses);
  const load = `${count(each, 'connection')} from ${addresses === 1 ? 'one address' : `each of ${number(addresses)} addresses`}`;
  const range = `ports: ${number(ports)} local ports (${first} to ${last})`;
  if (each > ports) {
    const wanted = Math.ceil(needs.connections / Math.min(PORTS_QUICK, ports));
    return {
      level: 'error',
      what: `${range}, too few for ${load} to one target`,
      hint: sourcesHint(needs, wanted),
    };
  }
  if (needs.sourceAddresses > 0 && each > PORTS_QUICK) {
    const wanted = Math.ceil(needs.connections / PORTS_QUICK);
    const what = `ports: ${load}; above ${number(PORTS_QUICK)} on one the kernel is slow to find a free port`;
    return { level: 'warning', what, hint: sourcesHint(needs, wanted) };
  }
  const waiting = facts.portsInTimeWait ?? 0;
  if (each > ports - waiting / addresses) {
    const what = `${range}, ${number(waiting)} of them still in TIME_WAIT: too few for ${load} at this moment`;
    return { level: 'warning', what, hint: 'Wait a minute, or give more addresses with --source-address.' };
  }
  return ok(`${range}, enough for ${load}`);
}

function sourcesHint({ loopback }: MachineNeeds, wanted: number): string {
  const last = 1 + wanted;
  if (loopback && wanted > 1 && last < 255)
    return `Dial from more addresses: --source-address 127.0.0.2-127.0.0.${last}.`;
  if (loopback)
    return `Dial from ${number(wanted)} addresses: --source-address with a range such as 127.0.0.2-127.0.9.254.`;
  return (
    `Dial from ${count(wanted, 'address', 'addresses')} of this machine: --source-address, once for each; ` +
    'or widen net.ipv4.ip_local_port_range.'
  );
}

function checkMemory(facts: MachineFacts, needs: MachineNeeds): MachineCheck {
  const total = Math.min(facts.memoryBytes, facts.memoryLimitBytes ?? Number.POSITIVE_INFINITY);
  const free = Math.min(facts.availableMemoryBytes, total);
  const needed =
    needs.workers * WORKER_BYTES + needs.connections * CONNECTION_BYTES[needs.secure ? 'secure' : 'plain'];
  const what = `memory: ${bytes(free)} free, ${bytes(needed)} needed for ${count(needs.connections, 'connection')}`;
  if (needed > total)
    return { level: 'error', what, hint: 'Ask for fewer connections, or share them among machines.' };
  if (needed > 0.8 * free)
    return { level: 'warning', what, hint: 'Close other programs, or ask for fewer connections.' };
  return ok(what);
}

function checkCores(facts: MachineFacts, { workers }: MachineNeeds): MachineCheck {
  const cores = coresOf(facts);
  const what = `cores: ${cores}${facts.cpuQuota === null ? '' : ` (a quota of ${facts.cpuQuota})`}, ${count(workers, 'worker')}`;
  if (facts.cpuQuota !== null && facts.cpuQuota < 1) {
    return {
      level: 'warning',
      what,
      hint: 'Less than one core delays every measurement; give the container more.',
    };
  }
  return ok(what);
}

/** Only the machine that is dialed needs a listen queue. */
function checkQueue({ somaxconn }: MachineFacts, { loopback }: MachineNeeds): MachineCheck | [] {
  if (!loopback || somaxconn === null) return [];
  const what = `listen queue: ${number(somaxconn)} connections may wait to be accepted here`;
  if (somaxconn >= 1_024) return ok(what);
  return {
    level: 'warning',
    what,
    hint: 'Raise it where the target runs: sysctl -w net.core.somaxconn=4096.',
  };
}

function checkTracking(
  { conntrackMax }: MachineFacts,
  { connections, loopback }: MachineNeeds,
): MachineCheck | [] {
  if (loopback || conntrackMax === null) return [];
  const what = `firewall: tracks ${number(conntrackMax)} connections, this machine's others included`;
  if (connections < 0.8 * conntrackMax) return ok(what);
  const wanted = 2 * connections;
  return {
    level: 'warning',
    what,
    hint: `Let it track more: sysctl -w net.netfilter.nf_conntrack_max=${wanted}.`,
  };
}

function checkSystem({ environment, kernel, os, arch }: MachineFacts): MachineCheck {
  const what = `system: ${os} ${kernel}, ${arch}`;
  if (environment === 'wsl') {
    const hint = 'Timers and the network of WSL are coarser than those of Linux; judge latencies with care.';
    return { level: 'warning', what: `${what}, under WSL`, hint };
  }
  return ok(environment === 'container' ? `${what}, in a container` : what);
}

function coresOf({ cpus, cpuQuota }: Pick<MachineFacts, 'cpus' | 'cpuQuota'>): number {
  return Math.max(1, Math.min(cpus, Math.ceil(cpuQuota ?? cpus)));
}

function ok(what: string): MachineCheck {
  return { level: 'ok', what, hint: null };
}

function count(n: number, one: string, many = `${one}s`): string {
  return `${number(n)} ${n === 1 ? one : many}`;
}

function number(n: number): string {
  return n.toLocaleString('en-US');
}

function bytes(n: number): string {
  const gib = n / 2 ** 30;
  return gib >= 1 ? `${gib.toFixed(1)} GiB` : `${Math.ceil(n / 2 ** 20)} MiB`;
}
