use super::*;
use crate::digest::Digest;
use crate::error::Code;
use crate::id::RecordKind;
use crate::search::Query;
use proptest::prelude::*;
use rusqlite::types::Value;

fn index() -> Connection {
    let conn = Connection::open_in_memory().unwrap();
    conn.execute_batch(schema()).unwrap();
    conn
}

fn record(name: &str) -> RecordId {
    RecordId::new(RecordKind::Artefact, Digest::of(name.as_bytes()))
}

fn document(name: &str, order_key: &str, text: &str) -> Document {
    Document { record: record(name), order_key: order_key.into(), prepared: Prepared::new(text) }
}

/// The order keys of the first hits, and the count.
fn found(conn: &Connection, query: &str) -> (Vec<String>, Count) {
    let found = find(conn, &Query::parse(query).unwrap(), &[], FIRST).unwrap();
    (keys(&found.hits), found.count)
}

fn keys(hits: &[Hit]) -> Vec<String> {
    hits.iter().map(|hit| String::from_utf8(hit.order_key.clone()).unwrap()).collect()
}

fn exactly(value: u32) -> Count {
    Count { value, more: false }
}

/// The database's own check of the FTS table, and that both tables hold the same positions in the right order.
fn assert_sound(conn: &Connection) {
    conn.execute("INSERT INTO search_gram (search_gram) VALUES ('integrity-check')", []).unwrap();
    let column = |sql: &str| -> Vec<i64> {
        conn.prepare(sql).unwrap().query_map([], |row| row.get(0)).unwrap().map(Result::unwrap).collect()
    };
    let in_order = column("SELECT position FROM search_item ORDER BY order_key, record");
    assert!(in_order.is_sorted(), "positions ascend in reference order");
    assert_eq!(in_order, column("SELECT rowid FROM search_gram ORDER BY rowid"), "each document has tokens");
}

#[test]
fn the_first_fifty_come_in_reference_order_and_the_rest_is_counted() {
    let conn = index();
    let documents = (0..120).rev().map(|i| document(&i.to_string(), &format!("{i:04}"), "A bronze head"));
    put_all(&conn, documents.collect()).unwrap();
    put(&conn, document("other", "0003a", "A stone lion")).unwrap();
    for query in ["bronze", "ronze hea", "br", "b", "\"bronze head\"", "bro"] {
        let (hits, count) = found(&conn, query);
        let expected: Vec<String> = (0..50).map(|i| format!("{i:04}")).collect();
        assert_eq!((hits, count), (expected, exactly(120)), "{query}");
    }
    assert_eq!(found(&conn, "lion"), (vec!["0003a".into()], exactly(1)));
    assert_eq!(found(&conn, "").0.get(3..5).unwrap(), ["0003", "0003a"]);
    assert_eq!(found(&conn, "").1, exactly(121));
    assert_eq!(found(&conn, "lion bronze"), (vec![], exactly(0)));
}

#[test]
fn more_than_ten_thousand_are_counted_as_more() {
    let conn = index();
    let of = |range: std::ops::Range<u32>| {
        range.map(|i| document(&i.to_string(), &format!("{i:05}"), "bronze head"))
    };
    put_all(&conn, of(0..10_000).collect()).unwrap();
    for query in ["", "b", "bronze", "\"e h\"", "--bro"] {
        let count = if query == "--bro" { 0 } else { 10_000 };
        assert_eq!(found(&conn, query).1, exactly(count), "{query}");
    }
    put_all(&conn, of(10_000..10_001).collect()).unwrap();
    for query in ["", "b", "bronze", "\"e h\""] {
        assert_eq!(found(&conn, query).1, Count { value: 10_000, more: true }, "{query}");
    }
}

