import type { OpenAPIHono } from '@hono/zod-openapi';
import type { KvService } from '../service/kv-service.ts';
import { type Operations } from './operations-routes.ts';
export interface HttpDoorOptions {
  readonly service: KvService;
  readonly operations: Operations;
  /** Called with an error that no client caused. */
  readonly onInternal: (error: unknown) => void;
}
/** The HTTP door as a Hono application. */
export declare function createHttpDoor({ service, operations, onInternal }: HttpDoorOptions): OpenAPIHono;
//# sourceMappingURL=http-door.d.ts.map
