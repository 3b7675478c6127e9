/** The EXIF data of a phone's photo: orientation, location and owner. */

const ORIENTATION = 0x0112;
const ARTIST = 0x013b;
const GPS = 0x8825;
const LATITUDE_REF = 1;
const LATITUDE = 2;
const LONGITUDE_REF = 3;
const LONGITUDE = 4;

/** Types of TIFF values, and their size in bytes. */
const ASCII = { code: 2, size: 1 };
const SHORT = { code: 3, size: 2 };
const LONG = { code: 4, size: 4 };
const RATIONAL = { code: 5, size: 8 };

const HEADER_LENGTH = 8;
const ENTRY_LENGTH = 12;

/** Rotate by 90° to the right: the phone was upright, but its camera is sideways. */
export const TURN_RIGHT = 6;

/** Degrees, minutes, and seconds in ten thousandths. */
type Angle = readonly [number, number, number];

export interface Exif {
  orientation: number;
  artist: string;
  north: Angle;
  east: Angle;
}

interface Field {
  tag: number;
  type: typeof ASCII;
  value: Buffer;
}

/** The JPEG with these data in a segment before all others, as cameras write it. */
export function withExif(jpeg: Buffer, exif: Exif): Buffer {
  const content = Buffer.concat([Buffer.from('Exif\0\0'), tiff(exif)]);
  const head = Buffer.from([0xff, 0xe1, 0, 0]);
  head.writeUInt16BE(content.length + 2, 2);
  return Buffer.concat([jpeg.subarray(0, 2), head, content, jpeg.subarray(2)]);
}

/** The private parts of these data, as bytes of the file. */
export function secretsOf({ artist, north, east }: Exif): Map<string, Buffer> {
  return new Map([
    ['the name of the segment', Buffer.from('Exif')],
    ['the artist', Buffer.from(artist)],
    // Whole degrees and minutes are small numbers, which any file may contain by chance.
    ['the latitude', angle(north).subarray(-RATIONAL.size)],
    ['the longitude', angle(east).subarray(-RATIONAL.size)],
  ]);
}

function tiff({ orientation, artist, north, east }: Exif): Buffer {
  const header = Buffer.from('II*\0\0\0\0\0', 'latin1');
  header.writeUInt32LE(HEADER_LENGTH, 4);
  const main = (gpsAt: number) =>
    directory(HEADER_LENGTH, [
      { tag: ORIENTATION, type: SHORT, value: short(orientation) },
      { tag: ARTIST, type: ASCII, value: text(artist) },
      { tag: GPS, type: LONG, value: long(gpsAt) },
    ]);
  const gpsAt = HEADER_LENGTH + main(0).length;
  const place = directory(gpsAt, [
    { tag: LATITUDE_REF, type: ASCII, value: text('N') },
    { tag: LATITUDE, type: RATIONAL, value: angle(north) },
    { tag: LONGITUDE_REF, type: ASCII, value: text('E') },
    { tag: LONGITUDE, type: RATIONAL, value: angle(east) },
  ]);
  return Buffer.concat([header, main(gpsAt), place]);
}

/** A list of fields at this offset of the file. Values of more than four bytes follow the list. */
function directory(at: number, fields: Field[]): Buffer {
  const entries: Buffer[] = [];
  const values: Buffer[] = [];
  let free = at + 2 + fields.length * ENTRY_LENGTH + 4;
  for (const { tag, type, value } of fields) {
    const padded = Buffer.concat([value, Buffer.alloc(4)]).subarray(0, 4);
    const fits = value.length <= 4;
    entries.push(short(tag), short(type.code), long(value.length / type.size), fits ? padded : long(free));
    if (fits) continue;
    values.push(value);
    free += value.length;
  }
  return Buffer.concat([short(fields.length), ...entries, long(0), ...values]);
}

function short(number: number): Buffer {
  const bytes = Buffer.alloc(2);
  bytes.writeUInt16LE(number);
  return bytes;
}

function long(number: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32LE(number);
  return bytes;
}

function text(letters: string): Buffer {
  return Buffer.from(`${letters}\0`);
}

function angle([degrees, minutes, seconds]: Angle): Buffer {
  return Buffer.concat([degrees, 1, minutes, 1, seconds, 10_000].map(long));
}
