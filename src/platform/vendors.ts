// Whose hosts are known to be a vendor's, so that its approval of a load test is asked for. Several platforms may be
// one vendor's. A vendor that is missing here is only not named: --authorized is needed anyway.

const VENDORS: readonly { readonly vendor: string; readonly hosts: RegExp }[] = [
  { vendor: 'Genesys', hosts: /(^|\.)(mypurecloud\.[a-z.]+|pure\.cloud|genesys(cloud)?\.com)$/ },
  {
    vendor: 'NICE',
    hosts: /(^|\.)(nice-?incontact|incontact|nicecxone|nice-cxone|cxone)(-[a-z]+)?\.[a-z.]+$/,
  },
];

/** Whose platform the host is, where it is known to be a vendor's. */
export function vendorOf(host: string): string | undefined {
  const name = host.toLowerCase().replace(/\.$/, '');
  return VENDORS.find(({ hosts }) => hosts.test(name))?.vendor;
}
