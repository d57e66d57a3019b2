/** A WebAssembly.Memory: its buffer is another one each time that it has grown. */
export interface WasmMemory {
  readonly buffer: ArrayBufferLike;
}

type Numbers = (...numbers: number[]) => number;

/** The part of WebAssembly's JavaScript interface that is used, which TypeScript declares for browsers alone. */
export interface WebAssemblyApi {
  validate(bytes: Uint8Array): boolean;
  readonly Module: {
    new (bytes: Uint8Array): object;
    customSections(module: object, name: string): ArrayBuffer[];
  };
  readonly Instance: new (
    module: object,
    imports: Readonly<Record<string, object>>,
  ) => { readonly exports: Readonly<Record<string, Numbers>> };
  readonly Global: new (
    type: { readonly value: 'i32'; readonly mutable?: boolean },
    value: number,
  ) => { value: number };
  readonly Table: new (type: { readonly element: 'anyfunc'; readonly initial: number }) => object;
}

/** This JavaScript engine's WebAssembly. */
export function webAssembly(): WebAssemblyApi {
  return (globalThis as unknown as { readonly WebAssembly: WebAssemblyApi }).WebAssembly;
}
