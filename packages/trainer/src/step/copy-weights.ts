import { loadEncoder } from '@jssl/features';
import { loadStateDict, stateDict, type Encoder, type EncoderConfig } from '@jssl/resnet';
import { printable, SettingError } from '@jssl/settings';

import { messageOf } from '../run/message-of.js';
import type { TrainConfig } from '../settings/train-settings.js';

/** How the shape of an encoder is said in settings. */
const shapes: readonly (readonly [
  setting: keyof TrainConfig | undefined,
  value: (config: EncoderConfig) => string,
])[] = [
  ['arch', ({ depth }) => `resnet${depth}`],
  ['width', ({ width }) => `width ${width}`],
  ['stem', ({ stem }) => `stem ${stem}`],
  [undefined, ({ inChannels }) => (inChannels === 1 ? 'gray images' : 'color images')],
];

/**
 * Copies the weights of another encoder of the same shape.
 * @throws SettingError that says how it differs.
 */
export function copyWeights(encoder: Encoder, path: string): void {
  const { encoder: source, file, hasHeads: heads } = loadEncoder(path);
  try {
    const differences = shapes.filter(
      ([, value]) => value(source.config) !== value(encoder.config),
    );
    if (differences.length > 0) {
      const its = differences.map(([, value]) => value(source.config)).join(', ');
      const wanted = differences.map(([, value]) => value(encoder.config)).join(', ');
      const settings = differences.flatMap(([setting]) => (setting ? [`{${setting}}`] : []));
      throw new SettingError({
        setting: 'initFrom',
        required: 'an encoder of the same shape as the one to train',
        got: path,
        gotText: `${file} (${its} instead of ${wanted})`,
        ...(settings.length > 0 && {
          remedy: `set ${settings.join(' and ')} as in that encoder`,
        }),
      });
    }
    loadStateDict(encoder, stateDict(source, { heads }), { heads });
  } catch (error) {
    if (error instanceof SettingError) throw error;
    throw new SettingError(
      {
        setting: 'initFrom',
        required: 'an encoder like the one to train',
        got: path,
        gotText: `${file}, which differs: ${printable(messageOf(error))}`,
      },
      { cause: error },
    );
  } finally {
    source.dispose();
  }
}
