import { once } from '../once';

const BYTE_UNITS = ['bytes', 'KiB', 'MiB', 'GiB', 'TiB'];

/** How a language writes sizes, shares and lists. Apart from the formats that load first. */
export function laterFormatsFor(language: string) {
  const rounded = once(() => new Intl.NumberFormat(language, { maximumFractionDigits: 1 }));
  const share = once(() => new Intl.NumberFormat(language, { style: 'percent' }));
  const conjunction = once(() => new Intl.ListFormat(language, { type: 'conjunction' }));

  return {
    /** `25%`. */
    percent: (part: number) => share().format(part),
    /** `900 bytes`, `1.5 MiB`, `5 GiB`. */
    bytes: (amount: number) => {
      const power = Math.min(BYTE_UNITS.length - 1, Math.floor(Math.log2(Math.max(1, amount)) / 10));
      return `${rounded().format(amount / 1024 ** power)} ${BYTE_UNITS[power]}`;
    },
    /** `ana, ben and cleo`. */
    list: (parts: string[]) => conjunction().format(parts),
  };
}
