/** The widths of photos on screen, as the attribute `sizes` has them. */

/** In the feed: that of the column, or of a whole phone. */
export const FEED_WIDTHS = 'min(37.5rem, 100vw)';
/** In the dialog of a post: that of their side of the dialog, or of a whole phone. */
export const POST_WIDTHS = '(width >= 48rem) 44rem, 100vw';
