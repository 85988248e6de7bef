// What a runtime does not let a server do: stop accepting while it still listens. The listening socket is duplicated
// and the runtime's own closed, so that the kernel goes on for as long and as far as its queue lets it.
import { dlopen } from 'bun:ffi';
import { readFileSync } from 'node:fs';
import { connect } from 'node:net';
import { until } from '../until.ts';
import { VICTIMS } from './fault.ts';
import type { Stage } from './stage.ts';

const ROOM = 64;
/** The kernel walks through a table of megabytes for each look into /proc/net/tcp, and bystanders wait meanwhile. */
const LOOK_MS = 200;
/** States of /proc/net/tcp. */
const ESTABLISHED = '01';
const SYN_SENT = '02';

/** Nobody accepts from now on; connects end up in the queue. Returns the socket that still listens. */
export function recede(stage: Stage): number {
  const { port } = stage;
  const { dup, listen, close } = libc();
  const { fd } = (stage.server as unknown as { _handle: { fd: number } })._handle;
  const kept = dup(fd);
  stage.server.close();
  if (kept < 0 || listen(kept, ROOM) !== 0) throw new Error(`the listener of port ${port} was not kept`);
  stage.defer(() => close(kept));
  return kept;
}

/** Nobody accepts and the queue has room for none; `relieved`: it has, once the victims were turned away. */
export async function overflow(stage: Stage, { relieved = false } = {}): Promise<void> {
  const { port } = stage;
  const kept = recede(stage);
  const { listen } = libc();
  // A queue of length 0 holds one connection: this one.
  listen(kept, 0);
  const filler = connect(port, '127.0.0.1');
  stage.defer(() => filler.destroy());
  await new Promise((resolve, reject) => filler.once('connect', resolve).once('error', reject));
  if (!relieved) return;
  stage.watch(async () => {
    await until(() => countTo(port, SYN_SENT) === VICTIMS, 'dials that wait', {
      pauseMs: LOOK_MS,
      seen: () => countTo(port, SYN_SENT),
    });
    listen(kept, ROOM);
  });
}

/** Closes the listener once the victims are in its queue, unseen by any server. */
export function abandonListener(stage: Stage): void {
  const { port } = stage;
  const kept = recede(stage);
  const before = countTo(port, ESTABLISHED);
  stage.watch(async () => {
    await until(() => countTo(port, ESTABLISHED) === before + VICTIMS, 'victims in the queue', {
      pauseMs: LOOK_MS,
      seen: () => countTo(port, ESTABLISHED) - before,
    });
    // The number stays taken, so that closing it again at the end closes nothing of somebody else's.
    const { listen, shutdown } = libc();
    listen(kept, 0);
    shutdown(kept, 2);
  });
}

/** Connections to the port in a state, as the kernel has them. */
function countTo(port: number, state: string): number {
  const to = `:${port.toString(16).toUpperCase().padStart(4, '0')} ${state} `;
  return readFileSync('/proc/self/net/tcp', 'utf8').split(to).length - 1;
}

let opened: ReturnType<typeof open> | undefined;

function libc() {
  opened ??= open();
  return opened.symbols;
}

function open() {
  return dlopen('libc.so.6', {
    dup: { args: ['i32'], returns: 'i32' },
    listen: { args: ['i32', 'i32'], returns: 'i32' },
    shutdown: { args: ['i32', 'i32'], returns: 'i32' },
    close: { args: ['i32'], returns: 'i32' },
  });
}
