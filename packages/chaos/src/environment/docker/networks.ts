import { randomInt } from 'node:crypto';

import { ChaosError, messageOf } from '../../errors.ts';
import { docker, lines } from './docker-cli.ts';
import { labelFlags } from './labels.ts';

/** A /24 out of 198.18.0.0/15, which is set aside for tests (RFC 2544) and routed nowhere. */
export interface Subnet {
  readonly cidr: string;
  host(number: number): string;
}

const SUBNETS = 512;
const ATTEMPTS = 10;

function subnet(index: number): Subnet {
  const prefix = `198.${18 + (index >> 8)}.${index & 255}`;
  return { cidr: `${prefix}.0/24`, host: (number) => `${prefix}.${number}` };
}

/** Creates a network in a subnet that no other network uses. */
export async function createNetwork(name: string, runId: string, flags: readonly string[]): Promise<Subnet> {
  const taken = new Set(await usedSubnets());
  let reason = 'all are in use';
  for (let attempt = 0, index = randomInt(SUBNETS); attempt < ATTEMPTS; index = (index + 1) % SUBNETS) {
    const candidate = subnet(index);
    if (taken.has(candidate.cidr)) {
      if (taken.size >= SUBNETS) break;
      continue;
    }
    attempt += 1;
    try {
      await docker(['network', 'create', '--subnet', candidate.cidr, ...flags, ...labelFlags(runId), name]);
      return candidate;
    } catch (cause) {
      reason = messageOf(cause);
      // Somebody else was quicker, or a subnet of another size covers it.
      if (!/overlap/i.test(reason)) break;
    }
  }
  throw new ChaosError('environment_failed', `expected a free subnet in 198.18.0.0/15: ${reason}`);
}

async function usedSubnets(): Promise<string[]> {
  const ids = lines(await docker(['network', 'ls', '-q']));
  if (ids.length === 0) return [];
  const format = '{{range .IPAM.Config}}{{println .Subnet}}{{end}}';
  return lines(await docker(['network', 'inspect', '-f', format, ...ids]).catch(() => ''));
}
