/**
 * The first bytes of a packed file, and the beginning of its last ones. Its parts are: magic, pixels
 * [N, H, W, C], CRC-32 of each block of images (uint32 LE; see `block-checksums.ts`), header (JSON), magic,
 * length of the header (uint32 LE), CRC-32 of the checksums and the header (uint32 LE).
 */
export const PACKED_MAGIC = Buffer.from('JSSLPK03');
/** Files of the previous format have no checksums. */
export const UNCHECKED_MAGIC = Buffer.from('JSSLPK02');

/** Whether a file starts as a packed file of one of these formats. */
export function isPackedStart(start: Uint8Array): boolean {
  return [PACKED_MAGIC, UNCHECKED_MAGIC].some((magic) => magic.equals(start));
}
