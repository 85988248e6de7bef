// The floor: the C client of bench/floor/, which measures nothing and knows no TLS.
import { type Client, type Tools, tinyCommand } from './client.ts';

export function describeFloor({ programs }: Tools): Client {
  return {
    name: 'floor',
    title: 'C, epoll, measuring nothing',
    refuses: (_, tls) =>
      typeof programs === 'string' ? programs : tls ? 'the C client speaks no TLS' : undefined,
    command: (load) => [typeof programs === 'string' ? 'false' : programs.echoClient, ...tinyCommand(load)],
  };
}
