import { checkEncoderConfig, type EncoderConfig } from './encoder-config.js';
import { isParameter, tensorSpecs } from './tensor-specs.js';

/** The shapes of an encoder's tensors by name, in TensorFlow's layouts. */
export interface EncoderShapes {
  readonly parameters: Readonly<Record<string, readonly number[]>>;
  readonly statistics: Readonly<Record<string, readonly number[]>>;
}

/**
 * The shapes of the variables that `createEncoder` would make, without making them: to compare a
 * configuration from a file with the tensors in it first.
 * @throws RangeError for a configuration that cannot be built.
 * @example
 * ```ts
 * import { defaultEncoderConfig, encoderShapes } from '@jssl/resnet';
 *
 * const { parameters } = encoderShapes({ ...defaultEncoderConfig, depth: 18, width: 8 });
 * console.log(parameters['layer4.1.conv2.weight']); // [ 3, 3, 64, 64 ]
 * ```
 */
export function encoderShapes(config: EncoderConfig): EncoderShapes {
  checkEncoderConfig('encoderShapes', config);
  const specs = tensorSpecs(config);
  const shapesOf = (parameters: boolean) =>
    Object.fromEntries(
      specs
        .filter((spec) => isParameter(spec) === parameters)
        .map(({ name, shape }) => [name, shape]),
    );
  return { parameters: shapesOf(true), statistics: shapesOf(false) };
}
