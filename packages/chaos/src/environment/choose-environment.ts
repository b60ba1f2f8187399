import { ChaosError, messageOf } from '../errors.ts';
import { createDockerEnvironment } from './docker/docker-environment.ts';
import { engineVersion } from './docker/docker-cli.ts';
import type { Environment, EnvironmentOptions } from './environment.ts';
import { createLocalEnvironment } from './local/local-environment.ts';

export const ENVIRONMENT_CHOICES = ['auto', 'docker', 'local'] as const;
export type EnvironmentChoice = (typeof ENVIRONMENT_CHOICES)[number];

/**
 * The place to run in; its `description` says in one line which and why. `auto` takes containers where an engine
 * answers and the image can be built, else processes; `docker` throws `environment_unavailable` instead.
 */
export async function chooseEnvironment(
  choice: EnvironmentChoice,
  options: EnvironmentOptions,
): Promise<Environment> {
  switch (choice) {
    case 'local':
      return await createLocalEnvironment(options);
    case 'docker':
      return await createDockerEnvironment(options);
    case 'auto':
      return await bestEnvironment(options);
  }
}

async function bestEnvironment(options: EnvironmentOptions): Promise<Environment> {
  if (options.system.container === undefined) {
    return await createLocalEnvironment(options, `as ${options.system.name} does not run in containers`);
  }
  try {
    await engineVersion();
    return await createDockerEnvironment(options, 'as an engine answers');
  } catch (error) {
    if (!(error instanceof ChaosError) || error.code !== 'environment_unavailable') throw error;
    return await createLocalEnvironment(options, `as ${messageOf(error)}`);
  }
}
