import { convertPixels } from '@jssl/data';
import type { Embedder } from '@jssl/explore';
import { describeImport, embedImages, inspectEncoder } from '@jssl/features';
import { printable } from '@jssl/settings';
import { smallEncoder } from '@jssl/small-encoder';

import { openRun, type OpenRunOptions, type Run } from '../runs/open-run.js';
import { checkUnitFeature } from '../search/check-unit-feature.js';
import { fingerprintOf } from '../search/build-index.js';

/** An embedder, and what is said about its encoder. */
export interface RunEmbedder {
  readonly embedder: Embedder;
  /** What was found in a weights file of another program; undefined for JSSL's own. */
  readonly note: string | undefined;
}

/** Said of the encoder that comes with JSSL. */
const OWN_MAY_BE_BETTER =
  'Images are compared by the small encoder that comes with JSSL. One that is trained on your own images may find more: train it with jssl train, and pass its run before the images.';

/**
 * Embeds images with the encoder of a run or weights file. It is loaded, with TensorFlow, when the first image is to
 * be embedded: with all images in the cache, that is when a picture is searched for.
 * @throws InputError when there is no encoder.
 */
export function runEmbedder(
  run: string | Run,
  options: Pick<OpenRunOptions, 'weights' | 'signal'>,
): RunEmbedder {
  const given = typeof run === 'string' ? undefined : run;
  const path = typeof run === 'string' ? run : run.path;
  const inspected = given ?? inspectEncoder(path, options.weights);
  const { file, views } = inspected;
  const note = 'importNote' in inspected ? inspected.importNote : describeImport(inspected);
  let opening: Promise<Run> | undefined;
  const open = () => (opening ??= openRun(path, options));
  const { size, mean, std } = views;
  const embedder: Embedder = {
    key: JSON.stringify([fingerprintOf(file), size, mean, std]),
    kind: 'encoder',
    about: `the encoder ${printable(path)}`,
    ...(path === smallEncoder.name && { advice: OWN_MAY_BE_BETTER }),
    imageSize: size,
    embed: async (pixels, count) => {
      const { channels, extract } = given ?? (await open());
      const converted = convertPixels(pixels, 3, channels);
      const bytes = converted.length / count;
      const set = {
        length: count,
        name: String,
        read: (indices: ArrayLike<number>) =>
          Buffer.concat(
            Array.from(indices, (at) => converted.subarray(at * bytes, (at + 1) * bytes)),
          ),
      };
      const data = { height: size, width: size, channels };
      const features = await embedImages(extract, set, { data, views });
      try {
        const rows = Float32Array.from(features.dataSync<'float32'>());
        const columns = rows.length / count;
        for (let row = 0; row < count; row++) {
          checkUnitFeature(rows.subarray(row * columns, (row + 1) * columns), 'an image');
        }
        return rows;
      } finally {
        features.dispose();
      }
    },
    dispose: async () => {
      (await opening)?.dispose();
    },
  };
  return { embedder, note };
}
