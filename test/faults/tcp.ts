// The catalogue's dials: a port that refuses, resets, overflows or swallows, a network that says no, and limits of
// this machine, which must never be blamed on the target.
import type { Fault } from './fault.ts';
import { abandonListener, overflow, recede } from './listener.ts';
import { dropDials, exhaustDescriptors, exhaustPorts, giveUpSoon, rejectDials } from './network.ts';
import { onAccept } from './victims.ts';

const DROPS: Fault = {
  name: 'lies behind a firewall that drops',
  spoil: (stage) => dropDials(stage),
  isolated: true,
  deadline: 'tcp',
  expect: { failure: 'tcp-timeout' },
};
const OUTLASTS: Fault = {
  name: 'lies behind a firewall that drops, and the kernel gives up before we do',
  spoil: (stage) => {
    giveUpSoon();
    return dropDials(stage);
  },
  isolated: true,
  expect: { failure: 'tcp-timeout', detail: { code: 'ETIMEDOUT' } },
};
const UNREACHABLE = rejected('has an unreachable host', 'host-unreachable', 'EHOSTUNREACH');

/** The network answers for the target. */
function rejected(name: string, icmp: string, code: string): Fault {
  return {
    name,
    spoil: (stage) => rejectDials(stage, `icmp type ${icmp}`),
    isolated: true,
    expect: { failure: 'tcp-unreachable', detail: { code } },
  };
}

/** The same dial by the transport that speaks TLS, which is another one. */
function overTls(fault: Fault): Fault {
  return { ...fault, name: `${fault.name}, dialed with TLS`, secure: true };
}

export const TCP: readonly Fault[] = [
  {
    name: 'listens no more',
    spoil: ({ server }) => server.close(),
    expect: { failure: 'tcp-refused', detail: { code: 'ECONNREFUSED' } },
  },
  {
    name: 'resets each connection that it accepts',
    // Whether the reset or the news of the connection is read first is the network's choice.
    serve: onAccept((socket) => socket.resetAndDestroy()),
    expect: { failure: ['tcp-reset', 'upgrade-reset'] },
  },
  {
    name: 'ends each connection that it accepts',
    serve: onAccept((socket) => socket.end()),
    lingers: true,
    expect: { failure: 'upgrade-closed', detail: { code: 'FIN' } },
  },
  {
    name: 'accepts nobody, and its queue is full',
    spoil: (stage) => overflow(stage),
    isolated: true, // the kernel counts it, for all who share its network
    deadline: 'tcp',
    expect: { failure: 'tcp-timeout' },
  },
  {
    name: 'accepts nobody, and its queue is full for a moment',
    // The kernel asks again after a second and finds room; then nobody answers the upgrade.
    spoil: (stage) => overflow(stage, { relieved: true }),
    isolated: true,
    deadline: 'upgrade',
    expect: { failure: 'upgrade-timeout', slowestTcpMs: 900 },
  },
  {
    name: 'accepts nobody, and its queue has room',
    spoil: (stage) => recede(stage),
    deadline: 'upgrade',
    expect: { failure: 'upgrade-timeout' },
  },
  {
    name: 'goes away with connections in its queue',
    spoil: (stage) => abandonListener(stage),
    expect: { failure: 'upgrade-reset', detail: { code: 'ECONNRESET' } },
  },
  {
    name: 'is dialed by a machine without a free file descriptor',
    spoil: (stage) => exhaustDescriptors(stage),
    expect: { failure: 'local-limit', detail: { code: 'EMFILE' } },
  },
  {
    name: 'is dialed by a machine without a free port',
    spoil: (stage) => exhaustPorts(stage),
    isolated: true,
    expect: { failure: 'local-limit', detail: { code: 'EADDRNOTAVAIL' } },
  },
  DROPS,
  OUTLASTS,
  {
    name: 'lies behind a firewall that resets',
    spoil: (stage) => rejectDials(stage, 'tcp reset'),
    isolated: true,
    expect: { failure: 'tcp-refused', detail: { code: 'ECONNREFUSED' } },
  },
  UNREACHABLE,
  rejected('has an unreachable network', 'net-unreachable', 'ENETUNREACH'),
  rejected('is forbidden by a firewall that says so', 'admin-prohibited', 'EHOSTUNREACH'),
  ...[DROPS, OUTLASTS, UNREACHABLE].map(overTls),
];
