//! The tables as diesel sees them; made by `diesel print-schema`, see diesel.toml.

diesel::table! {
    users (id) {
        id -> Integer,
        first_name -> Text,
        last_name -> Text,
        username -> Text,
        password_hash -> Text,
        email -> Text,
        image_url -> Nullable<Text>,
        thumb_url -> Nullable<Text>,
        date_created -> Timestamp,
        is_verified -> Bool,
        is_disabled -> Bool,
        tokens_valid_after -> BigInt,
        bio -> Nullable<Text>,
        pronouns -> Nullable<Text>,
        link -> Nullable<Text>,
        is_private -> Bool,
        has_blocks_or_mutes -> Bool,
        has_audiences -> Bool,
        role -> Text,
    }
}

diesel::table! {
    posts (id) {
        id -> Integer,
        image_url -> Text,
        caption -> Nullable<Text>,
        alt_text -> Nullable<Text>,
        pub_date -> Timestamp,
        user_id -> Integer,
        has_audience -> Bool,
    }
}

diesel::table! {
    post_images (id) {
        id -> Integer,
        post_id -> Integer,
        position -> Integer,
        image_url -> Text,
        alt_text -> Nullable<Text>,
    }
}

diesel::table! {
    comments (id) {
        id -> Integer,
        text -> Text,
        pub_date -> Timestamp,
        user_id -> Integer,
        post_id -> Integer,
        post_author_id -> Nullable<Integer>,
    }
}

diesel::table! {
    likes_posts (id) {
        id -> Integer,
        user_id -> Integer,
        post_id -> Integer,
        timestamp -> Timestamp,
        post_author_id -> Nullable<Integer>,
    }
}

diesel::table! {
    bookmarks (id) {
        id -> Integer,
        user_id -> Integer,
        post_id -> Integer,
        timestamp -> Timestamp,
    }
}

diesel::table! {
    likes_comments (id) {
        id -> Integer,
        user_id -> Integer,
        comment_id -> Integer,
        timestamp -> Timestamp,
        comment_author_id -> Nullable<Integer>,
    }
}

diesel::table! {
    following (id) {
        id -> Integer,
        user_id -> Integer,
        following_id -> Integer,
        created_at -> Nullable<Timestamp>,
        was_requested -> Bool,
    }
}

diesel::table! {
    follow_requests (id) {
        id -> Integer,
        user_id -> Integer,
        target_id -> Integer,
        created_at -> Timestamp,
        expires -> Nullable<BigInt>,
    }
}

diesel::table! {
    blocks (id) {
        id -> Integer,
        user_id -> Integer,
        blocked_id -> Integer,
        created_at -> Timestamp,
    }
}

diesel::table! {
    mutes (id) {
        id -> Integer,
        user_id -> Integer,
        muted_id -> Integer,
        mutes_posts -> Bool,
        mutes_stories -> Bool,
        created_at -> Timestamp,
    }
}

diesel::table! {
    push_subscriptions (id) {
        id -> Integer,
        user_id -> Integer,
        endpoint -> Text,
        p256dh -> Text,
        auth -> Text,
        server_key -> Text,
        device -> Text,
        session_jti -> Text,
        session_issued -> BigInt,
        created_at -> Timestamp,
        notified_until -> Timestamp,
        not_before -> BigInt,
        failures -> Integer,
    }
}

diesel::table! {
    stories (id) {
        id -> Integer,
        text -> Text,
        pub_date -> Timestamp,
        user_id -> Integer,
        image_url -> Nullable<Text>,
        expires -> Nullable<BigInt>,
        has_audience -> Bool,
    }
}

diesel::table! {
    story_views (id) {
        id -> Integer,
        story_id -> Integer,
        user_id -> Integer,
        seen_at -> Timestamp,
    }
}

diesel::table! {
    post_tags (tag, post_id) {
        tag -> Text,
        post_id -> Integer,
    }
}

diesel::table! {
    posts_to_tag (post_id) {
        post_id -> Integer,
    }
}

diesel::table! {
    post_versions (post_id) {
        post_id -> Integer,
        version -> BigInt,
    }
}

diesel::table! {
    revoked_tokens (jti) {
        jti -> Text,
        expires -> BigInt,
    }
}

diesel::table! {
    failed_sign_ins (origin) {
        origin -> Text,
        since -> BigInt,
        failures -> Integer,
    }
}

diesel::table! {
    images (key) {
        key -> Text,
        user_id -> Integer,
        extension -> Text,
        created -> BigInt,
        bytes -> BigInt,
    }
}

diesel::table! {
    invites (id) {
        id -> Integer,
        hash -> Text,
        expires -> BigInt,
        created_at -> Timestamp,
        creator_id -> Nullable<Integer>,
        is_set_up -> Bool,
    }
}

diesel::table! {
    password_resets (hash) {
        hash -> Text,
        user_id -> Integer,
        expires -> BigInt,
    }
}

diesel::table! {
    idempotency_keys (user_id, key_hash) {
        user_id -> Integer,
        key_hash -> Text,
        request_hash -> Text,
        since -> BigInt,
        status -> Integer,
        answer -> Text,
    }
}

diesel::table! {
    write_counts (user_id, kind) {
        user_id -> Integer,
        kind -> Text,
        since -> BigInt,
        writes -> Integer,
    }
}

