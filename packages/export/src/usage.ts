import type { ExportDescription } from './export-description.js';

/** The README of an exported model: its input, its output, and code that runs it. */
export function usage(description: ExportDescription): string {
  const { architecture, input, output, data } = description;
  const { name, layout, height, width, channels } = input;
  const size = layout === 'NHWC' ? [height, width, channels] : [channels, height, width];
  const colors = channels === 3 ? 'RGB' : channels === 1 ? 'gray' : `${channels} channels`;
  const about = [
    `# Image encoder (${architecture.name}, width ${architecture.width}, ${architecture.stem} stem)`,
    `Trained by JSSL without labels${data.name ? ` on ${data.name}` : ''}.` +
      (data.license ? ` License of the images: ${data.license}.` : '') +
      (data.credit ? ` ${data.credit}.` : ''),
    `- In: \`${name}\`, float32 [N, ${size.join(', ')}], ${colors}, values from 0 to 1; center-crop the image to a square and resize it with antialiasing.`,
    `- Out: \`${output.name}\`, float32 [N, ${output.size}]. The similarity of two images is the dot product of their features${output.l2Normalized ? '' : ' divided by their lengths'}.`,
  ];
  return [...about, code(description)].join('\n\n');
}

function code({ format, architecture, input }: ExportDescription): string {
  const { mean, std } = input.normalization;
  switch (format) {
    case 'onnx':
      return fenced('python', [
        'import onnxruntime',
        'session = onnxruntime.InferenceSession("encoder.onnx")',
        '(feature,) = session.run(["feature"], {"images": images})',
      ]);
    case 'tfjs':
      return fenced('js', [
        "import * as tf from '@tensorflow/tfjs';",
        "const encoder = await tf.loadGraphModel('model.json');",
        'const feature = encoder.predict(images);',
      ]);
    case 'safetensors':
      return fenced('python', [
        'import torch, torchvision',
        'from safetensors.torch import load_file',
        ...torchvisionResNet(architecture, input.channels),
        'encoder.load_state_dict(load_file("encoder.safetensors"))',
        `mean, std = (torch.tensor(v).view(1, -1, 1, 1) for v in (${JSON.stringify(mean)}, ${JSON.stringify(std)}))`,
        'feature = encoder.eval()((images - mean) / std)',
      ]);
  }
}

/** Python code that creates torchvision's network of the same shape. */
function torchvisionResNet(
  { name, width, stem }: ExportDescription['architecture'],
  channels: number,
): string[] {
  const depth = Number(name.slice('resnet'.length));
  const block = depth < 50 ? 'BasicBlock' : 'Bottleneck';
  const small = stem === 'small';
  const narrow = [
    `encoder.inplanes, encoder.bn1 = ${width}, torch.nn.BatchNorm2d(${width})`,
    'for stage in range(4):',
    '    layer = getattr(encoder, f"layer{stage + 1}")',
    `    layer = encoder._make_layer(torchvision.models.resnet.${block}, ${width} * 2**stage, len(layer), 1 + (stage > 0))`,
    '    setattr(encoder, f"layer{stage + 1}", layer)',
  ];
  const convolution = `torch.nn.Conv2d(${channels}, ${width}, ${small ? '3, 1, 1' : '7, 2, 3'}, bias=False)`;
  const special = small || width !== 64 || channels !== 3;
  return [
    `encoder = torchvision.models.${name}()`,
    ...(width === 64 ? [] : narrow),
    ...(special ? [`encoder.conv1 = ${convolution}`] : []),
    `encoder.fc = ${small ? 'encoder.maxpool = ' : ''}torch.nn.Identity()`,
  ];
}

const fenced = (language: string, lines: readonly string[]) =>
  ['```' + language, ...lines, '```'].join('\n');
