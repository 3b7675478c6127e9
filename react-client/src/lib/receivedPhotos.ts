/** What the service worker and the page agree on about photos that other applications share with this one. */

/** The cache in which the service worker keeps them until the page takes them. */
export const RECEIVED_PHOTOS = 'received photos';

/** The query of the address that the service worker then opens. */
export const RECEIVED_QUERY = '?shared';
