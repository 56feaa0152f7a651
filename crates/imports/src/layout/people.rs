//! Staff and units: SIASN's short and long layouts, and what local databases make of them.

use super::{Layout, NIP, known, need};
use crate::field::Field as F;

pub(super) const PEOPLE: Layout = Layout {
    columns: &[
        known(F::Nip, NIP),
        known(
            F::Name,
            &["nama", "namalengkap", "namapegawai", "namaasn", "namapns"],
        ),
        known(F::Before, &["gelardepan", "gldepan", "gelardpn"]),
        known(F::After, &["gelarbelakang", "glblk", "gelarblk"]),
        known(
            F::Born,
            &["tanggallahir", "tgllahir", "tanggallahirpegawai"],
        ),
        known(
            F::Sex,
            &[
                "jeniskelamin",
                "jeniskelaminnama",
                "kelamin",
                "jk",
                "lp",
                "sex",
            ],
        ),
        known(
            F::Employment,
            &[
                "jenispegawai",
                "jenispegawainama",
                "jenisasn",
                "statuskepegawaian",
                "statuspegawai",
            ],
        ),
        known(
            F::Legal,
            &[
                "kedudukanhukum",
                "kedudukanhukumnama",
                "kedudukanpns",
                "kedudukan",
            ],
        ),
        known(F::Flag, &["statuscpnspns", "cpnspns", "statuscpns"]),
        known(
            F::Since,
            &["tmtcpns", "tmtcpnspppk", "tmtpppk", "tmtpengangkatan"],
        ),
        known(F::TmtPns, &["tmtpns"]),
        known(F::TmtGrade, &["tmtgolongan", "tmtgol", "tmtpangkat"]),
        known(F::TmtPosition, &["tmtjabatan"]),
        known(
            F::Grade,
            &[
                "golakhir",
                "golakhirnama",
                "golonganakhir",
                "golonganruang",
                "golongan",
                "golru",
                "gol",
                "golruangakhir",
                "pangkatgolongan",
            ],
        ),
        known(
            F::PositionType,
            &["jenisjabatan", "jenisjabatannama", "jenisjabatanid"],
        ),
        known(F::Eselon, &["eselon", "eselonnama", "eselonid"]),
        known(
            F::Position,
            &["namajabatan", "jabatannama", "jabatan", "jabatanterakhir"],
        ),
        known(
            F::Unit,
            &[
                "namaunor",
                "unornama",
                "unor",
                "unitkerja",
                "unitkerjanama",
                "namaunitkerja",
                "unitorganisasi",
                "opd",
                "perangkatdaerah",
                "skpd",
                "satuankerjakerja",
                "satuankerja",
                "satuankerjakerjanama",
            ],
        ),
        known(
            F::Parent,
            &[
                "unorinduk",
                "unorinduknama",
                "namaunorinduk",
                "unitinduk",
                "indukunor",
                "satuankerjainduk",
                "satuankerjainduknama",
            ],
        ),
        known(
            F::Siasn,
            &["pnsid", "idpns", "siasnid", "pnsorangid", "idsiasn"],
        ),
    ],
    needs: &[
        need("NIP", &[F::Nip]),
        need("NAMA", &[F::Name]),
        need("NAMA UNOR", &[F::Unit, F::Parent]),
    ],
};

pub(super) const UNITS: Layout = Layout {
    columns: &[
        known(
            F::Code,
            &[
                "kodeunor",
                "kodeunit",
                "kodeopd",
                "kodeskpd",
                "cepatkode",
                "kode",
                "id",
            ],
        ),
        known(
            F::Name,
            &[
                "namaunor",
                "namaunit",
                "namaunitkerja",
                "unitkerja",
                "unor",
                "namaopd",
                "opd",
                "namaskpd",
                "skpd",
                "perangkatdaerah",
                "unit",
                "nama",
            ],
        ),
        known(
            F::Parent,
            &[
                "unorinduk",
                "unitinduk",
                "namaunorinduk",
                "namainduk",
                "induk",
                "atasan",
                "diatasan",
            ],
        ),
        known(
            F::Head,
            &[
                "nippimpinan",
                "nipkepala",
                "pimpinannip",
                "nippemimpin",
                "nipkepalaunit",
            ],
        ),
        known(
            F::From,
            &[
                "berlakumulai",
                "mulaiberlaku",
                "tanggalmulai",
                "tmtberlaku",
                "mulai",
                "berlakusejak",
            ],
        ),
        known(
            F::Until,
            &[
                "berlakusampai",
                "sampai",
                "tanggalselesai",
                "berakhir",
                "tanggalberakhir",
            ],
        ),
    ],
    needs: &[need("NAMA UNOR", &[F::Name])],
};
