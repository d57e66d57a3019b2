import { execFileSync, spawnSync } from 'node:child_process';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  readlinkSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

// cspell:ignoreRegExp /lib[\w-]+\.so/
// cspell:words PYTHONPATH PYTHONDONTWRITEBYTECODE fatbin ctypes CDLL
const tools = join(import.meta.dirname, '..', '..', 'gpu');

const canRun = (command: string) => spawnSync(command, ['--version']).status === 0;
/** The kit is packed on a machine that has these. */
const withPython = canRun('python3') ? test : test.skip;
const withCompiler = canRun('python3') && canRun('cc') ? test : test.skip;
/** What takes half a minute, on the native engine. */
const long = process.env['JSSL_ALL_SUITES'] === 'true' ? test : test.skip;

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'jssl-gpu-check-'));
});
afterEach(() => {
  rmSync(folder, { recursive: true });
});

/** Runs lines of Python that can import the scripts of the kit. */
const python = (...lines: readonly string[]) =>
  spawnSync('python3', ['-c', lines.join('\n')], {
    encoding: 'utf8',
    env: { ...process.env, PYTHONPATH: tools, PYTHONDONTWRITEBYTECODE: '1' },
  });
const packInto = (out: string, ...more: readonly string[]) =>
  execFileSync('python3', [join(tools, 'pack.py'), join(folder, 'kit'), out, ...more], {
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'ignore'],
  });
const unpacking = (pieces: string, target: string) =>
  python(
    'from unpack import unpack',
    `unpack(${JSON.stringify(pieces)}, ${JSON.stringify(target)})`,
  );

withPython('what is packed into pieces is unpacked as it was, and a damaged piece is named', () => {
  // Of what is in pack.py a large file: cut into blocks of its own.
  const large = Buffer.alloc(17 * 2 ** 20, 'TensorFlow');
  mkdirSync(join(folder, 'kit', 'bin'), { recursive: true });
  writeFileSync(join(folder, 'kit', 'bin', 'node'), large, { mode: 0o755 });
  writeFileSync(join(folder, 'kit', 'small.js'), 'export {};\n');
  symlinkSync('../small.js', join(folder, 'kit', 'bin', 'link'));
  const [pieces, cache] = [join(folder, 'pieces'), join(folder, 'cache')];
  const said = packInto(pieces, cache, '2000');
  const count = Number(/^(\d+) pieces/.exec(said)?.[1]);
  expect(count).toBeGreaterThan(1);
  expect(statSync(join(pieces, 'piece-00')).size).toBeLessThanOrEqual(2000);

  const target = join(folder, 'there');
  mkdirSync(target);
  expect(unpacking(pieces, target)).toMatchObject({ status: 0, stderr: '' });
  expect(readFileSync(join(target, 'bin', 'node')).equals(large)).toBe(true);
  expect(statSync(join(target, 'bin', 'node')).mode & 0o111).toBe(0o111);
  expect(readFileSync(join(target, 'small.js'), 'utf8')).toBe('export {};\n');
  expect(readlinkSync(join(target, 'bin', 'link'))).toBe('../small.js');

  writeFileSync(join(pieces, 'piece-01'), 'cut short');
  expect(unpacking(pieces, target).stderr).toBe('unpack: piece-01 is damaged; copy it again\n');
  rmSync(join(pieces, 'piece-01'));
  expect(unpacking(pieces, target).stderr).toContain('unpack: piece-01 did not arrive: ');
});

/** An entry of a fat binary: machine code for an architecture. */
function entry(architecture: number, fill: number): Buffer {
  const [head, payload] = [Buffer.alloc(64), Buffer.alloc(32, fill)];
  head.writeUInt16LE(2, 0);
  head.writeUInt32LE(head.length, 4);
  head.writeBigUInt64LE(BigInt(payload.length), 8);
  head.writeUInt32LE(architecture, 28);
  return Buffer.concat([head, payload]);
}

withCompiler(
  'of a fat binary the machine code of one card is kept, at its place, and symbols are cut off',
  () => {
    const body = Buffer.concat([entry(80, 8), entry(90, 9)]);
    const head = Buffer.alloc(16);
    head.writeUInt32LE(0xba55ed50, 0);
    head.writeUInt16LE(1, 4);
    head.writeUInt16LE(16, 6);
    head.writeBigUInt64LE(BigInt(body.length), 8);
    const binary = Buffer.concat([head, body]);
    const source = join(folder, 'library.c');
    const section = '__attribute__((section(".nv_fatbin"), aligned(8)))';
    writeFileSync(
      source,
      `${section} unsigned char fat[] = {${[...binary].join()}}; int answer(void) { return 42; }\n`,
    );
    const [library, shrunk] = [join(folder, 'library.so'), join(folder, 'shrunk.so')];
    execFileSync('cc', ['-g', '-shared', '-fPIC', '-o', library, source]);
    execFileSync('python3', [join(tools, 'shrink_elf.py'), library, shrunk], { stdio: 'ignore' });

    const kept = entry(90, 9);
    head.writeBigUInt64LE(BigInt(kept.length), 8);
    const expected = Buffer.concat([head, kept, Buffer.alloc(body.length - kept.length)]);
    const at = readFileSync(library).indexOf(binary);
    expect(at).toBeGreaterThan(0);
    expect(
      readFileSync(shrunk)
        .subarray(at, at + binary.length)
        .equals(expected),
    ).toBe(true);
    expect(statSync(shrunk).size).toBeLessThan(statSync(library).size);
    const called = python(
      'import ctypes',
      `print(ctypes.CDLL(${JSON.stringify(shrunk)}).answer())`,
    );
    expect(called.stdout).toBe('42\n');
  },
);

