/** Disjoint groups of numbers, joined pair by pair. */
export class Groups {
  readonly #parents: Int32Array;

  constructor(count: number) {
    this.#parents = Int32Array.from({ length: count }, (_, at) => at);
  }

  /** The smallest member of the group of a number. */
  rootOf(one: number): number {
    let root = one;
    while (this.#parents[root] !== root) root = this.#parents[root] ?? root;
    // Path compression, for the next call.
    for (let at = one; at !== root;) {
      const next = this.#parents[at] ?? root;
      this.#parents[at] = root;
      at = next;
    }
    return root;
  }

  join(one: number, other: number): void {
    const [first, second] = [this.rootOf(one), this.rootOf(other)];
    this.#parents[Math.max(first, second)] = Math.min(first, second);
  }
}
