import { enAdmin } from './enAdmin';
import { inUserLanguage } from './inUserLanguage';

export const adminText = inUserLanguage({ en: enAdmin });
