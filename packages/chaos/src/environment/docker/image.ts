import { ChaosError, messageOf } from '../../errors.ts';
import type { ContainerImage } from '../system.ts';
import { docker, dockerQuietly } from './docker-cli.ts';

/** Made by `tools/offline-base-image.sh`, where no registry can be reached. */
const OFFLINE_BASE_IMAGE = 'seaworthy-base:bookworm';
const BUILD_TIMEOUT_MS = 600_000;

/**
 * The image to run: as it is named, or built, which takes long only for the first time. The base is that of
 * SEAWORTHY_BASE_IMAGE, else one that was made offline, else what the Dockerfile says.
 */
export async function prepareImage(image: ContainerImage): Promise<string> {
  if ('name' in image) return image.name;
  const base = await baseImage();
  const from = base === undefined ? [] : ['--build-arg', `BASE_IMAGE=${base}`];
  const tag = `seaworthy-${image.target}`;
  const args = ['build', '-q', '-t', tag, '-f', image.dockerfile, '--target', image.target, ...from];
  const before = await dockerQuietly(['image', 'inspect', '-f', '{{.Id}}', tag]);
  try {
    const said = await docker([...args, image.context], {
      timeoutMs: BUILD_TIMEOUT_MS,
      env: await builderSettings(),
    });
    const id = /sha256:[0-9a-f]{64}/.exec(said)?.[0];
    if (id === undefined) throw new Error(`docker build printed no image but ${said}`);
    // What it replaced would stay behind without a name; the engine keeps it if a container still uses it.
    if (before !== '' && before !== id) await dockerQuietly(['image', 'rm', before]);
    return id;
  } catch (cause) {
    const reason = lastLines(messageOf(cause));
    const message = `the image of ${image.dockerfile} cannot be built: ${reason}`;
    throw new ChaosError('environment_unavailable', message, { cause });
  }
}

async function baseImage(): Promise<string | undefined> {
  const asked = process.env['SEAWORTHY_BASE_IMAGE'];
  if (asked !== undefined && asked !== '') return asked;
  return await docker(['image', 'inspect', '-f', '{{.Id}}', OFFLINE_BASE_IMAGE]).then(
    () => OFFLINE_BASE_IMAGE,
    () => undefined,
  );
}

/** Without buildx, the classic builder has to be asked for, or the command complains. */
async function builderSettings(): Promise<Record<string, string>> {
  return await docker(['buildx', 'version']).then(
    () => ({}),
    () => ({ DOCKER_BUILDKIT: '0' }),
  );
}

function lastLines(text: string): string {
  const told = text
    .split('\n')
    .filter((line) => line.trim() !== '' && !/DEPRECATED|BuildKit|environment-variable/.test(line));
  return told.slice(-3).join('; ');
}
