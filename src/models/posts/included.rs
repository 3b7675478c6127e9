//! How much of what others did with a post comes with it.

/// How many comments of a post a request wants.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum IncludedComments {
    All,
    /// The newest, up to this number.
    Newest(usize),
    /// No list at all.
    None,
}

/// How many likes of a post a request wants.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum IncludedLikes {
    All,
    /// The newest, up to this number.
    Newest(usize),
}

/// What comes with a post.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Included {
    pub comments: IncludedComments,
    pub likes: IncludedLikes,
}

impl Included {
    /// All comments and likes.
    pub const ALL: Self = Self { comments: IncludedComments::All, likes: IncludedLikes::All };

    /// All likes.
    pub const NO_COMMENTS: Self = Self { comments: IncludedComments::None, likes: IncludedLikes::All };
}