withPython(
  'CUDA 13 of PyTorch stands in for CUDA 12, and what lies in the kit comes before it',
  () => {
    const site = join(folder, 'site');
    const [cuda, cudnn] = ['cu13', 'cudnn'].map((name) => join(site, 'nvidia', name, 'lib'));
    const kit = join(folder, 'kit');
    const files = [
      ...['libcublas.so.13', 'libcublasLt.so.13', 'libnvrtc.so.13', 'libcusparse.so.12'].map(
        (name) => join(cuda ?? '', name),
      ),
      join(cudnn ?? '', 'libcudnn.so.9'),
      join(kit, 'lib', 'libcublasLt.so.12'),
      join(kit, 'stubs', 'libcusparse.so.12'),
    ];
    for (const file of files) {
      mkdirSync(dirname(file), { recursive: true });
      writeFileSync(file, '');
    }
    const { stdout, stderr } = python(
      'import json, sys',
      `sys.path.insert(0, ${JSON.stringify(site)})`,
      'from find_libraries import link_libraries',
      `print(json.dumps(link_libraries(${JSON.stringify(kit)})))`,
    );
    expect(stderr).toBe('');
    const [found, path] = JSON.parse(stdout) as [Record<string, string>, string];
    expect(found).toMatchObject({
      'libcublas.so.12': join(cuda ?? '', 'libcublas.so.13'),
      'libcublasLt.so.12': join(kit, 'lib', 'libcublasLt.so.12'),
      'libcudnn.so.9': join(cudnn ?? '', 'libcudnn.so.9'),
      // JSSL calls nothing of it, so CUDA 13's is not taken.
      'libcusparse.so.12': 'an empty one',
    });
    expect(readlinkSync(join(kit, 'links', 'libcublas.so.12'))).toBe(found['libcublas.so.12']);
    expect(readlinkSync(join(kit, 'links', 'libcusparse.so.12'))).toBe(
      join(kit, 'stubs', 'libcusparse.so.12'),
    );
    // cuDNN by its folder, since it finds its parts there; the links before CUDA 13's own libraries.
    expect(path.split(':').slice(0, 4)).toEqual([
      cudnn,
      join(kit, 'links'),
      join(kit, 'lib'),
      cuda,
    ]);
  },
);

const node = (...lines: readonly string[]) =>
  JSON.parse(
    execFileSync(process.execPath, ['--input-type=module', '-e', lines.join('\n')], {
      encoding: 'utf8',
      cwd: tools,
    }),
  ) as unknown;

test('a part of the check gets its time and no more, and what it printed is kept', () => {
  const outcome = node(
    "import { runChild } from './run-child.mjs';",
    'const lines = [];',
    // It ignores the first request to end.
    "const command = ['sh', '-c', 'trap \"\" INT; echo started; exec sleep 60'];",
    'const onLine = (line) => lines.push(line);',
    'const ended = await runChild(command, { seconds: 3, environment: process.env, onLine });',
    'console.log(JSON.stringify({ ...ended, lines }));',
  );
  expect(outcome).toMatchObject({ outOfTime: true, signal: 'SIGKILL', lines: ['started'] });
});

interface Check {
  readonly rehearsal: boolean;
  readonly ended?: string;
  readonly doctor: { readonly state: string; readonly probe: { readonly found: object } };
  readonly golden: {
    readonly f32: { readonly counts: object };
    readonly tf32: { readonly cases: readonly object[] };
  };
  readonly steps: Readonly<Record<string, { readonly medians: Readonly<Record<string, number>> }>>;
  readonly profile: {
    readonly tiny: { readonly found: { readonly copiesPerStep: object; readonly ops: number } };
  };
}

long('a rehearsal of the check on the processor, without images to download', () => {
  const out = join(folder, 'check.json');
  const flags = ['--rehearse', '--only', 'doctor,golden,steps,profile', '--out', out];
  const said = execFileSync(process.execPath, [join(tools, 'check.mjs'), ...flags], {
    encoding: 'utf8',
  });
  const check = JSON.parse(readFileSync(out, 'utf8')) as Check;
  expect(existsSync(`${out}.tmp`)).toBe(false);
  expect(check.rehearsal).toBe(true);
  expect(check.ended).toBeDefined();
  expect(check.doctor.state).toBe('done');
  expect(check.doctor.probe.found).toMatchObject({ engine: { name: 'native', gpu: false } });
  expect(check.golden.f32.counts).toEqual({ passed: 4, failed: 0 });
  expect(check.golden.tf32.cases).toMatchObject([{ name: 'resnet18 in tf32', passed: true }]);
  expect(Object.keys(check.steps['tiny f32']?.medians ?? {})).toEqual(['jssl-f32']);
  // Parameters stay where they are: a step reads its loss and nothing else.
  expect(check.profile.tiny.found.copiesPerStep).toMatchObject({ reads: 1 });
  expect(said).toContain('golden vectors in f32: 4 passed, 0 failed');
});

test('an unknown part is named', () => {
  const { status, stderr } = spawnSync(
    process.execPath,
    [join(tools, 'check.mjs'), '--only', 'doctor,speed'],
    { encoding: 'utf8' },
  );
  expect(stderr).toBe('check: parts are doctor, golden, steps, demo, embed, profile, got speed\n');
  expect(status).toBe(2);
});
