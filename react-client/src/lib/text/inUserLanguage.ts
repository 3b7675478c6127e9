/** Picks the catalogue in the first of the user's languages that has one. Every language must have the keys of English. */
export function inUserLanguage<Catalogue>(catalogues: { en: Catalogue } & Partial<Record<string, Catalogue>>): Catalogue {
  const languages = navigator.languages.map((language) => language.replace(/-.*/, ''));
  return languages.map((language) => catalogues[language]).find((catalogue) => catalogue !== undefined) ?? catalogues.en;
}
