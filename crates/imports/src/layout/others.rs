//! Mentoring journals, survey forms, innovation registers and lists of candidates.

use super::{Layout, NIP, known, need};
use crate::field::Field as F;

const UNIT: &[&str] = &[
    "unitkerjanama",
    "unitkerja",
    "namaunor",
    "unor",
    "opd",
    "perangkatdaerah",
    "skpd",
    "instansi",
    "unit",
];

pub(super) const MENTORING: Layout = Layout {
    columns: &[
        known(
            F::Mentor,
            &["nipmentor", "mentornip", "mentor", "nippembimbing"],
        ),
        known(
            F::Mentee,
            &[
                "nipmentee",
                "menteenip",
                "mentee",
                "nippeserta",
                "nipyangdibimbing",
            ],
        ),
        known(
            F::On,
            &[
                "tanggal",
                "tanggalsesi",
                "tanggalmentoring",
                "tanggalpertemuan",
                "tgl",
            ],
        ),
        known(F::Minutes, &["durasi", "durasimenit", "menit", "lamamenit"]),
        known(F::State, &["status", "statusmentoring", "statussesi"]),
        known(
            F::Skill,
            &[
                "keterampilan",
                "kompetensi",
                "keahlian",
                "topik",
                "kompetensiyangdikembangkan",
            ],
        ),
        known(F::Answer1, &["p1", "pernyataan1", "umpanbalik1", "f1"]),
        known(F::Answer2, &["p2", "pernyataan2", "umpanbalik2", "f2"]),
        known(F::Answer3, &["p3", "pernyataan3", "umpanbalik3", "f3"]),
        known(F::Answer4, &["p4", "pernyataan4", "umpanbalik4", "f4"]),
        known(F::Answer5, &["p5", "pernyataan5", "umpanbalik5", "f5"]),
        known(F::Answer6, &["p6", "pernyataan6", "umpanbalik6", "f6"]),
        known(F::Answer7, &["p7", "pernyataan7", "umpanbalik7", "f7"]),
        known(F::Answer8, &["p8", "pernyataan8", "umpanbalik8", "f8"]),
        known(F::Answer9, &["p9", "pernyataan9", "umpanbalik9", "f9"]),
    ],
    needs: &[
        need("NIP MENTOR", &[F::Mentor]),
        need("NIP MENTEE", &[F::Mentee]),
        need("TANGGAL", &[F::On]),
    ],
};

/// The answers are found by [`crate::header::element`]: their headers are whole questions.
pub(super) const SURVEY: Layout = Layout {
    columns: &[
        known(
            F::At,
            &[
                "timestamp",
                "stempelwaktu",
                "capwaktu",
                "tanggal",
                "waktupengisian",
                "tanggalsurvei",
                "tanggalpengisian",
            ],
        ),
        known(
            F::Unit,
            &[
                "unitlayanan",
                "unitpelayanan",
                "unitpenyelenggara",
                "unitpenyelenggarapelayanan",
                "namaunitlayanan",
                "namaunitpelayanan",
                "unitkerja",
                "namaunor",
                "instansi",
                "opd",
                "perangkatdaerah",
                "unit",
            ],
        ),
        known(F::RespondentSex, &["jeniskelamin", "jk", "kelamin"]),
        known(F::Age, &["usia", "umur", "kelompokusia", "kelompokumur"]),
        known(F::Education, &["pendidikan", "pendidikanterakhir"]),
        known(F::Occupation, &["pekerjaan", "pekerjaanutama"]),
        known(
            F::Service,
            &[
                "jenislayanan",
                "jenispelayanan",
                "layananyangditerima",
                "jenislayananyangditerima",
            ],
        ),
        known(
            F::Slot,
            &["jamsurvei", "waktusurvei", "jamlayanan", "jamkunjungan"],
        ),
        known(F::Answer1, &["u1"]),
        known(F::Answer2, &["u2"]),
        known(F::Answer3, &["u3"]),
        known(F::Answer4, &["u4"]),
        known(F::Answer5, &["u5"]),
        known(F::Answer6, &["u6"]),
        known(F::Answer7, &["u7"]),
        known(F::Answer8, &["u8"]),
        known(F::Answer9, &["u9"]),
    ],
    needs: &[
        need("Timestamp", &[F::At]),
        need("Unit Layanan", &[F::Unit]),
        need("U1 s.d. U9", &F::ANSWERS),
    ],
};

pub(super) const INNOVATIONS: Layout = Layout {
    columns: &[
        known(
            F::Nip,
            &[
                "nip",
                "nipbaru",
                "nipinovator",
                "nippengusul",
                "nipinisiator",
            ],
        ),
        known(
            F::Code,
            &[
                "kodeinovasi",
                "kode",
                "nomorregistrasi",
                "noregistrasi",
                "idinovasi",
            ],
        ),
        known(
            F::Title,
            &["namainovasi", "judulinovasi", "inovasi", "judul", "nama"],
        ),
        known(F::Year, &["tahun", "tahuninovasi", "tahunpenerapan"]),
        known(
            F::Stage,
            &[
                "tahapan",
                "tahapaninovasi",
                "tahap",
                "tahapinovasi",
                "status",
            ],
        ),
    ],
    needs: &[
        need("NIP", &[F::Nip]),
        need("NAMA INOVASI", &[F::Title]),
        need("TAHUN", &[F::Year]),
    ],
};

pub(super) const CANDIDATES: Layout = Layout {
    columns: &[
        known(F::Nip, NIP),
        known(
            F::Category,
            &["kategori", "kategoripenghargaan", "namakategori"],
        ),
        known(F::Unit, UNIT),
        known(F::Years, &["masakerjatahun", "masakerja", "mktahun"]),
        known(F::NoFindings, &["bebastemuan"]),
        known(
            F::NoSanction,
            &["tidakhukumandisiplin", "bebashukumandisiplin"],
        ),
        known(
            F::NotExamined,
            &["tidakpemeriksaandisiplin", "tidakdalampemeriksaandisiplin"],
        ),
        known(F::HasInnovation, &["memilikiinovasi"]),
        known(F::HasAward, &["memilikipenghargaan"]),
    ],
    needs: &[need("nip", &[F::Nip]), need("unit_kerja_nama", &[F::Unit])],
};
