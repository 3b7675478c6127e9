//! Pages that a browser loads on a guess.

use actix_web::http::header::HeaderMap;

/// Whether a browser loads the page before its user asks for it. Some browsers still use the older header names.
pub fn is_prefetch(headers: &HeaderMap) -> bool {
    const SPECULATIVE: [&str; 3] = ["prefetch", "prerender", "preview"];
    ["sec-purpose", "purpose", "x-purpose", "x-moz"].into_iter().flat_map(|name| headers.get_all(name)).any(
        |value| {
            let value = value.as_bytes().to_ascii_lowercase();
            SPECULATIVE.iter().any(|word| value.starts_with(word.as_bytes()))
        },
    )
}
