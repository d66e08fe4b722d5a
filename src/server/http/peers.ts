import { BlockList, isIP } from "node:net";

const loopback = ["127.0.0.0/8", "::1/128", "::ffff:127.0.0.0/104"];

const mostKnown = 1_000;

/**
 * Who may speak plain HTTP to us: this machine, and the proxies that were named.
 * @param proxies addresses or ranges such as `10.0.0.7` or `172.16.0.0/12`
 */
export function acceptedPeers(
  proxies: readonly string[],
): (address: string | undefined) => boolean {
  const list = new BlockList();
  for (const range of [...loopback, ...proxies]) {
    const [address = "", prefix] = range.split("/");
    const family = isIP(address) === 6 ? "ipv6" : "ipv4";
    if (prefix === undefined) list.addAddress(address, family);
    else list.addSubnet(address, Number(prefix), family);
  }
  const isListed = (address: string): boolean =>
    list.check(address, isIP(address) === 6 ? "ipv6" : "ipv4");
  // Few peers ask often: looking one up in the list costs more than the rest of the hook.
  let known = new Map<string, boolean>();
  return (address) => {
    // A unix socket or an in-process request has no address.
    if (address === undefined) return true;
    const remembered = known.get(address);
    if (remembered !== undefined) return remembered;
    if (known.size >= mostKnown) known = new Map();
    const listed = isListed(address);
    known.set(address, listed);
    return listed;
  };
}
