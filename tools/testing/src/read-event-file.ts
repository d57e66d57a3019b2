import { readFileSync } from 'node:fs';

/** An event of a TensorBoard event file. */
export interface ReadEvent {
  readonly wallTime: number;
  readonly step: number;
  readonly fileVersion: string;
  /** Whether it marks a start of the run. */
  readonly start: boolean;
  readonly scalars: Readonly<Record<string, number>>;
  readonly images: Readonly<Record<string, ReadImage>>;
}

interface ReadImage {
  readonly height: number;
  readonly width: number;
  readonly channels: number;
  readonly png: Uint8Array;
}

/** The events of a file, by the field numbers of TensorFlow's `event.proto` and `summary.proto`. */
export function readEventFile(path: string): ReadEvent[] {
  const bytes = readFileSync(path);
  const events: ReadEvent[] = [];
  for (let at = 0; at < bytes.length;) {
    const length = Number(bytes.readBigUInt64LE(at));
    events.push(readEvent(bytes.subarray(at + 12, at + 12 + length)));
    at += 12 + length + 4;
  }
  return events;
}

function readEvent(bytes: Uint8Array): ReadEvent {
  const event = readFields(bytes);
  const values = event.messages(5).flatMap((summary) => readFields(summary).messages(1));
  const scalars: Record<string, number> = {};
  const images: Record<string, ReadImage> = {};
  for (const value of values.map(readFields)) {
    const tag = value.text(1);
    for (const image of value.messages(4)) images[tag] = readImage(image);
    if (value.has(2)) scalars[tag] = value.float(2);
  }
  const start = event.messages(7).some((log) => readFields(log).whole(1) === 1);
  return {
    wallTime: event.float(1),
    step: event.whole(2),
    fileVersion: event.text(3),
    start,
    scalars,
    images,
  };
}

function readImage(bytes: Uint8Array): ReadImage {
  const image = readFields(bytes);
  return {
    height: image.whole(1),
    width: image.whole(2),
    channels: image.whole(3),
    png: image.messages(4)[0] ?? new Uint8Array(),
  };
}

/** The fields of a protocol buffer message; those that it lacks are 0 or empty. */
function readFields(message: Uint8Array) {
  const bytes = Buffer.from(message.buffer, message.byteOffset, message.length);
  const fields: { field: number; value: number | Buffer }[] = [];
  let at = 0;
  const varint = () => {
    let value = 0;
    for (let factor = 1; ; factor *= 128) {
      const byte = bytes.readUInt8(at++);
      value += (byte & 127) * factor;
      if (byte < 128) return value;
    }
  };
  const slice = (length: number) => bytes.subarray(at, (at += length));
  // Wire types 3 and 4 are groups, which are no longer written.
  const readers: Readonly<Record<number, () => number | Buffer>> = {
    0: varint,
    1: () => slice(8),
    2: () => slice(varint()),
    5: () => slice(4),
  };
  while (at < bytes.length) {
    const key = varint();
    const read = readers[key & 7];
    if (!read) throw new RangeError(`readFields: no wire type ${key & 7}`);
    fields.push({ field: key >>> 3, value: read() });
  }
  const last = (field: number) => fields.findLast((one) => one.field === field)?.value;
  const blob = (field: number) => Buffer.from((last(field) as Buffer | undefined) ?? []);
  return {
    has: (field: number) => last(field) !== undefined,
    whole: (field: number) => Number(last(field) ?? 0),
    text: (field: number) => blob(field).toString('utf8'),
    /** A float32 or a float64. */
    float: (field: number) =>
      blob(field).length === 4 ? blob(field).readFloatLE() : blob(field).readDoubleLE(),
    messages: (field: number) =>
      fields
        .filter((one) => one.field === field)
        .map(({ value }) => new Uint8Array(value as Buffer)),
  };
}
