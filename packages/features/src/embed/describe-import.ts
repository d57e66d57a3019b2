import { printable } from '@jssl/settings';

import type { InspectedEncoder } from './encoder-file.js';

/** Names that are listed. */
const LISTED = 4;

/**
 * What was found in the weights file of another program, in a sentence without its period; undefined for
 * JSSL's own.
 * @param options.forTraining whether training chooses the size of the images. Default false.
 * @example
 * ```ts
 * import { describeImport, inspectEncoder } from '@jssl/features';
 *
 * console.log(describeImport(inspectEncoder('runs/photos'))); // undefined
 * ```
 */
export function describeImport(
  { file, config, hasHeads, imported, views }: InspectedEncoder,
  { forTraining = false }: { readonly forTraining?: boolean } = {},
): string | undefined {
  if (!imported) return undefined;
  const { origin, matched, leftOut } = imported;
  const stem = config.stem === 'small' ? '3x3' : '7x7';
  const names = {
    torchvision: "torchvision's names",
    original: "the names of the paper's code",
    onnx: 'the names of an ONNX model',
  }[origin];
  const listed = leftOut.slice(0, LISTED).map(printable).join(', ');
  const others = leftOut.length > LISTED ? `${listed}, …` : listed;
  const rest =
    leftOut.length === 0
      ? 'nothing was left out'
      : `${leftOut.length} ${leftOut.length === 1 ? 'was' : 'were'} left out (${others})`;
  const heads = hasHeads ? 'with its heads' : 'its heads start from random weights';
  const { size, mean } = views;
  // A model may hold it in float32.
  const isImageNet = Math.abs((mean[0] ?? 0) - 0.485) < 1e-6;
  const sized = forTraining ? '' : ` as ${size}x${size}`;
  return [
    `${printable(file)} is a ResNet-${config.depth} of width ${config.width} with the ${stem} stem and ${names}: all ${matched} tensors of an encoder were found, ${rest}`,
    heads,
    `images are prepared${sized} with ${isImageNet ? "ImageNet's" : 'its own'} mean and standard deviation`,
  ].join('; ');
}
