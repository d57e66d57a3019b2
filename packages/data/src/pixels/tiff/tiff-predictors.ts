/** Undoes horizontal differencing of a row of 8, 16, 32 or 64-bit integers. */
export function addUp(row: Uint8Array, size: number, channels: number, little: boolean): void {
  const at = (index: number, byte: number) => index * size + (little ? byte : size - 1 - byte);
  for (let index = channels; index < row.length / size; index++) {
    let carry = 0;
    for (let byte = 0; byte < size; byte++) {
      const sum = (row[at(index, byte)] ?? 0) + (row[at(index - channels, byte)] ?? 0) + carry;
      row[at(index, byte)] = sum;
      carry = sum >> 8;
    }
  }
}

/**
 * Undoes floating-point differencing (Adobe's technical note 3), where a row stores all highest bytes first.
 */
export function joinBytes(row: Uint8Array, size: number, channels: number, little: boolean): void {
  for (let at = channels; at < row.length; at++)
    row[at] = (row[at] ?? 0) + (row[at - channels] ?? 0);
  // A copy; not `slice`, which shares memory if this is a Buffer.
  const apart = Uint8Array.from(row);
  const count = row.length / size;
  for (let index = 0; index < count; index++) {
    for (let byte = 0; byte < size; byte++) {
      row[index * size + (little ? size - 1 - byte : byte)] = apart[byte * count + index] ?? 0;
    }
  }
}
