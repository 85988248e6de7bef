// Whose host it is, by its name alone.
import { describe, expect, test } from 'bun:test';
import { vendorOf } from '../../src/platform/vendors.ts';

describe('whose platform', () => {
  const cases: [string, string | undefined][] = [
    ['streaming.mypurecloud.com', 'Genesys'],
    ['api.mypurecloud.com.au', 'Genesys'],
    ['webmessaging.usw2.pure.cloud', 'Genesys'],
    ['USW2.PURE.CLOUD.', 'Genesys'],
    ['chat-gateway-de-na1.niceincontact.com', 'NICE'],
    ['na1.nice-incontact.com', 'NICE'],
    ['eventhub-de-na1.nicecxone.com', 'NICE'],
    ['nicecxone-gov.com', 'NICE'],
    ['notmypurecloud.com', undefined],
    ['mypurecloud.com.evil', 'Genesys'],
    ['pure.cloud.example.com', undefined],
    ['127.0.0.1', undefined],
  ];
  for (const [host, vendor] of cases)
    test(`${host}: ${vendor}`, () => expect(vendorOf(host)).toBe(vendor as string));
});
