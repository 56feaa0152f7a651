//! The office imports a file by the pages, in a real browser.

use e2e::{Layout, World, nip, until};
use serde_json::json;

use crate::pages::Browser;

/// Trainings of two people who are known and of one who is not.
fn trainings() -> String {
    let row = |number: usize, course: &str| {
        format!(
            "{},{course},16,2026-02-03,2026-02-04,Sertifikat-{number}\n",
            nip(number)
        )
    };
    let header = "NIP,Nama Pelatihan,JP,Tanggal Mulai,Tanggal Selesai,Nomor Sertifikat\n";
    [
        header.to_owned(),
        row(1, "Pelayanan Publik"),
        row(2, "Arsip Digital"),
        row(77, "Anggaran"),
    ]
    .concat()
}

async fn says(browser: &Browser, what: &str) -> String {
    until(what, async || {
        let text = browser.text().await;
        text.contains(what).then_some(text)
    })
    .await
}

#[tokio::test(flavor = "multi_thread")]
async fn the_office_uploads_sees_confirms_and_takes_back() {
    let world = World::start(Layout::OneProcess).await;
    let city = world.city();
    city.staffed(1, 2, 0).await.unwrap();
    let dir = tempfile::TempDir::new().unwrap();
    let file = dir.path().join("pelatihan.csv");
    std::fs::write(&file, trainings()).unwrap();
    let browser = Browser::start().await;
    let page = format!("{}/{}/impor", world.addresses()[0], city.code);

    browser.open(&page).await;
    says(&browser, "Masuk dengan token").await;
    browser.fill("#token", "demo.x.y.z").await;
    browser.press("form button").await;
    says(&browser, "Token ini tidak dikenal").await;
    browser.fill("#token", &city.office().token()).await;
    browser.press("form button").await;
    says(&browser, "Belum ada impor").await;

    browser.choose("#kind", "trainings").await;
    browser.fill("#file", &file.display().to_string()).await;
    browser.press("form button").await;
    let preview = says(&browser, "Konfirmasi dan catat").await;
    assert!(
        preview.contains("Ditahan") && !preview.contains(&nip(77)),
        "no number is shown"
    );
    browser.press("button[value=konfirmasi]").await;
    says(&browser, "Keadaan: Selesai").await;
    browser.press("a[href$='/batal']").await;
    let undo = says(&browser, "Ya, batalkan impor ini").await;
    assert!(undo.contains("Ditarik kembali"));
    browser.press("button[value=batal]").await;
    says(&browser, "Keadaan: Dibatalkan").await;
    browser.open(&page).await;
    says(&browser, "Pelatihan dan kursus").await;
    let complaints = browser.complaints().await;
    browser.close().await;
    assert!(complaints.is_empty(), "{complaints:?}");
    let listed = city.office().reads("/imports").await.unwrap();
    assert_eq!(listed["items"][0]["state"], json!("undone"));
    world.finish().await;
}
