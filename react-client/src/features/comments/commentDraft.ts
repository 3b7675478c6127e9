/** The draft of a comment on a post. */
export const commentDraft = (postId: number) => `comment:${postId}`;
