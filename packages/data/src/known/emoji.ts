import { promisify } from 'node:util';
import { gunzip } from 'node:zlib';

import { DataFailure } from '../dataset/data-failure.js';
import type { Work } from '../dataset/work.js';
import type { ImageSource, SourceImage } from '../files/sources/image-source.js';
import { sourceKey } from '../files/sources/source-key.js';
import { decodeImage } from '../pixels/decode-image.js';
import { holdOut } from '../sets/hold-out.js';
import { downloadNpmPackage, type NpmPackage } from './npm-package.js';
import { filesOfTar } from './tar.js';

const SIDE = 64;

interface VendorPackage extends NpmPackage {
  readonly vendor: 'google' | 'twitter';
}

const packages: readonly VendorPackage[] = [
  {
    vendor: 'google',
    name: 'emoji-datasource-google',
    version: '16.0.0',
    integrity:
      'sha512-ZRexfzs7MVoLnmzZmNsO4TKhnAJp5D++Vm6PpUpH/jEQQlemp3l88CjZ+DoZ2faM9R4QxZkOPJCoT8DlPhfQ3A==',
  },
  {
    vendor: 'twitter',
    name: 'emoji-datasource-twitter',
    version: '16.0.0',
    integrity:
      'sha512-7F+uCuHH+7Qnrc15P5tnbvKkg9E6tlzi4MnT2uW1RlN4pLYTza6cP/dstIfSDMtpjFLWuZewWg8jBbuL2eyELQ==',
  },
];

/** An entry of the package's `emoji.json`. */
interface Emoji {
  readonly short_name: string;
  readonly image: string;
  readonly category: string;
  readonly subcategory: string;
  readonly sort_order: number;
}

type PackageFiles = Iterable<{ readonly name: string; readonly content: Buffer }>;

async function download(vendorPackage: NpmPackage, { signal }: Work): Promise<PackageFiles> {
  return filesOfTar(await promisify(gunzip)(await downloadNpmPackage(vendorPackage, { signal })));
}

/** The drawings of a vendor by file name, and the list of emoji. */
function readPackage({ vendor, name: packageName }: VendorPackage, files: PackageFiles) {
  const folder = `package/img/${vendor}/${SIDE}/`;
  const drawings = new Map<string, Buffer>();
  let list: Emoji[] | undefined;
  for (const { name, content } of files) {
    if (name.startsWith(folder)) drawings.set(name.slice(folder.length), content);
    else if (name === 'package/emoji.json') list = JSON.parse(content.toString()) as Emoji[];
  }
  if (!list) throw new DataFailure(`getDataset: ${packageName} must hold emoji.json, got none`);
  return { vendor, drawings, list };
}

/**
 * The emoji of Unicode 16 as drawn by Google and Twitter, 64×64 on white, from the npm packages
 * `emoji-datasource-google` and `emoji-datasource-twitter`.
 *
 * The class is the category; `attributes` holds subcategory, identity and vendor. A tenth of each
 * category's emoji is for testing. Both drawings of an emoji are in the same split, so the other vendor's
 * drawing can be searched for among images that were not trained on.
 * @param filesOf downloads the files of a package.
 */
export function createEmojiSource(
  filesOf: (vendorPackage: NpmPackage, work: Work) => Promise<PackageFiles> = download,
): ImageSource {
  return {
    description: {
      name: 'emoji',
      kind: 'known',
      partners: { attribute: 'identity', across: 'vendor' },
    },
    // The number is the version of the conversion below.
    key: sourceKey(packages, 1),
    open: async (work) => {
      const { onProgress } = work;
      const vendors: ReturnType<typeof readPackage>[] = [];
      for (const [done, vendorPackage] of packages.entries()) {
        onProgress({ phase: 'downloading', done, total: packages.length });
        vendors.push(readPackage(vendorPackage, await filesOf(vendorPackage, work)));
      }
      onProgress({ phase: 'downloading', done: packages.length, total: packages.length });
      const emoji = (vendors[0]?.list ?? [])
        .filter(({ image }) => vendors.every(({ drawings }) => drawings.has(image)))
        .sort((first, second) => first.sort_order - second.sort_order);
      const classes = [...new Set(emoji.map(({ category }) => category))].sort();
      const labelOf = ({ category }: Emoji) => classes.indexOf(category);
      const splits = holdOut(emoji, labelOf, 0);

      const drawingsOf = (split: 'train' | 'test') =>
        splits[split].flatMap((one) => vendors.map((vendor) => ({ split, one, vendor })));
      const drawings = [...drawingsOf('train'), ...drawingsOf('test')];
      async function* decode(): AsyncGenerator<SourceImage, void, undefined> {
        for (const { split, one, vendor } of drawings) {
          const bytes = vendor.drawings.get(one.image) ?? Buffer.of();
          yield {
            split,
            name: `${vendor.vendor}/${one.image}`,
            label: labelOf(one),
            attributes: {
              subcategory: one.subcategory,
              identity: one.short_name,
              vendor: vendor.vendor,
            },
            pixels: await decodeImage(bytes, { height: SIDE, width: SIDE }),
          };
        }
      }
      return {
        height: SIDE,
        width: SIDE,
        channels: 3,
        total: drawings.length,
        images: decode(),
        skipped: [],
        classes,
        testOrigin: 'held-out',
      };
    },
  };
}
