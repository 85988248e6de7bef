// `busyhour simulate`: a platform on this machine until it is told to stop.
import { writeFileSync } from 'node:fs';
import { AppError, EXIT, type ExitCode } from '../base/app-error.ts';
import { writeError, writeResult } from '../output/terminal/streams.ts';
import { Interrupts } from '../run/interrupts.ts';
import { startSimulator } from '../simulator/simulator.ts';
import { type CliCommand, readWords } from './command.ts';
import { SIMULATE_COMMAND } from './simulate-flags.ts';
import { toSimulatorOptions } from './simulate-options.ts';

export const simulate: CliCommand = {
  name: SIMULATE_COMMAND.name,
  summary: SIMULATE_COMMAND.summary,
  async act(argv): Promise<ExitCode> {
    const words = await readWords(SIMULATE_COMMAND, argv);
    if (words === undefined) return EXIT.passed;
    const options = toSimulatorOptions(words.values, process.env.BUSYHOUR_TOKEN);
    if (words.values['write-ca'] !== undefined) writeCertificate(words.values['write-ca'], options.tls);
    const interrupts = new Interrupts();
    const simulator = await startSimulator(options);
    // Line by line: a script waits for the first to know the address.
    await writeResult(`${simulator.url}\n`);
    writeError(
      `busyhour: simulating ${options.platform}; counters at ${simulator.statsUrl}; Ctrl-C stops it\n`,
    );
    const interrupted = new Promise<null>((resolve) => {
      if (interrupts.signal.aborted) resolve(null);
      interrupts.signal.addEventListener('abort', () => resolve(null), { once: true });
    });
    const failure = await Promise.race([simulator.ended, interrupted]);
    if (failure !== null) throw failure;
    await simulator.stop();
    return EXIT.passed;
  },
};

function writeCertificate(path: string, tls: { readonly certPem: string } | null): void {
  if (tls === null)
    throw new AppError('E_USAGE', '--write-ca: there is no certificate without --tls', {
      hint: 'Add --tls.',
    });
  try {
    writeFileSync(path, tls.certPem);
  } catch (cause) {
    throw new AppError('E_USAGE', `--write-ca: ${path} cannot be written`, {
      hint: 'Give a path that you may write to.',
      cause,
    });
  }
}
