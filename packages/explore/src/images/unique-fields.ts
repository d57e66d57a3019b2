import type { Field } from './explored-images.js';

/** The name of the field that the page makes of the groups. */
const GROUP = 'group';

/** The fields with names that differ, also from that of the groups: a second `label` becomes `label 2`. */
export function uniqueFields(fields: readonly Field[]): Field[] {
  const taken = new Set([GROUP]);
  return fields.map((field) => {
    let { name } = field;
    for (let count = 2; taken.has(name); count++) name = `${field.name} ${count}`;
    taken.add(name);
    return { ...field, name };
  });
}
