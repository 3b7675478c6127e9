//! What moderators, admins and the command line do: roles, the audit log, and actions on the accounts of others.

mod actions;
mod audit_log;
mod decision;
mod password_proof;
mod people;
mod restoration;
mod role;
mod settings;
mod storage;

pub use actions::Actor;
pub use audit_log::{AuditEntry, AuditEntryDict};
pub use decision::{Decision, DecisionRefused, DeletedContent};
pub use password_proof::PasswordProof;
pub use people::{AdminUserDict, AdminUserFilter, UserState};
pub use role::{LastAdmin, Role, RoleRefused};
pub use storage::UserStorage;
