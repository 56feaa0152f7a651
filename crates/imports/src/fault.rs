//! Why a file as a whole cannot be read.

use crate::kind::Kind;

/// Why a file cannot be read, with a sentence in Bahasa Indonesia that says how to mend it.
#[derive(Debug, thiserror::Error)]
pub enum FileFault {
    /// The file cannot be opened or read.
    #[error("berkas tidak dapat dibaca; periksa nama berkas dan hak aksesnya, lalu coba lagi")]
    Unreadable(#[source] std::io::Error),
    /// Nothing in it.
    #[error("berkas kosong; ekspor ulang data dari sumbernya")]
    Empty,
    /// A header and nothing below.
    #[error("berkas hanya berisi baris judul kolom tanpa data; isi datanya lalu impor lagi")]
    HeaderOnly,
    /// Columns that the kind needs are not there.
    #[error(
        "berkas ini bukan \"{}\": kolom {} tidak ditemukan pada 30 baris pertama; periksa jenis \
         impor, atau cocokkan judul kolom dengan berkas pemetaan",
        .kind.title(),
        .missing.join(", ")
    )]
    WrongKind {
        /// What was expected.
        kind: Kind,
        /// The columns that are missing, by their usual headers.
        missing: Vec<&'static str>,
    },
    /// Neither a table in text nor a spreadsheet.
    #[error(
        "isi berkas bukan tabel; simpan sebagai Excel (.xlsx) atau CSV dari aplikasi asalnya, lalu \
         impor lagi"
    )]
    NotATable,
    /// A web page or an XML sheet with the name of a spreadsheet.
    #[error(
        "berkas ini sebenarnya halaman web (HTML/XML) meskipun bernama Excel; buka dengan Excel atau \
         LibreOffice, lalu simpan ulang sebagai .xlsx"
    )]
    WebPage,
    /// A workbook of a format that is not read.
    #[error("format {0} tidak didukung; simpan ulang sebagai .xlsx, .ods, atau .csv")]
    Unsupported(&'static str),
    /// Cut off or damaged.
    #[error("berkas rusak atau terpotong; unduh atau ekspor ulang, lalu impor lagi")]
    Damaged,
    /// Protected by a password.
    #[error("berkas dilindungi kata sandi; hapus kata sandinya di Excel, lalu impor lagi")]
    Protected,
    /// More than [`FILE_BYTES`](crate::limits::FILE_BYTES).
    #[error("berkas lebih besar dari 1 GiB; bagi menjadi beberapa berkas")]
    TooLarge,
    /// Grows beyond all measure when unpacked.
    #[error(
        "isi berkas mengembang terlalu besar ketika dibuka; simpan ulang dari aplikasi asalnya tanpa \
         baris dan kolom kosong"
    )]
    Bomb,
    /// More than [`ROWS`](crate::limits::ROWS).
    #[error("berkas berisi lebih dari 2.000.000 baris; bagi menjadi beberapa berkas")]
    TooManyRows,
    /// More than [`COLUMNS`](crate::limits::COLUMNS) in a row.
    #[error(
        "baris {row} berisi lebih dari 1.000 kolom; periksa tanda pemisah kolom pada baris itu"
    )]
    TooManyColumns {
        /// Which row.
        row: u32,
    },
    /// More than [`CELL_BYTES`](crate::limits::CELL_BYTES) in a cell.
    #[error("baris {row} berisi sel lebih dari 64 KiB; periksa tanda kutip pada baris itu")]
    CellTooLong {
        /// Which row.
        row: u32,
    },
    /// A quote that nothing closes.
    #[error("tanda kutip yang dibuka pada baris {row} tidak ditutup; perbaiki baris itu")]
    QuoteOpen {
        /// In which row it was opened.
        row: u32,
    },
    /// Some lines are UTF-8 and others are not.
    #[error(
        "pengodean huruf bercampur: baris teks ke-{line} memakai pengodean lain daripada baris \
         lainnya; simpan ulang sebagai CSV UTF-8"
    )]
    MixedEncodings {
        /// The line of the text, from 1.
        line: u64,
    },
    /// What the mapping says of the encoding does not hold.
    #[error(
        "baris teks ke-{line} tidak dapat dibaca dengan pengodean {encoding}; ubah pengodean pada \
         berkas pemetaan"
    )]
    WrongEncoding {
        /// The line of the text, from 1.
        line: u64,
        /// What was assumed.
        encoding: &'static str,
    },
    /// The archive holds no table, or several.
    #[error("arsip ZIP harus berisi tepat satu berkas CSV, tetapi berisi {found}; bongkar dahulu")]
    Archive {
        /// How many tables there are.
        found: usize,
    },
    /// The sheet that the mapping names is not there.
    #[error(
        "lembar kerja \"{0}\" tidak ada di berkas ini; perbaiki nama lembar pada berkas pemetaan"
    )]
    NoSuchSheet(String),
}

impl From<std::io::Error> for FileFault {
    fn from(error: std::io::Error) -> Self {
        use std::io::ErrorKind as E;
        match error.downcast::<Self>() {
            // A reader below a library can only pass its own fault through an I/O error.
            Ok(fault) => fault,
            Err(error) => match error.kind() {
                E::UnexpectedEof | E::InvalidData | E::InvalidInput => Self::Damaged,
                _ => Self::Unreadable(error),
            },
        }
    }
}

impl From<FileFault> for std::io::Error {
    fn from(fault: FileFault) -> Self {
        Self::other(fault)
    }
}
