import { InvalidArgumentError } from 'commander';

/** Reads a number. */
export function number(text: string): number {
  const value = text.trim() === '' ? NaN : Number(text);
  if (Number.isNaN(value)) throw new InvalidArgumentError('It must be a number.');
  return value;
}

/** Reads `count` numbers separated by commas, or any number of them. */
export function numbers(count?: number): (text: string) => number[] {
  return (text) => {
    const values = text.split(',').map(number);
    if (count !== undefined && values.length !== count) {
      throw new InvalidArgumentError(`It must be ${count} numbers separated by commas.`);
    }
    return values;
  };
}
