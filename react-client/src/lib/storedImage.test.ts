import { describe, expect, it } from 'vitest';
import { aUser } from '../testing/fixtures';
import { avatarSource, proportions, storedImage } from './storedImage';

const ID = '0123456789abcdef0123456789abcdef';
const address = (size: string, name = 'large.jpg') => `/images/${ID}-${size}-a0b1c2/${name}`;

describe('storedImage', () => {
  it('reads the size and the colour from the address', () => {
    expect(storedImage(address('2048x1365'))).toMatchObject({ width: 2048, height: 1365, colour: '#a0b1c2' });
  });

  it('reads the hash of the preview, which may contain hyphens', () => {
    const path = (name: string) => `/images/${ID}-300x200-a0b1c2-IggKDQ-_mIaH/${name}`;

    expect(storedImage(path('large.jpg'))).toMatchObject({ colour: '#a0b1c2', hash: 'IggKDQ-_mIaH', thumb: path('thumb.jpg') });
    expect(storedImage(address('300x200'))).toHaveProperty('hash', undefined);
  });

  it('lists each size with its width', () => {
    expect(storedImage(address('2048x1365'))?.srcSet).toBe(
      [`${address('2048x1365', 'thumb.jpg')} 320w`, `${address('2048x1365', 'medium.jpg')} 960w`, `${address('2048x1365')} 2048w`].join(', '),
    );
  });

  it('also lists the sizes without the largest, unless that is small', () => {
    expect(storedImage(address('2048x1365'))?.smallSrcSet).toMatch(/^[^,]*thumb\.jpg 320w, [^,]*medium\.jpg 960w$/);
    expect(storedImage(address('300x200'))?.smallSrcSet).toBe(`${address('300x200')} 300w`);
  });

  it('gives the width of a tall image, not its long side', () => {
    expect(storedImage(address('1024x2048'))?.srcSet).toMatch(/thumb\.jpg 160w, .*medium\.jpg 480w, .*large\.jpg 1024w$/);
  });

  it('gives every image a width of at least one pixel', () => {
    expect(storedImage(address('2x2048'))?.srcSet).toMatch(/medium\.jpg 1w, .*large\.jpg 2w$/);
  });

  it('lists each width of a small image once', () => {
    expect(storedImage(address('300x200', 'large.png'))?.srcSet).toBe(`${address('300x200', 'large.png')} 300w`);
    expect(storedImage(address('960x640'))?.srcSet).toMatch(/thumb\.jpg 320w, .*large\.jpg 960w$/);
  });

  it('reads images with transparency, of this version and of earlier ones', () => {
    for (const name of ['large.webp', 'large.png']) {
      expect(storedImage(address('300x200', name))?.srcSet).toBe(`${address('300x200', name)} 300w`);
    }
  });

  it.each([
    'https://example.com/a.jpg',
    '/static/demo/posts/01.svg',
    `https://example.com${address('20x10')}`,
    address('0x10'),
    address('20x10', 'large.svg'),
    `/images/${ID}/large.jpg`,
  ])('does not read %s', (url) => {
    expect(storedImage(url)).toBeUndefined();
  });
});

describe('avatarSource', () => {
  it('uses the small size of a stored image, or else any image', () => {
    const stored = aUser({ image_url: address('900x900'), thumb_url: address('900x900', 'thumb.jpg') });
    const linked = aUser({ image_url: 'https://a.example/big.jpg', thumb_url: 'https://a.example/small.jpg' });

    expect(avatarSource(stored, true)).toBe(address('900x900', 'thumb.jpg'));
    expect(avatarSource(linked, true)).toBe('https://a.example/big.jpg');
    expect(avatarSource(linked, false)).toBe('https://a.example/small.jpg');
    expect(avatarSource(aUser(), true)).toBeNull();
  });
});

describe('proportions', () => {
  it('are those of the image, within bounds', () => {
    expect(proportions(address('1500x1000'), 0.8, 1.9)).toBe(1.5);
    expect(proportions(address('100x1000'), 0.8, 1.9)).toBe(0.8);
    expect(proportions(address('1000x100'), 0.8, 1.9)).toBe(1.9);
    expect(proportions('/static/a.svg', 0.8, 1.9)).toBeUndefined();
  });
});
