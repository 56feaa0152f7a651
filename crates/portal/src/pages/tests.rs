use super::*;
use crate::PortalSettings;
use crate::lang::{Choice, Lang};
use domain::Position;
use jiff::civil;
use readmodel::queries::announcements::{Announcement, Laureate};
use readmodel::queries::award_board::Line;
use readmodel::queries::award_history::Award;
use uuid::Uuid;

/// A server-rendered page. Every page carries examples, so a test can render each one.
trait Page: Template + Sized {
    fn samples(shell: &Shell) -> Vec<(&'static str, Self)>;
}

const CODE: &str = "arang-sari";

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
    let line = |category: &str, place, (score, hundredths): (&str, u64), winner| Line {
        category: category.to_owned(),
        place,
        nomination: Uuid::from_u128(u128::from(place)),
        nominee_kind: "person".to_owned(),
        nominee: Uuid::from_u128(1),
        people: Vec::new(),
        title: Some("RAHASIA".to_owned()),
        unit: None,
        sheets: 3,
        score: Some(score.to_owned()),
        hundredths: Some(hundredths),
        winner,
        announced: Position::commit(1, 10),
    };
    vec![
        line("pelayanan publik", 1, ("10597/120", 8831), true),
        line("pelayanan publik", 2, ("260/3", 8667), true),
        line("pelayanan publik", 3, ("5864/75", 7819), false),
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
        let page = |released| Self {
            shell: shell.clone(),
            agency_name: agency().name,
            title: announcement().title,
            released,
        };
        let board = Board::new(&shell, &announcement(), &lines());
        vec![
            ("edition", page(Some(board))),
            ("edition-unannounced", page(None)),
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
