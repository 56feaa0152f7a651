//! Every statement, explained on tables as large as those of a large installation: none goes through a table that
//! has a row for each person, nomination or event, nor through all that an agency has there.

use std::collections::BTreeSet;

use readmodel::SCHEMAS;
use serde_json::Value;
use tokio_postgres::Client;

use super::World;

/// Rows of a table that grows with people, nominations or events.
const MANY: usize = 100_000;
/// Rows of a table that grows with editions, categories or units.
const FEW: usize = 2_000;
/// Tables of the second kind, by projection.
const SHORT: &[(&str, &[&str])] = &[
    ("award_board", &["pending", "edition", "bundle"]),
    ("recognition", &["board"]),
    ("nomination_board", &["edition"]),
    ("announcement", &["announcement"]),
    ("rulebook", &["rulebook", "amendment"]),
    ("directory", &["unit"]),
    ("performance", &["unit_predikat", "indicator"]),
    ("survey", &["survey"]),
];
/// What a column of the `n`th row of `rows` holds: ids and texts of keys tell rows apart, others repeat.
fn filled(column: &str, kind: &str, key: bool, rows: usize) -> String {
    match (column, kind) {
        ("agency", _) => "'kota-' || n % 2".to_owned(),
        ("period", _) => "2020 + n % 6 || '-Q' || 1 + n % 4".to_owned(),
        ("scope", _) if rows == MANY => {
            "CASE WHEN n % 2 = 0 THEN md5('unit' || n % 500)::uuid ELSE '00000000-0000-0000-0000-000000000000' END".to_owned()
        }
        ("level", _) => "1 + n % 6".to_owned(),
        ("people", "jsonb") => "jsonb_build_array(md5('person' || n)::uuid)".to_owned(),
        (_, "jsonb") => "'{}'::jsonb".to_owned(),
        ("person" | "nomination" | "scope", "uuid") => format!("md5('{column}' || n)::uuid"),
        (_, "uuid") if key => format!("md5('{column}' || n)::uuid"),
        (_, "uuid") => format!("md5('{column}' || n % 500)::uuid"),
        (_, "text") if key => format!("'{column}' || n"),
        (_, "text") => format!("'{column}' || n % 10"),
        (_, "boolean") => "n % 2 = 0".to_owned(),
        (_, "date") => "'2026-10-01'::date".to_owned(),
        (_, "timestamp with time zone") => "'2026-10-01T00:00:00Z'::timestamptz".to_owned(),
        ("changed" | "submitted" | "announced" | "published" | "updated" | "ordinal", _) => {
            "n".to_owned()
        }
        _ if key => "n".to_owned(),
        _ => "n % 1000".to_owned(),
    }
}

const COLUMNS: &str =
    "SELECT c.table_name::text, c.column_name::text, c.data_type::text, k.column_name IS NOT NULL
FROM information_schema.columns c
LEFT JOIN information_schema.key_column_usage k USING (table_schema, table_name, column_name)
WHERE c.table_schema = $1 ORDER BY c.table_name, c.ordinal_position";

/// Fills all tables of a schema; which of them are large.
async fn fill(client: &Client, projection: &str, schema: &str) -> BTreeSet<String> {
    let short = SHORT.iter().find(|(name, _)| *name == projection);
    let short = short.map_or(&[][..], |(_, tables)| *tables);
    let columns = client.query(COLUMNS, &[&schema]).await.unwrap();
    let tables: BTreeSet<String> = columns.iter().map(|row| row.get(0)).collect();
    let mut large = BTreeSet::new();
    for table in &tables {
        let rows = if short.contains(&table.as_str()) {
            FEW
        } else {
            large.insert(format!("{schema}.{table}"));
            MANY
        };
        let values: Vec<String> = columns
            .iter()
            .filter(|row| row.get::<_, String>(0) == *table)
            .map(|row| filled(row.get(1), row.get(2), row.get(3), rows))
            .collect();
        let values = values.join(", ");
        let insert = format!(
            "INSERT INTO {schema}.{table} SELECT {values} FROM generate_series(1, {rows}) AS n"
        );
        let filled = client.batch_execute(&insert).await;
        assert!(filled.is_ok(), "{insert}: {filled:?}");
    }
    large
}

