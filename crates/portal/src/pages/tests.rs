use super::*;
use crate::PortalSettings;
use crate::lang::{Choice, Lang};
use crate::satisfaction::title;
use crate::views::Bundle;
use domain::Position;
use domain::rulebook::yaml;
use jiff::civil;
use readmodel::queries::announcements::{Announcement, Laureate};
use readmodel::queries::award_board::Line;
use readmodel::queries::award_history::Award;
use readmodel::queries::rulebooks;
use readmodel::queries::surveys::{Element, Sums};
use serde_json::json;
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
            satisfaction: first.then(|| shell.to("/arang-sari/ikm/2026-Q1")),
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

impl Page for Satisfaction {
    fn samples(shell: &Shell) -> Vec<(&'static str, Self)> {
        let shell = shell.clone().of(&agency());
        let sums = |each: u64, respondents: u64, users: Option<u64>| Sums {
            scope: Uuid::nil(),
            title: None,
            users,
            respondents,
            elements: vec![
                Element {
                    sum: each,
                    count: respondents
                };
                9
            ],
            changed: Position::commit(1, 10),
        };
        let unit = |name: &str, sums| UnitIndex::new(&shell, name.to_owned(), &sums);
        let page = |units| Self {
            agency_name: agency().name,
            title: title(shell.choice.lang, "2026-Q1"),
            units,
            periods: ["2026-Q1", "2025-Q4"]
                .map(|period| Period::new(&shell, CODE, period, "2026-Q1"))
                .into(),
            shell: shell.clone(),
        };
        let units = vec![
            unit("Dinas <b>Budi</b>", sums(40, 10, Some(500))),
            unit(
                "Dinas Kependudukan dan Pencatatan Sipil",
                sums(600, 200, Some(200)),
            ),
            unit("Dinas Perhubungan", sums(330, 100, None)),
            unit("Kecamatan Tengah", sums(0, 0, Some(20))),
        ];
        vec![
            ("satisfaction", page(units)),
            ("satisfaction-empty", page(Vec::new())),
        ]
    }
}

impl Page for SignIn {
    fn samples(shell: &Shell) -> Vec<(&'static str, Self)> {
        let page = |wrong| Self {
            shell: shell.clone().for_office(),
            next: "/arang-sari/impor".to_owned(),
            wrong,
        };
        vec![("sign-in", page(false)), ("sign-in-wrong", page(true))]
    }
}

fn office(shell: &Shell) -> Shell {
    shell.clone().of(&agency()).for_office()
}

impl Page for Imports {
    fn samples(shell: &Shell) -> Vec<(&'static str, Self)> {
        let shell = office(shell);
        let page = |rows, wrong: Option<&str>| Self {
            agency_name: agency().name,
            rows,
            kinds: crate::imports::kinds(shell.choice.lang, "people"),
            wrong: wrong.map(ToOwned::to_owned),
            columns: wrong.map(|_| "/arang-sari/impor/kolom/people".to_owned()),
            shell: shell.clone(),
        };
        let totals = json!({"rows": 120, "new": 100, "corrected": 4, "unchanged": 10,
            "duplicates": 1, "quarantined": 5});
        let all = json!({"items": [
            {"id": Uuid::from_u128(1), "kind": "trainings", "state": "none", "totals": null},
            {"id": Uuid::from_u128(2), "kind": "people", "state": "completed", "totals": totals},
        ]});
        let refused = Some("Kolom NIP tidak ditemukan di baris 1 sampai 20.");
        vec![
            ("imports", page(Row::samples(&shell, all), None)),
            ("imports-empty", page(Vec::new(), None)),
            ("imports-refused", page(Vec::new(), refused)),
        ]
    }
}

impl Page for OneImport {
    fn samples(shell: &Shell) -> Vec<(&'static str, Self)> {
        let shell = office(shell);
        let fault = |row: u32, column: &str, code: &str, message: &str| json!({"row": row, "column": column, "code": code, "message": message, "class": "text"});
        let report = json!({"rows": 120, "accepted": 100, "duplicates": 1, "new": 90,
            "unchanged": 8, "corrected": 2, "dropped_columns": ["AGAMA", "NIK"],
            "ignored_columns": ["Catatan <tanpa> arti"], "quarantined": [
            fault(4, "NIP", "nip-broken-by-spreadsheet", "Angka terakhir NIP hilang oleh Excel."),
            fault(9, "NAMA", "identity-doubtful", "Tidak pasti apakah ini orang yang sudah terdaftar."),
            fault(10, "NAMA", "no-doubt-at-all", "Bukan keraguan."),
        ]});
        let page = |state: &str, staged: bool, progress: serde_json::Value| {
            let standing = json!({"id": Uuid::from_u128(1), "kind": "people", "state": state,
                "staged": staged, "progress": progress, "totals": null, "report": report});
            let preview = Preview::sample(&shell, standing);
            let mut shell = shell.clone();
            shell.catching_up = preview.working();
            Self {
                agency_name: agency().name,
                preview,
                shell,
            }
        };
        let at = |stopped: Option<&str>| json!({"done": 40, "total": 100, "stopped": stopped});
        let none = serde_json::Value::Null;
        vec![
            ("import-preview", page("none", true, none.clone())),
            ("import-working", page("begun", true, at(None))),
            (
                "import-stopped",
                page("begun", true, at(Some("unavailable"))),
            ),
            ("import-completed", page("completed", true, none.clone())),
            ("import-undone", page("undone", false, none)),
        ]
    }
}

