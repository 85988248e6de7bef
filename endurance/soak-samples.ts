// What each process of a run holds, once a second: memory and open files, as /proc has them. Law: a process that is gone
// ends the sampling, for then the load is not what it was.
import { type Usage, usageOf } from './processes.ts';

export interface Sample extends Usage {
  readonly atMinutes: number;
}

export interface Series {
  /** `launcher`, `main`, `worker 0`. */
  readonly name: string;
  readonly samples: readonly Sample[];
}

export interface Sampling {
  readonly series: readonly Series[];
  /** The process that ended before its time; null where none did. */
  readonly gone: string | null;
}

const EVERY_MS = 1_000;

export async function sample(
  processes: Readonly<Record<string, number>>,
  minutes: number,
  tell: (atMinutes: number) => void = () => {},
): Promise<Sampling> {
  const all = Object.entries(processes).map(([name, pid]) => ({ name, pid, samples: [] as Sample[] }));
  const startMs = performance.now();
  for (let n = 0; n * EVERY_MS <= minutes * 60_000; n++) {
    await Bun.sleep(Math.max(0, startMs + n * EVERY_MS - performance.now()));
    const atMinutes = (performance.now() - startMs) / 60_000;
    for (const { name, pid, samples } of all) {
      const usage = usageOf(pid);
      if (usage === undefined) return { series: all, gone: name };
      samples.push({ atMinutes, ...usage });
    }
    tell(atMinutes);
  }
  return { series: all, gone: null };
}
