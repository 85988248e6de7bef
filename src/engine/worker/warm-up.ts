// What a worker does once a second is cold code in a run's first ten seconds: taking a window then holds the loop up for
// 3 ms, and every send that comes due meanwhile is late. So it is done often enough before the run begins.
import { Recorder } from '../../metrics/recorder.ts';
import { emptySnapshot } from '../../metrics/snapshot.ts';
import { pack } from '../../metrics/snapshot-json.ts';

const WINDOWS = 30;
/** Some in each histogram, over the range that a run's have. */
const VALUES = 50;
const VALUE_STEP_US = 137;

/** Takes some 40 ms. */
export function warmUp(): void {
  const recorder = new Recorder();
  const { health } = emptySnapshot();
  for (let window = 1; window <= WINDOWS; window++) {
    for (const histogram of Object.values(recorder.histograms))
      for (let i = 1; i <= VALUES; i++) histogram.record(i * VALUE_STEP_US);
    JSON.stringify(pack(recorder.take(window, { target: 0, waiting: 0, sockets: 0 }, health)));
  }
}
