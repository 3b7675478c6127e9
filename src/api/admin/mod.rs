//! `/api/admin`: what moderators and admins do.

mod audit_log;
mod invites;
mod limits;
mod proof;
mod reports;
mod service;
mod settings;
mod storage;
mod user_limits;
mod users;

use super::operation::{Operation, staff_operation};

/// The operations for moderators and admins. Fixed segments come before `{id}`.
pub(super) fn operations() -> Vec<Operation> {
    vec![
        staff_operation!(proof::create),
        staff_operation!(users::list),
        staff_operation!(users::update),
        staff_operation!(users::delete),
        staff_operation!(users::disable),
        staff_operation!(users::enable),
        staff_operation!(users::sign_out_everywhere),
        staff_operation!(users::create_reset_link),
        staff_operation!(invites::list),
        staff_operation!(invites::create),
        staff_operation!(invites::delete),
        staff_operation!(reports::list),
        staff_operation!(reports::close),
        staff_operation!(reports::restore),
        staff_operation!(audit_log::list),
        staff_operation!(user_limits::show),
        staff_operation!(user_limits::update),
        staff_operation!(settings::show),
        staff_operation!(settings::update),
        staff_operation!(storage::show),
        staff_operation!(storage::users),
        staff_operation!(storage::clean_up),
        staff_operation!(service::show),
    ]
}
