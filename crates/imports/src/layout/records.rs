//! Records about people: e-Kinerja, discipline, awards and trainings by SIASN's field names.

use super::{Layout, NIP, known, need};
use crate::field::Field as F;

const UNIT: &[&str] = &[
    "namaunor",
    "unor",
    "unit",
    "unitkerja",
    "namaunit",
    "namaunitkerja",
    "opd",
    "perangkatdaerah",
    "skpd",
    "namaopd",
];

pub(super) const APPRAISALS: Layout = Layout {
    columns: &[
        known(F::Nip, NIP),
        known(F::Year, &["tahun", "tahunpenilaian", "tahunkinerja"]),
        known(F::Period, &["periode", "periodepenilaian"]),
        known(F::PeriodKind, &["periodikid", "periodik"]),
        known(
            F::FromMonth,
            &["bulanmulai", "bulanmulaipenilaian", "bulan"],
        ),
        known(F::UntilMonth, &["bulanselesai", "bulanselesaipenilaian"]),
        known(
            F::Results,
            &["hasilkinerja", "hasilkerja", "ratinghasilkerja"],
        ),
        known(
            F::ResultsNumber,
            &["hasilkinerjanilai", "hasilkerjanilai", "nilaihasilkerja"],
        ),
        known(
            F::Behaviour,
            &["perilakukerja", "perilaku", "ratingperilakukerja"],
        ),
        known(
            F::BehaviourNumber,
            &["perilakukerjanilai", "nilaiperilakukerja"],
        ),
        known(
            F::Predikat,
            &[
                "kuadrankinerja",
                "predikatkinerja",
                "predikat",
                "predikatkinerjapegawai",
            ],
        ),
        known(
            F::PredikatNumber,
            &[
                "kuadrankinerjanilai",
                "predikatnilai",
                "predikatkinerjanilai",
            ],
        ),
    ],
    needs: &[
        need("nipBaru", &[F::Nip]),
        need("tahun", &[F::Year, F::Period]),
        need("hasilKinerja", &[F::Results, F::ResultsNumber]),
        need("perilakuKerja", &[F::Behaviour, F::BehaviourNumber]),
    ],
};

pub(super) const ORGANISATION: Layout = Layout {
    columns: &[
        known(F::Unit, UNIT),
        known(F::Year, &["tahun", "tahunpenilaian"]),
        known(F::Period, &["periode", "periodepenilaian"]),
        known(
            F::Predikat,
            &[
                "predikatorganisasi",
                "predikatkinerjaorganisasi",
                "capaiankinerjaorganisasi",
                "kinerjaorganisasi",
                "predikat",
            ],
        ),
    ],
    needs: &[
        need("UNIT KERJA", &[F::Unit]),
        need("TAHUN", &[F::Year, F::Period]),
        need("PREDIKAT ORGANISASI", &[F::Predikat]),
    ],
};

pub(super) const SANCTIONS: Layout = Layout {
    columns: &[
        known(F::Nip, NIP),
        known(
            F::Level,
            &[
                "jenistingkathukumanid",
                "tingkathukumanid",
                "tingkathukuman",
                "jenistingkathukuman",
                "tingkathukumandisiplin",
                "tingkat",
            ],
        ),
        known(
            F::Sanction,
            &[
                "jenishukuman",
                "jenishukumannama",
                "jenishukumandisiplin",
                "hukuman",
                "namahukuman",
            ],
        ),
        known(F::Number, &["sknomor", "nomorsk", "nosk"]),
        known(F::Signed, &["sktanggal", "tanggalsk", "tglsk"]),
        known(
            F::From,
            &[
                "hukumantanggal",
                "tanggalhukuman",
                "tmthukuman",
                "tmthukdis",
                "tanggalmulai",
                "mulai",
            ],
        ),
        known(
            F::Until,
            &[
                "akhirhukumtanggal",
                "akhirhukumantanggal",
                "tanggalakhirhukuman",
                "tanggalakhir",
                "tanggalselesai",
                "akhir",
            ],
        ),
        known(F::Years, &["masatahun", "masahukumantahun"]),
        known(F::Months, &["masabulan", "masahukumanbulan"]),
        known(F::Regulation, &["nomorpp", "nopp", "pp"]),
    ],
    needs: &[
        need("nipBaru", &[F::Nip]),
        need("jenisTingkatHukumanId", &[F::Level, F::Sanction]),
        need("hukumanTanggal", &[F::From, F::Signed]),
    ],
};

