import { enLater } from './enLater';
import { inUserLanguage } from './inUserLanguage';

export const laterText = inUserLanguage({ en: enLater });
