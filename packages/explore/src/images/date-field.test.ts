import { dateField } from './date-field.js';

const at = (...dates: string[]) => dateField(dates.map((date) => Date.parse(date)));

test('dates by day, month or year, whichever has few values', () => {
  expect(at('2026-05-01', '2026-05-02', '2026-05-01')).toMatchObject({
    ...{ name: 'date', values: ['2026-05-01', '2026-05-02'], isOrdered: true },
    codes: Int32Array.of(0, 1, 0),
  });
  const days = Array.from({ length: 60 }, (_, day) => Date.UTC(2026, 0, 1 + day));
  expect(dateField(days)?.values).toEqual(['2026-01', '2026-02', '2026-03']);
  const months = Array.from({ length: 40 }, (_, month) => Date.UTC(2020, month));
  expect(dateField(months)?.values).toEqual(['2020', '2021', '2022', '2023']);
});

test('no field for a single date', () => {
  expect(at('2026-05-01', '2026-05-01')).toBeUndefined();
  expect(dateField([NaN, NaN])).toBeUndefined();
});