diesel::table! {
    guest_links (id) {
        id -> Integer,
        user_id -> Integer,
        token_hash -> Text,
        title -> Nullable<Text>,
        passphrase_hash -> Nullable<Text>,
        created_at -> Timestamp,
        expires -> BigInt,
        openings -> BigInt,
    }
}

diesel::table! {
    guest_link_posts (guest_link_id, position) {
        guest_link_id -> Integer,
        position -> Integer,
        post_id -> Integer,
    }
}

diesel::table! {
    audiences (id) {
        id -> Integer,
        user_id -> Integer,
        name -> Text,
        created_at -> Timestamp,
    }
}

diesel::table! {
    audience_members (id) {
        id -> Integer,
        audience_id -> Integer,
        user_id -> Integer,
        created_at -> Timestamp,
    }
}

diesel::table! {
    post_audiences (post_id, audience_id) {
        post_id -> Integer,
        audience_id -> Integer,
    }
}

diesel::table! {
    story_audiences (story_id, audience_id) {
        story_id -> Integer,
        audience_id -> Integer,
    }
}

diesel::table! {
    epochs (started) {
        started -> BigInt,
    }
}

diesel::table! {
    password_proofs (user_id, session) {
        user_id -> Integer,
        session -> Text,
        expires -> BigInt,
    }
}

diesel::table! {
    audit_log (id) {
        id -> Integer,
        created_at -> Timestamp,
        actor_id -> Nullable<Integer>,
        actor_name -> Text,
        action -> Text,
        subject_kind -> Text,
        subject_id -> Nullable<Integer>,
        subject_name -> Text,
        detail -> Text,
    }
}

diesel::table! {
    reports (id) {
        id -> Integer,
        created_at -> Timestamp,
        reporter_id -> Nullable<Integer>,
        subject_kind -> Text,
        subject_id -> Integer,
        author_id -> Integer,
        reason -> Text,
        text -> Text,
        image_urls -> Text,
        decision -> Nullable<Text>,
        closed_at -> Nullable<Timestamp>,
        closed_by_id -> Nullable<Integer>,
        warning -> Nullable<Text>,
        acknowledged_at -> Nullable<Timestamp>,
        restored_at -> Nullable<Timestamp>,
    }
}

diesel::table! {
    hidden_posts (post_id) {
        post_id -> Integer,
    }
}

diesel::table! {
    hidden_comments (comment_id) {
        comment_id -> Integer,
    }
}

diesel::table! {
    hidden_stories (story_id) {
        story_id -> Integer,
    }
}

diesel::table! {
    settings (name) {
        name -> Text,
        value -> Text,
    }
}

diesel::table! {
    user_limits (user_id, name) {
        user_id -> Integer,
        name -> Text,
        value -> BigInt,
    }
}

diesel::table! {
    mentions (id) {
        id -> Integer,
        user_id -> Integer,
        author_id -> Integer,
        post_id -> Integer,
        comment_id -> Nullable<Integer>,
        is_reply -> Bool,
        created_at -> Timestamp,
    }
}

diesel::table! {
    mentions_to_read (id) {
        id -> Integer,
        post_id -> Integer,
        comment_id -> Nullable<Integer>,
        written_at -> Timestamp,
    }
}

diesel::table! {
    notification_states (user_id) {
        user_id -> Integer,
        seen_at -> Timestamp,
        unwanted_kinds -> Text,
    }
}

diesel::joinable!(audience_members -> users (user_id));
diesel::joinable!(bookmarks -> posts (post_id));
diesel::joinable!(bookmarks -> users (user_id));
diesel::joinable!(guest_link_posts -> posts (post_id));
diesel::joinable!(guest_links -> users (user_id));
diesel::joinable!(images -> users (user_id));
diesel::joinable!(comments -> posts (post_id));
diesel::joinable!(comments -> users (user_id));
diesel::joinable!(likes_comments -> comments (comment_id));
diesel::joinable!(likes_comments -> users (user_id));
diesel::joinable!(likes_posts -> posts (post_id));
diesel::joinable!(likes_posts -> users (user_id));
diesel::joinable!(password_resets -> users (user_id));
diesel::joinable!(post_images -> posts (post_id));
diesel::joinable!(posts -> users (user_id));
diesel::joinable!(stories -> users (user_id));
diesel::joinable!(story_views -> users (user_id));

diesel::allow_tables_to_appear_in_same_query!(
    users,
    posts,
    post_images,
    comments,
    likes_posts,
    bookmarks,
    likes_comments,
    following,
    follow_requests,
    blocks,
    mutes,
    stories,
    story_views,
    post_tags,
    posts_to_tag,
    post_versions,
    revoked_tokens,
    failed_sign_ins,
    images,
    invites,
    password_resets,
    write_counts,
    idempotency_keys,
    guest_links,
    guest_link_posts,
    audiences,
    audience_members,
    post_audiences,
    story_audiences,
    epochs,
    password_proofs,
    audit_log,
    reports,
    settings,
    user_limits,
    hidden_posts,
    hidden_comments,
    hidden_stories,
    mentions,
    mentions_to_read,
    notification_states,
    push_subscriptions,
);
