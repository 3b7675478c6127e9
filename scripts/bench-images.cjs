// What scripts/bench-images does with sharp: `make PHOTO FOLDER` makes a file of each kind of image from a photo, and
// `process` makes the stored sizes of the files whose names it reads, and prints the milliseconds that each took.
const { createInterface } = require('node:readline');
const sharp = require('sharp');

const WIDTH = 4000;
const HEIGHT = 3000;
/** As in src/imaging. */
const SIDES = [2048, 960, 320];
const JPEG = { quality: 85, optimiseCoding: true };

// One image at a time with one thread, as the other side of the comparison.
sharp.concurrency(1);
sharp.cache(false);

async function make(photo, folder) {
  // Noise as that of a camera: an enlarged photo alone would be unusually smooth.
  const noise = await sharp({ create: { width: WIDTH, height: HEIGHT, channels: 3, background: '#808080', noise: { type: 'gaussian', mean: 128, sigma: 8 } } })
    .png()
    .toBuffer();
  const pixels = await sharp(photo)
    .resize(WIDTH, HEIGHT, { fit: 'cover' })
    .composite([{ input: noise, blend: 'soft-light' }])
    .removeAlpha()
    .png()
    .toBuffer();
  const image = () => sharp(pixels);
  await image().jpeg({ quality: 90 }).toFile(`${folder}/1-baseline.jpg`);
  await image().jpeg({ quality: 90, progressive: true }).toFile(`${folder}/2-progressive.jpg`);
  await image().png().toFile(`${folder}/3-rgb.png`);
  await image().webp({ quality: 85 }).toFile(`${folder}/4-lossy.webp`);
  await image().avif({ quality: 60, effort: 2 }).toFile(`${folder}/5-lossy.avif`);
}

async function makeSizes(file) {
  const begun = performance.now();
  const { data, info } = await sharp(file)
    .autoOrient()
    .resize(SIDES[0], SIDES[0], { fit: 'inside', withoutEnlargement: true })
    .raw()
    .toBuffer({ resolveWithObject: true });
  for (const side of SIDES) {
    await sharp(data, { raw: info }).resize(side, side, { fit: 'inside' }).jpeg(JPEG).toBuffer();
  }
  return performance.now() - begun;
}

async function main([task, ...rest]) {
  if (task === 'make') return make(...rest);
  for await (const file of createInterface({ input: process.stdin })) console.log(await makeSizes(file));
}

main(process.argv.slice(2)).catch((why) => {
  console.error(why);
  process.exitCode = 1;
});
