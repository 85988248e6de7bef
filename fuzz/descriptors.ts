// How many descriptors a process holds, from /proc; 0 where there is no /proc, so that there nothing seems to grow.
import { readdirSync, readlinkSync } from 'node:fs';

function list(pid: number | 'self'): string[] {
  try {
    return readdirSync(`/proc/${pid}/fd`);
  } catch {
    return [];
  }
}

export function countDescriptors(): number {
  return list('self').length;
}

/** Those of them that are sockets. */
export function countSockets(pid: number): number {
  const isSocket = (fd: string): boolean => {
    try {
      return readlinkSync(`/proc/${pid}/fd/${fd}`).startsWith('socket:');
    } catch {
      return false; // closed since it was listed
    }
  };
  return list(pid).filter(isSocket).length;
}
