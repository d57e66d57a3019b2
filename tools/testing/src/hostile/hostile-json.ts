import fc from 'fast-check';

/** Texts to replace a value or a name with. */
const texts = [
  ...['null', 'true', '[]', '{}', '""', '0', '-1', '0.5', '1e308', '1e400', '-0', '3'],
  ...['9007199254740993', '18446744073709551615', '2147483648', '1099511627776', 'NaN', '"12"'],
  ...['[1,2,3]', '[0,0]', '[4294967296,4294967296]', '[-1]', '{"length":1e9}', '[[[[1]]]]'],
  ...['"__proto__"', '"constructor"', '"toString"', '"length"', '"../../outside"', '"/etc/passwd"'],
  ...['"C:\\\\outside"', '"\\u0000"', '"a\\nb\\r\\u001b[31mred"', '"\\ud800"', '"\u2028é🦜"'],
  ...['{"__proto__":{"polluted":true}}', '{"constructor":{"prototype":{"polluted":true}}}'],
  ...[`"${'long '.repeat(200)}"`, `${'['.repeat(500)}${']'.repeat(500)}`, '{"toString":null}'],
  ...['[null]', '{"toJSON":1}', '"F64"', '"\u0085"', '[{}]', '[[]]'],
];

/** Texts put before a name. */
const insertions = [
  '"__proto__":{"polluted":true},',
  '"constructor":{"prototype":{"polluted":true}},',
  '"toString":1,',
  '"a":1,',
  ',',
];

/** The JSON of a value; each name and each value goes through `visit`, which may change its text. */
function textOf(value: unknown, visit: (text: string, isName: boolean) => string): string {
  if (Array.isArray(value)) {
    return visit(`[${value.map((one) => textOf(one, visit)).join(',')}]`, false);
  }
  if (typeof value !== 'object' || value === null) return visit(JSON.stringify(value), false);
  const members = Object.entries(value).map(
    ([name, one]) => `${visit(JSON.stringify(name), true)}:${textOf(one, visit)}`,
  );
  return visit(`{${members.join(',')}}`, false);
}

/** What happens to a name or a value. */
const change = fc.oneof(
  { weight: 4, arbitrary: fc.constantFrom(...texts).map((text) => () => text) },
  {
    weight: 1,
    arbitrary: fc.constantFrom(...insertions).map((text) => (old: string, isName: boolean) => {
      return isName ? text + old : `${old},${old}`;
    }),
  },
  {
    weight: 1,
    arbitrary: fc
      .double({ noDefaultInfinity: true, noNaN: true })
      .map((number) => () => `${number}`),
  },
  { weight: 1, arbitrary: fc.string({ unit: 'binary' }).map((text) => () => JSON.stringify(text)) },
);

/**
 * The JSON text of a value in which up to three names or values are others: of other types, huge,
 * unprintable, `__proto__`, twice there.
 */
export function hostileJson(value: unknown): fc.Arbitrary<string> {
  let count = 0;
  textOf(value, (text) => {
    count++;
    return text;
  });
  return fc.array(fc.tuple(fc.nat(count - 1), change), { maxLength: 3 }).map((changes) => {
    const at = new Map(changes);
    let index = 0;
    return textOf(value, (text, isName) => at.get(index++)?.(text, isName) ?? text);
  });
}