#[test]
fn later_pages_go_on_where_the_last_one_ended_even_if_that_record_is_gone() {
    let conn = index();
    put_all(&conn, (0..30).map(|i| document(&i.to_string(), &format!("{i:02}"), "bronze")).collect())
        .unwrap();
    let query = Query::parse("bronze").unwrap();
    let mut all = find(&conn, &query, &[], 7).unwrap().hits;
    remove(&conn, &all.last().unwrap().record).unwrap();
    loop {
        let page = find_after(&conn, &query, &[], all.last().unwrap(), 7).unwrap();
        if page.is_empty() {
            break;
        }
        all.extend(page);
    }
    assert_eq!(keys(&all), (0..30).map(|i| format!("{i:02}")).collect::<Vec<_>>());
    assert!(find_after(&conn, &query, &[], &all[0], 0).unwrap().is_empty());
}

#[test]
fn a_removed_document_is_gone_and_a_replaced_one_is_found_by_its_new_text_only() {
    let conn = index();
    put_all(&conn, vec![document("a", "1", "bronze head"), document("b", "2", "bronze lion")]).unwrap();
    put(&conn, document("a", "1", "clay head")).unwrap();
    assert_eq!(found(&conn, "bronze").0, ["2"]);
    assert_eq!(found(&conn, "clay").0, ["1"]);
    put(&conn, document("a", "3", "clay head")).unwrap();
    assert_eq!(found(&conn, "").0, ["2", "3"]);
    assert!(remove(&conn, &record("b")).unwrap());
    assert!(!remove(&conn, &record("b")).unwrap());
    assert_eq!(found(&conn, ""), (vec!["3".into()], exactly(1)));
    assert_eq!(found(&conn, "br"), (vec![], exactly(0)));
    assert_sound(&conn);
    clear(&conn).unwrap();
    assert_eq!(found(&conn, ""), (vec![], exactly(0)));
    put(&conn, document("b", "2", "bronze lion")).unwrap();
    optimize(&conn).unwrap();
    assert_eq!(found(&conn, "br"), (vec!["2".into()], exactly(1)));
    assert_sound(&conn);
}

#[test]
fn putting_the_same_document_again_writes_nothing() {
    let conn = index();
    put(&conn, document("a", "1", "Bronze head")).unwrap();
    let before = conn.total_changes();
    put(&conn, document("a", "1", "BRONZE  head")).unwrap();
    assert_eq!(conn.total_changes(), before);
}

#[test]
fn of_two_documents_for_one_record_in_one_go_the_later_counts() {
    let conn = index();
    put_all(&conn, vec![document("a", "1", "bronze"), document("a", "2", "clay")]).unwrap();
    assert_eq!(found(&conn, ""), (vec!["2".into()], exactly(1)));
}

#[test]
fn records_with_the_same_reference_stand_in_the_order_of_their_ids() {
    let mut orders = Vec::new();
    for names in [["a", "b", "c"], ["c", "b", "a"], ["b", "a", "c"]] {
        let conn = index();
        names.iter().for_each(|name| put(&conn, document(name, "1", "bronze")).unwrap());
        let found = find(&conn, &Query::parse("bronze").unwrap(), &[], FIRST).unwrap();
        orders.push(found.hits.into_iter().map(|hit| hit.record).collect::<Vec<_>>());
    }
    assert!(orders[0].is_sorted());
    assert_eq!(orders[0], orders[1]);
    assert_eq!(orders[1], orders[2]);
}

#[test]
fn a_document_of_a_megabyte_is_found_by_its_last_word() {
    let conn = index();
    let khmer = "ប្រជាជនខ្មែរធ្វើរូបចម្លាក់".repeat(7_000);
    let latin = "bronze head of a bodhisattva ".repeat(35_000);
    put_all(
        &conn,
        vec![
            document("a", "1", &format!("{khmer} សំរិទ្ធ")),
            document("b", "2", &format!("{latin} lapislazuli")),
            document("c", "3", &format!("{}x", "a".repeat(1 << 20))),
        ],
    )
    .unwrap();
    assert_eq!(found(&conn, "សំរិទ្ធ").0, ["1"]);
    assert_eq!(found(&conn, "lazuli la").0, ["2"]);
    assert_eq!(found(&conn, "aax").0, ["3"]);
    assert_sound(&conn);
}

