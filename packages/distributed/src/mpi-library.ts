import { MpiError } from './mpi-error.js';
import { mpiHandles, type MpiHandles } from './mpi-handles.js';

type Argument = number | bigint | null | ArrayBufferView;

interface NativeFunction {
  (...values: Argument[]): number;
  async(...values: [...Argument[], (error: Error | null, code: number) => void]): void;
}

/** The MPI functions used, with the types of their arguments; `h` is a handle. */
const signatures = {
  MPI_Abort: 'h int',
  MPI_Allgather: 'void* int h void* int h h',
  MPI_Allgatherv: 'void* int h void* void* void* h h',
  MPI_Allreduce: 'void* void* int h h h',
  MPI_Barrier: 'h',
  MPI_Bcast: 'void* int h int h',
  MPI_Comm_rank: 'h void*',
  MPI_Comm_set_errhandler: 'h h',
  MPI_Comm_size: 'h void*',
  MPI_Comm_split_type: 'h int int h void*',
  MPI_Error_string: 'int void* void*',
  MPI_Finalize: '',
  MPI_Get_library_version: 'void* void*',
  MPI_Iallreduce: 'void* void* int h h h void*',
  MPI_Init_thread: 'void* void* int void*',
  MPI_Initialized: 'void*',
  MPI_Wait: 'void* void*',
} as const;

export type MpiFunction = keyof typeof signatures;

/** An MPI library with the functions used here. */
export interface MpiLibrary {
  /** A path, or a name in the system's search path. */
  readonly file: string;
  /** Such as `Open MPI v5.0.11`. */
  readonly version: string;
  readonly handles: MpiHandles;
  /**
   * Calls an MPI function.
   * @throws MpiError with MPI's message if it returns an error.
   */
  readonly call: (name: MpiFunction, ...values: Argument[]) => void;
  /** Asynchronous `call`, on one of the four threads of Node's thread pool. */
  readonly callAsync: (name: MpiFunction, ...values: Argument[]) => Promise<void>;
}

/**
 * Opens the first library that can be opened and is MPI. Loads koffi, which calls C from JavaScript.
 * @throws MpiError if there is none, with the system's reason for each.
 */
export async function openMpiLibrary(files: readonly string[]): Promise<MpiLibrary> {
  const { default: koffi } = await import('koffi');
  leaveHeapAlone();
  const refusals: string[] = [];
  for (const file of files) {
    try {
      // Global, because Open MPI's plug-ins look for symbols there.
      return bindMpi(file, koffi.load(file, { global: true, lazy: true }));
    } catch (error) {
      refusals.push(`${file} (${error instanceof Error ? error.message : String(error)})`);
    }
  }
  throw new MpiError(refusals.join(', '));
}

/**
 * Prevents UCX, which MPI uses for fast networks, from testing its memory hooks when it is loaded: it moves
 * the end of the heap up by a page and down again, and if one of Node's threads allocates in between, the
 * process soon ends with a segmentation fault (seen with UCX 1.20).
 */
function leaveHeapAlone(): void {
  process.env['UCX_MEM_EVENTS'] ??= 'n';
}

interface OpenedLibrary {
  func(name: string, result: string, parameters: string[]): unknown;
  symbol(name: string): unknown;
}

function bindMpi(file: string, opened: OpenedLibrary): MpiLibrary {
  const handles = mpiHandles(file, (symbol) => {
    try {
      return opened.symbol(symbol) as bigint;
    } catch {
      return undefined;
    }
  });
  const functions = {} as Record<MpiFunction, NativeFunction>;
  for (const [name, parameters] of Object.entries(signatures)) {
    const types = parameters === '' ? [] : parameters.split(' ');
    functions[name as MpiFunction] = opened.func(
      name,
      'int',
      types.map((type) => (type === 'h' ? handles.type : type)),
    ) as NativeFunction;
  }
  const text = (name: 'MPI_Error_string' | 'MPI_Get_library_version', ...before: number[]) => {
    const letters = Buffer.alloc(8192); // at least MPI_MAX_LIBRARY_VERSION_STRING
    functions[name](...before, letters, new Int32Array(1));
    return letters.toString('latin1', 0, letters.indexOf(0));
  };
  const check = (name: MpiFunction, code: number) => {
    if (code !== 0) throw new MpiError(`${name}: ${text('MPI_Error_string', code)}`);
  };
  return {
    file,
    version: shortVersion(text('MPI_Get_library_version')),
    handles,
    call(name, ...values) {
      check(name, functions[name](...values));
    },
    async callAsync(name, ...values) {
      // koffi references only the callback, whose scope keeps alive the values that MPI writes to.
      const code = await new Promise<number>((resolve, reject) => {
        functions[name].async(...values, (error, returned) => {
          if (error) reject(error);
          else resolve(returned);
        });
      });
      check(name, code);
    },
  };
}

/** `Open MPI v5.0.11, package: …` to `Open MPI v5.0.11`, `MPICH Version:      5.0.2\n…` to `MPICH 5.0.2`. */
function shortVersion(version: string): string {
  const line = version.split(/[\n,]/)[0] ?? '';
  return line.replace(/\s*Version:\s*/, ' ').trim();
}
