// Numbers of the charts as text. Runs in the page of a report; the tables' texts come ready-made.

/** Three digits and a unit. */
function scaled(value, units, step) {
  let rest = Math.abs(value);
  let unit = 0;
  while (rest >= step * 0.9995 && unit < units.length - 1) {
    rest /= step;
    unit += 1;
  }
  const digits = rest >= 99.95 || Number.isInteger(rest) ? 0 : rest >= 9.995 ? 1 : 2;
  return `${value < 0 ? '-' : ''}${Number(rest.toFixed(digits))}${units[unit]}`;
}

/** Microseconds. */
function formatTime(us) {
  if (us < 59.5e6) return scaled(us, [' us', ' ms', ' s'], 1000);
  return formatClock(us / 1e6);
}

/** Seconds since the run began, as on a clock that starts at zero. */
export function formatClock(seconds) {
  const whole = Math.round(seconds);
  const two = (n) => String(n).padStart(2, '0');
  const minutes = `${two(Math.floor(whole / 60) % 60)}:${two(whole % 60)}`;
  return whole < 3600 ? minutes : `${Math.floor(whole / 3600)}:${minutes}`;
}

export const FORMATS = {
  count: (n) =>
    Math.abs(n) < 1e6
      ? n.toLocaleString('en', { maximumFractionDigits: 1 })
      : scaled(n, ['', ' k', ' M', ' G'], 1000),
  rate: (n) =>
    Math.abs(n) < 1e6
      ? n.toLocaleString('en', { maximumFractionDigits: 1 })
      : scaled(n, ['', ' k', ' M', ' G'], 1000),
  time: formatTime,
  bytes: (n) => scaled(n, [' B', ' kB', ' MB', ' GB', ' TB'], 1000),
  byteRate: (n) => `${scaled(n, [' B', ' kB', ' MB', ' GB', ' TB'], 1000)}/s`,
  share: (n) => `${Number((n * 100).toFixed(n < 0.0995 ? 1 : 0))} %`,
};
