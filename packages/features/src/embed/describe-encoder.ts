import type { ViewOptions } from '@jssl/augment';
import type { EncoderConfig } from '@jssl/resnet';

/**
 * The safetensors metadata of a weights file.
 * @example
 * ```ts
 * import { defaultEncoderConfig } from '@jssl/resnet';
 * import { describeEncoder, loadEncoder } from '@jssl/features';
 *
 * const { views } = loadEncoder('runs/photos');
 * console.log(Object.keys(describeEncoder(defaultEncoderConfig, views))); // [ 'format', 'encoder', 'views' ]
 * ```
 */
export function describeEncoder(
  config: EncoderConfig,
  views: ViewOptions,
): Readonly<Record<string, string>> {
  return {
    format: 'jssl-encoder-1',
    encoder: JSON.stringify(config),
    views: JSON.stringify(views),
  };
}
