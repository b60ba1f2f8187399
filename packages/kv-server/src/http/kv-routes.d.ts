import { type Answer, type Request as Operation, type SessionMark } from '@seaworthy/client/wire';
import type { Context } from 'hono';
import type { KvService } from '../service/kv-service.ts';
import type { Api } from './api.ts';
/** The routes of keys. */
export declare function addKvRoutes(api: Api, service: KvService): void;
/** The session that the headers name. Throws `invalid_request` if only part of it is named. */
export declare function markOf({ req }: Context): SessionMark;
/** Carries out one operation. Throws {@link HttpError} if it was refused. */
export declare function ask(
  service: KvService,
  { req }: Context,
  operation: Operation,
  mark: SessionMark,
): Promise<Answer>;
export declare function writeResponse({ succeeded, revision }: Answer): Response;
//# sourceMappingURL=kv-routes.d.ts.map
