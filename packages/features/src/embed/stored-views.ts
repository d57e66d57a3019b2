import { defaultViewOptions, type ViewOptions } from '@jssl/augment';

import { checkStoredViews } from './check-stored-views.js';

/** View options as weights files held them before they had the names of the training settings. */
interface NestedViewOptions extends Pick<
  ViewOptions,
  'size' | 'flipProbability' | 'grayscaleProbability' | 'mean' | 'std'
> {
  readonly scale: ViewOptions['cropScale'];
  readonly ratio: ViewOptions['cropRatio'];
  readonly jitter: Readonly<
    Record<'probability' | 'brightness' | 'contrast' | 'saturation' | 'hue', number>
  >;
  readonly blur: {
    readonly probability: number;
    readonly kernelSize: number;
    readonly sigma: ViewOptions['blurSigma'];
  };
  readonly solarize: { readonly probability: number; readonly threshold: number };
}

/**
 * Parses the view options in the metadata of a weights file, of this version or an earlier one.
 * @throws SyntaxError, TypeError or RangeError if they are damaged.
 */
export function parseStoredViews(json: string): ViewOptions {
  const views = parse(json);
  checkStoredViews(views);
  return views;
}

function parse(json: string): ViewOptions {
  const stored = JSON.parse(json) as Partial<ViewOptions> | NestedViewOptions;
  if (!('scale' in stored)) return { ...defaultViewOptions, ...stored };
  const { scale, ratio, jitter, blur, solarize, ...same } = stored;
  return {
    ...same,
    cropScale: scale,
    cropRatio: ratio,
    jitterProbability: jitter.probability,
    jitter: [jitter.brightness, jitter.contrast, jitter.saturation, jitter.hue],
    blurProbability: blur.probability,
    blurKernel: blur.kernelSize,
    blurSigma: blur.sigma,
    solarizeProbability: solarize.probability,
    solarizeThreshold: solarize.threshold,
  };
}
