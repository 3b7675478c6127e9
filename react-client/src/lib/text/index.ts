import { en } from './en';
import { inUserLanguage } from './inUserLanguage';

export const text = inUserLanguage({ en });
