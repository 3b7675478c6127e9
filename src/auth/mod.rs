//! Authentication: passwords, tokens, the guard, and the [`CurrentUser`] that handlers take.

mod account;
mod claims;
mod client_address;
mod clock;
mod constant_work;
mod cookies;
mod credential;
mod csrf;
mod current_user;
mod grant;
mod guard;
mod guest_pass;
mod keyed_semaphore;
mod link_code;
mod open_session;
mod password_check;
mod password_hashing;
mod password_queue;
mod password_reset;
#[cfg(test)]
mod properties;
mod rate_limit;
mod registration;
mod request_origin;
mod request_source;
mod revocation;
mod sign_in;
mod staff;
mod stored_hash;
mod token;

pub use account::{change_password, change_profile, delete_account, prove_password};
pub use claims::{Claims, Kind, Subject};
pub use client_address::{ClientAddress, client_network};
pub use cookies::SessionCookies;
pub use credential::{is_image_request, is_signed_in_by_cookie};
pub use current_user::{CurrentUser, load_current_user};
pub use grant::{Grant, GrantError, IssueTime, grant_blocking};
pub use guard::{Guard, authenticate_request, has_role, recheck_session};
pub use guest_pass::{GuestPass, hash_passphrase, unlock_guest_link};
pub use keyed_semaphore::KeyedSemaphore;
pub use link_code::LinkCode;
pub use open_session::OpenSession;
pub use password_hashing::{hash_new_password, hash_password};
pub use password_queue::PasswordQueue;
pub use password_reset::{find_reset_account, reset_password};
pub use rate_limit::SignInLimiter;
pub use registration::{NewAccount, check_invitation, sign_up, sign_up_and_sign_in};
pub use request_origin::{AllowedOrigins, RequestOrigin};
pub use request_source::RequestSource;
pub use revocation::{end_browser_session, revoke_tokens};
pub use sign_in::sign_in;
pub use staff::{Admin, Confirmed, Moderator, Session, Staff, load_staff};
pub use token::{IssuedToken, SigningError, Tokens};

use std::sync::Arc;

use ipnet::IpNet;

use crate::{
    db::Db,
    models::{Emails, SettingsCache},
    telemetry::metrics::{Metrics, Readings},
};

/// The shared state of authentication, as data of the application.
#[derive(Clone)]
pub struct Auth {
    pub db: Db,
    pub tokens: Tokens,
    pub password_queue: PasswordQueue,
    pub sign_in_limiter: SignInLimiter,
    /// The proxies whose `X-Forwarded-For` is believed.
    pub trusted_proxies: Arc<[IpNet]>,
    pub cookies: SessionCookies,
    /// The address of this service, for links.
    pub public_url: Arc<str>,
    /// The origins whose pages may act for users who are signed in by cookie.
    pub origins: AllowedOrigins,
    pub metrics: Metrics,
    /// What admins can change, such as who may create an account.
    pub settings: SettingsCache,
    /// Whether new accounts are private.
    pub private_accounts: bool,
    /// Whose e-mail addresses users see.
    pub emails: Emails,
}

impl Auth {
    /// What waits for the database and for the check of a password at this moment.
    pub fn readings(&self) -> Readings {
        let usage = self.db.usage();
        Readings {
            connections_open: usage.open,
            connections_idle: usage.idle,
            connections_limit: usage.limit,
            reads_waiting: usage.reads_waiting,
            writes_waiting: usage.writes_waiting,
            passwords_waiting: self.password_queue.length(),
        }
    }
}
