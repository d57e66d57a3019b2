import { maskedCrc32c } from './crc32c.js';

/** Bytes before the data of a record (length and its CRC) and after it (CRC of the data). */
const [HEADER, FOOTER] = [12, 4];

/**
 * Frames a record of a TFRecord file: the length (8 bytes), its masked CRC-32C (4), the data, and the
 * masked CRC-32C of the data (4), all little-endian.
 * @see https://www.tensorflow.org/tutorials/load_data/tfrecord#tfrecords_format_details
 */
export function frameRecord(data: Uint8Array): Uint8Array {
  const record = new Uint8Array(HEADER + data.length + FOOTER);
  const view = new DataView(record.buffer);
  view.setBigUint64(0, BigInt(data.length), true);
  view.setUint32(8, maskedCrc32c(record.subarray(0, 8)), true);
  record.set(data, HEADER);
  view.setUint32(HEADER + data.length, maskedCrc32c(data), true);
  return record;
}