impl Page for UndoImport {
    fn samples(shell: &Shell) -> Vec<(&'static str, Self)> {
        let undo = json!({"withdrawn": 12, "restored": 3, "kept": 1});
        let page = Self {
            shell: office(shell),
            agency_name: agency().name,
            import: "/arang-sari/impor/1".to_owned(),
            key: Uuid::from_u128(5),
            undo: serde_json::from_value(undo).unwrap(),
        };
        vec![("import-undo", page)]
    }
}

impl Page for Columns {
    fn samples(shell: &Shell) -> Vec<(&'static str, Self)> {
        let shell = office(shell);
        let (lang, kind) = (shell.choice.lang, ::imports::Kind::Trainings);
        let mapping = json!({"columns": {"Nomor Induk": "nip", "Catatan": "ignore"}});
        let unknown = ["Lama Kursus".to_owned(), "NOMOR  INDUK".to_owned()];
        let page = Self {
            agency_name: agency().name,
            title: kind.title(),
            mapped: Mapped::all((lang, kind), &mapping, &unknown, 2),
            back: "/arang-sari/impor".to_owned(),
            shell,
        };
        vec![("columns", page)]
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
        rendered::<Satisfaction>(),
        rendered::<SignIn>(),
        rendered::<Imports>(),
        rendered::<OneImport>(),
        rendered::<UndoImport>(),
        rendered::<Columns>(),
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

fn page_of<P: Page>(name: &str) -> String {
    let found = rendered::<P>()
        .into_iter()
        .find(|(known, _, _)| known == name);
    found.map(|(_, _, html)| html).unwrap()
}

#[test]
fn only_rows_of_doubtful_identity_are_decided_on_and_only_before_the_confirmation() {
    let preview = page_of::<OneImport>("import-preview-id");
    assert!(preview.contains("value=\"same:9\"") && preview.contains("value=\"new:9\""));
    assert_eq!(preview.matches("name=\"baris\"").count(), 1);
    assert!(preview.contains("value=\"konfirmasi\"") && preview.contains("value=\"buang\""));
    for settled in [
        "import-working-id",
        "import-completed-id",
        "import-undone-id",
    ] {
        let page = page_of::<OneImport>(settled);
        assert!(
            !page.contains("name=\"baris\"") && !page.contains("name=\"aksi\""),
            "{settled}"
        );
    }
    let stopped = page_of::<OneImport>("import-stopped-id");
    assert!(stopped.contains("value=\"konfirmasi\"") && !stopped.contains("value=\"buang\""));
}

#[test]
fn an_index_is_shown_with_its_band_and_whether_it_only_indicates() {
    let page = page_of::<Satisfaction>("satisfaction-id");
    let rows: Vec<&str> = page.split("<tr>").collect();
    assert!(rows[2].contains("100,00") && rows[2].contains("A – Sangat baik"));
    assert!(rows[2].contains(">217<") && rows[2].contains("Indikatif"));
    assert!(rows[3].contains("75,00") && rows[3].contains("C – Kurang baik"));
    assert!(rows[3].contains("Memenuhi sampel") && !rows[3].contains("Indikatif"));
    assert!(rows[4].contains("Pengguna belum dihitung"));
    assert!(!rows[5].contains("Tidak baik"), "no answer is no band");
    assert!(page_of::<Satisfaction>("satisfaction-empty-id").contains("Belum ada survei"));
}

#[test]
fn headers_nobody_knew_are_filled_in_once_and_meanings_are_words() {
    let page = page_of::<Columns>("columns-id");
    assert!(page.contains("value=\"Lama Kursus\"") && page.contains("value=\"Nomor Induk\""));
    assert!(!page.contains("NOMOR  INDUK"), "it has its meaning");
    assert!(page.contains("<option value=\"nip\" selected>NIP atau NI PPPK</option>"));
    assert!(page.contains("<option value=\"ignore\" selected>Abaikan kolom ini</option>"));
    assert!(!page.contains("eselon"), "no course has one");
    assert!(page_of::<Columns>("columns-en").contains(">Lesson hours (JP)</option>"));
}

#[test]
fn forms_keep_the_language_that_was_chosen() {
    for (name, lang, html) in all() {
        for form in html.split("<form ").skip(1) {
            let head = form.split('>').next().unwrap_or_default();
            assert_eq!(
                head.contains("?bahasa=en\""),
                lang == "en",
                "{name}: {head}"
            );
        }
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
