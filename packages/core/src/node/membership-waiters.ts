import { RaftError } from '../errors.ts';
import { isJoint, sameMembership } from '../raft/configuration.ts';
import type { RaftView } from '../raft/raft.ts';
import type { Configuration, Membership } from '../raft/types.ts';

interface Waiter {
  readonly membership: Membership;
  readonly resolve: (configuration: Configuration) => void;
  readonly reject: (error: RaftError) => void;
}

/** Those who wait until the members are what they asked for. */
export class MembershipWaiters {
  #waiters: Waiter[] = [];

  get isEmpty(): boolean {
    return this.#waiters.length === 0;
  }

  wait(membership: Membership): Promise<Configuration> {
    return new Promise((resolve, reject) => this.#waiters.push({ membership, resolve, reject }));
  }

  /** Another change, which builds upon the one before, takes its place: whoever wanted only that one will not see it. */
  supersede(): void {
    this.abandon(new RaftError('superseded', 'another change of the members took the place of this one'));
  }

  /** Settles everybody once a configuration is committed that is on the way to nothing else. */
  look({ configuration, configurationIndex, commit }: RaftView): void {
    if (this.isEmpty || configurationIndex > commit) return;
    if (isJoint(configuration) || configuration.target !== null) return;
    for (const { membership, resolve, reject } of this.#waiters.splice(0)) {
      if (sameMembership(membership, configuration)) resolve(configuration);
      else reject(new RaftError('superseded', 'the members became others than were asked for'));
    }
  }

  abandon(error: RaftError): void {
    for (const { reject } of this.#waiters.splice(0)) reject(error);
  }
}
