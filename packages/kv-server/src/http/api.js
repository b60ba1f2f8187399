import { OpenAPIHono } from '@hono/zod-openapi';
import { HttpError } from './http-error.js';
import { errorBody } from './schemas.js';
const ERRORS = {
  default: { description: 'An error', content: { 'application/json': { schema: errorBody } } },
};
/**
 * Routes and their documentation, from the same schemas. Bodies are read and checked by the handlers, which thereby
 * decide how every mistake is answered.
 */
export class Api {
  app = new OpenAPIHono({ strict: true });
  #methods = new Map();
  add(config, handler) {
    const path = config.path.replaceAll(/\{(\w+)\}/g, ':$1');
    this.app.openAPIRegistry.registerPath({ ...config, responses: { ...config.responses, ...ERRORS } });
    this.app.on(config.method.toUpperCase(), path, handler);
    const methods = this.#methods.get(path) ?? new Set();
    methods.add(config.method.toUpperCase());
    if (config.method === 'get') methods.add('HEAD');
    this.#methods.set(path, methods);
  }
  /** Answers whatever no route answers. Called after all routes were added. */
  finish(onInternal) {
    for (const [path, methods] of this.#methods) {
      const allow = [...methods].sort().join(', ');
      this.app.all(path, ({ req }) =>
        new HttpError('method_not_allowed', `${req.path} allows ${allow}, not ${req.method}`, {
          headers: { allow },
        }).toResponse(),
      );
    }
    this.app.notFound(({ req }) =>
      new HttpError('not_found', `there is nothing at ${req.path}; see /openapi.json`).toResponse(),
    );
    this.app.onError((error) => {
      if (error instanceof HttpError) return error.toResponse();
      onInternal(error);
      return new HttpError('internal', 'the server failed to answer; its log says why').toResponse();
    });
  }
}
//# sourceMappingURL=api.js.map
