import type { OpenAPIHono } from '@hono/zod-openapi';

import type { KvService } from '../service/kv-service.ts';
import { VERSION } from '../version.ts';
import { Api } from './api.ts';
import { addKvRoutes } from './kv-routes.ts';
import { addOperationsRoutes, type Operations } from './operations-routes.ts';
import { addSessionRoutes } from './session-routes.ts';

export interface HttpDoorOptions {
  readonly service: KvService;
  readonly operations: Operations;
  /** Called with an error that no client caused. */
  readonly onInternal: (error: unknown) => void;
}

/** The HTTP door as a Hono application. */
export function createHttpDoor({ service, operations, onInternal }: HttpDoorOptions): OpenAPIHono {
  const api = new Api();
  addKvRoutes(api, service);
  addSessionRoutes(api, service);
  addOperationsRoutes(api, operations);
  api.add(
    {
      method: 'get',
      path: '/openapi.json',
      summary: 'This description',
      responses: { 200: { description: 'OpenAPI 3.1' } },
    },
    () => Response.json(describe(api)),
  );
  api.finish(onInternal);
  return api.app;
}

function describe({ app }: Api): unknown {
  return app.getOpenAPI31Document({
    openapi: '3.1.0',
    info: { title: 'Seaworthy', version: VERSION, description: 'A linearizable key-value store on Raft.' },
  });
}
