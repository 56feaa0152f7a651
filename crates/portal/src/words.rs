//! The one dictionary of the pages: each text in Bahasa Indonesia with English beside it.

macro_rules! words {
    ($($name:ident: $id:literal, $en:literal;)*) => {
        /// Every text of the pages, in one language.
        #[derive(Debug)]
        pub(crate) struct Words { $(pub(crate) $name: &'static str,)* }
        pub(crate) static INDONESIAN: Words = Words { $($name: $id,)* };
        pub(crate) static ENGLISH: Words = Words { $($name: $en,)* };
        #[cfg(test)]
        pub(crate) const PAIRS: &[(&str, &str)] = &[$(($id, $en),)*];
    };
}

words! {
    site: "Berprestasi", "Berprestasi";
    tagline: "Penghargaan bagi aparatur sipil negara", "Awards for civil servants";
    skip: "Langsung ke isi", "Skip to content";
    navigation: "Navigasi utama", "Main navigation";
    sample: "DATA CONTOH – bukan data sebenarnya", "SAMPLE DATA – not real";
    agencies: "Instansi", "Agencies";
    choose_agency: "Pilih instansi untuk membaca pengumuman penghargaannya.", "Choose an agency to read its award announcements.";
    no_agencies: "Belum ada instansi yang terdaftar.", "No agency is registered yet.";
    announcements: "Pengumuman", "Announcements";
    announcements_lead: "Penerima penghargaan yang telah ditetapkan dengan keputusan.", "Recipients of awards, as determined by decree.";
    no_announcements: "Belum ada pengumuman.", "There are no announcements yet.";
    no_announcements_more: "Pengumuman muncul di halaman ini setelah keputusan ditetapkan.", "They appear on this page once a decision has been ratified.";
    feeds: "Ikuti pengumuman", "Follow announcements";
    atom: "Umpan Atom", "Atom feed";
    json: "Umpan JSON", "JSON feed";
    older: "Pengumuman sebelumnya", "Older announcements";
    newest: "Pengumuman terbaru", "Newest announcements";
    paging: "Halaman daftar", "Pages of the list";
    decree: "Keputusan Nomor", "Decree No.";
    dated: "tanggal", "of";
    published: "Diumumkan", "Announced";
    corrected: "Diperbaiki", "Corrected";
    winners: "Penerima penghargaan", "Recipients";
    place: "Peringkat", "Place";
    name: "Nama", "Name";
    unit: "Unit kerja", "Unit";
    score: "Nilai", "Score";
    erased: "(nama dihapus)", "(name erased)";
    permalink: "Tautan tetap", "Permanent link";
    board_of: "Hasil penilaian edisi ini", "Results of this edition";
    board: "Hasil penilaian", "Results";
    nominees: "Jumlah calon yang dinilai:", "Nominees assessed:";
    only_winners: "Hanya penerima penghargaan yang ditampilkan. Nilai calon lain tidak dipublikasikan dan hanya diketahui oleh yang bersangkutan.", "Only recipients are shown. The scores of other nominees are not published; they alone see their own.";
    method: "Cara penilaian", "How scores are made";
    method_exact: "Hitungannya persis, tanpa pembulatan; dua desimal hanya untuk tampilan. Pemenang diputuskan dalam rapat pleno menurut hasil hitungan dan ditetapkan dengan keputusan pejabat.", "The count is exact, without rounding; two decimals are for display only. The plenary decides on the winners by the count, and a decree ratifies them.";
    recount: "Hitung ulang sendiri", "Recount it yourself";
    recount_text: "Unduh berkas hitung, lalu jalankan perintah di bawah: ia menghitung ulang semua yang dibuka untuk umum dan menyebut apa pun yang berbeda dari hasil yang diumumkan.", "Download the tally bundle and run the command below: it recounts all that is public and names whatever differs from what was announced.";
    bundle: "Unduh berkas hitung (JSON)", "Download the tally bundle (JSON)";
    bundle_hash: "Sidik (SHA-256)", "Fingerprint (SHA-256)";
    bundle_file: "BERKAS", "FILE";
    no_winners: "Tidak ada penerima penghargaan di edisi ini.", "No award was made in this edition.";
    unannounced: "Belum diumumkan", "Not announced yet";
    unannounced_more: "Hasil edisi ini belum diumumkan. Hasilnya tampil di sini setelah pengumuman resmi.", "The results of this edition have not been announced. They appear here after the official announcement.";
    rules: "Aturan edisi", "Rules of the edition";
    rules_of: "Aturan lengkap edisi ini", "The rules of this edition in full";
    rules_lead: "Aturan ini dibekukan saat edisi dibuka dan hanya berubah dengan alasan yang diumumkan di bawah. Hasil dihitung menurut aturan ini saja.", "These rules were frozen when the edition opened and change only with a reason that is published below. Results are counted by these rules alone.";
    legal_basis: "Dasar hukum", "Legal basis";
    cut_off: "Tanggal acuan", "Cut-off day";
    rules_hash: "Sidik aturan (SHA-256)", "Fingerprint (SHA-256)";
    contents: "Isi halaman", "On this page";
    timetable: "Jadwal", "Timetable";
    stage: "Tahapan", "Stage";
    from: "Mulai", "From";
    until: "Sampai", "Until";
    ends_at_midnight: "Tiap tahapan berakhir pukul 24.00 WIB pada hari terakhirnya.", "Each stage ends at 24.00 WIB on its last day.";
    weekend: "Bukan hari kerja:", "Not working days:";
    holidays: "Hari libur dalam kalender edisi ini", "Holidays of this edition's calendar";
    for_whom: "Untuk", "For";
    places: "Peringkat yang diberikan:", "Places awarded:";
    quota: "Usulan tiap unit kerja paling banyak", "Nominations of each unit at most";
    quota_total: "Usulan seluruhnya paling banyak", "Nominations in all at most";
    criteria: "Kriteria dan bobot", "Criteria and weights";
    criterion: "Kriteria", "Criterion";
    weight: "Bobot", "Weight";
    rubric: "Arti nilai", "What scores mean";
    eligibility: "Persyaratan calon", "What nominees must meet";
    no_requirements: "Tidak ada persyaratan selain diusulkan dan bersedia.", "None but being nominated and consenting.";
    rounds: "Putaran penilaian", "Rounds of assessment";
    ties: "Jika nilainya sama", "Ties";
    ties_lead: "Nilai yang persis sama dipisahkan dengan langkah berikut, berurutan.", "Scores that are exactly equal are separated by these steps, in order.";
    conflicts: "Konflik kepentingan", "Conflicts of interest";
    conflicts_lead: "Juri tidak menilai dirinya sendiri, yang ia usulkan, dan siapa pun yang ia nyatakan berkonflik. Hubungan berikut juga dianggap konflik:", "Jurors never assess themselves, those they nominated, or anybody with whom they declare a conflict. These relations are conflicts too:";
    waivable: "Dua pejabat bersama-sama dapat mengecualikan konflik dengan alasan.", "Two officials together may waive a conflict, with a reason.";
    not_waivable: "Konflik tidak dapat dikecualikan.", "A conflict cannot be waived.";
    published_scores: "Nilai yang dibuka", "Which scores are public";
    amendments: "Perubahan aturan", "Amendments";
    no_amendments: "Aturan belum pernah diubah sejak edisi dibuka.", "The rules have not been amended since the edition opened.";
    history: "Riwayat penghargaan", "Award history";
    history_note: "Halaman ini hanya memuat penghargaan yang telah diumumkan.", "This page holds announced awards only.";
    edition: "Edisi", "Edition";
    category: "Kategori", "Category";
    catching_up: "Data masih menyusul. Halaman ini dimuat ulang otomatis.", "The data is still catching up. This page reloads by itself.";
    fresh: "Pengumuman baru telah ditampilkan.", "New announcements have been added.";
    about: "Halaman ini hanya memuat data yang sudah diumumkan. Semua layanan tidak dipungut biaya.", "These pages hold announced data only. All services are free of charge.";
    not_found: "Halaman tidak ditemukan", "Page not found";
    failed: "Terjadi gangguan", "Something went wrong";
    quote: "Nomor kejadian untuk operator:", "Number to quote to the operator:";
    back: "Kembali ke beranda", "Back to the home page";
}

#[cfg(test)]
mod tests {
    use super::PAIRS;

    #[test]
    fn every_text_is_there_in_both_languages() {
        for (indonesian, english) in PAIRS {
            assert!(!indonesian.trim().is_empty() && !english.trim().is_empty());
        }
    }
}