pub(super) const AWARDS: Layout = Layout {
    columns: &[
        known(F::Nip, NIP),
        known(
            F::AwardId,
            &[
                "hargaid",
                "jenispenghargaanid",
                "penghargaanid",
                "jenisharga",
                "kodepenghargaan",
            ],
        ),
        known(
            F::Award,
            &[
                "harganama",
                "jenispenghargaan",
                "jenispenghargaannama",
                "namapenghargaan",
                "penghargaan",
                "tandajasa",
                "namatandajasa",
            ],
        ),
        known(F::Number, &["sknomor", "nomorsk", "nosk"]),
        known(
            F::Signed,
            &["skdate", "sktanggal", "tanggalsk", "tglsk", "tanggal"],
        ),
        known(F::Year, &["tahun", "tahunperolehan", "tahunpenghargaan"]),
    ],
    needs: &[
        need("nipBaru", &[F::Nip]),
        need("hargaId", &[F::AwardId, F::Award]),
        need("tahun", &[F::Year, F::Signed]),
    ],
};

pub(super) const TRAININGS: Layout = Layout {
    columns: &[
        known(F::Nip, NIP),
        known(
            F::Title,
            &[
                "namakursus",
                "namadiklat",
                "namapelatihan",
                "judulpelatihan",
                "judul",
                "kursus",
                "diklat",
                "pelatihan",
            ],
        ),
        known(
            F::Code,
            &[
                "jenisdiklatid",
                "jenisdiklat",
                "jeniskursusid",
                "jeniskursus",
            ],
        ),
        known(
            F::Hours,
            &[
                "jumlahjam",
                "jumlahjp",
                "jp",
                "jam",
                "jampelajaran",
                "jumlahjampelajaran",
            ],
        ),
        known(
            F::From,
            &[
                "tanggalkursus",
                "tanggalmulai",
                "tglmulai",
                "mulai",
                "tanggalpelatihan",
                "tanggal",
            ],
        ),
        known(
            F::Until,
            &[
                "tanggalselesaikursus",
                "tanggalselesai",
                "tglselesai",
                "selesai",
                "tanggalakhir",
            ],
        ),
        known(
            F::Provider,
            &[
                "institusipenyelenggara",
                "penyelenggara",
                "institusi",
                "lembagapenyelenggara",
            ],
        ),
        known(
            F::Number,
            &[
                "nosertipikat",
                "nosertifikat",
                "nomorsertipikat",
                "nomorsertifikat",
                "sertifikat",
            ],
        ),
        known(F::Answer1, &["materi", "kepuasanmateri", "nilaimateri"]),
        known(F::Answer2, &["metode", "kepuasanmetode", "nilaimetode"]),
        known(
            F::Answer3,
            &[
                "narasumber",
                "kepuasannarasumber",
                "pengajar",
                "widyaiswara",
            ],
        ),
        known(
            F::Answer4,
            &[
                "sarana",
                "kepuasansarana",
                "saranaprasarana",
                "saranadanprasarana",
            ],
        ),
        known(F::Answer5, &["relevansi", "kepuasanrelevansi"]),
    ],
    needs: &[
        need("nipBaru", &[F::Nip]),
        need("namaKursus", &[F::Title]),
        need("jumlahJam", &[F::Hours]),
    ],
};
