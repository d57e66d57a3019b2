import { SettingError } from '@jssl/settings';

/** How a GPU rounds. */
export interface GpuNumbers {
  /** float32 products and convolutions of rounded inputs (TF32, 10 bits of fraction), from compute capability 8 on. */
  readonly tf32: boolean;
  /** Whether the same step gives the same bits each time, which is slower. */
  readonly deterministic: boolean;
}

/** @throws SettingError if it is neither `on` nor `off`. */
function isOn(setting: string, usual: boolean): boolean {
  const given = process.env[setting];
  if (given === undefined || given === '') return usual;
  if (given === 'on' || given === 'off') return given === 'on';
  throw new SettingError({ setting, required: 'on or off', got: given, choices: ['on', 'off'] });
}

/**
 * What `JSSL_TF32` (on by default) and `JSSL_DETERMINISTIC` (off by default) ask for.
 * @throws SettingError if one is neither `on` nor `off`.
 */
export function requestedGpuNumbers(): GpuNumbers {
  return { tf32: isOn('JSSL_TF32', true), deterministic: isOn('JSSL_DETERMINISTIC', false) };
}

/** Tells TensorFlow and CUDA, which read it when they are loaded. */
export function setGpuNumbers({ tf32, deterministic }: GpuNumbers): void {
  if (!tf32) process.env['NVIDIA_TF32_OVERRIDE'] = '0';
  if (deterministic) process.env['TF_DETERMINISTIC_OPS'] = '1';
}

/** How a run on a GPU is recorded: `direct on a GPU, TF32`. */
export function describeGpuNumbers({ tf32, deterministic }: GpuNumbers): string {
  return `direct on a GPU${tf32 ? ', TF32' : ''}${deterministic ? ', deterministic' : ''}`;
}
