import { momentNames } from '@jssl/optimizers';
import { encoderShapes, type StateDict } from '@jssl/resnet';

import { prefixed } from '../methods/method-state.js';
import { isCustomMethod, type MethodTraits } from '../settings/method-traits.js';
import type { TrainConfig } from '../settings/train-settings.js';
import { encoderConfig } from '../step/encoder-config.js';

/** What the tensors must match. */
interface CheckpointSubject {
  readonly config: TrainConfig;
  readonly traits: MethodTraits;
  readonly channels: number;
}

type Shapes = Readonly<Record<string, readonly number[]>>;

/**
 * Checks that the tensors of a checkpoint are those that its settings describe, before anything is
 * allocated by the settings: a width, a dimension or a queue of any length can be written into a small file.
 * The tensors of a custom method are checked by the method; with a queue, they must at least have a value for
 * each of its `m` keys.
 * @param about.traits of the method.
 * @param about.channels of the images.
 * @throws TypeError naming the first tensor that is missing, unexpected, of another shape, or not finite.
 */
export function checkCheckpointTensors(tensors: StateDict, about: CheckpointSubject): void {
  const { config } = about;
  const expected = shapesOf(about);
  for (const [name, shape] of Object.entries(expected)) {
    const stored = Object.hasOwn(tensors, name) ? tensors[name] : undefined;
    if (stored?.shape.join() === shape.join()) continue;
    const got = stored ? `[${stored.shape.join(', ')}]` : 'no such tensor';
    throw new TypeError(
      `${name} must be [${shape.join(', ')}] according to its settings, got ${got}`,
    );
  }
  const isCustom = isCustomMethod(config.method);
  let ofMethod = 0;
  for (const [name, { data }] of Object.entries(tensors)) {
    const isOwn = Object.hasOwn(expected, name);
    if (name.startsWith('method/')) ofMethod += data.length;
    if (!isOwn && !(isCustom && name.startsWith('method/'))) {
      throw new TypeError(`${name} does not belong to any tensor of its settings`);
    }
    // Moments may overflow in a run that still works.
    if (isOwn && !name.startsWith('optimizer/') && !data.every(Number.isFinite)) {
      throw new TypeError(`${name} must have finite values, got NaN or infinity`);
    }
  }
  if (isCustom && about.traits.queue && ofMethod > 0 && config.m > ofMethod) {
    throw new TypeError(
      `config.m must be at most ${ofMethod}, the number of values in the state of its method, got ${config.m}`,
    );
  }
}

/** The shapes of all tensors, except those of a custom method. */
function shapesOf({ config, traits, channels }: CheckpointSubject): Shapes {
  const { parameters, statistics } = encoderShapes(encoderConfig(config, channels));
  const encoder = { ...parameters, ...statistics };
  const moments = Object.assign(
    {},
    ...momentNames(config.optimizer).map((moment) => prefixed(moment, parameters)),
  ) as Shapes;
  const queue = traits.queue && !isCustomMethod(config.method);
  const keys = [config.m, config.featureDim];
  return {
    ...prefixed('encoder', encoder),
    ...prefixed('optimizer', moments),
    ...(queue && prefixed('method/key', encoder)),
    ...(queue && { 'method/queue/p': keys, 'method/queue/n': keys }),
  };
}
