//! The Content-Security-Policy (CSP 3) of the pages: only scripts of this server may run.

use std::fmt::Write;

use base64::{Engine, prelude::BASE64_STANDARD};
use sha2::{Digest, Sha256};

/// For the login form and other pages without scripts.
pub const WITHOUT_SCRIPTS: &str = "default-src 'none'; style-src 'self'; img-src 'self'; font-src 'self'; \
     form-action 'self'; base-uri 'none'; frame-ancestors 'none'";

/// As [`WITHOUT_SCRIPTS`], for a page of photos of which some are on other servers.
pub const WITH_OTHER_IMAGES: &str = "default-src 'none'; style-src 'self'; img-src 'self' http: https:; font-src 'self'; \
     form-action 'self'; base-uri 'none'; frame-ancestors 'none'";

/// For the API explorer, whose script sets inline styles.
pub const EXPLORER: &str = "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; \
     img-src 'self' data:; font-src 'self'; connect-src 'self'; form-action 'self'; base-uri 'none'; \
     frame-ancestors 'none'";

/// For the service worker, which requests what the client requests.
pub const SERVICE_WORKER: &str = "default-src 'none'; connect-src 'self'; frame-ancestors 'none'";

/// For everything that is not a page.
pub const NOTHING: &str = "default-src 'none'; frame-ancestors 'none'";

/// For the browser client. Images may have any address, because users choose them. Only the scripts that are named or
/// contained in its `index.html` may run: the operator installed that file, and no user can change it.
pub fn of_client(index: &str) -> String {
    let mut scripts = String::from("'self'");
    for script in scripts_in(index) {
        // Writing to a String cannot fail.
        let _ = match script {
            Script::Inline(text) => {
                write!(scripts, " 'sha256-{}'", BASE64_STANDARD.encode(Sha256::digest(text)))
            }
            Script::At(url) => write!(scripts, " {url}"),
        };
    }
    format!(
        "default-src 'self'; script-src {scripts}; style-src 'self' 'unsafe-inline' https:; \
         font-src 'self' data: https:; img-src 'self' data: blob: http: https:; connect-src 'self'; \
         object-src 'none'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
    )
}

#[derive(Debug, PartialEq, Eq)]
enum Script<'a> {
    Inline(&'a str),
    /// On another server.
    At(&'a str),
}

fn scripts_in(html: &str) -> impl Iterator<Item = Script<'_>> {
    html.split("<script").skip(1).filter_map(|rest| {
        let (attributes, rest) = rest.split_once('>')?;
        let (text, _) = rest.split_once("</script>")?;
        match source(attributes) {
            Some(url) if ["https://", "http://"].iter().any(|scheme| url.starts_with(scheme)) => {
                // Other characters would end the list of scripts, or the policy.
                let is_safe =
                    !url.contains(|c: char| c.is_whitespace() || c.is_control() || matches!(c, ';' | ','));
                is_safe.then_some(Script::At(url))
            }
            Some(_) => None,
            None => Some(Script::Inline(text)),
        }
    })
}

fn source(attributes: &str) -> Option<&str> {
    let (_, rest) = attributes.split_once("src=")?;
    match rest.chars().next()? {
        quote @ ('"' | '\'') => rest[1..].split(quote).next(),
        _ => rest.split_whitespace().next(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_scripts_of_a_page_are_found() {
        let html = "<head><script type=\"module\" src=\"/static/a.js\"></script><script>let a = 1;</script>\
             <script defer src='https://cdn.example/x.js'></script><script src=\"https://a.example/;x\"></script>";

        let found: Vec<Script> = scripts_in(html).collect();

        assert_eq!(found, [Script::Inline("let a = 1;"), Script::At("https://cdn.example/x.js")]);
    }

    #[test]
    fn a_script_in_the_page_is_allowed_by_its_hash() {
        let policy = of_client("<script>alert('Hello, world.');</script>");

        // The example of CSP 3, section 6.7.3.3.
        assert!(policy.contains("'sha256-qznLcsROx4GACP2dm0UCKCzCG+HiZ1guq6ZZDob/Tng='"), "{policy}");
        assert!(!policy.contains("script-src 'self' 'unsafe-inline'"));
    }
}
