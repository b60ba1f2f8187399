import { Session } from './session.ts';
/** The sessions of all clients, the one that was used least recently first. */
export declare class Sessions {
  #private;
  constructor(sessions?: Iterable<Session>);
  get size(): number;
  values(): IterableIterator<Session>;
  open(id: number, now: number, maxSessions: number): void;
  close(id: number): void;
  /** Finds a session and marks it as used at log time `now`. */
  use(id: number, now: number): Session | undefined;
  /** Ends every session that was not used for `ttlMs` of log time. */
  expire(now: number, ttlMs: number): void;
  /** Ends those used least recently until no more than `maxSessions` are left. */
  limit(maxSessions: number): void;
}
//# sourceMappingURL=sessions.d.ts.map
