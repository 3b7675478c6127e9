import { once } from '../once';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/**
 * How a language writes numbers, times and plurals. For languages that write the digits 0 to 9.
 *
 * Formatters are made on first use: the first one for numbers or dates takes a phone some 70 ms, and the first screen can do
 * without.
 */
export function formatsFor(language: string) {
  const whole = once(() => new Intl.NumberFormat(language));
  const plurals = once(() => new Intl.PluralRules(language));
  const fullTime = once(() => new Intl.DateTimeFormat(language, { dateStyle: 'full', timeStyle: 'short' }));
  const day = once(() => new Intl.DateTimeFormat(language, { day: 'numeric', month: 'short' }));
  const dayOfYear = once(() => new Intl.DateTimeFormat(language, { day: 'numeric', month: 'short', year: 'numeric' }));

  /** No language groups the digits of amounts below 1,000. */
  const number = (amount: number) => (Number.isInteger(amount) && amount >= 0 && amount < 1_000 ? `${amount}` : whole().format(amount));
  /** The form of a word that goes with this amount. */
  const plural = (amount: number, forms: Partial<Record<Intl.LDMLPluralRule, string>> & { other: string }) =>
    forms[plurals().select(amount)] ?? forms.other;

  return {
    /** `1,234`. */
    number,
    plural,
    /** A function that writes an amount with its noun: `1 like`, `1,234 likes`. */
    counted: (one: string, other: string) => (amount: number) => `${number(amount)} ${plural(amount, { one, other })}`,
    /** `Monday, 30 November 2026 at 08:23`. */
    fullTime: (time: Date) => fullTime().format(time),
    /** `now`, `5 min`, `3 h`, `2 d`; after a week `23 Nov`, in another year `23 Nov 2025`. */
    ago: (time: Date, now: number, words: { now: string; minutes: string; hours: string; days: string }) => {
      const age = now - time.getTime();
      if (age < MINUTE) return words.now;
      if (age < HOUR) return `${number(Math.floor(age / MINUTE))} ${words.minutes}`;
      if (age < DAY) return `${number(Math.floor(age / HOUR))} ${words.hours}`;
      if (age < 7 * DAY) return `${number(Math.floor(age / DAY))} ${words.days}`;
      return (time.getFullYear() === new Date(now).getFullYear() ? day : dayOfYear)().format(time);
    },
  };
}
