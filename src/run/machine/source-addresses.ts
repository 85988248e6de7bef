// Are the addresses to dial from this machine's own? Asked of the kernel by listening on each for an instant, since
// no list of interfaces knows of whole ranges that are routed here. Opens nothing toward any target.
import { AppError } from '../../base/app-error.ts';

/** Of a long range the first ones tell enough. */
const MOST_TRIED = 256;

/** Throws E_CONFIG for the first address that cannot be dialed from. */
export function checkSourceAddresses(addresses: readonly string[]): void {
  const foreign = addresses.slice(0, MOST_TRIED).find((address) => !isOurs(address));
  if (foreign === undefined) return;
  throw new AppError('E_CONFIG', `--source-address: ${foreign} is not an address of this machine`, {
    hint: 'Give one that it has (ip address lists them), or leave --source-address out.',
  });
}

function isOurs(hostname: string): boolean {
  try {
    Bun.listen({ hostname, port: 0, socket: { data: () => {} } }).stop(true);
    return true;
  } catch (error) {
    // Whatever else is wrong is told by the run itself, with its own words.
    return (error as { code?: unknown }).code !== 'EADDRNOTAVAIL';
  }
}