#[test]
fn ten_thousand_documents_put_into_one_gap_keep_the_order() {
    for ascending in [true, false] {
        let conn = index();
        let transaction = conn.unchecked_transaction().unwrap();
        put_all(&conn, (0..200).map(|i| document(&i.to_string(), &format!("{i:04}"), "ab")).collect())
            .unwrap();
        for i in 0..10_000 {
            let number = if ascending { i } else { 10_000 - i };
            put(&conn, document(&format!("new{i}"), &format!("0100/{number:05}"), "cd")).unwrap();
        }
        assert_sound(&conn);
        assert_eq!(found(&conn, "ab").1, exactly(200));
        assert_eq!(found(&conn, "cd").1, exactly(10_000));
        let first = if ascending { "0100/00000" } else { "0100/00001" };
        assert_eq!(found(&conn, "cd").0[0], first);
        transaction.commit().unwrap();
    }
}

#[test]
fn a_large_batch_fits_between_two_neighbours() {
    let conn = index();
    put_all(&conn, vec![document("a", "1", "ab"), document("b", "3", "ab")]).unwrap();
    let batch = (0..5_000).map(|i| document(&i.to_string(), &format!("2/{i:05}"), "cd"));
    put_all(&conn, batch.collect()).unwrap();
    put(&conn, document("z", "0", "ab")).unwrap();
    assert_sound(&conn);
    assert_eq!(found(&conn, "ab").0, ["0", "1", "3"]);
    assert_eq!(found(&conn, "cd").1, exactly(5_000));
}

