/** A host name or IP address, and a port. */
export interface Address {
  readonly host: string;
  readonly port: number;
}
/** Reads `host:port`, an IPv6 address in brackets; undefined if it is neither. */
export declare function parseAddress(text: string): Address | undefined;
export declare function formatAddress({ host, port }: Address): string;
/** Whether only this machine can reach what listens there. */
export declare function isLoopback(host: string): boolean;
/** Whether it stands for every address of this machine, and so names none that others could connect to. */
export declare function isWildcard(host: string): boolean;
//# sourceMappingURL=address.d.ts.map
