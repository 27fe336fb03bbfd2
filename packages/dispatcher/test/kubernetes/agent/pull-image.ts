import { backOffMessage, imageTrouble } from './images.ts';
import type { PodPatience } from './pod-patience.ts';
import type { ContainerRecord } from './pod-status.ts';

/** Who is told how a pull goes. */
interface Told {
  readonly pull: (image: string) => 'ok' | 'fails';
  readonly failed: (message: string) => void;
  readonly waits: (reason: string, message: string) => void;
}

/** Gets the image of a container, however often that takes; answers whether it is there. */
export async function pullImage(
  { container }: ContainerRecord,
  patience: PodPatience,
  { pull, failed, waits }: Told,
): Promise<boolean> {
  const { image } = container;
  const policy = String(container.imagePullPolicy ?? 'IfNotPresent');
  for (let tries = 0; !patience.isOver; tries += 1) {
    const trouble = imageTrouble(image, policy, pull);
    if (trouble === undefined) return true;
    const isPull = trouble.reason === 'ErrImagePull';
    if (tries === 0) failed(`Failed to pull image "${image}": ${trouble.message}`);
    waits(trouble.reason, trouble.message);
    await patience.pause(isPull ? 300 : 1000);
    if (isPull && !patience.isOver) {
      waits('ImagePullBackOff', backOffMessage(image, trouble));
      await patience.pause(1000 * Math.min(2 ** tries, 30));
    }
  }
  return false;
}
