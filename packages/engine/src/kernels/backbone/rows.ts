import type { RawTensor, RawTensorFlow } from '../raw-tensorflow.js';

/** `x` in equal groups along its first axis. Borrows it; one group is `x` itself, retained. */
export function splitRows(raw: RawTensorFlow, x: RawTensor, groups: number): RawTensor[] {
  if (groups === 1) return [x.retain()];
  const attributes = raw.attributes(`split ${x.type} ${groups}`, (of) => [
    of.type('T', x.type),
    of.integer('num_split', groups),
  ]);
  return raw
    .execute('Split', attributes, [raw.integer(0), x], groups)
    .map((group) => raw.hold(group));
}

/** The groups behind one another; takes them over. */
export function concatRows(raw: RawTensorFlow, groups: readonly RawTensor[]): RawTensor {
  const [first] = groups;
  if (!first) throw new Error('concatRows: there must be at least one group');
  if (groups.length === 1) return first;
  const attributes = raw.attributes(`concat ${first.type} ${groups.length}`, (of) => [
    of.integer('N', groups.length),
    of.type('T', first.type),
    of.type('Tidx', 'int32'),
  ]);
  const joined = raw.run('ConcatV2', attributes, [...groups, raw.integer(0)]);
  for (const group of groups) group.release();
  return joined;
}
