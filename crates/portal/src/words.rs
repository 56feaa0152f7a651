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
    about_office: "Halaman kerja kantor: data kepegawaian, hanya untuk yang berwenang.", "Office pages: staff data, for those entitled to it only.";
    sign_in: "Masuk", "Sign in";
    sign_in_lead: "Masuk dengan token akses Anda. Pada instalasi contoh, token ada di berkas demo.env.", "Sign in with your access token. In a sample installation, tokens are in the file demo.env.";
    sign_in_wrong: "Token ini tidak dikenal. Periksa lalu tempelkan lagi.", "This token is not known; check it and paste it again.";
    token: "Token akses", "Access token";
    imports: "Impor data", "Imports";
    imports_lead: "Unggah berkas dari SIMPEG, e-Kinerja, LMS, atau survei. Tidak ada yang tercatat sebelum Anda mengonfirmasi pratinjaunya.", "Upload a file from the personnel system, appraisals, courses or a survey. Nothing is recorded before you confirm its preview.";
    upload: "Unggah berkas", "Upload a file";
    kind_of_file: "Jenis data", "Kind of data";
    file: "Berkas", "File";
    file_help: "Excel (.xlsx, .xls), OpenDocument (.ods), atau CSV; paling besar 32 MiB.", "Excel (.xlsx, .xls), OpenDocument (.ods) or CSV; 32 MiB at most.";
    see_preview: "Lihat pratinjau", "See the preview";
    not_read: "Berkas tidak dapat dibaca", "The file could not be read";
    choose_both: "Pilih jenis data dan sebuah berkas.", "Choose a kind of data and a file.";
    file_too_large: "Berkas lebih dari 32 MiB atau pengiriman terputus. Kirim lagi, atau pecah berkasnya.", "The file is larger than 32 MiB, or sending broke off; send it again, or split it.";
    give_meaning: "Tentukan arti judul kolom", "Say what the headers mean";
    earlier_imports: "Impor sebelumnya", "Earlier imports";
    no_imports: "Belum ada impor.", "There are no imports yet.";
    no_imports_more: "Mulailah dengan daftar unit kerja, lalu data pegawai.", "Begin with the units, then the staff.";
    state: "Keadaan", "State";
    state_staged: "Menunggu konfirmasi", "Waiting for confirmation";
    state_working: "Sedang dicatat", "Being recorded";
    state_begun: "Terhenti sebelum selesai; konfirmasi lagi untuk melanjutkan", "Interrupted; confirm again to go on";
    state_completed: "Selesai", "Completed";
    state_undoing: "Sedang dibatalkan", "Being undone";
    state_undo_begun: "Pembatalan terhenti; batalkan lagi untuk melanjutkan", "Undoing was interrupted; undo again to go on";
    state_undone: "Dibatalkan", "Undone";
    rows_read: "Baris dibaca", "Rows read";
    rows_accepted: "Diterima", "Accepted";
    rows_new: "Baru", "New";
    rows_unchanged: "Tidak berubah", "Unchanged";
    rows_corrected: "Diperbaiki", "Corrected";
    rows_duplicate: "Ganda", "Duplicates";
    rows_held: "Ditahan", "Held back";
    dropped_columns: "Kolom yang dibuang", "Columns that were dropped";
    dropped_columns_more: "Data ini tidak boleh disimpan di sini (UU 27/2022), jadi tidak diambil sama sekali.", "This system must not hold these data (UU 27/2022), so they were not taken at all.";
    ignored_columns: "Kolom yang tidak dikenal", "Columns that were not recognised";
    held_rows: "Baris yang ditahan", "Rows held back";
    held_rows_more: "Baris ini tidak ikut dicatat. Perbaiki di sumbernya, lalu unggah lagi; baris yang sudah tercatat tidak tercatat dua kali.", "These rows are not recorded. Mend them at their source and upload again; rows that are recorded are not recorded twice.";
    row: "Baris", "Row";
    column: "Kolom", "Column";
    sort_of_value: "Jenis nilai", "Kind of value";
    reason_and_remedy: "Sebab dan cara memperbaiki", "Reason and how to mend it";
    who_is_it: "Orang ini:", "This person is:";
    stays_held: "tetap ditahan", "stays held back";
    same_person: "orang yang sama", "the one who is known";
    new_person: "orang baru", "somebody new";
    more_in_report: "Selebihnya ada di laporan; jumlahnya:", "The others are in the report; so many:";
    download_report: "Unduh laporan dan baris yang ditahan (XLSX)", "Download the report and the rows held back (XLSX)";
    confirm_import: "Konfirmasi dan catat", "Confirm and record";
    discard_preview: "Buang pratinjau", "Discard the preview";
    progress: "Kemajuan", "Progress";
    stopped: "Terhenti karena:", "Stopped because of:";
    reload: "Muat ulang", "Reload";
    all_imports: "Semua impor", "All imports";
    undo_import: "Batalkan impor", "Undo the import";
    undo_lead: "Periksa dahulu apa yang berubah. Pembatalan tercatat juga; riwayat tidak dihapus.", "See first what moves. Undoing is recorded too; history is not deleted.";
    undo_withdrawn: "Ditarik kembali", "Taken back";
    undo_restored: "Dikembalikan seperti semula", "Put back to how it was";
    undo_kept: "Tetap, karena sudah diubah lagi atau dipakai", "Stays, because it was changed since or is used";
    undo_confirm: "Ya, batalkan impor ini", "Yes, undo this import";
    leave_it: "Tidak, biarkan", "No, leave it";
    columns: "Arti judul kolom", "What headers mean";
    columns_lead: "Isi judul kolom seperti tertulis di berkas dan pilih artinya. Pemetaan disimpan untuk impor berikutnya dari jenis yang sama.", "Enter the headers as the file writes them and choose what they mean. The mapping is kept for later imports of this kind.";
    header_in_file: "Judul kolom di berkas", "Header in the file";
    meaning: "Arti", "Meaning";
    no_meaning: "Belum ditentukan", "Not said yet";
    left_out: "Abaikan kolom ini", "Leave this column out";
    another_header: "Judul lain (boleh kosong)", "Another header (may stay empty)";
    save: "Simpan", "Save";
    ikm: "Kepuasan masyarakat", "Public satisfaction";
    ikm_short: "IKM", "Index (IKM)";
    ikm_lead: "Indeks kepuasan masyarakat (IKM) atas layanan setiap unit, menurut survei PermenPANRB 14/2017. Hanya jumlah; jawaban perorangan tidak ditampilkan.", "The index of public satisfaction (IKM) with each unit's service, by the survey of PermenPANRB 14/2017. Sums only: what single people answered is not shown.";
    ikm_by_unit: "IKM menurut unit kerja", "IKM by unit";
    no_ikm: "Belum ada survei dalam periode ini.", "There is no survey in this period yet.";
    no_ikm_more: "Hasil muncul di halaman ini setelah jawaban survei diimpor.", "Results appear here once answers have been imported.";
    mutu: "Mutu", "Quality";
    mutu_a: "Sangat baik", "Very good";
    mutu_b: "Baik", "Good";
    mutu_c: "Kurang baik", "Below standard";
    mutu_d: "Tidak baik", "Poor";
    respondents: "Responden", "Respondents";
    minimum_sample: "Sampel minimum", "Minimum sample";
    note: "Keterangan", "Note";
    indicative: "Indikatif", "Indicative";
    enough: "Memenuhi sampel", "Sample reached";
    users_not_counted: "Pengguna belum dihitung", "Users not counted yet";
    ikm_bands: "Mutu: A dari 88,31; B dari 76,61; C dari 65,00; D di bawahnya. Nilai tertinggi 100.", "Quality: A from 88.31; B from 76.61; C from 65.00; D below. The highest value is 100.";
    ikm_indicative: "Indikatif: responden kurang dari sampel minimum (Krejcie dan Morgan), jadi nilainya baru petunjuk.", "Indicative: fewer people answered than the minimum sample (Krejcie and Morgan), so the value only hints.";
    periods: "Periode", "Periods";
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
