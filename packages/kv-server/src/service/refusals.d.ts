import type { NodeId, RaftError } from '@seaworthy/core';
import type { ErrorCode, Refusal } from '@seaworthy/client/wire';
/** Where the clients of a node go, or null where nobody said. */
export type FindUrl = (node: NodeId) => string | null;
export declare function refusal(code: ErrorCode, message: string): Refusal;
/** Says in the terms of the wire why Raft did not do what was asked. */
export declare function refusalOf(error: RaftError, findUrl: FindUrl): Refusal;
//# sourceMappingURL=refusals.d.ts.map