/// A table as the caller has them: which record is at which place.
fn places(conn: &Connection, rows: impl Iterator<Item = (String, &'static str)>) {
    conn.execute_batch(
        "CREATE TABLE place (record TEXT, name TEXT, PRIMARY KEY (record, name)) WITHOUT ROWID;
         CREATE INDEX place_name ON place (name, record);",
    )
    .unwrap();
    for (name, place) in rows {
        conn.execute("INSERT INTO place VALUES (?1, ?2)", [record(&name).as_str(), place]).unwrap();
    }
}

fn at(place: &str, present: bool) -> Filter {
    Filter {
        from: "place p".into(),
        record: "p.record".into(),
        condition: "p.name = ?".into(),
        values: vec![Value::Text(place.into())],
        present,
        leads: true,
    }
}

#[test]
fn filters_narrow_the_answer_whether_they_leave_many_or_few() {
    let conn = index();
    let transaction = conn.unchecked_transaction().unwrap();
    let text = |i: u32| if i.is_multiple_of(3) { "bronze head" } else { "clay lion" };
    put_all(&conn, (0..21_000).map(|i| document(&i.to_string(), &format!("{i:05}"), text(i))).collect())
        .unwrap();
    let store = (0..20_500).map(|i| (i.to_string(), "store"));
    places(&conn, store.chain([6, 7, 9_000, 20_700].map(|i| (i.to_string(), "crate"))));
    let ask = |query: &str, filters: &[Filter]| {
        let found = find(&conn, &Query::parse(query).unwrap(), filters, 3).unwrap();
        (keys(&found.hits).join(" "), found.count)
    };
    // Few: the filter leads.
    assert_eq!(ask("bronze", &[at("crate", true)]), ("00006 09000 20700".into(), exactly(3)));
    assert_eq!(ask("br he", &[at("crate", true)]), ("00006 09000 20700".into(), exactly(3)));
    assert_eq!(ask("", &[at("store", true), at("crate", true)]), ("00006 00007 09000".into(), exactly(3)));
    assert_eq!(ask("bronze", &[at("nowhere", true)]), (String::new(), exactly(0)));
    // Many: the index leads.
    assert_eq!(ask("bronze", &[at("store", true)]), ("00000 00003 00006".into(), exactly(6_834)));
    assert_eq!(ask("", &[at("store", false)]), ("20500 20501 20502".into(), exactly(500)));
    assert_eq!(
        ask("", &[at("store", true)]),
        ("00000 00001 00002".into(), Count { value: 10_000, more: true })
    );
    assert_eq!(
        ask("br", &[at("store", true), at("crate", false)]),
        ("00000 00003 00009".into(), exactly(6_832))
    );
    // Pages go on behind the last hit either way.
    let query = Query::parse("bronze").unwrap();
    let last = find(&conn, &query, &[], 3).unwrap().hits.pop().unwrap();
    let next = |filter| keys(&find_after(&conn, &query, &[filter], &last, 2).unwrap());
    assert_eq!(next(at("crate", true)), ["09000", "20700"]);
    assert_eq!(next(at("store", true)), ["00009", "00012"]);
    transaction.commit().unwrap();
}

#[test]
fn a_damaged_row_is_an_error_that_says_so() {
    let conn = index();
    put(&conn, document("a", "1", "bronze")).unwrap();
    conn.execute("UPDATE search_item SET record = 'nothing'", []).unwrap();
    let error = find(&conn, &Query::parse("bronze").unwrap(), &[], FIRST).unwrap_err();
    assert_eq!(error.code, Code::CatalogueDamaged);
}

const TEXTS: [&str; 8] = [
    "bronze head",
    "Bronze lion, Kabul",
    "ប្រជាជនខ្មែរ",
    "کتاب خطی",
    "a/b-c 12",
    "head of lion",
    "",
    "銅像 bro",
];
const QUERIES: [&str; 16] = [
    "",
    "bronze",
    "b",
    "li",
    "\"head of\"",
    "ខ្មែរ",
    "ខ្",
    "كتاب",
    "a/b",
    "12",
    "ron lion",
    "像",
    "kab -",
    "/b-",
    "b--",
    "zzz",
];

/// One step: put a batch (record, key, text), or take a record out.
#[derive(Clone, Debug)]
enum Step {
    Put(Vec<(u8, u16, usize)>),
    Remove(u8),
}

fn steps() -> impl Strategy<Value = Vec<Step>> {
    // Keys crowd together, so that gaps run out and positions are spread.
    let item = (0_u8..60, prop_oneof![0_u16..20, 500_u16..503, 0_u16..1000], 0..TEXTS.len());
    let put = prop::collection::vec(item, 1..12).prop_map(Step::Put);
    prop::collection::vec(prop_oneof![3 => put, 1 => (0_u8..60).prop_map(Step::Remove)], 1..30)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]
    #[test]
    fn the_index_answers_as_looking_at_every_document_in_order_would(steps in steps()) {
        let conn = index();
        let mut model = std::collections::BTreeMap::new();
        for step in steps {
            match step {
                Step::Put(items) => {
                    let documents = items.iter().map(|(name, key, text)| {
                        document(&name.to_string(), &format!("{key:04}"), TEXTS[*text])
                    });
                    put_all(&conn, documents.clone().collect()).unwrap();
                    model.extend(documents.map(|document| (document.record.clone(), document)));
                }
                Step::Remove(name) => {
                    let was = model.remove(&record(&name.to_string())).is_some();
                    prop_assert_eq!(remove(&conn, &record(&name.to_string())).unwrap(), was);
                }
            }
        }
        assert_sound(&conn);
        let mut documents: Vec<&Document> = model.values().collect();
        documents.sort_by(|a, b| a.key().cmp(&b.key()));
        for text in QUERIES {
            let query = Query::parse(text).unwrap();
            let matching = documents.iter().filter(|document| query.matches(document.prepared.text()));
            let expected: Vec<Hit> = matching
                .map(|document| Hit { record: document.record.clone(), order_key: document.order_key.clone() })
                .collect();
            let found = find(&conn, &query, &[], FIRST).unwrap();
            prop_assert_eq!(found.count, exactly(expected.len().try_into().unwrap()), "{}", text);
            prop_assert_eq!(&found.hits[..], &expected[..expected.len().min(FIRST)], "{}", text);
        }
    }
}