/// The plan that is made once, for whatever parameters.
async fn plan(client: &Client, sql: &readmodel::Sql) -> Value {
    let name = sql.name.to_lowercase();
    let prepare = format!("PREPARE {name} AS {}", sql.text);
    client.batch_execute(&prepare).await.unwrap();
    let count = "SELECT cardinality(parameter_types) FROM pg_prepared_statements WHERE name = $1";
    let count: i32 = client.query_one(count, &[&name]).await.unwrap().get(0);
    let params = vec!["NULL"; usize::try_from(count).unwrap()].join(", ");
    let params = if params.is_empty() {
        params
    } else {
        format!("({params})")
    };
    let explain = format!("EXPLAIN (VERBOSE, FORMAT JSON) EXECUTE {name}{params}");
    let plan: Value = client.query_one(&explain, &[]).await.unwrap().get(0);
    plan[0]["Plan"].clone()
}

/// Whether a condition on an index says more than which agency: half of the rows are of one.
fn narrows(cond: &str) -> bool {
    cond.contains(" AND ") || !cond.contains("agency = ")
}

/// The conditions by which a node finds its rows: its own, or those of the bitmaps below it.
fn conditions<'p>(node: &'p Value, found: &mut Vec<&'p str>) {
    found.extend(node["Index Cond"].as_str());
    for below in node["Plans"].as_array().into_iter().flatten() {
        if below["Node Type"]
            .as_str()
            .is_some_and(|kind| kind.starts_with("Bitmap"))
        {
            conditions(below, found);
        }
    }
}

/// The nodes of a plan that go through one of these tables, or through an agency's part of it.
fn whole(node: &Value, large: &BTreeSet<String>, found: &mut Vec<String>) {
    let text = |name: &str| node[name].as_str().unwrap_or_default();
    let table = format!("{}.{}", text("Schema"), text("Relation Name"));
    let kind = text("Node Type");
    if large.contains(&table) && kind.ends_with("Scan") {
        let mut by = Vec::new();
        conditions(node, &mut by);
        if !by.iter().any(|cond| narrows(cond)) {
            found.push(format!("{kind} of {table} by {by:?}"));
        }
    }
    for below in node["Plans"].as_array().into_iter().flatten() {
        whole(below, large, found);
    }
}

#[tokio::test]
async fn no_statement_goes_through_a_large_table() {
    let world = World::start().await;
    let address = world.postgres.connection_string("bp");
    let (client, connection) = tokio_postgres::connect(&address, tokio_postgres::NoTls)
        .await
        .unwrap();
    tokio::spawn(connection);
    // Tables that triggers keep are filled like the others.
    let alone = "SET session_replication_role = replica";
    client.batch_execute(alone).await.unwrap();
    let mut large = BTreeSet::new();
    for schema in SCHEMAS {
        large.extend(fill(&client, schema.name, &schema.live()).await);
    }
    assert!(large.len() > 10, "{large:?}");
    let once = "ANALYZE; SET plan_cache_mode = force_generic_plan";
    client.batch_execute(once).await.unwrap();
    let mut wrong = Vec::new();
    for sql in readmodel::statements() {
        let text = sql.text.split_once('\n').map_or(sql.text, |(_, text)| text);
        // LISTEN and its like have no plan.
        if !["SELECT", "WITH", "INSERT", "UPDATE", "DELETE"]
            .iter()
            .any(|word| text.starts_with(word))
        {
            continue;
        }
        let plan = plan(&client, &sql).await;
        let mut found = Vec::new();
        whole(&plan, &large, &mut found);
        if !found.is_empty() {
            wrong.push(format!("{}: {}\n{plan:#}", sql.name, found.join(", ")));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
