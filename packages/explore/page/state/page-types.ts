/** A property of images; its codes are fetched when they are needed. */
export interface FieldInfo {
  readonly name: string;
  readonly values: readonly string[];
  readonly isOrdered: boolean;
}

/** What the server tells at first, and when something has changed. */
export interface Summary {
  readonly name: string;
  readonly count: number;
  readonly encoder: { readonly kind: string; readonly about: string; readonly advice?: string };
  readonly fields: readonly FieldInfo[];
  readonly skipped: readonly { readonly path: string; readonly reason: string }[];
  readonly skippedCount: number;
  readonly isStatic: boolean;
  readonly hasFiles: boolean;
  readonly tagsFile: string;
  readonly canTag: boolean;
  readonly map: 'none' | 'first' | 'final';
  readonly groups?: {
    readonly sizes: readonly number[];
    readonly typical: readonly (readonly number[])[];
  };
  readonly lists: readonly {
    readonly name: string;
    readonly about: string;
    readonly count: number;
  }[];
  readonly check: 'none' | 'running' | 'done';
  readonly background: { readonly phase?: string; readonly done: number; readonly total: number };
  readonly namesPerPage: number;
}

/** Images that the grid shows, in order. */
export interface View {
  readonly title: string;
  /** Undefined: all images. */
  readonly images: readonly number[] | undefined;
  /** What is said about an image. */
  readonly notes?: ReadonlyMap<number, string>;
  /** The image that an image resembles, shown small in its corner. */
  readonly others?: ReadonlyMap<number, number>;
  /** A sentence about the images. */
  readonly about?: string;
  /** Identifies what is shown, for what offers it. */
  readonly key: string;
}

export interface Neighbor {
  readonly index: number;
  readonly similarity: number;
}
