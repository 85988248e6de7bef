// A command as an event of the run, recorded before it is sent: what terminal, page and report know of it.
import type { RunEvent } from '../metrics/record/event.ts';
import type { Command } from '../plan/command.ts';

export function commandEvent(atUs: number, command: Command): RunEvent {
  const { kind, because, evidence } = command;
  const event = { atUs, kind: 'command', worker: null, connection: null } as const;
  if (kind === 'end') return { ...event, detail: { command: kind, because, ...evidence } };
  const { fromUs, stages } = command;
  return { ...event, detail: { command: kind, because, fromUs, ...evidence }, stages };
}
