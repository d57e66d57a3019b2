import { createRequire } from 'node:module';

import type { ImageShape } from '../dataset/image-shape.js';
import type { Bitmap } from './decode-bmp.js';
import { tooLarge } from './too-large.js';

/** The part of libheif-js (libheif compiled to WebAssembly) that is used. Contexts and handles are opaque. */
interface LibHeif {
  heif_context_alloc(): object;
  heif_context_free(context: object): void;
  heif_context_read_from_memory(context: object, bytes: Uint8Array): Outcome;
  heif_js_context_get_list_of_top_level_image_IDs(context: object): number[] | Outcome;
  heif_js_context_get_image_handle(context: object, id: number): object | Outcome;
  heif_image_handle_is_primary_image(handle: object): number;
  heif_image_handle_get_width(handle: object): number;
  heif_image_handle_get_height(handle: object): number;
  heif_image_handle_release(handle: object): void;
  heif_js_decode_image2(handle: object, space: object, chroma: object): Promise<Decoded | Outcome>;
  heif_image_release(image: object): void;
  readonly heif_error_code: { readonly heif_error_Ok: object };
  readonly heif_colorspace: { readonly heif_colorspace_RGB: object };
  readonly heif_chroma: { readonly heif_chroma_interleaved_RGBA: object };
}

interface Outcome {
  readonly code: object;
  readonly message: string;
}

interface Decoded {
  readonly image: object;
  readonly channels: readonly (ImageShape & {
    readonly data: Uint8Array;
    /** Bytes of a row, padding included. */
    readonly stride: number;
  })[];
}

let opened: LibHeif | undefined;

/** Loads the library for the first HEIC photo, because loading takes a fifth of a second. */
function libheif(): LibHeif {
  if (opened) return opened;
  const require = createRequire(import.meta.url);
  const open = require('libheif-js/libheif-wasm/libheif-bundle.js') as (module: object) => LibHeif;
  // Silenced: what it prints about a damaged file is also thrown as an error.
  const silent = () => undefined;
  opened = open({ print: silent, printErr: silent });
  return opened;
}

const failed = (result: object): result is Outcome => 'code' in result && 'message' in result;

function valueOf<T extends object>(result: T | Outcome): T {
  if (failed(result)) throw new Error(result.message);
  return result;
}

/** Opens the primary image of a HEIC file for `use`, with its rotations and crops applied. */
async function withPrimaryImage<T>(
  bytes: Uint8Array,
  use: (library: LibHeif, handle: object, shape: ImageShape) => T | Promise<T>,
): Promise<T> {
  const library = libheif();
  const context = library.heif_context_alloc();
  const handles: object[] = [];
  try {
    const read = library.heif_context_read_from_memory(context, bytes);
    if (read.code !== library.heif_error_code.heif_error_Ok) throw new Error(read.message);
    const ids = valueOf(library.heif_js_context_get_list_of_top_level_image_IDs(context));
    for (const id of ids) {
      handles.push(valueOf(library.heif_js_context_get_image_handle(context, id)));
    }
    const primary = handles.find((handle) => library.heif_image_handle_is_primary_image(handle));
    if (!primary) throw new Error('the file has no primary image');
    const height = library.heif_image_handle_get_height(primary);
    const width = library.heif_image_handle_get_width(primary);
    return await use(library, primary, { height, width });
  } catch (error) {
    // After a trap, such as running out of memory, the library cannot be used again.
    if (error instanceof Error && error.name === 'RuntimeError') opened = undefined;
    throw error;
  } finally {
    if (opened === library) {
      for (const handle of handles) library.heif_image_handle_release(handle);
      library.heif_context_free(context);
    }
  }
}

/**
 * The size of a HEIC photo, from its header.
 * @throws Error if it can't be read.
 */
export function measureHeic(bytes: Uint8Array): Promise<ImageShape> {
  return withPrimaryImage(bytes, (_library, _handle, shape) => shape);
}

/**
 * Decodes a HEIC photo to 8 bits, without converting its color space. (libvips, which decodes most other
 * images, has no HEVC decoder.)
 * @param mostPixels larger photos are refused before any memory is allocated for them.
 * @throws Error if it is damaged or too large.
 */
export function decodeHeic(bytes: Uint8Array, mostPixels: number): Promise<Bitmap> {
  return withPrimaryImage(bytes, async (library, handle, { height, width }) => {
    if (height * width > mostPixels) throw tooLarge({ height, width }, mostPixels);
    const decoded = valueOf(
      await library.heif_js_decode_image2(
        handle,
        library.heif_colorspace.heif_colorspace_RGB,
        library.heif_chroma.heif_chroma_interleaved_RGBA,
      ),
    );
    try {
      const [plane] = decoded.channels;
      if (plane?.height !== height || plane.width !== width) {
        throw new Error('the file ends before the last pixel');
      }
      const pixels = new Uint8Array(height * width * 4);
      for (let row = 0; row < height; row++) {
        const start = row * plane.stride;
        pixels.set(plane.data.subarray(start, start + width * 4), row * width * 4);
      }
      return { height, width, pixels };
    } finally {
      library.heif_image_release(decoded.image);
    }
  });
}
