import { frameRecord } from './frame-record.js';

test('a record is its length, the CRC of that, the data, and the CRC of the data', () => {
  const record = Buffer.from(frameRecord(Buffer.from('123456789')));
  expect(record).toHaveLength(8 + 4 + 9 + 4);
  expect(record.subarray(0, 8).toString('hex')).toBe('0900000000000000');
  expect(record.subarray(12, 21).toString()).toBe('123456789');
  // 0xc78ab0e5, derived in the test of the CRC.
  expect(record.subarray(21).toString('hex')).toBe('e5b08ac7');
});

test('a record is the same as from TensorBoard’s own writer', () => {
  // From the RecordWriter of TensorBoard 2.21: the first event of a file, at wall time 1.
  const event = '09000000000000f03f1a0d627261696e2e4576656e743a32';
  expect(Buffer.from(frameRecord(Buffer.from(event, 'hex'))).toString('hex')).toBe(
    `1800000000000000a37f4b22${event}86bf577a`,
  );
});
