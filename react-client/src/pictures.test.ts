import { describe, expect, it } from 'vitest';
import { avatarSource, proportions, storedPicture } from './pictures';
import { aUser } from './testing/fixtures';

const ID = '0123456789abcdef0123456789abcdef';
const address = (size: string, name = 'large.jpg') => `/images/${ID}-${size}-a0b1c2/${name}`;

describe('storedPicture', () => {
  it('reads size and colour off the address', () => {
    expect(storedPicture(address('2048x1365'))).toMatchObject({ width: 2048, height: 1365, colour: '#a0b1c2' });
  });

  it('names each size with its width', () => {
    expect(storedPicture(address('2048x1365'))?.srcSet).toBe(
      [`${address('2048x1365', 'thumb.jpg')} 320w`, `${address('2048x1365', 'medium.jpg')} 960w`, `${address('2048x1365')} 2048w`].join(', '),
    );
  });

  it('knows that a tall picture is narrower than its long side', () => {
    expect(storedPicture(address('1024x2048'))?.srcSet).toMatch(/thumb\.jpg 160w, .*medium\.jpg 480w, .*large\.jpg 1024w$/);
  });

  it('knows that every picture has some width', () => {
    expect(storedPicture(address('2x2048'))?.srcSet).toMatch(/medium\.jpg 1w, .*large\.jpg 2w$/);
  });

  it('names a small picture once for each width it has', () => {
    expect(storedPicture(address('300x200', 'large.png'))?.srcSet).toBe(`${address('300x200', 'large.png')} 300w`);
    expect(storedPicture(address('960x640'))?.srcSet).toMatch(/thumb\.jpg 320w, .*large\.jpg 960w$/);
  });

  it('knows pictures with transparency, of this version and of earlier ones', () => {
    for (const name of ['large.webp', 'large.png']) {
      expect(storedPicture(address('300x200', name))?.srcSet).toBe(`${address('300x200', name)} 300w`);
    }
  });

  it.each([
    'https://example.com/a.jpg',
    '/static/demo/posts/01.svg',
    `https://example.com${address('20x10')}`,
    address('0x10'),
    address('20x10', 'large.svg'),
    `/images/${ID}/large.jpg`,
  ])('knows nothing of %s', (url) => {
    expect(storedPicture(url)).toBeUndefined();
  });
});

describe('avatarSource', () => {
  it('takes the small size of a stored picture, and else what there is', () => {
    const stored = aUser({ image_url: address('900x900'), thumb_url: address('900x900', 'thumb.jpg') });
    const linked = aUser({ image_url: 'https://a.example/big.jpg', thumb_url: 'https://a.example/small.jpg' });

    expect(avatarSource(stored, true)).toBe(address('900x900', 'thumb.jpg'));
    expect(avatarSource(linked, true)).toBe('https://a.example/big.jpg');
    expect(avatarSource(linked, false)).toBe('https://a.example/small.jpg');
    expect(avatarSource(aUser(), true)).toBeNull();
  });
});

describe('proportions', () => {
  it('are those of the picture, within bounds', () => {
    expect(proportions(address('1500x1000'), 0.8, 1.9)).toBe(1.5);
    expect(proportions(address('100x1000'), 0.8, 1.9)).toBe(0.8);
    expect(proportions(address('1000x100'), 0.8, 1.9)).toBe(1.9);
    expect(proportions('/static/a.svg', 0.8, 1.9)).toBeUndefined();
  });
});
