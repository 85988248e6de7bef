// Small disks of a test's own: mounted in a mount namespace that only what is started on the disk can see, so that
// filling or breaking one harms nothing else. Gone with the test. Linux only; where this user may not mount, the tests
// are skipped and say so.
import { spawn, spawnSync } from 'node:child_process';
import { closeSync, existsSync, openSync, rmSync, statSync, truncateSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { E2FSPROGS } from '../component.ts';
import { until } from '../until.ts';
import { cleanups, type Started, startProgram, temporaryFolder } from './cli.ts';
import { LAUNCHER } from './processes.ts';

const IS_ROOT = process.getuid?.() === 0;
/** Whoever is not root is it inside a namespace of its own, as far as mounting goes. */
const UNSHARE = ['unshare', '--mount', ...(IS_ROOT ? [] : ['--user', '--map-root-user'])];
const ENTER = ['nsenter', '--mount', ...(IS_ROOT ? [] : ['--user', '--preserve-credentials'])];

const MOUNT_SMALL = 'mount -t tmpfs -o "size=$2" tmpfs "$1"';
const MOUNT_EXT4 = 'truncate -s "$2" "$1.img" && mkfs.ext4 -q "$1.img" && mount -o loop "$1.img" "$1"';

/** Why no disk of that kind can be made here, or null. */
export const whyNoSmallDisk = tryOut(MOUNT_SMALL);
export const whyNoExt4 = IS_ROOT ? tryExt4() : 'a file system of its own needs root';

export interface Disk {
  /** As whatever is started on the disk sees it. */
  readonly path: string;
  /** The same from outside. */
  readonly outside: string;
  start(words: readonly string[]): Started;
  /** A command line of the shell, inside; `$1` is the disk. Throws what it says where it fails. */
  shell(line: string): void;
  /** Writes until the disk is full, but for so many bytes. */
  fill(leaveBytes?: number): void;
  /** Takes away what filled it. */
  free(): void;
}

/** A disk in memory; `size` as mount takes it. */
export function smallDisk(size: string): Promise<Disk> {
  return makeDisk(MOUNT_SMALL, size);
}

/** A real file system, in a file of that size. */
export function ext4Disk(size: string): Promise<Disk> {
  return makeDisk(MOUNT_EXT4, size);
}

async function makeDisk(mount: string, size: string): Promise<Disk> {
  const path = join(temporaryFolder(), 'disk');
  const line = `mkdir "$1" && ${mount} && echo mounted && exec sleep infinity`;
  const [program, ...args] = [...UNSHARE, 'sh', '-c', line, 'sh', path, size];
  const holder = spawn(program!, args, { stdio: ['ignore', 'pipe', 'inherit'] });
  const ended = new Promise((resolve) => holder.on('close', resolve));
  cleanups.push(() => {
    holder.kill('SIGKILL');
    return ended;
  });
  let said = '';
  holder.stdout.on('data', (chunk) => {
    said += chunk;
  });
  await until(() => said.includes('mounted'), 'a mounted disk');
  const inside = [...ENTER, '--target', String(holder.pid)];
  const outside = `/proc/${holder.pid}/root${path}`;
  return {
    path,
    outside,
    start: (words) => startProgram(inside[0]!, [...inside.slice(1), 'node', LAUNCHER, ...words]),
    shell: (command) => obey([...inside, 'sh', '-c', command, 'sh', path]),
    fill: (leaveBytes = 0) => fill(join(outside, 'fill'), leaveBytes),
    free: () => rmSync(join(outside, 'fill')),
  };
}

function fill(path: string, leaveBytes: number): void {
  const file = openSync(path, 'w');
  try {
    for (const block = Buffer.alloc(4_096); ; ) writeSync(file, block);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOSPC') throw error;
  } finally {
    closeSync(file);
  }
  truncateSync(path, statSync(path).size - leaveBytes);
}

function obey(words: readonly string[]): void {
  const { status, stderr } = spawnSync(words[0]!, words.slice(1), { encoding: 'utf8' });
  if (status !== 0) throw new Error(`${words.join(' ')}: ${stderr}`);
}

/** Where only the program is missing, `testWith` says so. */
function tryExt4(): string | null {
  return existsSync(E2FSPROGS.path) ? tryOut(MOUNT_EXT4) : null;
}

function tryOut(mount: string): string | null {
  if (process.platform !== 'linux') return 'mount namespaces are a thing of Linux';
  const line = `d=$(mktemp -d) && trap 'umount "$d"; rm -rf "$d" "$d.img"' EXIT && set -- "$d" 8M && ${mount}`;
  const [program, ...args] = [...UNSHARE, 'sh', '-c', line];
  const { status, stderr } = spawnSync(program!, args, { encoding: 'utf8' });
  return status === 0
    ? null
    : `this user may not mount here: ${(stderr ?? 'no unshare').trim().split('\n')[0]}`;
}
