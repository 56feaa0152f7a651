//! Projections as they stood at a position or a moment.

use projections::{AsOf, AsOfError, Moment, Source, as_of};
use readmodel::queries::{award_history, directory};
use readmodel::{Access, Options, ReadModel, Scratch};
use serde_json::json;

use crate::programme::WINNER;
use crate::world::{AGENCY, World, fingerprints, id};

fn agency() -> domain::ids::AgencyCode {
    domain::ids::AgencyCode::new(AGENCY).unwrap()
}

fn position(sequence: u64) -> Moment {
    Moment::Position(domain::Position::commit(1, sequence))
}

fn names() -> Vec<&'static str> {
    projections::projections()
        .iter()
        .map(|one| one.name)
        .collect()
}

/// A database beside the live one, and what folds into it.
pub(crate) async fn beside(world: &World) -> (Scratch, Source) {
    let live = world.postgres.connection_string("bp");
    let scratch = Scratch::make(&live).await.unwrap();
    let address = scratch.address(&live.replace("user=postgres", "user=bp_projections"));
    let options = Options::new(Access::Projector, "test as of");
    let db = ReadModel::connect(&address, options).await.unwrap();
    let source = Source {
        db,
        ..world.source.clone()
    };
    (scratch, source)
}

async fn fold(source: &Source, at: Moment, names: &[&str]) -> Result<AsOf, AsOfError> {
    as_of(source, &agency(), at, names, &|_| {}).await
}

async fn databases(world: &World) -> i64 {
    let like = "SELECT count(*) FROM pg_database WHERE datname LIKE 'berprestasi_as_of_%'";
    world.number(like).await
}

#[tokio::test]
async fn at_any_position_tables_are_those_of_a_projection_folded_only_to_there() {
    let world = World::start().await;
    let working = world.work();
    let mut stood = Vec::new();
    world.programme().await;
    // As far as it goes, for as long as it goes on: live tables are the reference.
    let mut from = 100;
    for more in [1, 7, 40, 250] {
        let last = world.points(from, more).await;
        from += more;
        world.there(&[], last).await;
        stood.push((last, world.fingerprints().await));
        if more == 7 {
            let last = world.announcement().await;
            world.there(&[], last).await;
            stood.push((last, world.fingerprints().await));
        }
    }
    working.stop().await;
    for (sequence, rows) in stood {
        let (scratch, source) = beside(&world).await;
        let folded = fold(&source, position(sequence), &names()).await.unwrap();
        assert_eq!((folded.position.sequence, folded.parked), (sequence, 0));
        assert_eq!(fingerprints(&source.db).await, rows, "at {sequence}");
        drop(source);
        scratch.end().await.unwrap();
    }
    assert_eq!(databases(&world).await, 0);
}

#[tokio::test]
async fn a_moment_ends_before_the_first_commit_that_was_recorded_later() {
    let world = World::start().await;
    let data = |source: &str| {
        json!({
            "person": id(1), "unit": id(7), "period": "2026-Q3", "source": source,
            "performance": {"kind": "training", "hours": 1}, "points": 1, "table": "2026-1",
        })
    };
    // The clock of the third was behind: it came after a later one, and is not among what stood then.
    for (at, name) in [(10, "a"), (12, "b"), (11, "c"), (13, "d")] {
        let at = format!("2026-10-01T{at}:00:00Z");
        let event = ("performance.recorded", 1, data(name));
        world.put_at(&at, "performance", id(1), &[event]).await;
    }
    for (moment, expected) in [
        ("10:00:00", 1),
        ("11:30:00", 1),
        ("12:30:00", 3),
        ("23:00:00", 4),
    ] {
        let (scratch, source) = beside(&world).await;
        let moment = format!("2026-10-01T{moment}Z").parse().unwrap();
        let folded = fold(&source, Moment::Time(moment), &["recognition"]).await;
        let folded = folded.unwrap();
        assert_eq!(folded.position.sequence, expected, "{moment}");
        assert!(folded.at <= moment || expected > 1);
        drop(source);
        scratch.end().await.unwrap();
    }
    let (scratch, source) = beside(&world).await;
    let early = Moment::Time("2026-09-30T00:00:00Z".parse().unwrap());
    let early = fold(&source, early, &["recognition"]).await;
    assert!(matches!(early, Err(AsOfError::Before(_))), "{early:?}");
    let beyond = fold(&source, position(5), &["recognition"])
        .await
        .unwrap_err();
    assert_eq!(
        beyond.to_string(),
        "the ledger of kota ends at 1-4-0; nothing stands at 1-5-0 yet"
    );
    let unknown = domain::ids::AgencyCode::new("desa").unwrap();
    let unknown = as_of(&source, &unknown, position(1), &["recognition"], &|_| {}).await;
    assert!(matches!(unknown, Err(AsOfError::Agency(_))), "{unknown:?}");
    scratch.end().await.unwrap();
}

#[tokio::test]
async fn a_name_erased_since_is_not_shown_as_it_stood() {
    let world = World::start().await;
    let registered = world.sealed_person(WINNER).await;
    let announced = world.announcement().await;
    let shown = async |sequence| {
        let (scratch, source) = beside(&world).await;
        let wanted = ["directory", "award_history"];
        fold(&source, position(sequence), &wanted).await.unwrap();
        let people = directory::people(&source.db, AGENCY, &[id(WINNER)]).await;
        let awards = award_history::of_person(&source.db, AGENCY, id(WINNER)).await;
        let shown = (
            people.unwrap()[&id(WINNER)].name.clone(),
            awards.unwrap().len(),
        );
        drop(source);
        scratch.end().await.unwrap();
        shown
    };
    let name = Some("Melati Cendana".to_owned());
    assert_eq!(shown(registered).await, (name.clone(), 0));
    assert_eq!(shown(announced).await, (name, 1));
    let key = domain::KeyId::erasable(id(WINNER));
    world.vault.destroy(&agency(), key).await.unwrap();
    assert_eq!(shown(registered).await, (None, 0));
    assert_eq!(shown(announced).await, (None, 1));
}

#[tokio::test]
async fn what_a_killed_run_leaves_behind_is_dropped_by_the_next() {
    let world = World::start().await;
    let (first, source) = beside(&world).await;
    let (second, other) = beside(&world).await;
    assert_eq!(databases(&world).await, 2, "one that is in use stays");
    // As the end of its process would.
    drop((first, source));
    let left = "SELECT count(*) FROM pg_stat_activity WHERE datname LIKE 'berprestasi_as_of_%'";
    while world.number(left).await > 2 {
        tokio::time::sleep(std::time::Duration::from_millis(20)).await;
    }
    drop(other);
    let (third, _) = beside(&world).await;
    assert_eq!(databases(&world).await, 2);
    second.end().await.unwrap();
    third.end().await.unwrap();
    assert_eq!(databases(&world).await, 0);
}
