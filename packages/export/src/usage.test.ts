import type { ExportDescription } from './export-description.js';
import { usage } from './usage.js';

const description: ExportDescription = {
  format: 'safetensors',
  files: ['encoder.safetensors'],
  architecture: { name: 'resnet18', width: 64, stem: 'imagenet' },
  input: {
    name: 'images',
    layout: 'NCHW',
    height: 64,
    width: 64,
    channels: 3,
    range: [0, 1],
    normalization: { mean: [0.4, 0.5, 0.6], std: [0.1, 0.2, 0.3], inModel: false },
  },
  output: { name: 'feature', size: 512, l2Normalized: false },
  data: {},
};

const usageOf = (architecture: Partial<ExportDescription['architecture']>, channels = 3) =>
  usage({
    ...description,
    architecture: { ...description.architecture, ...architecture },
    input: { ...description.input, channels },
  });

test('the standard network is torchvision’s own', () => {
  const text = usageOf({});
  expect(text).toContain(
    'encoder = torchvision.models.resnet18()\nencoder.fc = torch.nn.Identity()',
  );
  expect(text).toContain(
    'mean, std = (torch.tensor(v).view(1, -1, 1, 1) for v in ([0.4,0.5,0.6], [0.1,0.2,0.3]))',
  );
  expect(text).toContain('the dot product of their features divided by their lengths');
});

test('another stem, width or number of channels changes torchvision’s network', () => {
  expect(usageOf({ stem: 'small' })).toContain(
    'encoder.conv1 = torch.nn.Conv2d(3, 64, 3, 1, 1, bias=False)\nencoder.fc = encoder.maxpool = torch.nn.Identity()',
  );
  expect(usageOf({}, 1)).toContain(
    'encoder.conv1 = torch.nn.Conv2d(1, 64, 7, 2, 3, bias=False)\nencoder.fc = torch.nn.Identity()',
  );
  const narrow = usageOf({ name: 'resnet50', width: 8, stem: 'small' });
  expect(narrow).toContain('encoder.inplanes, encoder.bn1 = 8, torch.nn.BatchNorm2d(8)');
  expect(narrow).toContain('torchvision.models.resnet.Bottleneck, 8 * 2**stage');
});

test('unknown facts about the data are left out', () => {
  expect(usageOf({})).toContain('Trained by JSSL without labels.\n');
});
