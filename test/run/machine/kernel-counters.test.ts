// What the kernel says of TCP, from the files as Linux writes them.
import { expect, test } from 'bun:test';
import { kernelCountsSince, readKernelCounts } from '../../../src/run/machine/kernel-counters.ts';

const NETSTAT = `TcpExt: SyncookiesSent ListenOverflows ListenDrops TCPSynRetrans
TcpExt: 0 12 13 7
IpExt: InNoRoutes ListenOverflows
IpExt: 1 99
`;
const SNMP = `Ip: Forwarding RetransSegs
Ip: 1 98
Tcp: RtoAlgorithm MaxConn OutSegs RetransSegs
Tcp: 1 -1 5000 21
`;

const reader = (netstat: string | undefined, snmp: string | undefined) => (path: string) =>
  path === '/proc/net/netstat' ? netstat : path === '/proc/net/snmp' ? snmp : undefined;

test('each counter is found by its name, in its own group', () => {
  expect(readKernelCounts(reader(NETSTAT, SNMP))).toEqual({
    synRetransmits: 7,
    listenOverflows: 12,
    retransmits: 21,
    segmentsSent: 5000,
  });
});

test('one that is missing or no number makes the whole unknown', () => {
  expect(readKernelCounts(reader(undefined, SNMP))).toBeNull();
  expect(readKernelCounts(reader(NETSTAT, undefined))).toBeNull();
  expect(readKernelCounts(reader(NETSTAT.replace('TCPSynRetrans', 'TCPOther'), SNMP))).toBeNull();
  expect(readKernelCounts(reader(NETSTAT, SNMP.replace('5000', 'many')))).toBeNull();
  expect(readKernelCounts(reader('TcpExt: ListenOverflows TCPSynRetrans\n', SNMP))).toBeNull();
  expect(readKernelCounts(reader('', ''))).toBeNull();
});

test('a load is answerable for the difference alone, which is unknown where either end is', () => {
  const before = { synRetransmits: 7, listenOverflows: 12, retransmits: 21, segmentsSent: 5000 };
  const after = { synRetransmits: 9, listenOverflows: 12, retransmits: 30, segmentsSent: 9000 };
  expect(kernelCountsSince(before, after)).toEqual({
    synRetransmits: 2,
    listenOverflows: 0,
    retransmits: 9,
    segmentsSent: 4000,
  });
  expect(kernelCountsSince(null, after)).toBeNull();
  expect(kernelCountsSince(before, null)).toBeNull();
});
