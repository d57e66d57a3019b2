import { createEncoder, type Encoder } from '../encoder/encoder.js';
import { importOnnx } from './import-onnx.js';
import { importTensors } from './import-tensors.js';
import type { Random } from '../encoder/initial-values.js';
import { decodeSafetensors } from './safetensors.js';
import { checkStateDict, loadStateDict, type StateDict } from './state-dict.js';

/** An encoder that was loaded from an address, and what its file says of the images. */
export interface FetchedEncoder {
  readonly encoder: Encoder;
  /** Whether the file has heads; otherwise they are not trained, and only `feature` is meaningful. */
  readonly hasHeads: boolean;
  /** S, the side of the images in pixels, if the file says it. */
  readonly size: number | undefined;
  /** How to normalize images with values in [0, 1], if the file says it; torchvision's and timm's do not. */
  readonly normalization:
    { readonly mean: readonly number[]; readonly std: readonly number[] } | undefined;
}

/** Options of {@link fetchEncoder}. */
export interface FetchEncoderOptions {
  /** Whether the encoder is to be trained further. Default false. */
  readonly trainable?: boolean;
  /** Uniform numbers in [0, 1) for heads that the file lacks; only needed to train these. */
  readonly random?: Random;
  readonly signal?: AbortSignal;
}

/** What a file holds. */
interface Content extends Pick<FetchedEncoder, 'size' | 'normalization'> {
  readonly tensors: StateDict;
}

/**
 * Loads an encoder from a URL, in browsers and in Node: weights that JSSL wrote, or a ResNet of torchvision or timm as
 * safetensors, or as ONNX. Depth, width and stem follow from the tensors. Nothing of the file is trusted.
 * @param url of the file; a page may only read other sites if they allow it (CORS).
 * @throws Error of one sentence if the file cannot be fetched, or holds no ResNet.
 * @example
 * ```ts
 * import { createEncoder, defaultEncoderConfig, encodeSafetensors, fetchEncoder, stateDict } from '@jssl/resnet';
 *
 * const small = createEncoder({ ...defaultEncoderConfig, depth: 18, width: 4 }, () => 0.5);
 * const file = encodeSafetensors(stateDict(small));
 * const url = `data:application/octet-stream;base64,${Buffer.from(file).toString('base64')}`;
 * const { encoder, hasHeads } = await fetchEncoder(url);
 * console.log(encoder.config.depth, encoder.config.width, hasHeads); // 18 4 true
 * ```
 */
export async function fetchEncoder(
  url: string | URL,
  { trainable = false, random = () => 0.5, signal }: FetchEncoderOptions = {},
): Promise<FetchedEncoder> {
  const bytes = await fetchBytes(url, signal);
  try {
    const { tensors: all, size, normalization } = contentOf(bytes);
    const { config, tensors, hasHeads } = importTensors(all);
    checkStateDict(config, tensors, { heads: hasHeads });
    const encoder = createEncoder(config, random, { trainable });
    loadStateDict(encoder, tensors, { heads: hasHeads });
    return { encoder, hasHeads, size, normalization };
  } catch (error) {
    const reason = (error as Error).message.replace(/^\w+: /, '');
    throw new Error(`fetchEncoder: ${named(url)} holds no ResNet that can be read: ${reason}`, {
      cause: error,
    });
  }
}

async function fetchBytes(url: string | URL, signal: AbortSignal | undefined): Promise<Uint8Array> {
  let response: Response;
  try {
    response = await fetch(url, { signal: signal ?? null });
    if (response.ok) return new Uint8Array(await response.arrayBuffer());
  } catch (error) {
    signal?.throwIfAborted();
    throw new Error(
      `fetchEncoder: ${named(url)} cannot be fetched; check the address, and whether its server allows this page to read it`,
      { cause: error },
    );
  }
  throw new Error(
    `fetchEncoder: ${named(url)} cannot be fetched: the server answers ${response.status} ${response.statusText}`.trimEnd(),
  );
}

/** A URL for a message; one that holds a whole file is cut. */
function named(url: string | URL): string {
  const text = String(url);
  return text.length > 200 ? `${text.slice(0, 60)}…` : text;
}

function contentOf(bytes: Uint8Array): Content {
  // An ONNX model begins with its version, field 1; the header of safetensors is JSON, behind its length.
  const isOnnx = bytes[0] === 0x08 && bytes[8] !== 0x7b;
  if (isOnnx) return importOnnx(bytes);
  const { tensors, metadata } = decodeSafetensors(bytes);
  return { tensors, ...describedViews(metadata['views']) };
}

/** The side and the normalization in the metadata of JSSL's weights files. */
function describedViews(json = '{}'): Pick<Content, 'size' | 'normalization'> {
  const views = JSON.parse(json) as { size?: unknown; mean?: unknown; std?: unknown } | null;
  const { size, mean, std } = views ?? {};
  const isNumbers = (values: unknown): values is number[] =>
    Array.isArray(values) && values.length > 0 && values.every((one) => Number.isFinite(one));
  const isNormal = isNumbers(mean) && isNumbers(std) && std.every((one) => one > 0);
  return {
    size: Number.isInteger(size) && Number(size) > 0 ? Number(size) : undefined,
    normalization: isNormal ? { mean, std } : undefined,
  };
}
