import { OpenAPIHono, type RouteConfig } from '@hono/zod-openapi';
import type { Context } from 'hono';
export type Handler = (context: Context) => Response | Promise<Response>;
/**
 * Routes and their documentation, from the same schemas. Bodies are read and checked by the handlers, which thereby
 * decide how every mistake is answered.
 */
export declare class Api {
  #private;
  readonly app: OpenAPIHono<import('hono').Env, {}, '/'>;
  add(config: RouteConfig, handler: Handler): void;
  /** Answers whatever no route answers. Called after all routes were added. */
  finish(onInternal: (error: unknown) => void): void;
}
//# sourceMappingURL=api.d.ts.map
