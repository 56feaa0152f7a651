//! How large a file may be. What is over a limit is refused before it is held in memory.

/// The largest file, in bytes: 1 GiB.
pub const FILE_BYTES: u64 = 1 << 30;
/// The most rows, title and blank ones counted.
pub const ROWS: u32 = 2_000_000;
/// The most columns of a row.
pub const COLUMNS: usize = 1_000;
/// The longest cell, in bytes: 64 KiB. A spreadsheet holds 32,767 characters at most.
pub const CELL_BYTES: usize = 64 * 1024;
/// In how many rows at the top the header is looked for.
pub const HEADER_ROWS: usize = 30;
/// The most bytes that one part of a packed file may hold once unpacked: 4 GiB.
pub const UNPACKED_BYTES: u64 = 4 << 30;
/// The most bytes of texts that a workbook's cells share: 512 MiB. They must be held in memory.
pub const SHARED_BYTES: usize = 512 << 20;
/// How many times its packed size a part may grow, once it is over [`RATIO_FROM`].
pub const RATIO: u64 = 250;
/// From how many unpacked bytes [`RATIO`] holds: 64 MiB. Small parts of equal cells pack better.
pub const RATIO_FROM: u64 = 64 << 20;
/// The largest file of the old Excel format, in bytes: 64 MiB. It is read into memory as a whole.
pub const XLS_BYTES: u64 = 64 << 20;
/// The largest saved mapping, in bytes: 256 KiB.
pub const MAPPING_BYTES: usize = 256 * 1024;
/// How many quarantined rows a report keeps for resubmission.
pub const RESUBMIT_ROWS: usize = 100_000;
