import { defaultViewOptions, type ViewOptions } from '@jssl/augment';
import {
  importOnnx,
  importTensors,
  type ImportedTensors,
  type OnnxResnet,
  type SafetensorsContent,
  type StateDict,
} from '@jssl/resnet';
import { InputError, printable } from '@jssl/settings';

/** The weights of another program. */
export interface ImportedWeights {
  /** Whose names they have: torchvision's (and timm's), those of arXiv 2202.12921's code, or none in ONNX. */
  readonly origin: 'torchvision' | 'original' | 'onnx';
  /** How many tensors were taken: all that the backbone has, and the heads if there are any. */
  readonly matched: number;
  /** The names of the others. */
  readonly leftOut: readonly string[];
}

/** An encoder's tensors and configuration, not checked yet. */
export interface ParsedEncoder extends Pick<ImportedTensors, 'config' | 'tensors' | 'hasHeads'> {
  readonly views: ViewOptions;
  readonly imported: ImportedWeights | undefined;
}

/** @throws InputError for a file of `torch.save`, a zip archive or an older pickle, with the line that converts it. */
export function refuseTorchFile(file: string, bytes: Uint8Array): void {
  const isZip = bytes[0] === 0x50 && bytes[1] === 0x4b && bytes[2] === 3 && bytes[3] === 4;
  const isPickle = bytes[0] === 0x80 && (bytes[1] ?? 0) <= 5 && bytes[8] !== 0x7b;
  if (!isZip && !isPickle) return;
  const to = `${file.replace(/\.[^./\\]*$/, '')}.safetensors`;
  const quoted = (text: string) => JSON.stringify(text).replaceAll("'", String.raw`\u0027`);
  const script = `import torch; from safetensors.torch import save_file; d = torch.load(${quoted(file)}, map_location="cpu", weights_only=True); d = d.get("state_dict", d); save_file({k: v.clone() for k, v in d.items() if torch.is_tensor(v)}, ${quoted(to)})`;
  throw new InputError(
    `${file} is a file of torch.save, which can run programs when it is opened; convert it to safetensors with: python3 -c '${script}'`,
  );
}

/** How images were prepared when these PyTorch ResNets were trained. */
const foreignViews = {
  original: { ...defaultViewOptions, size: 64 },
  torchvision: {
    ...defaultViewOptions,
    mean: [0.485, 0.456, 0.406],
    std: [0.229, 0.224, 0.225],
  },
} as const;

/** Sides of the usual images of each stem. */
const sides = { small: 32, imagenet: 224 } as const;

/** A PyTorch ResNet in safetensors. @throws InputError */
export function parseForeign(file: string, { tensors: all }: SafetensorsContent): ParsedEncoder {
  const { leftOut, origin, ...imported } = importFrom(
    file,
    all,
    'is neither a JSSL encoder (its metadata has no format jssl-encoder-1) nor a PyTorch ResNet',
  );
  requireColor(file, imported);
  const size = origin === 'original' ? foreignViews.original.size : sides[imported.config.stem];
  return {
    ...imported,
    views: { ...foreignViews[origin], size },
    imported: { origin, matched: Object.keys(imported.tensors).length, leftOut },
  };
}

/** The ResNet of an ONNX model. @throws InputError */
export function parseOnnx(file: string, bytes: Uint8Array): ParsedEncoder {
  let onnx: OnnxResnet;
  try {
    onnx = importOnnx(bytes);
  } catch (cause) {
    throw new InputError(
      `${file} cannot be read as an ONNX model of a ResNet: ${printable((cause as Error).message)}; pass safetensors, or a model of torchvision's or timm's ResNet`,
      { cause },
    );
  }
  const {
    leftOut,
    origin: _,
    ...imported
  } = importFrom(file, onnx.tensors, 'is an ONNX model, but of no plain ResNet');
  const { size = sides[imported.config.stem], normalization } = onnx;
  if (!normalization) requireColor(file, imported);
  return {
    ...imported,
    views: { ...foreignViews.torchvision, size, ...normalization },
    imported: { origin: 'onnx', matched: Object.keys(imported.tensors).length, leftOut },
  };
}

function importFrom(file: string, tensors: StateDict, otherwise: string): ImportedTensors {
  try {
    return importTensors(tensors);
  } catch (cause) {
    throw new InputError(
      `${file} ${otherwise}; pass the folder of a training run, or the weights of a plain ResNet-18, 34, 50, 101 or 152`,
      { cause },
    );
  }
}

function requireColor(file: string, { config: { inChannels } }: Pick<ImportedTensors, 'config'>) {
  if (inChannels === 3) return;
  throw new InputError(
    `${file} is a PyTorch ResNet for images with ${inChannels} channels, whose normalization is unknown; pass one for color images`,
  );
}
