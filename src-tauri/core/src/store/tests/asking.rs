//! How the database is asked.

use crate::store::Database;
use rusqlite::StatementStatus;

#[test]
fn a_join_is_not_prepared_anew_for_every_value_that_it_is_asked_with() {
    let folder = tempfile::tempdir().unwrap();
    let database = Database::begin(folder.path(), &[]).unwrap();
    let reader = database.read();
    let sql = "SELECT item.title FROM record JOIN item ON item.record = record.id WHERE record.name = ?1";
    let mut statement = reader.connection.prepare(sql).unwrap();
    for name in ["artefact:1", "artefact:2", "artefact:3"] {
        assert!(!statement.exists([name]).unwrap());
    }
    assert_eq!(statement.get_status(StatementStatus::RePrepare), 0);
}
