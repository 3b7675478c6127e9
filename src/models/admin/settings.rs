//! Changes of settings and limits.

use diesel::QueryResult;

use super::{Actor, AuditEntry};
use crate::{
    db::Conn,
    models::{LimitName, SettingName, User, UserLimits},
};

impl Actor {
    /// Changes settings. `None` restores that of the configuration. The audit log gets an entry for each that was another one
    /// before.
    pub fn change_settings(&self, conn: &mut Conn, changes: &[(SettingName, Option<String>)]) -> QueryResult<()> {
        for (setting, value) in changes {
            if setting.set(conn, value.as_deref())? {
                let shown = value.as_ref().filter(|_| !setting.is_text()).cloned();
                let action = if value.is_some() { "setting_changed" } else { "setting_reset" };
                AuditEntry::of_setting(action, setting.name())
                    .with_detail(shown.unwrap_or_default())
                    .write(conn, self)?;
            }
        }
        Ok(())
    }

    /// As [`Self::change_settings`], for the limits of a user. `None` restores that of other users.
    pub fn change_user_limits(
        &self,
        conn: &mut Conn,
        id: i32,
        changes: &[(LimitName, Option<u64>)],
    ) -> QueryResult<()> {
        let user = User::by_id(conn, id)?;
        for (limit, value) in changes {
            if UserLimits::set(conn, id, *limit, *value)? {
                let (action, detail) = match value {
                    Some(value) => ("limit_changed", format!("{}: {value}", limit.name())),
                    None => ("limit_reset", limit.name().to_owned()),
                };
                AuditEntry::of_user(action, id, &user.username).with_detail(detail).write(conn, self)?;
            }
        }
        Ok(())
    }
}
