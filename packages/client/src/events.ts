/** What a client tells about its connection to the leader. */
export interface ClientEvents {
  /** A connection is in use. */
  connect: { readonly endpoint: string; readonly node: string };
  /** It is so no more: it failed, or its server does not lead any more. */
  disconnect: { readonly endpoint: string; readonly node: string; readonly reason: string };
  /** Another node than before leads, as far as servers tell. */
  leaderChange: { readonly leader: string; readonly previous: string | null };
}

export type ClientListener<Name extends keyof ClientEvents> = (event: ClientEvents[Name]) => void;

/** Listeners by event name. A listener that throws does so on its own, and disturbs nobody. */
export class Emitter<Events extends object> {
  readonly #listeners = new Map<keyof Events, Set<(event: never) => void>>();
  readonly #defer: (run: () => void) => void;

  constructor(defer: (run: () => void) => void) {
    this.#defer = defer;
  }

  /** Returns the function that takes the listener off again. */
  on<Name extends keyof Events>(name: Name, listener: (event: Events[Name]) => void): () => void {
    const known = this.#listeners.get(name);
    const listeners = known ?? new Set<(event: never) => void>();
    if (known === undefined) this.#listeners.set(name, listeners);
    const entry = (event: Events[Name]): void => {
      listener(event);
    };
    listeners.add(entry);
    return () => listeners.delete(entry);
  }

  emit<Name extends keyof Events>(name: Name, event: Events[Name]): void {
    for (const listener of this.#listeners.get(name) ?? []) {
      this.#defer(() => {
        (listener as (event: Events[Name]) => void)(event);
      });
    }
  }
}
