// Retry-After, RFC 9110 section 10.2.3: seconds, or a date in one of the three formats of HTTP. Reads no clock:
// whoever asks says what time it is.
import { headerValues, type UpgradeResponse } from './handshake-response.ts';

const US_PER_SECOND = 1_000_000;
/** Nobody waits longer, and it keeps the sum an exact integer. */
const MAX_SECONDS = 365 * 24 * 3_600;

const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];
const TIME = '(\\d\\d):(\\d\\d):(\\d\\d)';
const IMF_FIXDATE = new RegExp(`^[A-Z][a-z]{2}, (\\d\\d) ([A-Z][a-z]{2}) (\\d{4}) ${TIME} GMT$`);
const RFC_850 = new RegExp(`^[A-Z][a-z]{5,8}, (\\d\\d)-([A-Z][a-z]{2})-(\\d\\d) ${TIME} GMT$`);
const ASCTIME = new RegExp(`^[A-Z][a-z]{2} ([A-Z][a-z]{2}) ([ \\d]\\d) ${TIME} (\\d{4})$`);

/** How long the server asks us to wait, in microseconds; -1 where it does not say so once and readably. */
export function retryAfterUs(response: UpgradeResponse, nowEpochMs: number): number {
  const values = headerValues(response, 'retry-after');
  if (values.length !== 1) return -1;
  const value = values[0]!;
  if (/^\d+$/.test(value)) return Math.min(Number(value), MAX_SECONDS) * US_PER_SECOND;
  const dateMs = readHttpDate(value, nowEpochMs);
  if (Number.isNaN(dateMs)) return -1;
  return Math.round(Math.min(Math.max(dateMs - nowEpochMs, 0), MAX_SECONDS * 1000) * 1000);
}

/** Milliseconds since 1970, or NaN. */
function readHttpDate(text: string, nowEpochMs: number): number {
  const imf = IMF_FIXDATE.exec(text);
  if (imf !== null) return utc(imf[3]!, imf[2]!, imf[1]!, imf[4]!, imf[5]!, imf[6]!);
  const asctime = ASCTIME.exec(text);
  if (asctime !== null)
    return utc(asctime[6]!, asctime[1]!, asctime[2]!, asctime[3]!, asctime[4]!, asctime[5]!);
  const rfc850 = RFC_850.exec(text);
  if (rfc850 === null) return Number.NaN;
  // Two digits of a year mean the latest one that is at most fifty years ahead.
  const latest = new Date(nowEpochMs).getUTCFullYear() + 50;
  const year = latest - ((latest - Number(rfc850[3])) % 100);
  return utc(String(year), rfc850[2]!, rfc850[1]!, rfc850[4]!, rfc850[5]!, rfc850[6]!);
}

function utc(
  year: string,
  monthName: string,
  day: string,
  hour: string,
  minute: string,
  second: string,
): number {
  const month = MONTHS.indexOf(monthName);
  if (month < 0 || Number(day) > 31 || Number(hour) > 23 || Number(minute) > 59 || Number(second) > 60) {
    return Number.NaN;
  }
  return Date.UTC(Number(year), month, Number(day), Number(hour), Number(minute), Number(second));
}
