use super::*;
use crate::PortalSettings;
use crate::lang::{Choice, Lang};
use crate::views::Bundle;
use domain::Position;
use domain::rulebook::yaml;
use jiff::civil;
use readmodel::queries::announcements::{Announcement, Laureate};
use readmodel::queries::award_board::Line;
use readmodel::queries::award_history::Award;
use readmodel::queries::rulebooks;
use uuid::Uuid;

/// A server-rendered page. Every page carries examples, so a test can render each one.
trait Page: Template + Sized {
    fn samples(shell: &Shell) -> Vec<(&'static str, Self)>;
}

const CODE: &str = "arang-sari";
const CITY: &str = include_str!("../../../../rulebooks/arang-sari-2026.yaml");
const OTHER: &str = include_str!("../../../../rulebooks/jam-kencana-2026.yaml");

fn agency() -> Agency {
    Agency {
        code: CODE.to_owned(),
        name: "Pemerintah Kota Arang Sari".to_owned(),
    }
}

fn laureate(category: &str, place: u64, name: Option<&str>) -> Laureate {
    Laureate {
        category: category.to_owned(),
        category_title: format!("Kategori {category}"),
        place,
        nomination: Uuid::from_u128(u128::from(place)),
        people: vec![Uuid::from_u128(100 + u128::from(place))],
        name: name.map(ToOwned::to_owned),
        unit: Uuid::from_u128(50),
        unit_name: "Dinas Kependudukan dan Pencatatan Sipil".to_owned(),
        citation: (place == 1).then(|| {
            "Memangkas waktu pelayanan akta dari empat hari menjadi empat jam <tanpa biaya> & \
             tetap menjangkau kelurahan terjauh."
                .to_owned()
        }),
    }
}

fn announcement() -> Announcement {
    let at = "2025-08-17T06:30:00Z".parse().unwrap();
    Announcement {
        id: Uuid::from_u128(7),
        edition: Uuid::from_u128(8),
        title: "ASN Berprestasi Kota Arang Sari 2025".to_owned(),
        year: 2025,
        decision: Uuid::from_u128(9),
        decree_number: "800.1.11/127/2025".to_owned(),
        decree_date: civil::date(2025, 8, 15),
        published_at: at,
        updated_at: at,
        published: Position::commit(1, 10),
        updated: Position::commit(1, 10),
        laureates: vec![
            laureate(
                "pelayanan publik",
                1,
                Some("Ratna Wulandari, S.Sos., M.A.P."),
            ),
            laureate("pelayanan publik", 2, Some("<b>Budi</b> Hartono & Tim")),
            laureate("inovasi", 1, None),
        ],
    }
}

fn lines() -> Vec<Line> {
    let line = |category: &str, place, hundredths, winner| Line {
        category: category.to_owned(),
        place,
        nomination: Uuid::from_u128(u128::from(place)),
        nominee_kind: "person".to_owned(),
        nominee: Uuid::from_u128(1),
        people: Vec::new(),
        title: Some("RAHASIA".to_owned()),
        unit: None,
        sheets: 3,
        score: None,
        hundredths: Some(hundredths),
        winner,
        announced: Position::commit(1, 10),
    };
    vec![
        line("pelayanan publik", 1, 8_831, true),
        line("pelayanan publik", 2, 8_667, true),
        line("pelayanan publik", 3, 7_819, false),
    ]
}

impl Page for Home {
    fn samples(shell: &Shell) -> Vec<(&'static str, Self)> {
        let home = |agencies| Self {
            shell: shell.clone(),
            agencies,
        };
        let city = |number: u32| Agency {
            code: format!("kota-{number}"),
            name: format!("Pemerintah Kota Contoh {number}"),
        };
        let mut some: Vec<Agency> = (1..6).map(city).collect();
        some.push(agency());
        vec![("home", home(some)), ("home-empty", home(Vec::new()))]
    }
}

impl Page for Announcements {
    fn samples(shell: &Shell) -> Vec<(&'static str, Self)> {
        let shell = shell.clone().of(&agency());
        let page = |items: Vec<Announced>, first, next| Self {
            agency_name: agency().name,
            news: agency().news(),
            first,
            after: Some("1-10-0".to_owned()),
            items,
            next,
            shell: shell.clone(),
        };
        let one = || Announced::new(&shell, CODE, &announcement());
        let next = Some(shell.to("/arang-sari/pengumuman?cursor=x"));
        let mut waiting = page(Vec::new(), false, None);
        waiting.shell.catching_up = true;
        vec![
            ("announcements", page(vec![one(), one()], true, next)),
            ("announcements-empty", page(Vec::new(), true, None)),
            ("announcements-waiting", waiting),
        ]
    }
}

impl Page for OneAnnouncement {
    fn samples(shell: &Shell) -> Vec<(&'static str, Self)> {
        let shell = shell.clone().of(&agency());
        let one = Announced::new(&shell, CODE, &announcement());
        let agency_name = agency().name;
        vec![(
            "announcement",
            Self {
                shell,
                agency_name,
                one,
            },
        )]
    }
}

impl Page for Edition {
    fn samples(shell: &Shell) -> Vec<(&'static str, Self)> {
        let shell = shell.clone().of(&agency());
        let page = |released, text| Self {
            shell: shell.clone(),
            agency_name: agency().name,
            title: announcement().title,
            rules: shell.to("/arang-sari/edisi/8/aturan"),
            method: Some(Method::new(shell.choice.lang, &yaml::read(text).unwrap())),
            released,
        };
        let hash = domain::Fingerprint::of(b"bundle");
        let bundle = Bundle::new(CODE, Uuid::from_u128(8), hash);
        let board = |bundle| Board::new(&shell, &announcement(), &lines(), bundle);
        vec![
            ("edition", page(Some(board(Some(bundle))), CITY)),
            ("edition-votes", page(Some(board(None)), OTHER)),
            ("edition-unannounced", page(None, CITY)),
        ]
    }
}

impl Page for Rules {
    fn samples(shell: &Shell) -> Vec<(&'static str, Self)> {
        let shell = shell.clone().of(&agency());
        let page = |text: &str, amendments| {
            let rulebook = yaml::read(text).unwrap();
            let rules = rulebooks::Rules {
                opened: true,
                hash: domain::Fingerprint::of_value(&rulebook),
                rulebook,
                amendments,
                changed: Position::commit(1, 10),
            };
            Self {
                agency_name: agency().name,
                board: shell.to("/arang-sari/edisi/8"),
                reading: Reading::new(shell.choice.lang, &rules),
                shell: shell.clone(),
            }
        };
        let hash = domain::Fingerprint::of(b"x");
        let amended = rulebooks::Amendment {
            position: Position::commit(1, 9),
            hash,
            previous: hash,
            reason: "Kuota ditambah <setelah> pengaduan dua unit kerja.".to_owned(),
            at: "2026-09-01T03:00:00Z".parse().unwrap(),
        };
        vec![
            ("rules", page(CITY, vec![amended])),
            ("rules-votes", page(OTHER, Vec::new())),
        ]
    }
}

impl Page for Person {
    fn samples(shell: &Shell) -> Vec<(&'static str, Self)> {
        let shell = shell.clone().of(&agency());
        let award = Award {
            nomination: Uuid::from_u128(1),
            edition: Uuid::from_u128(8),
            edition_title: announcement().title,
            year: 2025,
            category: "pelayanan".to_owned(),
            category_title: "Pelayanan publik".to_owned(),
            place: 1,
            unit: Uuid::from_u128(50),
            unit_name: "Dinas Kependudukan dan Pencatatan Sipil".to_owned(),
            decree_number: "800.1.11/127/2025".to_owned(),
            decree_date: civil::date(2025, 8, 15),
            announcement: Uuid::from_u128(7),
            announced: Position::commit(1, 10),
        };
        let page = |name: Option<&str>| Self {
            shell: shell.clone(),
            agency_name: agency().name,
            name: name.map(ToOwned::to_owned),
            awards: vec![Held::new(&shell, CODE, &award)],
        };
        vec![
            ("person", page(Some("Ratna Wulandari, S.Sos."))),
            ("person-erased", page(None)),
        ]
    }
}

impl Page for Failure {
    fn samples(shell: &Shell) -> Vec<(&'static str, Self)> {
        let page = |status, told: &str, instance: Option<&str>| Self {
            shell: shell.clone(),
            status,
            told: told.to_owned(),
            instance: instance.map(ToOwned::to_owned),
        };
        vec![
            (
                "failure-404",
                page(404, "Data yang diminta tidak ada.", None),
            ),
            ("failure-500", page(500, "", Some("urn:uuid:1"))),
        ]
    }
}

fn shells() -> Vec<(&'static str, Shell)> {
    let shell = |lang, by_link, demo| {
        let settings = PortalSettings {
            demo,
            public_url: demo.then(|| "https://penghargaan.example.go.id".to_owned()),
        };
        let choice = Choice { lang, by_link };
        let title = lang.words().announcements;
        Shell::new(&settings, choice, "/arang-sari/pengumuman", title)
    };
    vec![
        ("id", shell(Lang::Indonesian, false, true)),
        ("en", shell(Lang::English, true, false)),
    ]
}

fn rendered<P: Page>() -> Vec<(String, &'static str, String)> {
    let all = shells().into_iter().flat_map(|(lang, shell)| {
        P::samples(&shell)
            .into_iter()
            .map(move |(name, page)| (format!("{name}-{lang}"), lang, page.render().unwrap()))
    });
    all.collect()
}

fn all() -> Vec<(String, &'static str, String)> {
    [
        rendered::<Home>(),
        rendered::<Announcements>(),
        rendered::<OneAnnouncement>(),
        rendered::<Edition>(),
        rendered::<Rules>(),
        rendered::<Person>(),
        rendered::<Failure>(),
    ]
    .concat()
}

#[test]
fn every_page_is_whole_and_has_nothing_inline() {
    for (name, lang, html) in all() {
        assert!(html.contains(&format!("<html lang=\"{lang}\">")), "{name}");
        assert_eq!(html.matches("<h1").count(), 1, "{name}");
        assert_eq!(html.matches("<main ").count(), 1, "{name}");
        assert!(html.contains("<a class=\"skip\" href=\"#isi\">"), "{name}");
        assert!(
            !html.contains("<title></title>") && html.contains("<title>"),
            "{name}"
        );
        let scripts = html.matches("<script").count();
        let ours = html.matches("<script type=\"module\" src=\"/aset/").count();
        assert_eq!(scripts, ours, "{name}");
        for inline in ["<style", " style=\"", " onclick", "javascript:"] {
            assert!(!html.contains(inline), "{name}: {inline}");
        }
        let other = if lang == "id" { "en" } else { "id" };
        assert!(html.contains(&format!("?bahasa={other}\"")), "{name}");
        assert_eq!(
            html.matches("<table").count(),
            html.matches("<caption").count(),
            "{name}"
        );
        assert_eq!(
            html.matches("<th").count() - html.matches("<thead").count(),
            html.matches("<th scope=").count(),
            "{name}"
        );
    }
}

#[test]
fn a_demo_says_so_on_every_page_and_nothing_else_does() {
    for (name, lang, html) in all() {
        let told = html.contains("<p class=\"sample\"");
        assert_eq!(told, lang == "id", "{name}");
        assert_eq!(html.contains("SAMPLE DATA"), told, "{name}");
    }
}

#[test]
fn what_people_wrote_stays_text() {
    for (name, _, html) in all() {
        assert!(
            !html.contains("<b>Budi") && !html.contains("<tanpa"),
            "{name}"
        );
    }
}

#[test]
fn the_board_shows_winners_with_exact_scores_and_only_counts_the_others() {
    for (_, lang, html) in rendered::<Edition>() {
        if !html.contains("<table") {
            continue;
        }
        assert!(html.contains("88,31"), "{lang}");
        assert!(
            !html.contains("78,19") && !html.contains("RAHASIA"),
            "{lang}"
        );
        let count = if lang == "id" {
            "Jumlah calon yang dinilai: 3"
        } else {
            "Nominees assessed: 3"
        };
        assert!(html.contains(count), "{lang}");
    }
}

#[test]
fn the_board_says_how_its_rulebook_counts_and_how_to_count_again() {
    let pages = rendered::<Edition>();
    let page = |name: &str| {
        let found = pages.iter().find(|(known, _, _)| known == name);
        found.map(|(_, _, html)| html.as_str()).unwrap_or_default()
    };
    let hash = domain::Fingerprint::of(b"bundle");
    let link = format!(
        "/api/v1/agencies/{CODE}/editions/{}/bundle",
        Uuid::from_u128(8)
    );
    assert!(page("edition-id").contains(&format!("href=\"{link}\"")));
    assert!(page("edition-id").contains(&format!("recount BERKAS --announced {hash}")));
    assert!(page("edition-en").contains(&format!("recount FILE --announced {hash}")));
    assert!(
        !page("edition-votes-id").contains("/bundle\""),
        "none before there were bundles"
    );
    assert!(page("edition-votes-id").contains("cara Schulze"));
    assert!(!page("edition-id").contains("cara Schulze"));
    assert!(
        page("edition-votes-en").contains("Schulze's method")
            || page("edition-votes-en").contains("Schulze&#39;s method")
    );
    assert!(!page("edition-unannounced-id").contains("recount"));
}

#[test]
fn a_category_that_names_no_rounds_is_said_once() {
    let text = "{code: e, title: E, year: 2026, categories: [{code: guru, title: Guru, nominee: person, \
        places: 1, quota: 1, criteria: [{code: kinerja, title: Kinerja, weight: 100}]}]}";
    let method = Method::new(Lang::Indonesian, &yaml::read(text).unwrap());
    let rounds: Vec<usize> = method.parts.iter().map(|part| part.rounds.len()).collect();
    assert_eq!(rounds, [1]);
}

/// For eyes: `PORTAL_SAMPLES=folder cargo test -p portal -- --ignored samples`.
#[test]
#[ignore = "writes the samples to the folder named by PORTAL_SAMPLES"]
fn samples_are_written_for_eyes() {
    let folder = std::path::PathBuf::from(std::env::var("PORTAL_SAMPLES").unwrap());
    let assets = folder.join("aset");
    std::fs::create_dir_all(&assets).unwrap();
    for (asset, content) in crate::assets::all() {
        std::fs::write(folder.join(asset.trim_start_matches('/')), content).unwrap();
    }
    for (name, _, html) in all() {
        let html = html.replace("\"/aset/", "\"aset/");
        std::fs::write(folder.join(format!("{name}.html")), html).unwrap();
    }
}
