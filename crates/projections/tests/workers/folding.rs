//! What readers see.

use readmodel::queries::recognition::Of;
use readmodel::queries::{
    announcements, award_board, award_history, directory, editions, nominations, recognition,
};

use crate::programme::{EDITION, UNIT, WINNER};
use crate::world::{AGENCY, World, id};

#[tokio::test]
async fn nothing_is_released_before_the_announcement() {
    let world = World::start().await;
    let working = world.work();
    let web = world.web().await;
    let last = world.programme().await;
    world.there(&[], last).await;
    let edition = id(EDITION);
    let standings = award_board::standings(&web, AGENCY, edition, None).await;
    assert_eq!(standings.unwrap(), []);
    let newest = announcements::newest(&web, AGENCY, None, 10).await;
    assert_eq!(newest.unwrap(), []);
    let awards = award_history::of_person(&web, AGENCY, id(WINNER)).await;
    assert_eq!(awards.unwrap(), []);
    let public = editions::public(&web, None).await.unwrap();
    assert_eq!(
        (public[0].phase.as_str(), public[0].announced),
        ("assessing", None)
    );
    assert_eq!(public[0].categories[0].places, 1);
    working.stop().await;
}

#[tokio::test]
async fn nominations_show_where_they_stand() {
    let world = World::start().await;
    let working = world.work();
    let web = world.web().await;
    let last = world.programme().await;
    world.there(&[], last).await;
    let (edition, category) = (id(EDITION), Some("inovasi"));
    let found = nominations::of_edition(&web, AGENCY, edition, category, None, 10).await;
    let found = found.unwrap();
    assert_eq!(found.len(), 2);
    assert!(found[0].consented && !found[0].late);
    let counted = found
        .iter()
        .map(|one| one.endorsements.all())
        .collect::<Vec<_>>();
    assert_eq!(
        counted,
        [1, 0],
        "those of a withdrawn nomination do not count"
    );
    let after = Some(found[0].after());
    let rest = nominations::of_unit(&web, AGENCY, id(UNIT), None, after, 10).await;
    assert_eq!(rest.unwrap(), found[1..]);
    let own = nominations::of_person(&web, AGENCY, id(WINNER)).await;
    assert_eq!(own.unwrap(), found[..1]);
    let one = nominations::one(&web, AGENCY, found[1].id).await;
    assert_eq!(one.unwrap().as_ref(), found.get(1));
    working.stop().await;
}

#[tokio::test]
async fn the_announcement_releases_names_places_and_awards() {
    let world = World::start().await;
    let working = world.work();
    let web = world.web().await;
    world.programme().await;
    let last = world.announcement().await;
    world.there(&[], last).await;
    let edition = id(EDITION);
    let winners = award_board::winners(&web, AGENCY, edition, Some("inovasi"))
        .await
        .unwrap();
    assert_eq!(
        (winners.len(), winners[0].place, winners[0].hundredths),
        (1, 1, Some(8334))
    );
    let standings = award_board::standings(&web, AGENCY, edition, None).await;
    assert_eq!(standings.unwrap().len(), 2);
    let awards = award_history::of_person(&web, AGENCY, id(WINNER))
        .await
        .unwrap();
    assert_eq!(
        (awards.len(), awards[0].decree_number.as_str()),
        (1, "800/1/2026")
    );
    let newest = announcements::newest(&web, AGENCY, None, 10).await.unwrap();
    let newest = &newest[0];
    assert_eq!(newest.laureates[0].name.as_deref(), Some("Melati Cendana"));
    assert_eq!(
        newest.published_at.to_string(),
        "2026-10-01T02:03:04.567891Z"
    );
    let one = announcements::one(&web, AGENCY, newest.id).await;
    assert_eq!(one.unwrap().as_ref(), Some(newest));
    let latest = announcements::latest(&web).await;
    assert_eq!(latest.unwrap(), [(AGENCY.to_owned(), newest.published)]);
    let names = directory::people(&web, AGENCY, &[id(WINNER), id(999)])
        .await
        .unwrap();
    assert_eq!(names[&id(WINNER)].name.as_deref(), Some("Melati Cendana"));
    assert_eq!(names.len(), 1);
    let units = directory::units(&web, AGENCY).await.unwrap();
    assert_eq!(units[0].code, "dinkes");
    working.stop().await;
}

#[tokio::test]
async fn pages_ranks_and_neighbours_agree() {
    let world = World::start().await;
    let working = world.work();
    let web = world.web().await;
    let last = world.points(0, 200).await;
    world.there(&["recognition"], last).await;
    for of in [Of::Agency, Of::Unit(id(UNIT))] {
        let (agency, period) = (AGENCY, "2026-Q3");
        let board = recognition::Board { agency, period, of };
        let mut all: Vec<recognition::Standing> = Vec::new();
        loop {
            let page = recognition::page(&web, board, all.last().copied(), 10)
                .await
                .unwrap();
            if page.is_empty() {
                break;
            }
            all.extend(page);
        }
        assert_eq!(all.len(), 37);
        assert!(all.windows(2).all(|pair| (
            std::cmp::Reverse(pair[0].points),
            pair[0].changed,
            pair[0].person
        ) < (
            std::cmp::Reverse(pair[1].points),
            pair[1].changed,
            pair[1].person
        )));
        for (at, standing) in all.iter().enumerate() {
            let around = recognition::around(&web, board, standing.person)
                .await
                .unwrap()
                .unwrap();
            assert_eq!((around.own, around.people), (*standing, 37));
            assert_eq!(around.above, all[at.saturating_sub(3)..at]);
            assert_eq!(around.below, all[at + 1..(at + 4).min(37)]);
        }
    }
    assert_eq!(
        recognition::periods(&web, AGENCY).await.unwrap(),
        ["2026-Q3"]
    );
    working.stop().await;
}

#[tokio::test]
async fn the_web_sees_views_and_nothing_else() {
    let world = World::start().await;
    world.web().await;
    let hidden = "SELECT count(*) FROM information_schema.role_table_grants WHERE grantee IN ('bp_web', 'PUBLIC') \
                  AND table_schema NOT IN ('read', 'pg_catalog', 'information_schema')";
    assert_eq!(world.number(hidden).await, 0);
    let usage = "SELECT count(*) FROM pg_namespace WHERE nspname !~ '^(pg_|read$|information_schema$)' \
                 AND has_schema_privilege('bp_web', oid, 'USAGE')";
    assert_eq!(world.number(usage).await, 0);
    let writes = "SELECT count(*) FROM information_schema.role_table_grants WHERE grantee = 'bp_web' AND privilege_type <> 'SELECT'";
    assert_eq!(world.number(writes).await, 0);
    let views =
        "SELECT count(*) FROM information_schema.role_table_grants WHERE grantee = 'bp_web'";
    assert_eq!(world.number(views).await, 21);
    // Preparing again changes nothing.
    let address = world.postgres.connection_string("bp");
    readmodel::admin::prepare(&address).await.unwrap();
    assert_eq!(world.number(views).await, 21);
}
