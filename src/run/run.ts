// One run from its configuration to its exit code: checks the machine, opens the outputs, plays the plan.
// Shared by `run` and `demo`; neither has a path of its own.
import type { ExitCode } from '../base/app-error.ts';
import type { RunConfig } from '../config/run-config.ts';
import { playLocally } from '../engine/local/play-locally.ts';
import { writeError } from '../output/terminal/streams.ts';
import { exitCodeOf } from './exit-code.ts';
import { giveWay } from './give-way.ts';
import type { Interrupts } from './interrupts.ts';
import { openOutputs } from './outputs.ts';
import { Playing } from './playing.ts';
import { describe, prepareMachine } from './prepare.ts';
import type { Source } from './source.ts';

/** Plays the run and returns its exit code; rejects with an AppError where it could not even begin. */
export async function play(config: RunConfig, interrupts: Interrupts): Promise<ExitCode> {
  for (const note of config.notes) writeError(`busyhour: ${note}\n`);
  const workers = prepareMachine(config);
  const info = describe(config, workers);
  const { secrets } = config;
  const source: Source = (order) => playLocally(order, { secrets, workers, onSpawned: giveWay });
  const outputs = await openOutputs(config, info);
  try {
    const summary = await new Playing(config.plan, info, source, outputs).play(interrupts.signal);
    await outputs.finish(summary);
    return exitCodeOf(summary, interrupts.exitCode);
  } finally {
    await outputs.close();
  }
}
