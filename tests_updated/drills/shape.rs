//! What a database is made of, as text to compare.

use diesel::{RunQueryDsl, sql_types};
use photo_app::db::Conn;

const SQLITE: &str =
    "SELECT type || ' ' || name || ' ' || coalesce(sql, '') AS line FROM sqlite_master ORDER BY line";

const POSTGRES: &str = "SELECT line FROM ( \
     SELECT concat_ws(' ', table_name, column_name, data_type, is_nullable, column_default) AS line \
       FROM information_schema.columns WHERE table_schema = 'public' \
     UNION ALL SELECT indexdef FROM pg_indexes WHERE schemaname = 'public' \
     UNION ALL SELECT pg_get_triggerdef(oid) FROM pg_trigger WHERE NOT tgisinternal \
     UNION ALL SELECT concat_ws(' ', conrelid::regclass, conname, pg_get_constraintdef(oid)) FROM pg_constraint \
       WHERE connamespace = 'public'::regnamespace \
     UNION ALL SELECT pg_get_functiondef(oid) FROM pg_proc WHERE pronamespace = 'public'::regnamespace \
   ) AS lines ORDER BY line";

/// Tables, columns, indexes, triggers and the migrations that were applied, a line for each.
pub fn shape(conn: &mut Conn) -> Vec<String> {
    #[derive(diesel::QueryableByName)]
    struct Line {
        #[diesel(sql_type = sql_types::Text)]
        line: String,
    }

    let shape = if let Conn::Sqlite(_) = conn { SQLITE } else { POSTGRES };
    [shape, "SELECT version AS line FROM __diesel_schema_migrations ORDER BY line"]
        .into_iter()
        .flat_map(|sql| diesel::sql_query(sql).load::<Line>(conn).expect("the shape of the database"))
        .map(|line| line.line)
        .collect()
}
