import type { Embedder } from './embedder.js';

/** Pixels on each side: details matter less than colors and where they are. */
const SIDE = 16;

/**
 * Compares images by their pixels at 16x16: finds copies and images with the same colors in the same places.
 * @example
 * ```ts
 * import { pixelEmbedder } from '@jssl/explore';
 *
 * const black = new Uint8Array(16 * 16 * 3); // [N, S, S, 3]
 * const [vector] = [await pixelEmbedder().embed(black, 1)];
 * console.log(vector.length, vector.every((value) => value === vector[0])); // 768 true
 * ```
 */
export function pixelEmbedder(): Embedder {
  return {
    key: `pixels-${SIDE}`,
    kind: 'pixels',
    about: 'raw pixels',
    advice:
      'Images are compared by their colors and layout. An encoder also recognizes the same object elsewhere in an image: train one with jssl train, or download a pre-trained ResNet as safetensors or ONNX, and pass it before the images.',
    imageSize: SIDE,
    embed: (pixels, count) => {
      const features = SIDE * SIDE * 3;
      const vectors = new Float32Array(count * features);
      for (let row = 0; row < count; row++) {
        let squares = 0;
        for (let at = row * features; at < (row + 1) * features; at++) {
          // Between −1 and 1; never all 0, which has no direction.
          const value = (pixels[at] ?? 0) / 127.5 - 1.001;
          vectors[at] = value;
          squares += value * value;
        }
        const norm = Math.sqrt(squares);
        for (let at = row * features; at < (row + 1) * features; at++) {
          vectors[at] = (vectors[at] ?? 0) / norm;
        }
      }
      return Promise.resolve(vectors);
    },
  };
}
